"""Where a command writes: a console that takes text literally, and JSON for scripts."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

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
