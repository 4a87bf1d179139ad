# %% Update
# Gradients are computed with the old weights; then all weights change at once.
#? state


def beginning(parameters):
    """What the optimizer keeps of the parameters of each layer, before the first update."""
    $return_state


$begin
#? .


#? !static
@jax.jit
#? .
#? static
# What is named here changes during the run: JAX compiles the step for each value of it.
@partial(jax.jit, static_argnames=$static_names)
#? .
$step_head
    """One iteration: the batch's loss, and what has changed after the update."""
    #? biases !norm
    loss_and_gradients = jax.value_and_grad(mean_loss, argnums=(0, 1))  # by W and b
    #? .
    #? !biases !norm
    loss_and_gradients = jax.value_and_grad(mean_loss)  # by W; biases stay as they are
    #? .
    #? norm
    loss_and_gradients = jax.value_and_grad(mean_loss, argnums=$argnums, has_aux=True)
    #? .
    #? plain !norm
    loss, gradients = loss_and_gradients(W, b, x, y$scales$functions)
    $trained_names = jax.tree.map(lambda p, g: p - learning_rate * g, $trained, gradients)
    #? .
    #? !plain !norm
    loss, $gradients = loss_and_gradients(W, b, x, y$scales$functions)
    #? .
    #? norm
    (loss, statistics), gradients = loss_and_gradients(
        W, b$norm, x, y$scales$functions
    )
    #? .
    #? plain norm
    $trained_names = jax.tree.map(
        lambda p, g: p - learning_rate * g, $trained, gradients
    )
    #? .
    #? !plain norm
    $gradient_names = gradients
    #? .
    #? sgd !plain

    def sgd(parameter, gradient$state_argument):
        """A parameter after one step of gradient descent$and_state."""
        #? sgd_decays
        gradient = gradient + weight_decay * parameter
        #? .
        #? !momentum !state
        return parameter - learning_rate * gradient
        #? .
        #? !momentum state
        return parameter - learning_rate * gradient, state
        #? .
        #? momentum !dampening
        velocity = momentum * state["velocity"] + gradient
        #? .
        #? momentum dampening
        t = state["t"] + 1
        velocity = momentum * state["velocity"] + (1 - dampening) * gradient
        velocity = jnp.where(t == 1, gradient, velocity)  # the first one is not dampened
        #? .
        #? momentum !nesterov !nesterov_varies
        direction = velocity
        #? .
        #? nesterov
        direction = gradient + momentum * velocity
        #? .
        #? nesterov_varies
        direction = jnp.where(nesterov, gradient + momentum * velocity, velocity)
        #? .
        #? momentum !dampening
        kept = state | {"velocity": velocity}
        #? .
        #? momentum dampening
        kept = state | {"t": t, "velocity": velocity}
        #? .
        #? momentum momentum_rests
        # While there is no momentum, the velocity rests.
        direction = jnp.where(momentum == 0, gradient, direction)
        kept = jax.tree.map(lambda old, new: jnp.where(momentum == 0, old, new), state, kept)
        #? .
        #? momentum
        return parameter - learning_rate * direction, kept
        #? .
    #? .
    #? adagrad

    def adagrad(parameter, gradient, state):
        """A parameter after one step of Adagrad, and what Adagrad keeps."""
        #? adagrad_decays
        gradient = gradient + weight_decay * parameter
        #? .
        v = state["v"] + gradient**2
        direction = gradient / (jnp.sqrt(v) + epsilon)
        return parameter - learning_rate * direction, state | {"v": v}
    #? .
    #? rmsprop

    def rmsprop(parameter, gradient, state):
        """A parameter after one step of RMSprop, and what RMSprop keeps."""
        #? rmsprop_decays
        gradient = gradient + weight_decay * parameter
        #? .
        v = alpha * state["v"] + (1 - alpha) * gradient**2
        direction = gradient / (jnp.sqrt(v) + epsilon)
        return parameter - learning_rate * direction, state | {"v": v}
    #? .
    #? adam

    def adam(parameter, gradient, state):
        """A parameter after one step of Adam, and what Adam keeps."""
        #? adam_decays
        gradient = gradient + weight_decay * parameter
        #? .
        t = state["t"] + 1
        m = beta1 * state["m"] + (1 - beta1) * gradient
        v = beta2 * state["v"] + (1 - beta2) * gradient**2
        # Both began at 0: what that makes them too small by is taken out.
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        direction = m_hat / (jnp.sqrt(v_hat) + epsilon)
        return parameter - learning_rate * direction, state | {"t": t, "m": m, "v": v}
    #? .
    #? adamw

    def adamw(parameter, gradient, state):
        """A parameter after one step of AdamW, and what AdamW keeps."""
        t = state["t"] + 1
        m = beta1 * state["m"] + (1 - beta1) * gradient
        v = beta2 * state["v"] + (1 - beta2) * gradient**2
        # Both began at 0: what that makes them too small by is taken out.
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        direction = m_hat / (jnp.sqrt(v_hat) + epsilon)
        #? adamw_decays
        # Weight decay is apart from the gradient.
        parameter = parameter * (1 - learning_rate * weight_decay)
        #? .
        return parameter - learning_rate * direction, state | {"t": t, "m": m, "v": v}
    #? .
    #? !plain

    #? .
    #? penalty
    # What the penalty on weights adds to their gradients; the loss that is shown is without it.
    grad_W = {l: grad_W[l] + $penalty for l in W}
    #? .
    #? clip_value
    $gradient_names = jax.tree.map(
        lambda g: jnp.clip(g, -clip_value, clip_value), $gradients
    )
    #? .
    #? clip_norm
    #? !norm
    squares = jax.tree.map(lambda g: (g**2).sum(), $counted)
    #? .
    #? norm
    counted = $counted
    squares = jax.tree.map(lambda g: (g**2).sum(), counted)
    #? .
    norm = jnp.sqrt(sum(jax.tree.leaves(squares)))
    factor = jnp.minimum(1, clip_norm / (norm + 1e-6))  # with PyTorch's 1e-6
    #? !norm
    $gradient_names = jax.tree.map(lambda g: factor * g, $gradients)
    #? .
    #? norm
    $gradient_names = jax.tree.map(
        lambda g: factor * g, $gradients
    )
    #? .
    #? .
    #? several_optimizers
    rules = {$rules}
    rule = rules[optimizer]
    #? .
    #? !plain
    for l in W:
        $step_W
        #? biases !biases_vary
        $step_b
        #? .
        #? biases biases_vary
        if train_biases:
            $step_b
        #? .
    #? .
    #? !plain norm
    for l in gamma:
        $step_gamma
        $step_beta
    #? .
    return loss, $results$returned
