"""$title in PyTorch.

#< head

#? !dropout
It needs PyTorch: pip install torch
#? .
#? dropout
It needs PyTorch and NumPy: pip install torch numpy
#? .
"""

#< imports
#? dropout
import numpy as np
#? .
import torch
from torch import nn

# PyTorch computes in float32, with 7 digits, unless it is told otherwise.
torch.set_default_dtype(torch.float64)


#< data


# %% Network: $network
# Layers count from 1, as on the page. W[l] are the first weights of layer l, of shape
# (units, inputs), and b[l] its first biases.

W, b = {}, {}
$parameters

#? dropout


class Dropout(nn.Module):
    """Dropout of layer l with the page's masks: torch.nn.Dropout draws others."""

    def __init__(self, l):
        super().__init__()
        self.l = l

    def forward(self, a):
        return a * scales[self.l]


#? .
model = nn.Sequential(
    $model
)
with torch.no_grad():
    for l in W:
        linear = model[2 * l - 2]
        linear.weight.copy_(W[l])
        linear.bias.copy_(b[l])
        #? norm
        if l in gamma:
            # BatchNorm1d's own settings are the page's: eps=1e-5, momentum=0.1.
            norm = model[2 * l - 1][0]
            norm.weight.copy_(gamma[l])
            norm.bias.copy_(beta[l])
        #? .
        #? !biases
        linear.bias.requires_grad_(False)  # biases stay as they are
        #? .


# %% Loss
#? softmax_cross_entropy
# CrossEntropyLoss takes weighted sums: softmax is part of it, and not of the network.
#? .

#? half_squared_error


def half_squared_error(a, y):
    return 0.5 * ((a - y) ** 2).sum(dim=1).mean()


#? .
#? cross_entropy


def cross_entropy(a, y):
    # Where y is 0, y log a is 0 whatever a is.
    return -(y * torch.log(torch.where(y == 0, 1.0, a))).sum(dim=1).mean()


#? .
loss_function = $loss


#? !scheduler
#< schedule
#? .


#< dropout


#< batches


# %% Train

$optimizer
#? scheduler
scheduler = torch.optim.lr_scheduler.$scheduler
#? .
losses = []  # the batch's mean loss, one an iteration
#? dropout
scales = {}  # what dropout multiplies with in this iteration
#? .
#? batched
batch = batches()
#? .
$settings


def train(iterations):
    for _ in range(iterations):
        #? scheduled !scheduler
        optimizer.param_groups[0]["lr"] = learning_rate * $schedule_factor
        #? .
        #? batched
        samples = next(batch)
        x, y = X[samples], Y[samples]
        #? .
        #? !batched
        x, y = X, Y  # a batch is all samples
        #? .
        #? dropout
        found = dropout_scales(len(losses)$chosen).items()
        scales.update((l, torch.from_numpy(scale)) for l, scale in found)
        #? .
        loss = loss_function(model(x), y)
        losses.append(loss.item())
        #? penalty
        # The loss that is shown is without the penalty on weights.
        weights = [parameter for parameter in model.parameters() if parameter.ndim == 2]
        loss = loss + sum($penalty for w in weights)
        #? .
        optimizer.zero_grad()
        loss.backward()  # backpropagation: every parameter's gradient
        #? clip_value
        nn.utils.clip_grad_value_(model.parameters(), clip_value)
        #? .
        #? clip_norm
        nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
        #? .
        optimizer.step()
        #? scheduler
        scheduler.step()
        #? .


#? !norm
def parameters(l):
    """Weights and biases of layer l as lists."""
    linear = model[2 * l - 2]
    return linear.weight.tolist(), linear.bias.tolist()
#? .
#? norm
def parameters(l):
    """Weights and biases of layer l as lists; with batch normalization four more."""
    linear = model[2 * l - 2]
    found = [linear.weight, linear.bias]
    if l in gamma:
        norm = model[2 * l - 1][0]
        found += norm.weight, norm.bias, norm.running_mean, norm.running_var
    return [tensor.tolist() for tensor in found]
#? .


$stretches


#< check
