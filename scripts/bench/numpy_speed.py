"""Trains a scenario with NumPy in double precision on one thread and prints epochs a second:
`python3 scripts/bench/numpy_speed.py DOCUMENT SECONDS`. Plain gradient descent, tanh with half the
squared error or ReLU and softmax with cross-entropy, whole batches at a time."""

import json
import os
import sys
import time

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
import numpy as np


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    seconds = float(sys.argv[2])
    x = np.array([sample["input"] for sample in document["data"]["train"]])
    y = np.array([sample["target"] for sample in document["data"]["train"]])
    layers = document["network"]["layers"]
    weights = [np.array(layer["weight"]).T.copy() for layer in layers]
    biases = [np.zeros(len(layer["weight"])) for layer in layers]
    names = [layer["activation"] for layer in layers]
    size, rate = document["batch"]["size"], document["optimizer"]["learning_rate"]

    def epoch():
        for first in range(0, len(x), size):
            activations = [x[first : first + size]]
            target = y[first : first + size]
            for name, weight, bias in zip(names, weights, biases):
                z = activations[-1] @ weight + bias
                if name == "tanh":
                    z = np.tanh(z)
                elif name == "relu":
                    z = np.maximum(z, 0)
                else:
                    z = np.exp(z - z.max(axis=1, keepdims=True))
                    z /= z.sum(axis=1, keepdims=True)
                activations.append(z)
            output = activations[-1]
            delta = output - target
            if names[-1] == "tanh":
                delta *= 1 - output * output
            for index in reversed(range(len(layers))):
                below = activations[index]
                weight_step = below.T @ delta
                bias_step = delta.sum(axis=0)
                if index > 0:
                    delta = delta @ weights[index].T
                    delta *= 1 - below * below if names[index - 1] == "tanh" else below > 0
                weights[index] -= rate / len(target) * weight_step
                biases[index] -= rate / len(target) * bias_step

    epoch()
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        epoch()
        count += 1
    print(count / (time.perf_counter() - start))


main()
