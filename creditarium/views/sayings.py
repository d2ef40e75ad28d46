"""Texts that know how they are put into another language: composed ones piece by piece, names and quotes not at all.

Each is a string, and is written as one; only `creditarium.views.report.spoken` asks what else it is.
"""

from __future__ import annotations

from collections.abc import Iterable


class Kept(str):
    """A name, a path, a digest or a command, which is the same in every language."""


class Quoted(str):
    """What somebody else says, or what it is called: it stays in its own language, which is English here."""


class Foreign(str):
    """Words of a text in another language that stayed in English: quoted, or translated by nobody."""


class Meant(str):
    """A short word that means several things: it is looked up by `meant`, which says which of them is meant.

    >>> told = Meant("refused", "somebody refused")
    >>> told, told.meant
    ('refused', 'somebody refused')
    """

    meant: str

    def __new__(cls, word: str, meant: str = "") -> Meant:
        """Say a word, and what is meant by it."""
        made = super().__new__(cls, word)
        made.meant = meant
        return made


class Composed(str):
    """A text that is made of others, each of which is said by itself; pieces without a letter hold them together.

    >>> told = Composed("sex", ": ", "male")
    >>> told, told.pieces
    ('sex: male', ('sex', ': ', 'male'))
    """

    pieces: tuple[str, ...]

    def __new__(cls, *pieces: str) -> Composed:
        """Put pieces together."""
        made = super().__new__(cls, "".join(pieces))
        made.pieces = pieces
        return made


def listed(texts: Iterable[str], between: str = ", ") -> Composed:
    """Put texts in a row.

    >>> listed(["A", "B", "C"], "; ").pieces
    ('A', '; ', 'B', '; ', 'C')
    """
    pieces: list[str] = []
    for text in texts:
        pieces += [between, text] if pieces else [text]
    return Composed(*pieces)
