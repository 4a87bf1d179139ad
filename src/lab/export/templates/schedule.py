#? scheduled


# %% Learning rate
# What learning_rate is multiplied with in iteration t, counted from 0.
#? .
#? scheduled constant


def constant(t):
    return 1.0
#? .
#? scheduled stepwise


def stepwise(t):
    """Once more times schedule_factor every schedule_length iterations."""
    return schedule_factor ** (t // schedule_length)
#? .
#? exponential


def exponential(t):
    """Once more times schedule_factor every iteration."""
    return schedule_factor**t
#? .
#? cosine


def cosine(t):
    """From 1 down to schedule_factor along half a cosine, within schedule_length iterations."""
    done = min(t / schedule_length, 1)
    return schedule_factor + (1 - schedule_factor) / 2 * (1 + math.cos(math.pi * done))
#? .
#? warm_up


def warm_up(t):
    """From schedule_factor straight up to 1, within schedule_length iterations."""
    done = min(t / schedule_length, 1)
    return schedule_factor + (1 - schedule_factor) * done
#? .
#? one_cycle


def one_cycle(t):
    """From 1/25 up to 1 within a share of schedule_factor of schedule_length iterations, then
    down to 1/250000, along half a cosine each. PyTorch counts like this."""
    peak = schedule_factor * schedule_length - 1
    if t <= peak:
        start, end, first, last = 1 / 25, 1.0, 0, peak
    else:
        start, end, first, last = 1.0, 1 / 250_000, peak, schedule_length - 1
    done = min((t - first) / (last - first), 1) if last > first else 1
    return end + (start - end) / 2 * (1 + math.cos(math.pi * done))
#? .
