"""A run that is broken off in a test: what is run, how it is refused, and what it must come to in the end."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr
from creditarium.results.unfinished import checkpoints_of

SIZE: dict[str, Any] = {"people": 300, "days": 72}
WINDOWS = 11
WORDS = ("run", "rongcheng", "--people", "300", "--days", "72", "--json", "--checkpoint", "1", "--out")
SEED = 20_200_101
Left = subprocess.CompletedProcess[str]


def refused(left: Left) -> str:
    """Give the one line with which a command was refused."""
    assert left.returncode == 2, left.stderr
    *_, line = left.stderr.splitlines()
    assert "Mend:" in line
    assert "Traceback" not in left.stderr
    return line


def ended(run: Path, straight: cr.Run) -> None:
    """Bring a broken-off run to its end: it is the same, and nothing else is left beside it."""
    if not run.exists():
        made = cr.resume(run, say=print) if checkpoints_of(run) else cr.run("rongcheng", **SIZE, out=run)
        assert made.path == run
    elif checkpoints_of(run):
        with pytest.raises(cr.Problem, match="whole already"):
            cr.resume(run)
    assert cr.open_run(run).manifest == straight.manifest
    assert [path.name for path in run.parent.iterdir()] == [run.name]
