"""Where a command writes: a console that takes text literally, and JSON for scripts."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditarium.model.problem import Problem

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 110


def console(stderr: bool = False) -> Console:
    """Make a console; a pipe or file gets lines of 110 characters, a terminal its own width."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else WIDE
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False)


def print_json(content: Any) -> None:
    """Print JSON to the output and nothing else; dates are written in ISO form."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")


def printed(text: str, target: Path | None) -> None:
    """Print a text, or write it to a new file, as `written_new` does."""
    if target is None:
        sys.stdout.write(text + "\n")
        return
    written_new(text + "\n", target)
    print(f"{target} is written", file=sys.stderr)


def written_new(text: str, target: Path) -> None:
    """Write a text to a file that is not there yet, whole or not at all; what stands in the way is a `Problem`.

    Folders above it are made.
    """
    from creditarium.results.places import check_new_file, unwritable_file

    check_new_file(target)
    half = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(text, encoding="utf-8")
        os.link(half, target)  # which is refused where a file has come there meanwhile
    except FileExistsError as error:
        raise Problem("there is a file of this name", place=str(target), mend="name a new one") from error
    except OSError as error:
        raise unwritable_file(target, error) from error
    finally:
        half.unlink(missing_ok=True)
