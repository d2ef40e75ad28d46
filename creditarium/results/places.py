"""Whether a file can be written, asked before any work is done for it; folders that are not there yet are made."""

from __future__ import annotations

import tempfile
from pathlib import Path

from creditarium.model.problem import Problem


def check_file(path: Path) -> None:
    """Refuse a file in whose place a folder stands, or whose own folder can be neither written nor made."""
    if path.is_dir():
        raise Problem("there is a folder of this name", place=str(path), mend="name a file")
    try:
        try_folder(path.parent)
    except OSError as error:
        raise unwritable_file(path, error) from error


def check_new_file(path: Path) -> None:
    """Refuse the same, and a file that is there already."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise Problem("there is a file of this name", place=str(path), mend="name a new one")
    check_file(path)


def try_folder(folder: Path) -> None:
    """Write into a folder, or into the nearest one above it that is there; what refuses it is an `OSError`."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    with tempfile.TemporaryFile(dir=folder):
        pass


def unwritable_file(path: Path, error: OSError, what: str = "file") -> Problem:
    """Give the problem of a file that cannot be written."""
    reason = (error.strerror or "it is refused").lower()
    return Problem(f"the {what} cannot be written: {reason}", place=str(path), mend=f"name a {what} of your own")
