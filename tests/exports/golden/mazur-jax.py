"""A run of Backstep in JAX.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 3 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs JAX: pip install jax
"""

import jax
import jax.numpy as jnp
import numpy as np

# JAX computes in float32, with 7 digits, unless it is told otherwise.
jax.config.update("jax_enable_x64", True)


# %% Data
# 1 sample. Every number is written with the digits that give the same float64 back.

X = np.array([
    [0.05, 0.1],
])  # shape (1, 2): a sample a row
Y = np.array([
    [0.01, 0.99],
])  # shape (1, 2)


# %% Network: 2 inputs, 2 sigmoid, 2 sigmoid
# Layers count from 1, as on the page. W[l] are the weights of layer l, of shape
# (units, inputs), and b[l] its biases.

W, b = {}, {}
W[1] = jnp.array([
    [0.15, 0.2],
    [0.25, 0.3],
])
b[1] = jnp.array([0.35, 0.35])
W[2] = jnp.array([
    [0.4, 0.45],
    [0.5, 0.55],
])
b[2] = jnp.array([0.6, 0.6])


def forward(W, b, x):
    """Activations of the last layer."""
    a = x
    a = jax.nn.sigmoid(a @ W[1].T + b[1])  # (samples, 2)
    a = jax.nn.sigmoid(a @ W[2].T + b[2])  # (samples, 2)
    return a


# %% Loss
# The loss of each sample, shape (samples,).


def half_squared_error(a, y):
    return 0.5 * ((a - y) ** 2).sum(axis=1)


def mean_loss(W, b, x, y):
    """The loss of a batch: a function of the parameters, for jax.grad."""
    return half_squared_error(forward(W, b, x), y).mean()


# %% Update
# Gradients are computed with the old weights; then all weights change at once.


@jax.jit
def step(W, b, x, y, learning_rate):
    """One iteration: the batch's loss, and what has changed after the update."""
    loss_and_gradients = jax.value_and_grad(mean_loss)  # by W; biases stay as they are
    loss, gradients = loss_and_gradients(W, b, x, y)
    W = jax.tree.map(lambda p, g: p - learning_rate * g, W, gradients)
    return loss, W


# %% Train

losses = []  # the batch's mean loss, one an iteration
learning_rate = 0.5


def train(iterations):
    global W
    for _ in range(iterations):
        x, y = X, Y  # a batch is all samples
        loss, W = step(W, b, x, y, learning_rate)
        losses.append(float(loss))


def parameters(l):
    """Weights and biases of layer l as lists."""
    return W[l].tolist(), b[l].tolist()


train(3)


# %% Check
# The page's numbers: the mean loss of the batch at each iteration, counted from 0, and the
# parameters after the last of them.

page_losses = {
    0: 0.2983711087600027, 1: 0.29102777369359933, 2: 0.28354713312241997,
}
page_W, page_b = {}, {}
page_W[1] = [
    [0.14943745516554569, 0.19887491033109145],
    [0.249347121104529, 0.298694242209058],
]
page_b[1] = [0.35, 0.35]
page_W[2] = [
    [0.2753602143524794, 0.32460122485120463],
    [0.5332944553489185, 0.5834972025788983],
]
page_b[2] = [0.6, 0.6]

# Relative to the page's number, absolute where that is below 1. Machines and frameworks add in
# another order than the page, and each order rounds differently.
tolerance = 1e-9


def numbers():
    """Each number in the order of the run: what it is, the page's, this script's."""
    for iteration, loss in page_losses.items():
        yield f"loss of iteration {iteration}", loss, losses[iteration]
    for l in page_W:
        weights, biases = parameters(l)
        for j, row in enumerate(page_W[l]):
            for i, weight in enumerate(row):
                name = f"weight of layer {l} from input {i + 1} to unit {j + 1}"
                yield name, weight, weights[j][i]
        for j, bias in enumerate(page_b[l]):
            yield f"bias of layer {l}, unit {j + 1}", bias, biases[j]


def check():
    """Stops at the first number that differs."""
    count, largest = 0, 0.0
    for name, page, here in numbers():
        difference = abs(here - page) / max(1, abs(page))
        if not difference <= tolerance:  # said like this, NaN counts as a difference
            raise AssertionError(
                f"the {name} differs first: the page had {page!r}, this script got {here!r}"
            )
        count, largest = count + 1, max(largest, difference)
    print(f"All {count} numbers agree with the page's; the largest difference is {largest:.1e}.")


check()
