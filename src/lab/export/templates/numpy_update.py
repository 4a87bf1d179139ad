# %% Update
# Gradients have been computed with the old weights; now all weights change at once.
#? state


def beginning(parameters):
    """What the optimizer keeps of the parameters of each layer, before the first update."""
    $return_state


$begin
#? .
#? sgd


def sgd(parameter, gradient$state_argument):
    """One step of gradient descent$with_momentum, in place."""
    #? sgd_decays
    gradient = gradient + weight_decay * parameter
    #? .
    #? momentum momentum_rests
    if momentum == 0:
        parameter -= $rate * gradient
        return
    #? .
    #? momentum !dampening
    velocity = momentum * state["velocity"] + gradient
    #? .
    #? momentum dampening
    state["t"] += 1
    if state["t"] == 1:
        velocity = gradient  # the first one is not dampened
    else:
        velocity = momentum * state["velocity"] + (1 - dampening) * gradient
    #? .
    #? momentum
    state["velocity"] = velocity
    #? .
    #? momentum !nesterov !nesterov_varies
    parameter -= $rate * velocity
    #? .
    #? nesterov
    parameter -= $rate * (gradient + momentum * velocity)
    #? .
    #? nesterov_varies
    ahead = gradient + momentum * velocity
    parameter -= $rate * (ahead if nesterov else velocity)
    #? .
    #? !momentum
    parameter -= $rate * gradient
    #? .
#? .
#? adagrad


def adagrad(parameter, gradient, state):
    """One step of Adagrad, in place: where gradients have been large, steps are small."""
    #? adagrad_decays
    gradient = gradient + weight_decay * parameter
    #? .
    state["v"] = state["v"] + gradient**2
    parameter -= $rate * gradient / (np.sqrt(state["v"]) + epsilon)
#? .
#? rmsprop


def rmsprop(parameter, gradient, state):
    """One step of RMSprop, in place: by the running mean of squared gradients."""
    #? rmsprop_decays
    gradient = gradient + weight_decay * parameter
    #? .
    state["v"] = alpha * state["v"] + (1 - alpha) * gradient**2
    parameter -= $rate * gradient / (np.sqrt(state["v"]) + epsilon)
#? .
#? adam


def adam(parameter, gradient, state):
    """One step of Adam, in place."""
    #? adam_decays
    gradient = gradient + weight_decay * parameter
    #? .
    state["t"] += 1
    state["m"] = beta1 * state["m"] + (1 - beta1) * gradient
    state["v"] = beta2 * state["v"] + (1 - beta2) * gradient**2
    # Both began at 0: what that makes them too small by is taken out.
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    parameter -= $rate * m_hat / (np.sqrt(v_hat) + epsilon)
#? .
#? adamw


def adamw(parameter, gradient, state):
    """One step of AdamW, in place$apart."""
    #? adamw_decays
    parameter *= 1 - $rate * weight_decay
    #? .
    state["t"] += 1
    state["m"] = beta1 * state["m"] + (1 - beta1) * gradient
    state["v"] = beta2 * state["v"] + (1 - beta2) * gradient**2
    # Both began at 0: what that makes them too small by is taken out.
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    parameter -= $rate * m_hat / (np.sqrt(v_hat) + epsilon)
#? .


def update($gradients):
    #? penalty
    # What the penalty on weights adds to their gradients; the loss that is shown is without it.
    for l in W:
        grad_W[l] += $penalty
    #? .
    #? clip
    $all_gradients
    #? .
    #? clip_value
    for gradient in gradients:
        np.clip(gradient, -clip_value, clip_value, out=gradient)
    #? .
    #? clip_norm
    norm = np.sqrt(sum((gradient**2).sum() for gradient in gradients))
    for gradient in gradients:
        gradient *= min(1, clip_norm / (norm + 1e-6))  # with PyTorch's 1e-6
    #? .
    for l in W:
        $optimizer_name(W[l], grad_W[l]$state_W)
        #? biases !biases_vary
        $optimizer_name(b[l], grad_b[l]$state_b)
        #? .
        #? biases biases_vary
        if train_biases:
            $optimizer_name(b[l], grad_b[l]$state_b)
        #? .
    #? norm
    for l in gamma:
        $optimizer_name(gamma[l], grad_gamma[l]$state_gamma)
        $optimizer_name(beta[l], grad_beta[l]$state_beta)
    #? .
