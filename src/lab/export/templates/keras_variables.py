#? biases
variables = model.trainable_variables
#? .
#? !biases
variables = [layer.kernel for layer in model.layers]  # biases stay as they are
#? .
#? norm
norms = [*gamma.values(), *beta.values()]
variables += norms
#? .
#? kernels
kernels = [layer.kernel for layer in model.layers]  # the weights alone
#? .
