"""Prints tests/optimizers.json: what PyTorch's optimizers, schedules, penalties and clipping make of
a small network, as expected numbers for tests/optimizers.rs.

Nothing here is shared with Backstep. Each case has the settings as a scenario document names them
and the PyTorch calls that they stand for.

    pip install torch && python tests/optimizers.py > tests/optimizers.json
"""

import json

import torch
from torch.optim import SGD, Adagrad, Adam, AdamW, RMSprop
from torch.optim import lr_scheduler as schedules

torch.set_default_dtype(torch.float64)

X = torch.tensor([[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8], [0.2, 0.9]])
Y = torch.tensor([[0.3], [-0.6], [0.9], [0.1]])
START = [
    torch.tensor([[0.8, -0.5], [0.3, 0.0]]),
    torch.tensor([0.1, -0.2]),
    torch.tensor([[1.2, -0.7]]),
    torch.tensor([0.05]),
]
STEPS = 12
RATE = 0.05


def run(make, schedule=None, l1=0.0, l2=0.0, value=None, norm=None):
    """Parameters after each step, and the learning rate of each."""
    parameters = [tensor.clone().requires_grad_() for tensor in START]
    w1, b1, w2, b2 = parameters
    optimizer = make(parameters)
    scheduler = schedule and schedule(optimizer)
    numbers, rates = [], []
    for step in range(STEPS):
        output = torch.tanh(X @ w1.T + b1) @ w2.T + b2
        loss = (0.5 * (output - Y) ** 2).sum(1).mean()
        for w in (w1, w2):
            loss = loss + l1 * w.abs().sum() + l2 / 2 * (w**2).sum()
        optimizer.zero_grad()
        loss.backward()
        if value:
            torch.nn.utils.clip_grad_value_(parameters, value)
        if norm:
            torch.nn.utils.clip_grad_norm_(parameters, norm)
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if scheduler and step + 1 < STEPS:
            scheduler.step()
        numbers.append(torch.cat([tensor.detach().flatten() for tensor in parameters]).tolist())
    return {"parameters": numbers, "rates": rates}


def optimizer(kind, **settings):
    return {"optimizer": {"kind": kind, "learning_rate": RATE, **settings}}


def schedule(kind, length, factor):
    return {"schedule": {"kind": kind, "length": length, "factor": factor}}


def plain(parameters):
    return SGD(parameters, RATE)


CASES = [
    (optimizer("sgd"), run(plain)),
    (optimizer("sgd", momentum=0.9), run(lambda p: SGD(p, RATE, momentum=0.9))),
    (
        optimizer("sgd", momentum=0.9, dampening=0.4),
        run(lambda p: SGD(p, RATE, momentum=0.9, dampening=0.4)),
    ),
    (
        optimizer("sgd", momentum=0.8, nesterov=True, weight_decay=0.3),
        run(lambda p: SGD(p, RATE, momentum=0.8, nesterov=True, weight_decay=0.3)),
    ),
    (optimizer("sgd", weight_decay=0.3), run(lambda p: SGD(p, RATE, weight_decay=0.3))),
    (optimizer("adagrad"), run(lambda p: Adagrad(p, RATE))),
    (
        optimizer("adagrad", epsilon=0.1, weight_decay=0.2),
        run(lambda p: Adagrad(p, RATE, eps=0.1, weight_decay=0.2)),
    ),
    (optimizer("rmsprop"), run(lambda p: RMSprop(p, RATE))),
    (
        optimizer("rmsprop", alpha=0.7, epsilon=0.01, weight_decay=0.2),
        run(lambda p: RMSprop(p, RATE, alpha=0.7, eps=0.01, weight_decay=0.2)),
    ),
    (optimizer("adam"), run(lambda p: Adam(p, RATE))),
    (
        optimizer("adam", beta1=0.6, beta2=0.8, epsilon=0.01, weight_decay=0.2),
        run(lambda p: Adam(p, RATE, betas=(0.6, 0.8), eps=0.01, weight_decay=0.2)),
    ),
    (optimizer("adamw"), run(lambda p: AdamW(p, RATE))),
    (optimizer("adamw", weight_decay=0.5), run(lambda p: AdamW(p, RATE, weight_decay=0.5))),
    (optimizer("sgd") | {"penalty": {"l1": 0.1}}, run(plain, l1=0.1)),
    (optimizer("adam") | {"penalty": {"l1": 0.05, "l2": 0.2}}, run(lambda p: Adam(p, RATE), l1=0.05, l2=0.2)),
    (optimizer("sgd") | {"clip": {"value": 0.1}}, run(plain, value=0.1)),
    (optimizer("sgd") | {"clip": {"norm": 0.2}}, run(plain, norm=0.2)),
    (optimizer("sgd") | {"clip": {"norm": 5.0}}, run(plain, norm=5.0)),
    (
        optimizer("adamw", weight_decay=0.1) | {"clip": {"value": 0.15, "norm": 0.2}, "penalty": {"l2": 0.3}},
        run(lambda p: AdamW(p, RATE, weight_decay=0.1), l2=0.3, value=0.15, norm=0.2),
    ),
    (
        optimizer("sgd") | schedule("step", 3, 0.5),
        run(plain, lambda o: schedules.StepLR(o, 3, 0.5)),
    ),
    (
        optimizer("sgd") | schedule("exponential", 1, 0.9),
        run(plain, lambda o: schedules.ExponentialLR(o, 0.9)),
    ),
    # PyTorch's cosine rises again beyond its end, so that it ends with the run here.
    (
        optimizer("sgd") | schedule("cosine", STEPS, 0.1),
        run(plain, lambda o: schedules.CosineAnnealingLR(o, STEPS, 0.1 * RATE)),
    ),
    (
        optimizer("sgd") | schedule("warm_up", 5, 0.25),
        run(plain, lambda o: schedules.LinearLR(o, 0.25, 1.0, 5)),
    ),
    # PyTorch's own moves the momentum too, unless it is told not to.
    (
        optimizer("adam") | schedule("one_cycle", STEPS, 0.3),
        run(
            lambda p: Adam(p, RATE),
            lambda o: schedules.OneCycleLR(o, RATE, total_steps=STEPS, cycle_momentum=False),
        ),
    ),
]

# A case a line, so that a change is seen where it is.
lines = ",\n".join(json.dumps(settings | numbers) for settings, numbers in CASES)
source = json.dumps(f"PyTorch {torch.__version__}, tests/optimizers.py")
print(f'{{"source": {source}, "cases": [\n{lines}\n]}}')
