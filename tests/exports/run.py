"""Runs exported scripts one after the other in one process, which imports a framework once.

    python tests/exports/run.py FOLDER          the scripts
    python tests/exports/run.py FOLDER --cells  the code cells of the notebooks

Ends with a line that counts, and with an error if a script did not end by saying that all
numbers agree.
"""

import contextlib
import io
import json
import sys
import time
import traceback
from pathlib import Path


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
        pass  # with the other frameworks the format's own schema is asked too
    else:
        nbformat.validate(notebook)
    code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) > 4, "several cells"
    return "\n\n".join("".join(source) for source in code)


def run(path, code):
    """What the script printed; raises what it raised."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(path), "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def main():
    folder, as_cells = Path(sys.argv[1]), "--cells" in sys.argv
    paths = sorted(folder.glob("*.ipynb" if as_cells else "*.py"))
    failed, largest, started = [], (0.0, ""), time.monotonic()
    for path in paths:
        try:
            said = run(path, cells(path) if as_cells else path.read_text())
            assert said.startswith("All ") and "agree" in said, said
            difference = float(said.rstrip(".\n").rsplit(" ", 1)[1])
            largest = max(largest, (difference, path.stem))
        except BaseException as error:
            failed.append(path.stem)
            where = traceback.format_exc(limit=-1) if "differs first" not in str(error) else ""
            print(f"{path.name}: {error}\n{where}", end="")
    what = "notebooks" if as_cells else "scripts"
    print(
        f"{folder.name}: {len(paths) - len(failed)} of {len(paths)} {what} agree with the page, "
        f"largest difference {largest[0]:.1e} ({largest[1]}), {time.monotonic() - started:.0f} s"
    )
    sys.exit(1 if failed or not paths else 0)


if __name__ == "__main__":
    main()
