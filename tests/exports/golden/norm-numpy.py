"""A run of Backstep in NumPy, with backpropagation written out.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 10 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs NumPy: pip install numpy
"""

import itertools
import math

import numpy as np


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
# Layers count from 1, as on the page. W[l][j, i] is the weight of layer l from input i to
# unit j, b[l][j] the unit's bias: weights have the shape (units, inputs).

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
# Layers with batch normalization have gamma[l] and beta[l] besides, which are trained, and running
# statistics, which are for testing.


# %% Activation functions
# and their slopes da/dz, which are computed from the activation a.


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(a):
    return a * (1 - a)


def tanh(z):
    return np.tanh(z)


def tanh_slope(a):
    return 1 - a**2


# %% Loss
# Losses are those of each sample, shape (samples,); gradients are dL/da, shape (samples, outputs).


def half_squared_error(a, y):
    return 0.5 * ((a - y) ** 2).sum(axis=1)


def half_squared_error_gradient(a, y):
    return a - y


# %% Batch normalization
# Over the samples of a batch, with the formulas of torch.nn.BatchNorm1d.

z_hat, deviation = {}, {}  # kept for the way back


def normalize(l, z):
    """Weighted sums with mean 0 and variance 1 over the batch, times gamma plus beta."""
    n, mean, variance = len(z), z.mean(axis=0), z.var(axis=0)
    running_mean[l] = 0.9 * running_mean[l] + 0.1 * mean
    running_variance[l] = 0.9 * running_variance[l] + 0.1 * variance * n / (n - 1)
    deviation[l] = np.sqrt(variance + 1e-5)
    z_hat[l] = (z - mean) / deviation[l]
    return gamma[l] * z_hat[l] + beta[l]


def normalize_backward(l, grad_y):
    """dL/dz from dL/dy: every sample of the batch is part of the mean and of the variance."""
    grad = grad_y * gamma[l]
    along = (grad * z_hat[l]).mean(axis=0)
    return (grad - grad.mean(axis=0) - z_hat[l] * along) / deviation[l]


# %% Forward pass


def forward(x, scales):
    """Weighted sums z and activations a of every layer, for a batch x."""
    z, a = {}, {0: x}
    z[1] = a[0] @ W[1].T + b[1]  # (samples, 3)
    a[1] = tanh(normalize(1, z[1]))
    z[2] = a[1] @ W[2].T + b[2]  # (samples, 4)
    a[2] = sigmoid(normalize(2, z[2]))
    z[3] = (a[2] * scales[2]) @ W[3].T + b[3]  # (samples, 2)
    a[3] = sigmoid(z[3])
    return z, a


# %% Backward pass
# The chain rule from the last layer to the first. delta is dL/dz of each sample's own loss;
# the loss of a batch is a mean, and so are the gradients.


def backward(z, a, y, scales):
    """Gradients of the batch's loss by every weight and bias."""
    delta, grad_W, grad_b, grad_gamma, grad_beta = {}, {}, {}, {}, {}
    # Layer 3: the gradient of the loss, times the slope
    delta[3] = half_squared_error_gradient(a[3], y) * sigmoid_slope(a[3])
    grad_W[3] = delta[3].T @ (a[2] * scales[2]) / len(y)
    grad_b[3] = delta[3].mean(axis=0)

    # Layer 2: back through the weights above and through dropout, times the slope
    grad_y = delta[3] @ W[3] * scales[2] * sigmoid_slope(a[2])
    grad_gamma[2] = (grad_y * z_hat[2]).mean(axis=0)
    grad_beta[2] = grad_y.mean(axis=0)
    delta[2] = normalize_backward(2, grad_y)
    grad_W[2] = delta[2].T @ a[1] / len(y)
    grad_b[2] = delta[2].mean(axis=0)

    # Layer 1: back through the weights above, times the slope
    grad_y = delta[2] @ W[2] * tanh_slope(a[1])
    grad_gamma[1] = (grad_y * z_hat[1]).mean(axis=0)
    grad_beta[1] = grad_y.mean(axis=0)
    delta[1] = normalize_backward(1, grad_y)
    grad_W[1] = delta[1].T @ a[0] / len(y)
    grad_b[1] = delta[1].mean(axis=0)
    return grad_W, grad_b, grad_gamma, grad_beta


# %% Update
# Gradients have been computed with the old weights; now all weights change at once.


def beginning(parameters):
    """What the optimizer keeps of the parameters of each layer, before the first update."""
    return {
        l: {
            "t": 0,  # how often it was updated
            "m": np.zeros_like(parameter),  # first moment: the mean of gradients
            "v": np.zeros_like(parameter),  # second moment: of their squares
        }
        for l, parameter in parameters.items()
    }


state_W, state_b = beginning(W), beginning(b)
state_gamma, state_beta = beginning(gamma), beginning(beta)


def adamw(parameter, gradient, state):
    """One step of AdamW, in place: weight decay is apart from the gradient."""
    parameter *= 1 - rate * weight_decay
    state["t"] += 1
    state["m"] = beta1 * state["m"] + (1 - beta1) * gradient
    state["v"] = beta2 * state["v"] + (1 - beta2) * gradient**2
    # Both began at 0: what that makes them too small by is taken out.
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    parameter -= rate * m_hat / (np.sqrt(v_hat) + epsilon)


def update(grad_W, grad_b, grad_gamma, grad_beta):
    # What the penalty on weights adds to their gradients; the loss that is shown is without it.
    for l in W:
        grad_W[l] += l1 * np.sign(W[l]) + l2 * W[l]
    gradients = [
        *grad_W.values(),
        *grad_b.values(),
        *grad_gamma.values(),
        *grad_beta.values(),
    ]
    for gradient in gradients:
        np.clip(gradient, -clip_value, clip_value, out=gradient)
    norm = np.sqrt(sum((gradient**2).sum() for gradient in gradients))
    for gradient in gradients:
        gradient *= min(1, clip_norm / (norm + 1e-6))  # with PyTorch's 1e-6
    for l in W:
        adamw(W[l], grad_W[l], state_W[l])
        adamw(b[l], grad_b[l], state_b[l])
    for l in gamma:
        adamw(gamma[l], grad_gamma[l], state_gamma[l])
        adamw(beta[l], grad_beta[l], state_beta[l])


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


def train(iterations):
    global rate
    for _ in range(iterations):
        rate = learning_rate * one_cycle(len(losses))
        samples = next(batch)
        x, y = X[samples], Y[samples]
        scales = dropout_scales(len(losses), samples)
        z, a = forward(x, scales)
        losses.append(float(half_squared_error(a[3], y).mean()))
        update(*backward(z, a, y, scales))


def parameters(l):
    """Weights and biases of layer l as lists; with batch normalization four more."""
    found = [W[l], b[l]]
    if l in gamma:
        found += gamma[l], beta[l], running_mean[l], running_variance[l]
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
