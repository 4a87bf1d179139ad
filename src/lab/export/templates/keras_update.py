#? by_hand


# %% Update
$why

#< keras_variables
#? .
#? by_hand state


def beginning(variable):
    """What the optimizer keeps of a variable, before the first update."""
    zero = tf.zeros_like(variable)
    $return_state


$begin
#? .
#? by_hand scheduled
rate = tf.Variable(0.0, dtype=tf.float64)  # the learning rate of the iteration to come
#? .
#? by_hand sgd


def sgd(variable, gradient$state_argument):
    """One step of gradient descent$with_momentum."""
    #? sgd_decays
    gradient = gradient + weight_decay * variable
    #? .
    #? momentum momentum_rests
    if momentum == 0:
        variable.assign_sub($rate * gradient)
        return
    #? .
    #? momentum !dampening
    velocity = momentum * state["velocity"] + gradient
    #? .
    #? momentum dampening
    state["t"].assign_add(1.0)
    velocity = momentum * state["velocity"] + (1 - dampening) * gradient
    velocity = tf.where(state["t"] == 1, gradient, velocity)  # the first one is not dampened
    #? .
    #? momentum
    state["velocity"].assign(velocity)
    #? .
    #? momentum !nesterov !nesterov_varies
    variable.assign_sub($rate * velocity)
    #? .
    #? nesterov
    variable.assign_sub($rate * (gradient + momentum * velocity))
    #? .
    #? nesterov_varies
    ahead = gradient + momentum * velocity
    variable.assign_sub($rate * (ahead if nesterov else velocity))
    #? .
    #? !momentum
    variable.assign_sub($rate * gradient)
    #? .
#? .
#? adagrad


def adagrad(variable, gradient, state):
    """One step of Adagrad: where gradients have been large, steps are small."""
    #? adagrad_decays
    gradient = gradient + weight_decay * variable
    #? .
    state["v"].assign_add(gradient**2)
    variable.assign_sub($rate * gradient / (tf.sqrt(state["v"]) + epsilon))
#? .
#? rmsprop


def rmsprop(variable, gradient, state):
    """One step of RMSprop: by the running mean of squared gradients."""
    #? rmsprop_decays
    gradient = gradient + weight_decay * variable
    #? .
    state["v"].assign(alpha * state["v"] + (1 - alpha) * gradient**2)
    variable.assign_sub($rate * gradient / (tf.sqrt(state["v"]) + epsilon))
#? .
#? adam


def adam(variable, gradient, state):
    """One step of Adam."""
    #? adam_decays
    gradient = gradient + weight_decay * variable
    #? .
    state["t"].assign_add(1.0)
    state["m"].assign(beta1 * state["m"] + (1 - beta1) * gradient)
    state["v"].assign(beta2 * state["v"] + (1 - beta2) * gradient**2)
    # Both began at 0: what that makes them too small by is taken out.
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    variable.assign_sub($rate * m_hat / (tf.sqrt(v_hat) + epsilon))
#? .
#? adamw


def adamw(variable, gradient, state):
    """One step of AdamW$apart."""
    #? adamw_decays
    variable.assign(variable * (1 - $rate * weight_decay))
    #? .
    state["t"].assign_add(1.0)
    state["m"].assign(beta1 * state["m"] + (1 - beta1) * gradient)
    state["v"].assign(beta2 * state["v"] + (1 - beta2) * gradient**2)
    # Both began at 0: what that makes them too small by is taken out.
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    variable.assign_sub($rate * m_hat / (tf.sqrt(v_hat) + epsilon))
#? .
