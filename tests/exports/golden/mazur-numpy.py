"""A run of Backstep in NumPy, with backpropagation written out.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 3 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs NumPy: pip install numpy
"""

import numpy as np


# %% Data
# 1 sample. Every number is written with the digits that give the same float64 back.

X = np.array([
    [0.05, 0.1],
])  # shape (1, 2): a sample a row
Y = np.array([
    [0.01, 0.99],
])  # shape (1, 2)


# %% Network: 2 inputs, 2 sigmoid, 2 sigmoid
# Layers count from 1, as on the page. W[l][j, i] is the weight of layer l from input i to
# unit j, b[l][j] the unit's bias: weights have the shape (units, inputs).

W, b = {}, {}
W[1] = np.array([
    [0.15, 0.2],
    [0.25, 0.3],
])
b[1] = np.array([0.35, 0.35])
W[2] = np.array([
    [0.4, 0.45],
    [0.5, 0.55],
])
b[2] = np.array([0.6, 0.6])


# %% Activation functions
# and their slopes da/dz, which are computed from the activation a.


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(a):
    return a * (1 - a)


# %% Loss
# Losses are those of each sample, shape (samples,); gradients are dL/da, shape (samples, outputs).


def half_squared_error(a, y):
    return 0.5 * ((a - y) ** 2).sum(axis=1)


def half_squared_error_gradient(a, y):
    return a - y


# %% Forward pass


def forward(x):
    """Weighted sums z and activations a of every layer, for a batch x."""
    z, a = {}, {0: x}
    z[1] = a[0] @ W[1].T + b[1]  # (samples, 2)
    a[1] = sigmoid(z[1])
    z[2] = a[1] @ W[2].T + b[2]  # (samples, 2)
    a[2] = sigmoid(z[2])
    return z, a


# %% Backward pass
# The chain rule from the last layer to the first. delta is dL/dz of each sample's own loss;
# the loss of a batch is a mean, and so are the gradients.


def backward(z, a, y):
    """Gradients of the batch's loss by every weight; biases stay as they are."""
    delta, grad_W = {}, {}
    # Layer 2: the gradient of the loss, times the slope
    delta[2] = half_squared_error_gradient(a[2], y) * sigmoid_slope(a[2])
    grad_W[2] = delta[2].T @ a[1] / len(y)

    # Layer 1: back through the weights above, times the slope
    delta[1] = delta[2] @ W[2] * sigmoid_slope(a[1])
    grad_W[1] = delta[1].T @ a[0] / len(y)
    return grad_W


# %% Update
# Gradients have been computed with the old weights; now all weights change at once.


def sgd(parameter, gradient):
    """One step of gradient descent, in place."""
    parameter -= learning_rate * gradient


def update(grad_W):
    for l in W:
        sgd(W[l], grad_W[l])


# %% Train

losses = []  # the batch's mean loss, one an iteration
learning_rate = 0.5


def train(iterations):
    for _ in range(iterations):
        x, y = X, Y  # a batch is all samples
        z, a = forward(x)
        losses.append(float(half_squared_error(a[2], y).mean()))
        update(backward(z, a, y))


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
