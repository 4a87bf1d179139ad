#? batched


# %% Batches
#? shuffled
# Each epoch goes through the samples in a new order, drawn with the page's random numbers.

seed = $seed


class Random:
    """The page's random numbers: PCG32 (O'Neill, 2014)."""

    def __init__(self, seed, stream):
        self.increment = 2 * stream + 1
        self.state = seed + self.increment
        self.bits()

    def bits(self):
        """32 random bits."""
        old = self.state
        self.state = (old * 6364136223846793005 + self.increment) % 2**64
        word, turn = (old >> 18 ^ old) >> 27 & 0xFFFFFFFF, old >> 59
        return (word >> turn | word << 32 - turn) & 0xFFFFFFFF

    def uniform(self):
        """A number in [0, 1), of 53 random bits."""
        low, high = self.bits(), self.bits()
        return ((high << 32 | low) >> 11) / 2**53


def shuffled(epoch):
    """The order of the samples in an epoch, by Fisher and Yates."""
    random = Random(seed, stream=epoch)
    order = list(range(len(X)))
    for i in reversed(range(1, len(order))):
        j = int(random.uniform() * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order


#? .
#? !shuffled

#? .
def batches():
    """The samples of each batch, epoch after epoch; an epoch's last batch may be smaller."""
    #? shuffled
    for epoch in itertools.count():
        #? !order_varies
        order = shuffled(epoch)
        for start in range(0, len(X), batch_size):
            yield order[start : start + batch_size]
        #? .
        #? order_varies
        start = 0
        while start < len(X):
            #? shuffle_varies
            order = shuffled(epoch) if shuffle else list(range(len(X)))
            #? .
            #? !shuffle_varies
            order = shuffled(epoch)
            #? .
            batch = order[start : start + batch_size]
            yield batch
            # Settings may change between two batches.
            start += len(batch)
        #? .
    #? .
    #? !shuffled
    while True:
        #? !order_varies
        for start in range(0, len(X), batch_size):
            yield slice(start, start + batch_size)
        #? .
        #? order_varies
        start = 0
        while start < len(X):
            end = min(start + batch_size, len(X))
            yield slice(start, end)
            # The batch size may change between two batches.
            start = end
        #? .
    #? .

#? .
