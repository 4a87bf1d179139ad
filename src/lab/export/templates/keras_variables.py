#? biases
variables = model.trainable_variables
#? .
#? !biases
variables = [layer.kernel for layer in model.layers]  # biases stay as they are
#? .
#? kernels
kernels = [layer.kernel for layer in model.layers]  # the weights alone
#? .
