"""A run of Backstep in TensorFlow, with Keras layers.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 10 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs TensorFlow: pip install tensorflow
"""

import itertools
import math

import numpy as np
import tensorflow as tf

# Keras computes in float32, with 7 digits, unless it is told otherwise.
tf.keras.backend.set_floatx("float64")


# %% Data
# 8 samples. Every number is written with the digits that give the same float64 back.

X = np.array([
    [0.4563, 1.5989],
    [0.8588, 0.11],
    [0.4723, -1.5272],
    [0.0709, -1.7916],
    [1.8432, -0.0684],
    [-1.9975, 1.0433],
    [-0.5931, -1.3351],
    [0.2291, 0.8041],
])  # shape (8, 2): a sample a row
Y = np.array([
    [0.7611, 0.6955],
    [0.9356, 0.9714],
    [0.4768, 0.8923],
    [0.9834, 0.2886],
    [1.0, 0.0],
    [0.0, 1.0],
    [0.0, 1.0],
    [0.291, 0.8264],
])  # shape (8, 2)


# %% Network: 2 inputs, 3 tanh, 4 sigmoid, 2 sigmoid
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
    [0.2878721934207902, 0.114771596168048, 0.16137393618374407],
    [-0.8486087329038103, 0.9108649073663668, 0.8303418111182905],
    [0.3905563923670152, 0.738099806088071, -0.7426846599948941],
    [-0.7557009303755166, -0.7589050583416509, 0.4273354081521361],
])
b[2] = np.array([0.0, 0.0, 0.0, 0.0])
W[3] = np.array([
    [-0.7056362871331232, 0.47345565599684525, 0.19992981875561555, -0.5147084200408707],
    [-0.009094813229383325, 0.16673978711417847, 0.22981711611009392, 0.6502083231279245],
])
b[3] = np.array([0.0, 0.0])
gamma, beta, running_mean, running_variance = {}, {}, {}, {}
gamma[1] = np.array([1.5, -0.5, 1.0])
beta[1] = np.array([0.1, 0.0, -0.2])
running_mean[1] = np.array([0.0, 0.0, 0.0])
running_variance[1] = np.array([1.0, 1.0, 1.0])
gamma[2] = np.array([1.0, 1.0, 1.0, 1.0])
beta[2] = np.array([0.0, 0.0, 0.0, 0.0])
running_mean[2] = np.array([0.0, 0.0, 0.0, 0.0])
running_variance[2] = np.array([1.0, 1.0, 1.0, 1.0])

model = tf.keras.Sequential([
    tf.keras.Input((2,)),
    tf.keras.layers.Dense(3, activation="tanh"),
    tf.keras.layers.Dense(4, activation="sigmoid"),
    tf.keras.layers.Dense(2, activation="sigmoid"),
])
for l in W:
    # Keras keeps weights the other way round, in the shape (inputs, units).
    model.layers[l - 1].set_weights([W[l].T, b[l]])


for array in (gamma, beta, running_mean, running_variance):
    for l in array:
        array[l] = tf.Variable(array[l][None, :])  # shape (1, units)


def normalize(l, z):
    """Batch normalization, torch.nn.BatchNorm1d: Keras's own keeps another running variance."""
    n = tf.cast(tf.shape(z)[0], z.dtype)
    mean = tf.reduce_mean(z, axis=0, keepdims=True)
    variance = tf.reduce_mean((z - mean) ** 2, axis=0, keepdims=True)
    running_mean[l].assign(0.9 * running_mean[l] + 0.1 * mean)
    running_variance[l].assign(0.9 * running_variance[l] + 0.1 * variance * n / (n - 1))
    return gamma[l] * (z - mean) / tf.sqrt(variance + 1e-5) + beta[l]


def forward(x, scales):
    """The network with dropout: Keras's own layer draws other masks."""
    for l, dense in enumerate(model.layers, start=1):
        if l in gamma:
            z = tf.matmul(x, dense.kernel) + dense.bias
            x = dense.activation(normalize(l, z))
        else:
            x = dense(x)
        if l in scales:
            x = x * scales[l]
    return x


# %% Loss
# The loss of each sample, shape (samples,).


def half_squared_error(a, y):
    return 0.5 * tf.reduce_sum((a - y) ** 2, axis=1)


# %% Update
# Written out, because Keras's optimizers round their settings to float32, and add epsilon
# elsewhere than PyTorch and the page.

