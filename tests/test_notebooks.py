"""The notebooks are whole and show what they say; lived again (under --heavy) they show the same."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr
from tests.scripts import script

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
NAMES = ("did-the-pilot-work", "first-run", "sweden-beside-china", "two-lives", "what-nobody-knows", "your-own-scheme")


def code(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def test_the_six_notebooks_are_there_and_the_index_names_them() -> None:
    assert tuple(path.stem for path in NOTEBOOKS) == NAMES
    index = (ROOT / "docs" / "notebooks" / "index.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"({name}.ipynb)" not in index] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_whole(path: Path) -> None:
    import nbformat

    nbformat.validate(nbformat.read(path, as_version=4))
    first, *_ = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert "".join(first["source"]).startswith("# ")
    cells = code(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1)), (
        "lived in order, none left out"
    )
    for cell in cells:
        text = "".join(cell["source"]).replace("%matplotlib inline", "")
        compile(text, path.name, "exec")
        assert [name for name in re.findall(r"\bcr\.(\w+)", text) if name not in cr.__all__] == []
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr"
    assert sum(bool(cell["outputs"]) for cell in cells) > len(cells) / 2


@pytest.mark.heavy
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_the_same_again(path: Path, tmp_path: Path) -> None:
    import nbformat

    make = script("docs/make_notebooks.py")
    stored = list(make.shown(nbformat.read(path, as_version=4)))
    assert stored
    assert list(make.shown(make.lived(path, tmp_path))) == stored


def test_without_the_extra_there_is_one_clear_line() -> None:
    text = (
        "import runpy, sys\n"
        "sys.modules['nbclient'] = None  # as if it were not installed\n"
        f"runpy.run_path({str(ROOT / 'docs' / 'make_notebooks.py')!r}, run_name='__main__')\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert child.returncode == 1
    (line,) = child.stderr.splitlines()
    assert line.startswith("this needs the package nbclient. Mend: ")


def test_a_problem_in_a_notebook_is_one_line() -> None:
    from IPython.core.interactiveshell import InteractiveShell

    problem = cr.Problem("there is no such town", place="town.yaml", mend="did you mean 'rongcheng'?")
    shell = InteractiveShell(history_manager=None)
    seen: list[list[str]] = []
    shell._showtraceback = lambda kind, value, lines: seen.append(lines)  # type: ignore[method-assign]
    shell.showtraceback((cr.Problem, problem, None))
    assert seen == [["town.yaml: there is no such town. Mend: did you mean 'rongcheng'?"]]
