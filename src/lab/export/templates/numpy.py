"""$title in NumPy, with backpropagation written out.

#< head

It needs NumPy: pip install numpy
"""

#< imports
import numpy as np


#< data


# %% Network: $network
# Layers count from 1, as on the page. W[l][j, i] is the weight of layer l from input i to
# unit j, b[l][j] the unit's bias: weights have the shape (units, inputs).

W, b = {}, {}
$parameters
#? norm
# Layers with batch normalization have gamma[l] and beta[l] besides, which are trained, and running
# statistics, which are for testing.
#? .


#? functions
# %% Activation functions
# and their slopes da/dz, which are computed from the activation a.
#? .
#? identity_function


def identity(z):
    return z


def identity_slope(a):
    return np.ones_like(a)
#? .
#? sigmoid


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(a):
    return a * (1 - a)
#? .
#? tanh


def tanh(z):
    return np.tanh(z)


def tanh_slope(a):
    return 1 - a**2
#? .
#? relu


def relu(z):
    return np.maximum(z, 0)


def relu_slope(a):
    # 0 at z = 0, as in PyTorch.
    return np.where(a > 0, 1.0, 0.0)
#? .
#? leaky_relu


def leaky_relu(z):
    return np.where(z > 0, z, 0.01 * z)


def leaky_relu_slope(a):
    return np.where(a > 0, 1.0, 0.01)
#? .
#? softmax


def softmax(z):
    # The largest z is subtracted so that exp cannot overflow; the quotient stays the same.
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
#? .
#? softmax_delta


def softmax_delta(a, grad_a):
    """dL/dz: every output of softmax depends on every z."""
    return a * (grad_a - (grad_a * a).sum(axis=1, keepdims=True))
#? .
#? slope_of


# The slope that belongs to each function: which one is in force changes during the run.
slope_of = {
    #? identity_function
    identity: identity_slope,
    #? .
    #? sigmoid
    sigmoid: sigmoid_slope,
    #? .
    #? tanh
    tanh: tanh_slope,
    #? .
    #? relu
    relu: relu_slope,
    #? .
    #? leaky_relu
    leaky_relu: leaky_relu_slope,
    #? .
}
#? .


# %% Loss
# Losses are those of each sample, shape (samples,); gradients are dL/da, shape (samples, outputs).
#? half_squared_error


def half_squared_error(a, y):
    return 0.5 * ((a - y) ** 2).sum(axis=1)


def half_squared_error_gradient(a, y):
    return a - y
#? .
#? mean_squared_error


def mean_squared_error(a, y):
    return ((a - y) ** 2).mean(axis=1)


def mean_squared_error_gradient(a, y):
    return 2 * (a - y) / a.shape[1]
#? .
#? binary_cross_entropy


def binary_cross_entropy(a, y):
    # As in PyTorch, logarithms are held above -100 and the gradient's denominator above 1e-12,
    # so that an output of exactly 0 or 1 does no harm.
    with np.errstate(divide="ignore"):
        log_a, log_not_a = np.maximum(np.log(a), -100), np.maximum(np.log1p(-a), -100)
    return -(y * log_a + (1 - y) * log_not_a).mean(axis=1)


def binary_cross_entropy_gradient(a, y):
    return (a - y) / np.maximum(a * (1 - a), 1e-12) / a.shape[1]
#? .
#? cross_entropy


def cross_entropy(a, y):
    # Where y is 0, y log a is 0 whatever a is.
    return -(y * np.log(np.where(y == 0, 1, a))).sum(axis=1)


def cross_entropy_gradient(a, y):
    return -y / np.where(y == 0, 1, a)
#? .
#? softmax_cross_entropy


def softmax_cross_entropy(z, y):
    """Cross-entropy of softmax(z), from z: finite even where softmax rounds to 0."""
    z = z - z.max(axis=1, keepdims=True)
    return -(y * (z - np.log(np.exp(z).sum(axis=1, keepdims=True)))).sum(axis=1)
#? .
#? gradient_of


# The gradient that belongs to each loss: which one is in force changes during the run.
gradient_of = {
    #? half_squared_error
    half_squared_error: half_squared_error_gradient,
    #? .
    #? mean_squared_error
    mean_squared_error: mean_squared_error_gradient,
    #? .
    #? binary_cross_entropy
    binary_cross_entropy: binary_cross_entropy_gradient,
    #? .
    #? cross_entropy
    cross_entropy: cross_entropy_gradient,
    #? .
}
#? .


#? norm
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


#? .
# %% Forward pass


def forward(x$scales):
    """Weighted sums z and activations a of every layer, for a batch x."""
    z, a = {}, {0: x}
    $forward
    return z, a


# %% Backward pass
# The chain rule from the last layer to the first. delta is dL/dz of each sample's own loss;
# the loss of a batch is a mean, and so are the gradients.


#? head_varies
def output_delta(a, y):
    """dL/dz of the last layer, for the loss and the activation function in force."""
    #? softmax_cross_entropy
    if loss is softmax_cross_entropy:
        return a * y.sum(axis=1, keepdims=True) - y
    #? .
    $output_delta


#? .
def backward(z, a, y$scales):
    """Gradients of the batch's loss by every weight$and_bias."""
    $containers
    $backward
    return $gradients


#< numpy_update


#< schedule


#< dropout


#< batches


# %% Train

losses = []  # the batch's mean loss, one an iteration
#? batched
batch = batches()
#? .
$settings


def train(iterations):
    #? scheduled
    global rate
    #? .
    for _ in range(iterations):
        #? scheduled
        rate = learning_rate * $schedule_factor
        #? .
        #? batched
        samples = next(batch)
        x, y = X[samples], Y[samples]
        #? .
        #? !batched
        x, y = X, Y  # a batch is all samples
        #? .
        #? dropout
        scales = dropout_scales(len(losses)$chosen)
        #? .
        z, a = forward(x$scales)
        losses.append(float($mean_loss))
        #? several
        update(*backward(z, a, y$scales))
        #? .
        #? !several
        update(backward(z, a, y$scales))
        #? .


#? !norm
def parameters(l):
    """Weights and biases of layer l as lists."""
    return W[l].tolist(), b[l].tolist()
#? .
#? norm
def parameters(l):
    """Weights and biases of layer l as lists; with batch normalization four more."""
    found = [W[l], b[l]]
    if l in gamma:
        found += gamma[l], beta[l], running_mean[l], running_variance[l]
    return [array.tolist() for array in found]
#? .


$stretches


#< check