variables = model.trainable_variables
norms = [*gamma.values(), *beta.values()]
variables += norms
kernels = [layer.kernel for layer in model.layers]  # the weights alone


def beginning(variable):
    """What the optimizer keeps of a variable, before the first update."""
    zero = tf.zeros_like(variable)
    return {
        "t": tf.Variable(0.0, dtype=tf.float64),  # how often it was updated
        "m": tf.Variable(zero),  # first moment: the mean of gradients
        "v": tf.Variable(zero),  # second moment: of their squares
    }


state = {id(variable): beginning(variable) for variable in variables}
rate = tf.Variable(0.0, dtype=tf.float64)  # the learning rate of the iteration to come


def adamw(variable, gradient, state):
    """One step of AdamW: weight decay is apart from the gradient."""
    variable.assign(variable * (1 - rate * weight_decay))
    state["t"].assign_add(1.0)
    state["m"].assign(beta1 * state["m"] + (1 - beta1) * gradient)
    state["v"].assign(beta2 * state["v"] + (1 - beta2) * gradient**2)
    # Both began at 0: what that makes them too small by is taken out.
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    variable.assign_sub(rate * m_hat / (tf.sqrt(v_hat) + epsilon))


# %% Learning rate
# What learning_rate is multiplied with in iteration t, counted from 0.


def one_cycle(t):
    """From 1/25 up to 1 within a share of schedule_factor of schedule_length iterations, then
    down to 1/250000, along half a cosine each. PyTorch counts like this."""
    peak = schedule_factor * schedule_length - 1
    if t <= peak:
        start, end, first, last = 1 / 25, 1.0, 0, peak
    else:
        start, end, first, last = 1.0, 1 / 250_000, peak, schedule_length - 1
    done = min((t - first) / (last - first), 1) if last > first else 1
    return end + (start - end) / 2 * (1 + math.cos(math.pi * done))


# %% Dropout
# A unit is dropped with the probability dropout[l] of its layer; what is kept is divided by
# 1 - dropout[l]. Which ones are dropped is no stream of random numbers but a function of where
# they stand, so that this script drops the page's.

dropout = {}
dropout_seed = 6


def mixed(bits):
    """The step of SplitMix64 (Steele, Lea and Flood, 2014), for arrays of 64 bits."""
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ bits >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ bits >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return bits ^ bits >> np.uint64(31)


def dropout_scales(iteration, samples=slice(None)):
    """What activations are multiplied with, 0 or 1 / (1 - p), of shape (samples, units)."""
    scales = {}
    for l, p in dropout.items():
        bits = mixed(np.array([dropout_seed], dtype=np.uint64))
        rows, columns = np.arange(len(X))[samples][:, None], np.arange(len(b[l]))
        for place in (iteration, l - 1, columns, rows):
            bits = mixed(bits ^ np.asarray(place).astype(np.uint64))
        uniform = (bits >> np.uint64(11)).astype(np.float64) / 2**53
        scales[l] = np.where(uniform < p, 0.0, 1 / (1 - p))
    return scales


# %% Batches
# Each epoch goes through the samples in a new order, drawn with the page's random numbers.

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
        order = shuffled(epoch)
        for start in range(0, len(X), batch_size):
            yield order[start : start + batch_size]


# %% Train

losses = []  # the batch's mean loss, one an iteration
batch = batches()
learning_rate = 0.05
beta1 = 0.9
beta2 = 0.999
epsilon = 1e-8
weight_decay = 0.1
l1 = 0.003
l2 = 0.05
clip_value = 0.03
clip_norm = 0.04
schedule_length = 40
schedule_factor = 0.3
batch_size = 5
dropout[2] = 0.25


@tf.function
def step(x, y, scales):
    """One iteration: the batch's loss, computed before the update."""
    with tf.GradientTape() as tape:
        loss_of_batch = tf.reduce_mean(half_squared_error(forward(x, scales), y))
        # The loss that is shown is without it.
        penalty = sum(l1 * tf.reduce_sum(tf.abs(w)) + l2 / 2 * tf.reduce_sum(w**2) for w in kernels)
        objective = loss_of_batch + penalty
    gradients = tape.gradient(objective, variables)
    gradients = [tf.clip_by_value(gradient, -clip_value, clip_value) for gradient in gradients]
    # With PyTorch's 1e-6, which tf.clip_by_global_norm does not have.
    norm = tf.linalg.global_norm(gradients)
    factor = tf.minimum(clip_norm / (norm + 1e-6), 1.0)
    gradients = [factor * gradient for gradient in gradients]
    for variable, gradient in zip(variables, gradients):
        adamw(variable, gradient, state[id(variable)])
    return loss_of_batch


