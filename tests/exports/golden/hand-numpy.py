"""A run of Backstep in NumPy, with backpropagation written out.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 5 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs NumPy: pip install numpy
"""

import numpy as np


# %% Data
# 1 sample. Every number is written with the digits that give the same float64 back.

X = np.array([
    [1.0, 2.0],
])  # shape (1, 2): a sample a row
Y = np.array([
    [0.0, 1.0],
])  # shape (1, 2)


# %% Network: 2 inputs, 3 relu, 2 relu
# Layers count from 1, as on the page. W[l][j, i] is the weight of layer l from input i to
# unit j, b[l][j] the unit's bias: weights have the shape (units, inputs).

W, b = {}, {}
W[1] = np.array([
    [0.5, 0.0],
    [0.0, 0.25],
    [-0.5, 0.5],
])
b[1] = np.array([0.0, 0.0, 0.0])
W[2] = np.array([
    [0.2, 0.3, 0.5],
    [0.4, 0.4, 0.8],
])
b[2] = np.array([0.0, 0.0])


# %% Activation functions
# and their slopes da/dz, which are computed from the activation a.


def relu(z):
    return np.maximum(z, 0)


def relu_slope(a):
    # 0 at z = 0, as in PyTorch.
    return np.where(a > 0, 1.0, 0.0)


# %% Loss
# Losses are those of each sample, shape (samples,); gradients are dL/da, shape (samples, outputs).


def cross_entropy(a, y):
    # Where y is 0, y log a is 0 whatever a is.
    return -(y * np.log(np.where(y == 0, 1, a))).sum(axis=1)


def cross_entropy_gradient(a, y):
    return -y / np.where(y == 0, 1, a)


# %% Forward pass


def forward(x):
    """Weighted sums z and activations a of every layer, for a batch x."""
    z, a = {}, {0: x}
    z[1] = a[0] @ W[1].T + b[1]  # (samples, 3)
    a[1] = relu(z[1])
    z[2] = a[1] @ W[2].T + b[2]  # (samples, 2)
    a[2] = relu(z[2])
    return z, a


# %% Backward pass
# The chain rule from the last layer to the first. delta is dL/dz of each sample's own loss;
# the loss of a batch is a mean, and so are the gradients.


def backward(z, a, y):
    """Gradients of the batch's loss by every weight and bias."""
    delta, grad_W, grad_b = {}, {}, {}
    # Layer 2: the gradient of the loss, times the slope
    delta[2] = cross_entropy_gradient(a[2], y) * relu_slope(a[2])
    grad_W[2] = delta[2].T @ a[1] / len(y)
    grad_b[2] = delta[2].mean(axis=0)

    # Layer 1: back through the weights above, times the slope
    delta[1] = delta[2] @ W[2] * relu_slope(a[1])
    grad_W[1] = delta[1].T @ a[0] / len(y)
    grad_b[1] = delta[1].mean(axis=0)
    return grad_W, grad_b


# %% Update
# Gradients have been computed with the old weights; now all weights change at once.


def sgd(parameter, gradient):
    """One step of gradient descent, in place."""
    parameter -= learning_rate * gradient


def update(grad_W, grad_b):
    for l in W:
        sgd(W[l], grad_W[l])
        sgd(b[l], grad_b[l])


# %% Train

losses = []  # the batch's mean loss, one an iteration
learning_rate = 0.1


def train(iterations):
    for _ in range(iterations):
        x, y = X, Y  # a batch is all samples
        z, a = forward(x)
        losses.append(float(cross_entropy(a[2], y).mean()))
        update(*backward(z, a, y))


def parameters(l):
    """Weights and biases of layer l as lists."""
    return W[l].tolist(), b[l].tolist()


train(5)


# %% Check
# The page's numbers: the mean loss of the batch at each iteration, counted from 0, and the
# parameters after the last of them.

page_losses = {
    0: 0.2231435513142097, 1: -0.5953965252162606, 2: -0.8856590544299888,
    3: -1.0921641320031914, 4: -1.2561035499278326,
}
page_W, page_b = {}, {}
page_W[1] = [
    [0.6312848258412074, 0.2625696516824144],
    [0.1312848258412072, 0.5125696516824144],
    [-0.2520281251332861, 0.9959437497334278],
]
page_b[1] = [0.1312848258412072, 0.1312848258412072, 0.2479718748667139]
page_W[2] = [
    [0.2, 0.3, 0.5],
    [0.6159281399972458, 0.6159281399972458, 1.0859974687126084],
]
page_b[2] = [0.0, 0.2834037252454302]

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
