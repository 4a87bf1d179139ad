"""$title in PyTorch.

#< head

It needs PyTorch: pip install torch
"""

#< imports
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

model = nn.Sequential(
    $model
)
with torch.no_grad():
    for l in W:
        linear = model[2 * l - 2]
        linear.weight.copy_(W[l])
        linear.bias.copy_(b[l])
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


#< batches


# %% Train

$optimizer
#? scheduler
scheduler = torch.optim.lr_scheduler.$scheduler
#? .
losses = []  # the batch's mean loss, one an iteration
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


def parameters(l):
    """Weights and biases of layer l as lists."""
    linear = model[2 * l - 2]
    return linear.weight.tolist(), linear.bias.tolist()


$stretches


#< check
