"""A run of Backstep in PyTorch.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 10 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs PyTorch: pip install torch
"""

import itertools

import torch
from torch import nn

# PyTorch computes in float32, with 7 digits, unless it is told otherwise.
torch.set_default_dtype(torch.float64)


# %% Data
# 6 samples. Every number is written with the digits that give the same float64 back.

X = torch.tensor([
    [-1.2521, -0.8057],
    [-0.8264, -0.1394],
    [0.4383, 0.6],
    [-1.0439, -1.4892],
    [1.0878, 0.8011],
    [0.762, -0.1688],
])  # shape (6, 2): a sample a row
Y = torch.tensor([
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
W[1] = torch.tensor([
    [-0.10182248150609807, 0.4448757385011013],
    [-0.3921807919775998, -0.3209142775922643],
    [0.36153512423627143, 0.648116251177687],
])
b[1] = torch.tensor([0.0, 0.0, 0.0])
W[2] = torch.tensor([
    [0.34061497272265573, 0.13579958395277236, 0.19094021627517122],
    [-1.0040873936988028, 1.0777498927210134, 0.9824736803638476],
])
b[2] = torch.tensor([0.0, 0.0])

model = nn.Sequential(
    nn.Linear(2, 3),
    nn.Tanh(),
    nn.Linear(3, 2),
    nn.Sigmoid(),
)
with torch.no_grad():
    for l in W:
        linear = model[2 * l - 2]
        linear.weight.copy_(W[l])
        linear.bias.copy_(b[l])


# %% Loss


def half_squared_error(a, y):
    return 0.5 * ((a - y) ** 2).sum(dim=1).mean()


loss_function = half_squared_error


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

optimizer = torch.optim.AdamW(
    model.parameters(), lr=0.05, betas=(0.8, 0.99), eps=1e-5, weight_decay=0.02
)
scheduler = torch.optim.lr_scheduler.OneCycleLR(
    optimizer, max_lr=0.05, total_steps=40, pct_start=0.3, cycle_momentum=False
)
losses = []  # the batch's mean loss, one an iteration
batch = batches()
l1 = 0.003
l2 = 0.05
clip_value = 0.03
clip_norm = 0.04
batch_size = 4


def train(iterations):
    for _ in range(iterations):
        samples = next(batch)
        x, y = X[samples], Y[samples]
        loss = loss_function(model(x), y)
        losses.append(loss.item())
        # The loss that is shown is without the penalty on weights.
        weights = [parameter for parameter in model.parameters() if parameter.ndim == 2]
        loss = loss + sum(l1 * w.abs().sum() + l2 / 2 * (w**2).sum() for w in weights)
        optimizer.zero_grad()
        loss.backward()  # backpropagation: every parameter's gradient
        nn.utils.clip_grad_value_(model.parameters(), clip_value)
        nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
        optimizer.step()
        scheduler.step()


def parameters(l):
    """Weights and biases of layer l as lists."""
    linear = model[2 * l - 2]
    return linear.weight.tolist(), linear.bias.tolist()


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
