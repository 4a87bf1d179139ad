"""A run of Backstep in JAX.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 10 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs JAX: pip install jax
"""

import itertools
import math

import jax
import jax.numpy as jnp
import numpy as np

# JAX computes in float32, with 7 digits, unless it is told otherwise.
jax.config.update("jax_enable_x64", True)


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
# Layers count from 1, as on the page. W[l] are the weights of layer l, of shape
# (units, inputs), and b[l] its biases.

W, b = {}, {}
W[1] = jnp.array([
    [-0.10182248150609807, 0.4448757385011013],
    [-0.3921807919775998, -0.3209142775922643],
    [0.36153512423627143, 0.648116251177687],
])
b[1] = jnp.array([0.0, 0.0, 0.0])
W[2] = jnp.array([
    [0.34061497272265573, 0.13579958395277236, 0.19094021627517122],
    [-1.0040873936988028, 1.0777498927210134, 0.9824736803638476],
])
b[2] = jnp.array([0.0, 0.0])


def forward(W, b, x):
    """Activations of the last layer."""
    a = x
    a = jnp.tanh(a @ W[1].T + b[1])  # (samples, 3)
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


def beginning(parameters):
    """What the optimizer keeps of the parameters of each layer, before the first update."""
    return {
        l: {
            "t": 0,  # how often it was updated
            "m": jnp.zeros_like(parameter),  # first moment: the mean of gradients
            "v": jnp.zeros_like(parameter),  # second moment: of their squares
        }
        for l, parameter in parameters.items()
    }


state_W, state_b = beginning(W), beginning(b)


@jax.jit
def step(W, b, state_W, state_b, x, y, learning_rate):
    """One iteration: the batch's loss, and what has changed after the update."""
    loss_and_gradients = jax.value_and_grad(mean_loss, argnums=(0, 1))  # by W and b
    loss, (grad_W, grad_b) = loss_and_gradients(W, b, x, y)

    def adamw(parameter, gradient, state):
        """A parameter after one step of AdamW, and what AdamW keeps."""
        t = state["t"] + 1
        m = beta1 * state["m"] + (1 - beta1) * gradient
        v = beta2 * state["v"] + (1 - beta2) * gradient**2
        # Both began at 0: what that makes them too small by is taken out.
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        direction = m_hat / (jnp.sqrt(v_hat) + epsilon)
        # Weight decay is apart from the gradient.
        parameter = parameter * (1 - learning_rate * weight_decay)
        return parameter - learning_rate * direction, state | {"t": t, "m": m, "v": v}

    # What the penalty on weights adds to their gradients; the loss that is shown is without it.
    grad_W = {l: grad_W[l] + l1 * jnp.sign(W[l]) + l2 * W[l] for l in W}
    grad_W, grad_b = jax.tree.map(
        lambda g: jnp.clip(g, -clip_value, clip_value), (grad_W, grad_b)
    )
    squares = jax.tree.map(lambda g: (g**2).sum(), (grad_W, grad_b))
    norm = jnp.sqrt(sum(jax.tree.leaves(squares)))
    factor = jnp.minimum(1, clip_norm / (norm + 1e-6))  # with PyTorch's 1e-6
    grad_W, grad_b = jax.tree.map(lambda g: factor * g, (grad_W, grad_b))
    for l in W:
        W[l], state_W[l] = adamw(W[l], grad_W[l], state_W[l])
        b[l], state_b[l] = adamw(b[l], grad_b[l], state_b[l])
    return loss, W, b, state_W, state_b


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
beta1 = 0.8
beta2 = 0.99
epsilon = 1e-5
weight_decay = 0.02
l1 = 0.003
l2 = 0.05
clip_value = 0.03
clip_norm = 0.04
schedule_length = 40
schedule_factor = 0.3
batch_size = 4


def train(iterations):
    global W, b, state_W, state_b
    for _ in range(iterations):
        rate = learning_rate * one_cycle(len(losses))
        samples = next(batch)
        x, y = X[samples], Y[samples]
        loss, W, b, state_W, state_b = step(W, b, state_W, state_b, x, y, rate)
        losses.append(float(loss))


def parameters(l):
    """Weights and biases of layer l as lists."""
    return W[l].tolist(), b[l].tolist()


train(10)


# %% Check
# The page's numbers: the mean loss of the batch at each iteration, counted from 0, and the
# parameters after the last of them.

page_losses = {
    0: 0.14424926210569405, 1: 0.19964195795305995, 2: 0.16561022617203544,
    3: 0.15621207704089077, 4: 0.17193158078310317, 5: 0.13553085143802845,
    6: 0.15976125452200296, 7: 0.15343170754700644, 8: 0.1391455779023229,
    9: 0.18656005420241864,
}
page_W, page_b = {}, {}
page_W[1] = [
    [-0.09729743620767282, 0.2790842725962907],
    [-0.2223553711145843, -0.13885093136048143],
    [0.27823047303552373, 0.4666615009796302],
]
page_b[1] = [0.06823028719612312, -0.10138681415093374, -0.121183537660337]
page_W[2] = [
    [0.14429202361799218, 0.044333719381179346, 0.16331249594045227],
    [-0.790746609617403, 0.864095912632886, 0.8167965166267195],
]
page_b[2] = [0.010779770542558914, -0.08214437934354268]

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
