"""Shows the examples of docstrings as code: the docstrings are sentences with doctests between them, no sections."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

EXAMPLE = re.compile(r"(?:^>>> [^\n]*(?:\n(?!\n)[^\n]*)*(?:\n\n(?=>>> ))?)+", re.MULTILINE)
"""Doctests that follow one another, each up to the empty line that ends it."""


class Doctests(Extension):
    """Fence every doctest of a docstring, so that it is shown as code."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Write one object's docstring again, its doctests fenced."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    """Fence the doctests of a text.

    >>> print(fenced("A sentence.\\n\\n>>> 1 + 1\\n2\\n"))
    A sentence.
    <BLANKLINE>
    ```pycon
    >>> 1 + 1
    2
    ```
    <BLANKLINE>
    """
    return EXAMPLE.sub(lambda found: f"```pycon\n{found[0].strip()}\n```", text)
