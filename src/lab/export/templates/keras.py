"""$title in TensorFlow, with Keras layers.

#< head

It needs TensorFlow: pip install tensorflow
"""

#< imports
import numpy as np
import tensorflow as tf

# Keras computes in float32, with 7 digits, unless it is told otherwise.
tf.keras.backend.set_floatx("float64")


#< data


# %% Network: $network
# Layers count from 1, as on the page. W[l] are the first weights of layer l, of shape
# (units, inputs), and b[l] its first biases.

W, b = {}, {}
$parameters

#? leaky_relu


def leaky_relu(z):
    # tf.nn.leaky_relu rounds its slope of 0.01 to float32.
    return tf.where(z > 0, z, 0.01 * z)


#? .
#? own_sigmoid


@tf.custom_gradient
def sigmoid(z):
    # tf.sigmoid may be off in the last digit: near 1 that is much of the log(1 - a) in the loss.
    a = 1 / (1 + tf.exp(-z))
    return a, lambda grad_a: grad_a * a * (1 - a)


#? .
model = tf.keras.Sequential([
    $model
])
for l in W:
    # Keras keeps weights the other way round, in the shape (inputs, units).
    model.layers[l - 1].set_weights([W[l].T, b[l]])


#? norm
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


#? .
#? own_forward
def forward(x$scales):
    #? dropout
    """The network with dropout: Keras's own layer draws other masks."""
    #? .
    #? !dropout
    """The network with batch normalization."""
    #? .
    for l, dense in enumerate(model.layers, start=1):
        #? norm
        if l in gamma:
            z = tf.matmul(x, dense.kernel) + dense.bias
            x = dense.activation(normalize(l, z))
        else:
            x = dense(x)
        #? .
        #? !norm
        x = dense(x)
        #? .
        #? dropout
        if l in scales:
            x = x * scales[l]
        #? .
    return x


#? .
# %% Loss
# The loss of each sample, shape (samples,).
#? half_squared_error


def half_squared_error(a, y):
    return 0.5 * tf.reduce_sum((a - y) ** 2, axis=1)
#? .
#? mean_squared_error


def mean_squared_error(a, y):
    return tf.reduce_mean((a - y) ** 2, axis=1)
#? .
#? binary_cross_entropy


@tf.custom_gradient
def binary_cross_entropy(a, y):
    # As in PyTorch, logarithms are held above -100 and the gradient's denominator above 1e-12,
    # so that an output of exactly 0 or 1 does no harm. Keras's own loss has other bounds.
    log_a = tf.maximum(tf.math.log(a), -100.0)
    log_not_a = tf.maximum(tf.math.log1p(-a), -100.0)

    def gradient(grad_loss):
        grad_a = (a - y) / tf.maximum(a * (1 - a), 1e-12) / a.shape[1]
        return grad_loss[:, None] * grad_a, None

    return -tf.reduce_mean(y * log_a + (1 - y) * log_not_a, axis=1), gradient
#? .
#? cross_entropy


def cross_entropy(a, y):
    # Where y is 0, y log a is 0 whatever a is.
    return -tf.reduce_sum(y * tf.math.log(tf.where(y == 0, tf.ones_like(a), a)), axis=1)
#? .
#? softmax_cross_entropy


def softmax_cross_entropy(z, y):
    """Cross-entropy of softmax(z), from z: finite even where softmax rounds to 0."""
    return -tf.reduce_sum(y * tf.nn.log_softmax(z), axis=1)
#? .


#< keras_update


#< schedule


#< dropout


#< batches


# %% Train

#? !by_hand
#< keras_variables
optimizer = tf.keras.optimizers.SGD(learning_rate=$learning_rate)
#? .
losses = []  # the batch's mean loss, one an iteration
#? batched
batch = batches()
#? .
$settings


#? compiled
@tf.function
#? .
def step(x, y$scales):
    """One iteration: the batch's loss, computed before the update."""
    #? biases_vary
    trained = variables if train_biases else $without_biases
    #? .
    with tf.GradientTape() as tape:
        loss_of_batch = tf.reduce_mean($loss($forward, y))
        #? penalty
        # The loss that is shown is without it.
        penalty = sum($penalty for w in kernels)
        objective = loss_of_batch + penalty
        #? .
    gradients = tape.gradient($objective, $trained)
    #? clip_value
    gradients = [tf.clip_by_value(gradient, -clip_value, clip_value) for gradient in gradients]
    #? .
    #? clip_norm
    # With PyTorch's 1e-6, which tf.clip_by_global_norm does not have.
    norm = tf.linalg.global_norm(gradients)
    factor = tf.minimum(clip_norm / (norm + 1e-6), 1.0)
    gradients = [factor * gradient for gradient in gradients]
    #? .
    #? !by_hand
    optimizer.apply_gradients(zip(gradients, variables))
    #? .
    #? by_hand
    for variable, gradient in zip($trained, gradients):
        $optimizer_name(variable, gradient$state_of)
    #? .
    return loss_of_batch


def train(iterations):
    for _ in range(iterations):
        #? scheduled by_hand
        rate.assign(learning_rate * $schedule_factor)
        #? .
        #? scheduled !by_hand
        optimizer.learning_rate = learning_rate * $schedule_factor
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
        scales = {l: tf.constant(scale) for l, scale in found}
        #? .
        losses.append(float(step(x, y$scales)))


#? !norm
def parameters(l):
    """Weights, as (units, inputs), and biases of layer l as lists."""
    weight, bias = model.layers[l - 1].get_weights()
    return weight.T.tolist(), bias.tolist()
#? .
#? norm
def parameters(l):
    """Weights, as (units, inputs), and biases of layer l; with batch normalization four more."""
    weight, bias = model.layers[l - 1].get_weights()
    found = [weight.T, bias]
    if l in gamma:
        norm = gamma[l], beta[l], running_mean[l], running_variance[l]
        found += [variable.numpy()[0] for variable in norm]
    return [array.tolist() for array in found]
#? .


#? typed_parameters
def type_in(l, place, value):
    """Sets a weight (place = unit, input) or a bias (place = unit) of layer l."""
    weight, bias = model.layers[l - 1].get_weights()
    (weight.T if isinstance(place, tuple) else bias)[place] = value
    model.layers[l - 1].set_weights([weight, bias])


#? .
$stretches


#< check
