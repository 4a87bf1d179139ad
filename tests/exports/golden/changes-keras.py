"""Everything that can be changed in TensorFlow, with Keras layers.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 60 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs TensorFlow: pip install tensorflow
"""

import itertools

import numpy as np
import tensorflow as tf

# Keras computes in float32, with 7 digits, unless it is told otherwise.
tf.keras.backend.set_floatx("float64")


# %% Data
# 7 samples. Every number is written with the digits that give the same float64 back.

X = np.array([
    [0.9893, -1.696],
    [-1.9833, 1.081],
    [1.4371, 0.2007],
    [1.8202, -1.6862],
    [1.8967, -1.3428],
    [1.8284, 1.1811],
    [-1.2201, -0.6825],
])  # shape (7, 2): a sample a row
Y = np.array([
    [1.0, 0.0],
    [0.2613, 0.4008],
    [0.7897, 0.8381],
    [1.0, 0.0],
    [1.0, 0.0],
    [0.8462, 0.7862],
    [0.4112, 0.6283],
])  # shape (7, 2)


# %% Network: 2 inputs, 3 tanh or leaky_relu or identity, 2 sigmoid or softmax
# Layers count from 1, as on the page. W[l] are the first weights of layer l, of shape
# (units, inputs), and b[l] its first biases.

W, b = {}, {}
W[1] = np.array([
    [0.25, -0.25333826686794125],
    [-0.5227017576200288, -0.4785906098686571],
    [1.0208319749478023, 0.5199384004991137],
])
b[1] = np.array([0.0, 0.0, 0.0])
W[2] = np.array([
    [0.7413040489926046, 0.7679033067614445, -1.005508911867438],
    [0.3888239229770878, 0.5662320736037119, -1.0264995174444473],
])
b[2] = np.array([0.0, 0.0])


def leaky_relu(z):
    # tf.nn.leaky_relu rounds its slope of 0.01 to float32.
    return tf.where(z > 0, z, 0.01 * z)


@tf.custom_gradient
def sigmoid(z):
    # tf.sigmoid may be off in the last digit: near 1 that is much of the log(1 - a) in the loss.
    a = 1 / (1 + tf.exp(-z))
    return a, lambda grad_a: grad_a * a * (1 - a)


model = tf.keras.Sequential([
    tf.keras.Input((2,)),
    tf.keras.layers.Dense(3, activation="tanh"),
    tf.keras.layers.Dense(2, activation=sigmoid),
])
for l in W:
    # Keras keeps weights the other way round, in the shape (inputs, units).
    model.layers[l - 1].set_weights([W[l].T, b[l]])


# %% Loss
# The loss of each sample, shape (samples,).


def half_squared_error(a, y):
    return 0.5 * tf.reduce_sum((a - y) ** 2, axis=1)


def mean_squared_error(a, y):
    return tf.reduce_mean((a - y) ** 2, axis=1)


@tf.custom_gradient
def binary_cross_entropy(a, y):
    # As in PyTorch, logarithms are held above -100 and the gradient's denominator above 1e-12,
    # so that an output of exactly 0 or 1 does no harm. Keras's own loss has other bounds.
    log_a = tf.maximum(tf.math.log(a), -100.0)
    log_not_a = tf.maximum(tf.math.log1p(-a), -100.0)

    def gradient(grad_loss):
        grad_a = (a - y) / tf.maximum(a * (1 - a), 1e-12) / a.shape[1]
        return grad_loss[:, None] * grad_a, None

    return -tf.reduce_mean(y * log_a + (1 - y) * log_not_a, axis=1), gradient


def softmax_cross_entropy(z, y):
    """Cross-entropy of softmax(z), from z: finite even where softmax rounds to 0."""
    return -tf.reduce_sum(y * tf.nn.log_softmax(z), axis=1)


# %% Update
# Written out, because Keras's SGD rounds the momentum to float32, and has the learning rate
# in its velocity, where PyTorch and the page have not.

variables = model.trainable_variables
kernels = [layer.kernel for layer in model.layers]  # the weights alone


