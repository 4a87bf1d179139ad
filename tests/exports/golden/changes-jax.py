"""Everything that can be changed in JAX.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 60 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs JAX: pip install jax
"""

import itertools
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

# JAX computes in float32, with 7 digits, unless it is told otherwise.
jax.config.update("jax_enable_x64", True)


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
# Layers count from 1, as on the page. W[l] are the weights of layer l, of shape
# (units, inputs), and b[l] its biases.

W, b = {}, {}
W[1] = jnp.array([
    [0.25, -0.25333826686794125],
    [-0.5227017576200288, -0.4785906098686571],
    [1.0208319749478023, 0.5199384004991137],
])
b[1] = jnp.array([0.0, 0.0, 0.0])
W[2] = jnp.array([
    [0.7413040489926046, 0.7679033067614445, -1.005508911867438],
    [0.3888239229770878, 0.5662320736037119, -1.0264995174444473],
])
b[2] = jnp.array([0.0, 0.0])


def identity(z):
    return z


def leaky_relu(z):
    # jax.nn.leaky_relu has the slope 1 at z = 0; the page has 0.01, as PyTorch.
    return jnp.where(z > 0, z, 0.01 * z)


def forward(W, b, x, activation_1, activation_2):
    """Activations of the last layer, or z while softmax is part of the loss."""
    a = x
    a = activation_1(a @ W[1].T + b[1])  # (samples, 3)
    a = activation_2(a @ W[2].T + b[2])  # (samples, 2)
    return a


# %% Loss
# The loss of each sample, shape (samples,).


def half_squared_error(a, y):
    return 0.5 * ((a - y) ** 2).sum(axis=1)


def mean_squared_error(a, y):
    return ((a - y) ** 2).mean(axis=1)


@jax.custom_vjp
def binary_cross_entropy(a, y):
    # As in PyTorch, logarithms are held above -100 and the gradient's denominator above 1e-12,
    # so that an output of exactly 0 or 1 does no harm. The gradient is given below, because the
    # one that JAX would find has other bounds.
    log_a, log_not_a = jnp.maximum(jnp.log(a), -100), jnp.maximum(jnp.log1p(-a), -100)
    return -(y * log_a + (1 - y) * log_not_a).mean(axis=1)


def binary_cross_entropy_forward(a, y):
    return binary_cross_entropy(a, y), (a, y)


def binary_cross_entropy_backward(kept, grad_loss):
    a, y = kept
    grad_a = (a - y) / jnp.maximum(a * (1 - a), 1e-12) / a.shape[1]
    return grad_loss[:, None] * grad_a, jnp.zeros_like(y)


binary_cross_entropy.defvjp(binary_cross_entropy_forward, binary_cross_entropy_backward)


def softmax_cross_entropy(z, y):
    """Cross-entropy of softmax(z), from z: finite even where softmax rounds to 0."""
    return -(y * jax.nn.log_softmax(z, axis=1)).sum(axis=1)


def mean_loss(W, b, x, y, activation_1, activation_2, loss_of):
    """The loss of a batch: a function of the parameters, for jax.grad."""
    return loss_of(forward(W, b, x, activation_1, activation_2), y).mean()


# %% Update
# Gradients are computed with the old weights; then all weights change at once.


def beginning(parameters):
    """What the optimizer keeps of the parameters of each layer, before the first update."""
    return {l: {"velocity": jnp.zeros_like(parameter)} for l, parameter in parameters.items()}


state_W, state_b = beginning(W), beginning(b)


# What is named here changes during the run: JAX compiles the step for each value of it.
@partial(jax.jit, static_argnames=["activation_1", "activation_2", "loss_of", "train_biases"])
def step(
    W, b, state_W, state_b, x, y, learning_rate, momentum, nesterov, activation_1,
    activation_2, loss_of, train_biases,
):
    """One iteration: the batch's loss, and what has changed after the update."""
    loss_and_gradients = jax.value_and_grad(mean_loss, argnums=(0, 1))  # by W and b
    loss, (grad_W, grad_b) = loss_and_gradients(W, b, x, y, activation_1, activation_2, loss_of)

    def sgd(parameter, gradient, state):
        """A parameter after one step of gradient descent, and what is kept."""
        velocity = momentum * state["velocity"] + gradient
        direction = jnp.where(nesterov, gradient + momentum * velocity, velocity)
        kept = state | {"velocity": velocity}
        # While there is no momentum, the velocity rests.
        direction = jnp.where(momentum == 0, gradient, direction)
        kept = jax.tree.map(lambda old, new: jnp.where(momentum == 0, old, new), state, kept)
        return parameter - learning_rate * direction, kept

    for l in W:
        W[l], state_W[l] = sgd(W[l], grad_W[l], state_W[l])
        if train_biases:
            b[l], state_b[l] = sgd(b[l], grad_b[l], state_b[l])
    return loss, W, b, state_W, state_b


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
activation_1 = jnp.tanh
activation_2 = jax.nn.sigmoid
loss_of = half_squared_error


def train(iterations):
    global W, b, state_W, state_b
    for _ in range(iterations):
        samples = next(batch)
        x, y = X[samples], Y[samples]
        loss, W, b, state_W, state_b = step(
            W, b, state_W, state_b, x, y, learning_rate, momentum, nesterov, activation_1,
            activation_2, loss_of, train_biases,
        )
        losses.append(float(loss))


def parameters(l):
    """Weights and biases of layer l as lists."""
    return W[l].tolist(), b[l].tolist()


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
W[2] = W[2].at[1, 2].set(-0.5)
W[1] = W[1].at[2, 1].set(1.5)
b[2] = b[2].at[0].set(0.125)
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
activation_1 = leaky_relu
train(3)  # iterations 32 to 34

# From iteration 35 on
loss_of = binary_cross_entropy
train(3)  # iterations 35 to 37

# From iteration 38 on
activation_2 = jax.nn.softmax
train(4)  # iterations 38 to 41

# From iteration 42 on
activation_2 = identity
loss_of = softmax_cross_entropy
train(3)  # iterations 42 to 44

# From iteration 45 on
momentum = 0.5
train_biases = True
train(3)  # iterations 45 to 47

# From iteration 48 on
batch_size = 7
train(4)  # iterations 48 to 51

# From iteration 52 on
activation_1 = identity
train(3)  # iterations 52 to 54

# From iteration 55 on
activation_2 = jax.nn.softmax
loss_of = mean_squared_error
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
