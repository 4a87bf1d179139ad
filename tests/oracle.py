"""Prints the expected numbers that tests/worked_examples.rs and tests/gradients.rs hold.

Nothing here is shared with Backstep: the example is written out in NumPy, gradients come from
JAX's automatic differentiation, optimizer steps from optax, whose momentum is PyTorch's.

    pip install numpy jax optax && python tests/oracle.py
"""

import jax
import jax.numpy as jnp
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)


def show(name, value):
    print(name, np.asarray(value).tolist())


def program():
    """The article's program, put right: mean over the samples, bias gradients summed over them."""
    x = np.array([[1.0, 2], [2, 3], [3, 4], [4, 5]])
    y = np.array([[0.0], [0], [1], [1]])
    # Backstep's kaiming_uniform with seed 0.
    w1 = np.array([[-0.9795435062451796, -0.43147241237609313],
                   [1.109313225946185, 0.24363787112081248],
                   [0.5355578956593159, 1.6856006527469685]])
    w2 = np.array([[-1.1461746331314067, 1.3358508022799687, -0.6481551388224944]])
    b1, b2 = np.zeros(3), np.zeros(1)

    def forward():
        z1 = x @ w1.T + b1
        h = np.maximum(z1, 0)
        return z1, h, 1 / (1 + np.exp(-(h @ w2.T + b2)))

    losses = []
    for iteration in range(1001):
        z1, h, p = forward()
        if iteration % 100 == 0:
            losses.append(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
        if iteration < 1000:
            d2 = (p - y) / len(x)
            d1 = d2 @ w2 * (z1 > 0)
            w2 = w2 - 0.1 * d2.T @ h
            b2 = b2 - 0.1 * d2.sum(axis=0)
            w1 = w1 - 0.1 * d1.T @ x
            b1 = b1 - 0.1 * d1.sum(axis=0)
    show("program losses", losses)
    show("program outputs", p.ravel())
    show("program w1", w1), show("program b1", b1), show("program w2", w2), show("program b2", b2)


# One network and batch for all the gradients: 2-3-3, two samples.
W1 = jnp.array([[0.4, -0.7], [-1.1, 0.3], [0.2, 0.9]])
B1 = jnp.array([0.1, -0.2, 0.3])
W2 = jnp.array([[0.5, -0.6, 0.8], [-0.3, 1.2, 0.7], [0.9, 0.1, -0.4]])
B2 = jnp.array([-0.1, 0.2, 0.05])
X = jnp.array([[0.8, -1.5], [-0.4, 2.0]])
# Targets of 1 in all for cross-entropy's usual case; OTHER sums to 0.9 and 1.6.
CLASSES = jnp.array([[0.0, 1.0, 0.0], [0.25, 0.25, 0.5]])
OTHER = jnp.array([[0.2, 0.0, 0.7], [1.0, 0.6, 0.0]])

LOSSES = {
    "half_squared_error": lambda p, y: 0.5 * jnp.sum((p - y) ** 2, axis=1),
    "mean_squared_error": lambda p, y: jnp.mean((p - y) ** 2, axis=1),
    "binary_cross_entropy": lambda p, y: -jnp.mean(y * jnp.log(p) + (1 - y) * jnp.log1p(-p), axis=1),
    "cross_entropy": lambda p, y: -jnp.sum(y * jnp.log(p), axis=1),
}
OUTPUTS = {
    "identity": lambda z: z,
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "leaky_relu": lambda z: jax.nn.leaky_relu(z, 0.01),
    "softmax": lambda z: jax.nn.softmax(z, axis=1),
}


def gradients():
    cases = [
        ("tanh", "identity", "half_squared_error", OTHER),
        ("sigmoid", "tanh", "mean_squared_error", OTHER),
        ("relu", "sigmoid", "binary_cross_entropy", OTHER / 2),
        ("leaky_relu", "sigmoid", "cross_entropy", OTHER),
        ("tanh", "softmax", "cross_entropy", CLASSES),
        ("tanh", "softmax", "cross_entropy", OTHER),
        ("identity", "softmax", "mean_squared_error", CLASSES),
        ("relu", "softmax", "binary_cross_entropy", CLASSES),
        ("tanh", "leaky_relu", "half_squared_error", OTHER),
    ]
    for hidden, output, loss, y in cases:
        def mean_loss(parameters):
            w1, b1, w2, b2 = parameters
            h = OUTPUTS[hidden](X @ w1.T + b1)
            return jnp.mean(LOSSES[loss](OUTPUTS[output](h @ w2.T + b2), y))

        value, grads = jax.value_and_grad(mean_loss)((W1, B1, W2, B2))
        flat = jnp.concatenate([g.ravel() for g in grads])
        show(f"{hidden} {output} {loss} {'classes' if y is CLASSES else 'other'}", value)
        show("  ", flat)


def momentum():
    """Five steps on one sigmoid unit, x = 1.5, target 0.2, from w = 0.8, b = -0.3."""
    def loss(parameters):
        p = jax.nn.sigmoid(parameters[0] * 1.5 + parameters[1])
        return 0.5 * (p - 0.2) ** 2

    for nesterov in (False, True):
        optimizer = optax.sgd(0.7, momentum=0.9, nesterov=nesterov)
        parameters = jnp.array([0.8, -0.3])
        state = optimizer.init(parameters)
        for step in range(5):
            updates, state = optimizer.update(jax.grad(loss)(parameters), state)
            parameters = optax.apply_updates(parameters, updates)
            show(f"nesterov={nesterov} step {step + 1}: w, b", parameters)
        show(f"nesterov={nesterov} velocity", state[0].trace)


if __name__ == "__main__":
    program()
    gradients()
    momentum()
