"""Optimizers in turn in TensorFlow, with Keras layers.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 40 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs TensorFlow: pip install tensorflow
"""

import numpy as np
import tensorflow as tf

# Keras computes in float32, with 7 digits, unless it is told otherwise.
tf.keras.backend.set_floatx("float64")


# %% Data
# 6 samples. Every number is written with the digits that give the same float64 back.

X = np.array([
    [-1.2521, -0.8057],
    [-0.8264, -0.1394],
    [0.4383, 0.6],
    [-1.0439, -1.4892],
    [1.0878, 0.8011],
    [0.762, -0.1688],
])  # shape (6, 2): a sample a row
Y = np.array([
    [0.5035, 0.3415],
    [0.2341, 0.0469],
    [1.0, 0.0],
    [0.178, 0.7363],
    [0.0, 1.0],
    [1.0, 0.0],
])  # shape (6, 2)


# %% Network: 2 inputs, 3 tanh, 2 sigmoid
# Layers count from 1, as on the page. W[l] are the first weights of layer l, of shape
# (units, inputs), and b[l] its first biases.

W, b = {}, {}
W[1] = np.array([
    [-0.10182248150609807, 0.4448757385011013],
    [-0.3921807919775998, -0.3209142775922643],
    [0.36153512423627143, 0.648116251177687],
])
b[1] = np.array([0.0, 0.0, 0.0])
W[2] = np.array([
    [0.34061497272265573, 0.13579958395277236, 0.19094021627517122],
    [-1.0040873936988028, 1.0777498927210134, 0.9824736803638476],
])
b[2] = np.array([0.0, 0.0])

model = tf.keras.Sequential([
    tf.keras.Input((2,)),
    tf.keras.layers.Dense(3, activation="tanh"),
    tf.keras.layers.Dense(2, activation="sigmoid"),
])
for l in W:
    # Keras keeps weights the other way round, in the shape (inputs, units).
    model.layers[l - 1].set_weights([W[l].T, b[l]])


# %% Loss
# The loss of each sample, shape (samples,).


def half_squared_error(a, y):
    return 0.5 * tf.reduce_sum((a - y) ** 2, axis=1)


# %% Update
# Written out, because Keras's optimizers round their settings to float32, and add epsilon
# elsewhere than PyTorch and the page.

variables = model.trainable_variables


def beginning(variable):
    """What the optimizer keeps of a variable, before the first update."""
    zero = tf.zeros_like(variable)
    return {
        "t": tf.Variable(0.0, dtype=tf.float64),  # how often it was updated
        "velocity": tf.Variable(zero),
        "m": tf.Variable(zero),  # first moment: the mean of gradients
        "v": tf.Variable(zero),  # second moment: of their squares
    }


state = {id(variable): beginning(variable) for variable in variables}


def sgd(variable, gradient, state):
    """One step of gradient descent with momentum."""
    gradient = gradient + weight_decay * variable
    if momentum == 0:
        variable.assign_sub(learning_rate * gradient)
        return
    state["t"].assign_add(1.0)
    velocity = momentum * state["velocity"] + (1 - dampening) * gradient
    velocity = tf.where(state["t"] == 1, gradient, velocity)  # the first one is not dampened
    state["velocity"].assign(velocity)
    ahead = gradient + momentum * velocity
    variable.assign_sub(learning_rate * (ahead if nesterov else velocity))


def adagrad(variable, gradient, state):
    """One step of Adagrad: where gradients have been large, steps are small."""
    state["v"].assign_add(gradient**2)
    variable.assign_sub(learning_rate * gradient / (tf.sqrt(state["v"]) + epsilon))


def rmsprop(variable, gradient, state):
    """One step of RMSprop: by the running mean of squared gradients."""
    state["v"].assign(alpha * state["v"] + (1 - alpha) * gradient**2)
    variable.assign_sub(learning_rate * gradient / (tf.sqrt(state["v"]) + epsilon))


def adam(variable, gradient, state):
    """One step of Adam."""
    state["t"].assign_add(1.0)
    state["m"].assign(beta1 * state["m"] + (1 - beta1) * gradient)
    state["v"].assign(beta2 * state["v"] + (1 - beta2) * gradient**2)
    # Both began at 0: what that makes them too small by is taken out.
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    variable.assign_sub(learning_rate * m_hat / (tf.sqrt(v_hat) + epsilon))


def adamw(variable, gradient, state):
    """One step of AdamW: weight decay is apart from the gradient."""
    variable.assign(variable * (1 - learning_rate * weight_decay))
    state["t"].assign_add(1.0)
    state["m"].assign(beta1 * state["m"] + (1 - beta1) * gradient)
    state["v"].assign(beta2 * state["v"] + (1 - beta2) * gradient**2)
    # Both began at 0: what that makes them too small by is taken out.
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    variable.assign_sub(learning_rate * m_hat / (tf.sqrt(v_hat) + epsilon))


