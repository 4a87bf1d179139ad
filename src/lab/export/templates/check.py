# %% Check
#? all_losses
# The page's numbers: the mean loss of the batch at each iteration, counted from 0, and the
# parameters after the last of them.
#? .
#? !all_losses
# The page's numbers: the mean loss of the batch at some iterations, counted from 0, and the
# parameters after the last of them.
#? .

page_losses = $page_losses
page_W, page_b = {}, {}
$page_parameters
#? norm !noise
# gamma, beta, running means and running variances of the layers with batch normalization.
#? .
#? norm noise
# gamma, beta and running variances of the layers with batch normalization. Not their biases, and
# not the running means, of which these are part: such a bias has the gradient 0 but for rounding,
# and an optimizer that divides gradients by their size makes any number of that.
#? .
#? norm
page_norm = {}
$page_norm
#? .

# Relative to the page's number, absolute where that is below 1. Machines and frameworks add in
# another order than the page, and each order rounds differently.
tolerance = 1e-9


def numbers():
    """Each number in the order of the run: what it is, the page's, this script's."""
    for iteration, loss in page_losses.items():
        yield f"loss of iteration {iteration}", loss, losses[iteration]
    for l in page_W:
        #? rounding
        weights, biases$more = checked[l]
        #? .
        #? !rounding
        weights, biases$more = parameters(l)
        #? .
        #? all_parameters
        for j, row in enumerate(page_W[l]):
            for i, weight in enumerate(row):
                name = f"weight of layer {l} from input {i + 1} to unit {j + 1}"
                yield name, weight, weights[j][i]
        #? .
        #? !all_parameters
        for k, weight in enumerate(page_W[l]):
            j, i = divmod($every * k, len(weights[0]))  # every ${every}th weight, row by row
            name = f"weight of layer {l} from input {i + 1} to unit {j + 1}"
            yield name, weight, weights[j][i]
        #? .
        #? noise
        for j, bias in enumerate(page_b.get(l, ())):
        #? .
        #? !noise
        for j, bias in enumerate(page_b[l]):
        #? .
            yield f"bias of layer {l}, unit {j + 1}", bias, biases[j]
        #? norm noise
        del norm[2:3]  # the running mean
        names = "gamma", "beta", "running variance"
        #? .
        #? norm !noise
        names = "gamma", "beta", "running mean", "running variance"
        #? .
        #? norm
        for name, expected, found in zip(names, page_norm.get(l, ()), norm):
            for j, number in enumerate(expected):
                yield f"{name} of layer {l}, unit {j + 1}", number, found[j]
        #? .


def check():
    """Stops at the first number that differs."""
    count, largest = 0, 0.0
    for name, page, here in numbers():
        difference = abs(here - page) / max(1, abs(page))
        if not difference <= tolerance:  # said like this, NaN counts as a difference
            raise AssertionError(
                f"the {name} differs first: the page had {page!r}, this script got {here!r}"
            )
        count, largest = count + 1, max(largest, difference)
    print(f"All {count} numbers agree with the page's; the largest difference is {largest:.1e}.")
    #? rounding
    print("The last loss, not checked: here", losses[-1], "and on the page", $last_loss)
    #? .


check()
