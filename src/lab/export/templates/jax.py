"""$title in JAX.

#< head

It needs JAX: pip install jax
"""

#< imports
import jax
import jax.numpy as jnp
import numpy as np

# JAX computes in float32, with 7 digits, unless it is told otherwise.
jax.config.update("jax_enable_x64", True)


#< data


# %% Network: $network
# Layers count from 1, as on the page. W[l] are the weights of layer l, of shape
# (units, inputs), and b[l] its biases.

W, b = {}, {}
$parameters

#? identity_function


def identity(z):
    return z
#? .
#? leaky_relu


def leaky_relu(z):
    # jax.nn.leaky_relu has the slope 1 at z = 0; the page has 0.01, as PyTorch.
    return jnp.where(z > 0, z, 0.01 * z)
#? .


#? norm
def normalize(l, gamma, beta, z, statistics):
    """Batch normalization, torch.nn.BatchNorm1d; notes the batch's statistics."""
    n, mean, variance = len(z), z.mean(axis=0), z.var(axis=0)
    statistics[l] = (mean, variance * n / (n - 1))
    return gamma[l] * (z - mean) / jnp.sqrt(variance + 1e-5) + beta[l]


#? .
def forward(W, b$norm, x$scales$forward_functions):
    """$forward_returns."""
    a = x
    #? norm
    statistics = {}
    #? .
    $forward
    #? !norm
    return a
    #? .
    #? norm
    return a, statistics
    #? .


# %% Loss
# The loss of each sample, shape (samples,).
#? half_squared_error


def half_squared_error(a, y):
    return 0.5 * ((a - y) ** 2).sum(axis=1)
#? .
#? mean_squared_error


def mean_squared_error(a, y):
    return ((a - y) ** 2).mean(axis=1)
#? .
#? binary_cross_entropy


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
#? .
#? cross_entropy


def cross_entropy(a, y):
    # Where y is 0, y log a is 0 whatever a is.
    return -(y * jnp.log(jnp.where(y == 0, 1, a))).sum(axis=1)
#? .
#? softmax_cross_entropy


def softmax_cross_entropy(z, y):
    """Cross-entropy of softmax(z), from z: finite even where softmax rounds to 0."""
    return -(y * jax.nn.log_softmax(z, axis=1)).sum(axis=1)
#? .


def mean_loss(W, b$norm, x, y$scales$functions):
    """The loss of a batch: a function of the parameters, for jax.grad."""
    #? !norm
    return $loss(forward(W, b, x$scales$forward_functions), y).mean()
    #? .
    #? norm
    a, statistics = forward(
        W, b$norm, x$scales$forward_functions
    )
    return $loss(a, y).mean(), statistics
    #? .


#< jax_update


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
    global $results
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
        $step_call
        losses.append(float(loss))
        #? norm
        for l, (mean, variance) in statistics.items():
            running_mean[l] = 0.9 * running_mean[l] + 0.1 * mean
            running_variance[l] = 0.9 * running_variance[l] + 0.1 * variance
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
