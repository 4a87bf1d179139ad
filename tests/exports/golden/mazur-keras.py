"""A run of Backstep in TensorFlow, with Keras layers.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 3 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs TensorFlow: pip install tensorflow
"""

import numpy as np
import tensorflow as tf

# Keras computes in float32, with 7 digits, unless it is told otherwise.
tf.keras.backend.set_floatx("float64")


# %% Data
# 1 sample. Every number is written with the digits that give the same float64 back.

X = np.array([
    [0.05, 0.1],
])  # shape (1, 2): a sample a row
Y = np.array([
    [0.01, 0.99],
])  # shape (1, 2)


# %% Network: 2 inputs, 2 sigmoid, 2 sigmoid
# Layers count from 1, as on the page. W[l] are the first weights of layer l, of shape
# (units, inputs), and b[l] its first biases.

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

model = tf.keras.Sequential([
    tf.keras.Input((2,)),
    tf.keras.layers.Dense(2, activation="sigmoid"),
    tf.keras.layers.Dense(2, activation="sigmoid"),
])
for l in W:
    # Keras keeps weights the other way round, in the shape (inputs, units).
    model.layers[l - 1].set_weights([W[l].T, b[l]])


# %% Loss
# The loss of each sample, shape (samples,).


def half_squared_error(a, y):
    return 0.5 * tf.reduce_sum((a - y) ** 2, axis=1)


# %% Train

variables = [layer.kernel for layer in model.layers]  # biases stay as they are
optimizer = tf.keras.optimizers.SGD(learning_rate=0.5)
losses = []  # the batch's mean loss, one an iteration


@tf.function
def step(x, y):
    """One iteration: the batch's loss, computed before the update."""
    with tf.GradientTape() as tape:
        loss_of_batch = tf.reduce_mean(half_squared_error(model(x), y))
    gradients = tape.gradient(loss_of_batch, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss_of_batch


def train(iterations):
    for _ in range(iterations):
        x, y = X, Y  # a batch is all samples
        losses.append(float(step(x, y)))


def parameters(l):
    """Weights, as (units, inputs), and biases of layer l as lists."""
    weight, bias = model.layers[l - 1].get_weights()
    return weight.T.tolist(), bias.tolist()


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
