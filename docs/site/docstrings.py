"""Shows what docstrings leave to the code: their examples as code, and the fields of the model's types as a table.

The docstrings are sentences with doctests between them, no sections.
"""

from __future__ import annotations

import re
from typing import Any

from griffe import Attribute, Class, Extension, Object

EXAMPLE = re.compile(r"(?:^>>> [^\n]*(?:\n(?!\n)[^\n]*)*(?:\n\n(?=>>> ))?)+", re.MULTILINE)
"""Doctests that follow one another, each up to the empty line that ends it."""


class Docstrings(Extension):
    """Fence every doctest of a docstring, so that it is shown as code, and list what a type of the model holds."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Write one object's docstring again."""
        if obj.docstring is None:
            return
        obj.docstring.value = fenced(obj.docstring.value)
        if isinstance(obj, Class) and any(str(base).endswith("Spec") for base in obj.bases):
            obj.docstring.value += fields(obj)


def fenced(text: str) -> str:
    r"""Fence the doctests of a text.

    >>> fenced("A sentence.\n\n>>> 1 + 1\n2")
    'A sentence.\n\n```pycon\n>>> 1 + 1\n2\n```'
    """
    return EXAMPLE.sub(lambda found: f"```pycon\n{found[0].strip()}\n```", text)


def fields(of: Class) -> str:
    """List the fields of a type: name, what it takes, and what it is if left out."""
    rows = [
        f"| `{name}` | {_code(field.annotation)} | {_code(field.value) if field.value is not None else 'needed'} |"
        for name, field in of.members.items()
        if isinstance(field, Attribute) and field.annotation is not None and not name.startswith("_")
    ]
    return "\n".join(["", "", "| field | takes | else |", "| --- | --- | --- |", *rows, ""]) if rows else ""


def _code(expression: Any) -> str:
    return f"`{str(expression).replace('|', 'or')}`"