# %% Train

losses = []  # the batch's mean loss, one an iteration
optimizer = adagrad
learning_rate = 0.02
epsilon = 1e-10


def step(x, y):
    """One iteration: the batch's loss, computed before the update."""
    with tf.GradientTape() as tape:
        loss_of_batch = tf.reduce_mean(half_squared_error(model(x), y))
    gradients = tape.gradient(loss_of_batch, variables)
    for variable, gradient in zip(variables, gradients):
        optimizer(variable, gradient, state[id(variable)])
    return loss_of_batch


def train(iterations):
    for _ in range(iterations):
        x, y = X, Y  # a batch is all samples
        losses.append(float(step(x, y)))


def parameters(l):
    """Weights, as (units, inputs), and biases of layer l as lists."""
    weight, bias = model.layers[l - 1].get_weights()
    return weight.T.tolist(), bias.tolist()


train(4)  # iterations 0 to 3

# From iteration 4 on
optimizer = rmsprop
state = {id(variable): beginning(variable) for variable in variables}
alpha = 0.99
epsilon = 1e-8
train(4)  # iterations 4 to 7

# From iteration 8 on
optimizer = sgd
state = {id(variable): beginning(variable) for variable in variables}
learning_rate = 0.3
momentum = 0.0
dampening = 0.0
weight_decay = 0.0
nesterov = False
train(4)  # iterations 8 to 11

# From iteration 12 on
momentum = 0.9
train(2)  # iterations 12 to 13

# From iteration 14 on
weight_decay = 0.01
train(2)  # iterations 14 to 15

# From iteration 16 on
optimizer = adam
state = {id(variable): beginning(variable) for variable in variables}
learning_rate = 0.02
beta1 = 0.9
beta2 = 0.999
epsilon = 1e-8
train(6)  # iterations 16 to 21

# From iteration 22 on
optimizer = adamw
state = {id(variable): beginning(variable) for variable in variables}
weight_decay = 0.01
train(6)  # iterations 22 to 27

# From iteration 28 on
optimizer = sgd
state = {id(variable): beginning(variable) for variable in variables}
momentum = 0.5
dampening = 0.5
weight_decay = 0.0
nesterov = False
train(4)  # iterations 28 to 31

# From iteration 32 on
nesterov = True
train(8)  # iterations 32 to 39


# %% Check
# The page's numbers: the mean loss of the batch at each iteration, counted from 0, and the
# parameters after the last of them.

page_losses = {
    0: 0.162833826497187, 1: 0.15785963435633507, 2: 0.15519007155424153, 3: 0.1533477789009246,
    4: 0.15193225447022987, 5: 0.15368582892882884, 6: 0.14271392200861835,
    7: 0.13578388646986608, 8: 0.13207324932961997, 9: 0.13194131879148205,
    10: 0.13180899916716957, 11: 0.13167624377657003, 12: 0.1315430095823593,
    13: 0.13140925692513694, 14: 0.13115410223720114, 15: 0.13087398515883295,
    16: 0.13057304560445876, 17: 0.12903833385840066, 18: 0.12750169607216041,
    19: 0.12595772675692407, 20: 0.12438258567192895, 21: 0.12274977632640537,
    22: 0.12105089161911452, 23: 0.11926688751162794, 24: 0.1174786364433561,
    25: 0.1157041790975792, 26: 0.11394875029020524, 27: 0.11220564956310748,
    28: 0.11047492246822606, 29: 0.11045815447270368, 30: 0.11044140218837561,
    31: 0.11042466814070202, 32: 0.11040795351263367, 33: 0.11038292489414721,
    34: 0.11035794052029761, 35: 0.1103330006167822, 36: 0.11030810504014928,
    37: 0.11028325346655893, 38: 0.11025844548573897, 39: 0.1102336806477272,
}
page_W, page_b = {}, {}
page_W[1] = [
    [-0.42375643253963285, 0.5116601979831813],
    [-0.7045750910433267, -0.6936307741997116],
    [0.5835461294620786, 1.2116936528972135],
]
page_b[1] = [-0.04847395299299308, -0.562246189009528, -0.6537484850758936]
page_W[2] = [
    [-0.38756694430224703, -0.540886893259189, 0.1362358485919655],
    [-1.259827445882918, 1.266475172900322, 1.4431257860237567],
]
page_b[2] = [-0.10188843055168298, 0.07065170233597229]

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
