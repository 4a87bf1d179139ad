"""Runs exported scripts one after the other in one process, which imports a framework once.

    python tests/exports/run.py FOLDER            the scripts
    python tests/exports/run.py FOLDER --cells    the code cells of the notebooks
    python tests/exports/run.py FOLDER --spoiled  one script with digits changed: it has to notice

Ends with a line that counts, and with an error if a script did not do what it should.
"""

import contextlib
import io
import json
import re
import sys
import time
import traceback
from pathlib import Path

# The run whose script is spoiled: two layers with biases, and a few iterations.
SPOILED = "mazur_biases"
# Runs whose update has these settings: as variables, or as PyTorch's arguments.
SPOILED_UPDATES = {
    "everything_around_adamw": [
        ("learning_rate = 0.05", "max_lr=0.05"),
        ("beta1 = 0.8", "betas=(0.8"),
        ("beta2 = 0.99", "0.99)"),
        ("epsilon = 1e-5", "eps=1e-5"),
        ("weight_decay = 0.02", "weight_decay=0.02"),
        ("l1 = 0.003",),
        ("l2 = 0.05",),
        ("clip_value = 0.03",),
        ("clip_norm = 0.04",),
        ("schedule_length = 40", "total_steps=40"),
        ("schedule_factor = 0.3", "pct_start=0.3"),
    ],
    "norm_adamw_around": [
        ("gamma[1] = np.array([1.5", "gamma[1] = jnp.array([1.5", "gamma[1] = torch.tensor([1.5"),
        ("dropout[2] = 0.25",),
        ("weight_decay = 0.1", "weight_decay=0.1"),
        ("clip_value = 0.03",),
        ("clip_norm = 0.04",),
    ],
    "sgd_refused": [
        ("momentum = 0.8", "momentum=0.8"),
        ("dampening = 0.3", "dampening=0.3"),
        ("weight_decay = 0.05", "weight_decay=0.05"),
    ],
    "rmsprop_settings": [("alpha = 0.7", "alpha=0.7"), ("epsilon = 0.0001", "eps=0.0001")],
    "adagrad_settings": [("epsilon = 0.01", "eps=0.01")],
}


def cells(path):
    """The code of a notebook, joined, once its structure is what nbformat 4.5 describes."""
    notebook = json.loads(path.read_text())
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5), "nbformat 4.5"
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids), "every cell has an id of its own"
    for cell in notebook["cells"]:
        wanted = {"id", "cell_type", "metadata", "source"}
        if cell["cell_type"] == "code":
            wanted |= {"execution_count", "outputs"}
        assert set(cell) == wanted and cell["cell_type"] in ("markdown", "code"), cell["id"]
    try:
        import nbformat
    except ImportError:
        pass  # where all frameworks are installed, the format's own schema is asked too
    else:
        nbformat.validate(notebook)
    code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) > 4, "several cells"
    return "\n\n".join("".join(source) for source in code)


def run(path, code):
    """What the script printed, and its variables; raises what it raised."""
    printed = io.StringIO()
    variables = {"__name__": "__main__"}
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(path), "exec"), variables)
    return printed.getvalue(), variables


def run_all(paths, read):
    """Which of the scripts did not agree with the page, and the largest difference."""
    failed, largest = [], (0.0, "no run")
    for path in paths:
        try:
            said, _ = run(path, read(path))
            assert said.startswith("All ") and " agree " in said, said
            difference = float(said.splitlines()[0].rstrip(".").rsplit(" ", 1)[1])
            largest = max(largest, (difference, path.stem))
        except BaseException as error:
            failed.append(path.stem)
            where = traceback.format_exc(limit=-1) if "differs first" not in str(error) else ""
            print(f"{path.name}: {error}\n{where}", end="")
    return failed, f"{largest[0]:.1e} in {largest[1]}"


def other_digit(number):
    """The number as it is written, with its eighth digit changed."""
    written = repr(number)
    digits = [place for place, c in enumerate(written.split("e")[0]) if c.isdigit()]
    while written[digits[0]] == "0":
        digits.pop(0)
    place = digits[7]
    return written[:place] + str((int(written[place]) + 1) % 10) + written[place + 1 :]


