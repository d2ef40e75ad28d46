"""Printing lines of a preset's tree: broken to the width, and coloured by what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from creditarium.views.preset_tree import Line, wrapped

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {"sourced": "green", "recalled": "yellow", "assumed": "yellow", "set": "magenta", "fixed": "cyan"}


def print_line(out: Console, line: Line) -> None:
    """Print one line of a tree, its key apart from what it says."""
    rows = wrapped(line, out.width)
    style = STYLES.get(line.rests, "")
    lead = len(rows[0]) - len(rows[0].lstrip()) + len(line.key) + 1
    out.print(Text(rows[0][:lead], style="bold" if line.depth == 0 else "").append(rows[0][lead:], style=style))
    for row in rows[1:]:
        out.print(Text(row, style=style))
