"""The folders beside a run's own: its checkpoints by name, and what a killed process left half written."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from creditarium.results.storage import discard

_CHECKPOINT = re.compile(r"(.+)\.unfinished-(\d+)")


def checkpoint_at(run: Path, window: int) -> Path:
    """Give the folder of a run's checkpoint after a number of windows.

    >>> checkpoint_at(Path("runs/mine"), 8).as_posix()
    'runs/mine.unfinished-8'
    """
    return run.with_name(f"{run.name}.unfinished-{window}")


def run_of(path: Path) -> Path:
    """Give the folder of the run whose checkpoint this is; any other folder is its own.

    >>> run_of(Path("runs/mine.unfinished-8")).as_posix(), run_of(Path("runs/mine")).as_posix()
    ('runs/mine', 'runs/mine')
    """
    found = _CHECKPOINT.fullmatch(path.name)
    return path.with_name(found[1]) if found else path


def checkpoints_of(run: Path) -> list[Path]:
    """Give the checkpoints of a run, the newest first."""
    found = [(int(match[2]), path) for path, match in _beside(run, _CHECKPOINT) if match[1] == run.name]
    return [path for _, path in sorted(found, reverse=True)]


def forget(run: Path) -> None:
    """Remove the checkpoints of a run that is whole."""
    for path in checkpoints_of(run):
        discard(path)


def tidy(run: Path) -> None:
    """Remove what processes that were killed left half written or half removed. Only who holds the run may."""
    name = re.escape(run.name)
    left = re.compile(rf"\.{name}(\.unfinished-\d+)?\.[a-z0-9_]{{8}}\.(partial|removed)")
    for path, _ in _beside(run, left):
        shutil.rmtree(path, ignore_errors=True)


def _beside(run: Path, wanted: re.Pattern[str]) -> list[tuple[Path, re.Match[str]]]:
    beside = sorted(run.parent.iterdir()) if run.parent.is_dir() else []
    return [(path, match) for path in beside if (match := wanted.fullmatch(path.name)) and path.is_dir()]
