"""A run of Backstep in PyTorch.

Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for 5 iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.

It needs PyTorch: pip install torch
"""

import torch
from torch import nn

# PyTorch computes in float32, with 7 digits, unless it is told otherwise.
torch.set_default_dtype(torch.float64)


# %% Data
# 1 sample. Every number is written with the digits that give the same float64 back.

X = torch.tensor([
    [1.0, 2.0],
])  # shape (1, 2): a sample a row
Y = torch.tensor([
    [0.0, 1.0],
])  # shape (1, 2)


# %% Network: 2 inputs, 3 relu, 2 relu
# Layers count from 1, as on the page. W[l] are the first weights of layer l, of shape
# (units, inputs), and b[l] its first biases.

W, b = {}, {}
W[1] = torch.tensor([
    [0.5, 0.0],
    [0.0, 0.25],
    [-0.5, 0.5],
])
b[1] = torch.tensor([0.0, 0.0, 0.0])
W[2] = torch.tensor([
    [0.2, 0.3, 0.5],
    [0.4, 0.4, 0.8],
])
b[2] = torch.tensor([0.0, 0.0])

model = nn.Sequential(
    nn.Linear(2, 3),
    nn.ReLU(),
    nn.Linear(3, 2),
    nn.ReLU(),
)
with torch.no_grad():
    for l in W:
        linear = model[2 * l - 2]
        linear.weight.copy_(W[l])
        linear.bias.copy_(b[l])


# %% Loss


def cross_entropy(a, y):
    # Where y is 0, y log a is 0 whatever a is.
    return -(y * torch.log(torch.where(y == 0, 1.0, a))).sum(dim=1).mean()


loss_function = cross_entropy


# %% Train

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
losses = []  # the batch's mean loss, one an iteration


def train(iterations):
    for _ in range(iterations):
        x, y = X, Y  # a batch is all samples
        loss = loss_function(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()  # backpropagation: every parameter's gradient
        optimizer.step()


def parameters(l):
    """Weights and biases of layer l as lists."""
    linear = model[2 * l - 2]
    return linear.weight.tolist(), linear.bias.tolist()


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