def beginning(variable):
    """What the optimizer keeps of a variable, before the first update."""
    zero = tf.zeros_like(variable)
    return {"velocity": tf.Variable(zero)}


state = {id(variable): beginning(variable) for variable in variables}


def sgd(variable, gradient, state):
    """One step of gradient descent with momentum."""
    if momentum == 0:
        variable.assign_sub(learning_rate * gradient)
        return
    velocity = momentum * state["velocity"] + gradient
    state["velocity"].assign(velocity)
    ahead = gradient + momentum * velocity
    variable.assign_sub(learning_rate * (ahead if nesterov else velocity))


# %% Batches
# While shuffle is True, each epoch has a new order, drawn with the page's random numbers.

seed = 0


class Random:
    """The page's random numbers: PCG32 (O'Neill, 2014)."""

    def __init__(self, seed, stream):
        self.increment = 2 * stream + 1
        self.state = seed + self.increment
        self.bits()

    def bits(self):
        """32 random bits."""
        old = self.state
        self.state = (old * 6364136223846793005 + self.increment) % 2**64
        word, turn = (old >> 18 ^ old) >> 27 & 0xFFFFFFFF, old >> 59
        return (word >> turn | word << 32 - turn) & 0xFFFFFFFF

    def uniform(self):
        """A number in [0, 1), of 53 random bits."""
        low, high = self.bits(), self.bits()
        return ((high << 32 | low) >> 11) / 2**53