def train(iterations):
    for _ in range(iterations):
        rate.assign(learning_rate * one_cycle(len(losses)))
        samples = next(batch)
        x, y = X[samples], Y[samples]
        found = dropout_scales(len(losses), samples).items()
        scales = {l: tf.constant(scale) for l, scale in found}
        losses.append(float(step(x, y, scales)))


def parameters(l):
    """Weights, as (units, inputs), and biases of layer l; with batch normalization four more."""
    weight, bias = model.layers[l - 1].get_weights()
    found = [weight.T, bias]
    if l in gamma:
        norm = gamma[l], beta[l], running_mean[l], running_variance[l]
        found += [variable.numpy()[0] for variable in norm]
    return [array.tolist() for array in found]


train(10)


# %% Check
# The page's numbers: the mean loss of the batch at each iteration, counted from 0, and the
# parameters after the last of them.

page_losses = {
    0: 0.1279319079065992, 1: 0.1984012434712474, 2: 0.18836832750650004, 3: 0.1995614171429735,
    4: 0.2011491385953911, 5: 0.11234792464791561, 6: 0.1703636761677289,
    7: 0.10283790839306568, 8: 0.16139456368534577, 9: 0.10231978002748436,
}
page_W, page_b = {}, {}
page_W[1] = [
    [0.04633464060315673, 0.2404394884207831],
    [-0.1877290652214342, -0.1276562749549346],
    [0.1547468251346602, 0.42438527581661756],
]
page_W[2] = [
    [0.08658143404327576, -0.0713147644559035, -0.03890416617594207],
    [-0.6185847417886713, 0.6795269283454891, 0.6010302623016539],
    [0.1926837892857193, 0.5107183327020841, -0.514896317824304],
    [-0.527683711114114, -0.532109056885825, 0.21262898556203258],
]
page_W[3] = [
    [-0.4869174494593086, 0.43952115109604223, 0.1337591034057458, -0.30604464058857855],
    [0.06488479652275451, 0.09834909541722861, 0.23535444554129975, 0.44911260607620956],
]
page_b[3] = [0.11932393089014463, 0.15512348793897607]
# gamma, beta and running variances of the layers with batch normalization. Not their biases, and
# not the running means, of which these are part: such a bias has the gradient 0 but for rounding,
# and an optimizer that divides gradients by their size makes any number of that.
page_norm = {}
page_norm[1] = [
    [1.3968250976933763, -0.6500841560168625, 0.88605234366947],
    [0.16409569475372818, 0.0075988736725017825, -0.20673209752781316],
    [0.45147340548075415, 0.5104629105726614, 0.6943914680300664],
]
page_norm[2] = [
    [0.8686445384536118, 1.151776713781364, 1.032971681093152, 0.9648701878138424],
    [-0.1360300150822858, 0.1333537097766567, 0.16998919800041573, -0.040737413184542534],
    [0.41240246655889906, 0.8075910459437683, 0.36677166569715625, 0.6272692190225171],
]

# Relative to the page's number, absolute where that is below 1. Machines and frameworks add in
# another order than the page, and each order rounds differently.
tolerance = 1e-9


def numbers():
    """Each number in the order of the run: what it is, the page's, this script's."""
    for iteration, loss in page_losses.items():
        yield f"loss of iteration {iteration}", loss, losses[iteration]
    for l in page_W:
        weights, biases, *norm = parameters(l)
        for j, row in enumerate(page_W[l]):
            for i, weight in enumerate(row):
                name = f"weight of layer {l} from input {i + 1} to unit {j + 1}"
                yield name, weight, weights[j][i]
        for j, bias in enumerate(page_b.get(l, ())):
            yield f"bias of layer {l}, unit {j + 1}", bias, biases[j]
        del norm[2:3]  # the running mean
        names = "gamma", "beta", "running variance"
        for name, expected, found in zip(names, page_norm.get(l, ()), norm):
            for j, number in enumerate(expected):
                yield f"{name} of layer {l}, unit {j + 1}", number, found[j]


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
