"""How an object shows itself: as a tree of lines in a terminal, as a small table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

WORLD = "one world among those that the record allows; a synthetic people, no forecast of any country"
"""What stands under whatever a notebook shows."""


def tree(head: str, rows: Sequence[str]) -> str:
    """Hang rows under a head.

    >>> print(tree("Town", ["people: 12", "seed: 1"]))
    Town
    ├── people: 12
    └── seed: 1
    """
    return "\n".join([head, *(f"├── {row}" for row in rows[:-1]), *(f"└── {row}" for row in rows[-1:])])


def html_table(caption: str, rows: Iterable[Sequence[str]], note: str = "") -> str:
    """Make a table for a notebook, everything escaped; each row's first cell is its heading.

    >>> html_table("Town", [("people", "12 < 13")], "of nobody")
    '<table><caption>Town</caption><tr><th scope="row">people</th><td>12 &lt; 13</td></tr></table><p>of nobody</p>'
    """
    lines = [
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    ]
    below = f"<p>{escape(note)}</p>" if note else ""
    return f"<table><caption>{escape(caption)}</caption>{''.join(lines)}</table>{below}"