def shuffled(epoch):
    """The order of the samples in an epoch, by Fisher and Yates."""
    random = Random(seed, stream=epoch)
    order = list(range(len(X)))
    for i in reversed(range(1, len(order))):
        j = int(random.uniform() * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order


def batches():
    """The samples of each batch, epoch after epoch; an epoch's last batch may be smaller."""
    for epoch in itertools.count():
        start = 0
        while start < len(X):
            order = shuffled(epoch) if shuffle else list(range(len(X)))
            batch = order[start : start + batch_size]
            yield batch
            # Settings may change between two batches.
            start += len(batch)


# %% Train

losses = []  # the batch's mean loss, one an iteration
batch = batches()
learning_rate = 0.1
momentum = 0.0
nesterov = False
train_biases = True
batch_size = 3
shuffle = False
loss = half_squared_error


def step(x, y):
    """One iteration: the batch's loss, computed before the update."""
    trained = variables if train_biases else kernels
    with tf.GradientTape() as tape:
        loss_of_batch = tf.reduce_mean(loss(model(x), y))
    gradients = tape.gradient(loss_of_batch, trained)
    for variable, gradient in zip(trained, gradients):
        sgd(variable, gradient, state[id(variable)])
    return loss_of_batch


def train(iterations):
    for _ in range(iterations):
        samples = next(batch)
        x, y = X[samples], Y[samples]
        losses.append(float(step(x, y)))


def parameters(l):
    """Weights, as (units, inputs), and biases of layer l as lists."""
    weight, bias = model.layers[l - 1].get_weights()
    return weight.T.tolist(), bias.tolist()


def type_in(l, place, value):
    """Sets a weight (place = unit, input) or a bias (place = unit) of layer l."""
    weight, bias = model.layers[l - 1].get_weights()
    (weight.T if isinstance(place, tuple) else bias)[place] = value
    model.layers[l - 1].set_weights([weight, bias])


train(4)  # iterations 0 to 3

# From iteration 4 on
learning_rate = 0.3
train(3)  # iterations 4 to 6

# From iteration 7 on
momentum = 0.9
nesterov = True
train(3)  # iterations 7 to 9

# From iteration 10 on
nesterov = False
train(3)  # iterations 10 to 12

# From iteration 13 on
type_in(2, (1, 2), -0.5)
type_in(1, (2, 1), 1.5)
type_in(2, 0, 0.125)
train(3)  # iterations 13 to 15

# From iteration 16 on
batch_size = 2
train(2)  # iterations 16 to 17

# From iteration 18 on
shuffle = True
train(3)  # iterations 18 to 20

# From iteration 21 on
X[3, 1] = -1.0
Y[3, 0] = 1.0
train(4)  # iterations 21 to 24

# From iteration 25 on
train_biases = False
train(4)  # iterations 25 to 28

# From iteration 29 on
momentum = 0.0
train(3)  # iterations 29 to 31

# From iteration 32 on
model.layers[0].activation = leaky_relu
train(3)  # iterations 32 to 34

# From iteration 35 on
loss = binary_cross_entropy
train(3)  # iterations 35 to 37

# From iteration 38 on
model.layers[1].activation = tf.nn.softmax
train(4)  # iterations 38 to 41

# From iteration 42 on
model.layers[1].activation = tf.identity
loss = softmax_cross_entropy
train(3)  # iterations 42 to 44

# From iteration 45 on
momentum = 0.5
train_biases = True
train(3)  # iterations 45 to 47

# From iteration 48 on
batch_size = 7
train(4)  # iterations 48 to 51

# From iteration 52 on
model.layers[0].activation = tf.identity
train(3)  # iterations 52 to 54

# From iteration 55 on
model.layers[1].activation = tf.nn.softmax
loss = mean_squared_error
train(4)  # iterations 55 to 58

# From iteration 59 on
learning_rate = 0.05
train(1)  # iteration 59


# %% Check
# The page's numbers: the mean loss of the batch at each iteration, counted from 0, and the
# parameters after the last of them.

page_losses = {
    0: 0.23813275232226264, 1: 0.2964798993364974, 2: 0.08737373799230114,
    3: 0.2301182893105925, 4: 0.28526928695663734, 5: 0.08154367176102786,
    6: 0.2126634832738125, 7: 0.2536760826215783, 8: 0.06633669448982166,
    9: 0.17335241277934021, 10: 0.1832802197567551, 11: 0.02856277221168344,
    12: 0.12050627980748198, 13: 0.1838339647033299, 14: 0.007175629734265885,
    15: 0.10157860913203005, 16: 0.14618233564817387, 17: 0.05463537508553896,
    18: 0.1116831264638843, 19: 0.07718007044566957, 20: 0.07959718226366003,
    21: 0.002805825746235644, 22: 0.074880551452714, 23: 0.04332583164784068,
    24: 0.04300221783605482, 25: 0.1150865893357932, 26: 0.01730793019786736,
    27: 0.06908370395044496, 28: 0.10318635097073318, 29: 0.035711244586350686,
    30: 0.05529703974130594, 31: 0.037049172953105, 32: 0.07205451611614183,
    33: 0.022098729474884483, 34: 0.06753350067158503, 35: 0.4749481278900766,
    36: 0.7513051287213337, 37: 0.0997700289178347, 38: 1.6721591737003565,
    39: 0.010054819349939851, 40: 0.4646021203505408, 41: 0.9374186323948565,
    42: 0.6050007352524613, 43: 0.323881136460974, 44: 0.577817852378108,
    45: 2.1701641024068135, 46: 4.870844178493747, 47: 0.3538520497738329,
    48: 1.4995420571491074, 49: 1.0204221534556706, 50: 0.7163117070064179,
    51: 0.6884891960374376, 52: 0.7913657176698737, 53: 0.6734004298025724,
    54: 0.6205443712738775, 55: 0.06424329573172162, 56: 0.06488231606829134,
    57: 0.06433465019979914, 58: 0.06311605659851383, 59: 0.061761696475593944,
}
page_W, page_b = {}, {}
page_W[1] = [
    [0.6204803338741739, -0.49403867699284204],
    [0.41930710531200943, -0.4891497978903132],
    [0.038929284853281385, -0.1181498090915122],
]
page_b[1] = [-0.1536001514220026, 0.03306623636017844, -0.3667772637108102]
page_W[2] = [
    [1.0217363237945714, 0.07929238753754357, 0.5447281689558647],
    [0.4285224903868259, -0.4795558521398078, 0.02242020605090186],
]
page_b[2] = [0.18308600562620728, -0.3390839826889616]

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
