#? dropout


# %% Dropout
# A unit is dropped with the probability dropout[l] of its layer; what is kept is divided by
# 1 - dropout[l]. Which ones are dropped is no stream of random numbers but a function of where
# they stand, so that this script drops the page's.

dropout = {}
dropout_seed = $dropout_seed


def mixed(bits):
    """The step of SplitMix64 (Steele, Lea and Flood, 2014), for arrays of 64 bits."""
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ bits >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ bits >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return bits ^ bits >> np.uint64(31)


def dropout_scales(iteration, samples=slice(None)):
    """What activations are multiplied with, 0 or 1 / (1 - p), of shape (samples, units)."""
    scales = {}
    for l, p in dropout.items():
        bits = mixed(np.array([dropout_seed], dtype=np.uint64))
        rows, columns = np.arange(len(X))[samples][:, None], np.arange(len(b[l]))
        for place in (iteration, l - 1, columns, rows):
            bits = mixed(bits ^ np.asarray(place).astype(np.uint64))
        uniform = (bits >> np.uint64(11)).astype(np.float64) / 2**53
        scales[l] = np.where(uniform < p, 0.0, 1 / (1 - p))
    return scales
#? .