def spoil(path):
    """Changes one number after the other in the script; it has to stop and name that number."""
    code = path.read_text()
    _, page = run(path, code)
    losses = page["page_losses"]
    _, second, _, some, *_ = losses
    changes = [
        (repr(losses[some]), other_digit(losses[some]), f"loss of iteration {some}"),
        (
            repr(page["page_W"][2][0][1]),
            other_digit(page["page_W"][2][0][1]),
            "weight of layer 2 from input 2 to unit 1",
        ),
        (repr(page["page_b"][1][1]), other_digit(page["page_b"][1][1]), "bias of layer 1, unit 2"),
        # Another learning rate: the loss before the first update is still the same.
        ("= 0.5\n", "= 0.50001\n", f"loss of iteration {second}"),
        ("lr=0.5)", "lr=0.50001)", f"loss of iteration {second}"),
        ("learning_rate=0.5)", "learning_rate=0.50001)", f"loss of iteration {second}"),
        ("0.05, 0.1]", "0.05, 0.10001]", "loss of iteration 0"),
    ]
    noticed = 0
    for old, new, name in changes:
        if old not in code:
            continue  # how the learning rate is said depends on the framework
        assert code.count(old) == 1, f"{old} stands in the script once"
        try:
            run(path, code.replace(old, new))
        except AssertionError as error:
            assert str(error).startswith(f"the {name} differs first: the page had "), error
            noticed += 1
        else:
            raise SystemExit(f"{path.parent.name}: {new} for {old} went unnoticed")
    assert noticed == 5, f"{noticed} of 5"
    print(f"{path.parent.name}: of 5 numbers changed in {path.name} each was noticed and named")


def other_setting(text):
    """The setting a hundredth larger, or a whole one."""
    name, old = re.fullmatch(r"(.*?)([\d.e-]+)(?=\)?$)\)?", text).groups()
    new = str(int(old) + 1) if old.isdigit() else repr(float(old) * 1.01)
    return text.replace(name + old, name + new)


def spoil_updates(folder):
    """Changes one setting of an update after the other; the script has to stop."""
    noticed = 0
    for name, settings in SPOILED_UPDATES.items():
        code = (folder / f"{name}.py").read_text()
        for ways in settings:
            found = [way for way in ways if re.search(rf"(?<!\w){re.escape(way)}(?![\d.])", code)]
            assert len(found) == 1, f"{name}: one of {ways} stands in the script"
            pattern = rf"(?<!\w){re.escape(found[0])}(?![\d.])"
            spoiled, count = re.subn(pattern, other_setting(found[0]), code)
            assert count == 1, f"{name}: {found[0]} stands in the script once"
            try:
                run(folder / f"{name}.py", spoiled)
            except AssertionError as error:
                assert "differs first: the page had " in str(error), error
                noticed += 1
            else:
                raise SystemExit(f"{folder.name}: {name} with another {found[0]} went unnoticed")
    count = sum(map(len, SPOILED_UPDATES.values()))
    assert noticed == count, f"{noticed} of {count}"
    print(f"{folder.name}: of {count} settings of updates changed each was noticed")


def main():
    folder = Path(sys.argv[1])
    started = time.monotonic()
    if "--spoiled" in sys.argv:
        spoil(folder / f"{SPOILED}.py")
        spoil_updates(folder)
        return
    as_cells = "--cells" in sys.argv
    paths = sorted(folder.glob("*.ipynb" if as_cells else "*.py"))
    failed, largest = run_all(paths, cells if as_cells else Path.read_text)
    what = "notebooks" if as_cells else "scripts"
    print(
        f"{folder.name}: {len(paths) - len(failed)} of {len(paths)} {what} agree with the page; "
        f"largest difference {largest}; {time.monotonic() - started:.0f} s"
    )
    sys.exit(1 if failed or not paths else 0)


if __name__ == "__main__":
    main()
