"""One clear line for whoever gave bad input: where, what, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class Problem(ValueError):  # noqa: N818 - what a user reads is a problem of theirs, not an error of ours
    """Bad input, said in one line that names the place and the mend.

    `place` is "file:line", "--set path" or a path; it may be left empty where the reader of the file
    can fill it in. `at` leads from the object that complains to the key at fault, for the same reader; `unknown` is a
    name that stands for nothing, with its sort, for whoever can find where it is said.
    It is a `ValueError`, so a validator of a model may raise it and keep its words.
    """

    def __init__(
        self,
        what: str,
        *,
        place: str = "",
        mend: str = "",
        at: tuple[str | int, ...] = (),
        unknown: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(what)
        self.what = _one_line(what).rstrip(".")
        self.place = _one_line(place)
        self.mend = _one_line(mend).rstrip(".")
        self.at, self.unknown = at, unknown

    def __str__(self) -> str:
        line = f"{self.place}: {self.what}." if self.place else f"{self.what}."
        stop = "" if self.mend.endswith("?") else "."
        return f"{line} Mend: {self.mend}{stop}" if self.mend else line

    def _render_traceback_(self) -> list[str]:
        """Give what a notebook shows: the one line, not the way that led to it."""
        return [str(self)]

    def placed(self, place: str) -> Problem:
        """Give the same problem with a place, unless it already has one."""
        if self.place:
            return self
        return Problem(self.what, place=place, mend=self.mend, at=self.at, unknown=self.unknown)


def nearest(word: str, choices: Iterable[str], count: int = 3) -> list[str]:
    """Give the choices that look most like the word, best first; none if nothing is close."""
    by_fold: dict[str, str] = {}
    for choice in choices:
        by_fold.setdefault(choice.casefold(), choice)
    found = difflib.get_close_matches(word.casefold(), list(by_fold), n=count, cutoff=0.6)
    return [by_fold[fold] for fold in found]


def suggestion(word: str, choices: Iterable[str], count: int = 3) -> str:
    """Say which choice was probably meant, or else what there is to choose from.

    >>> suggestion("speding", ["speeding", "parking"])
    "did you mean 'speeding'?"
    """
    known = list(choices)
    close = nearest(word, known, count)
    if close:
        return "did you mean " + " or ".join(f"'{name}'" for name in close) + "?"
    if not known:
        return "there is nothing to choose from here"
    shown = sorted(known)
    more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""
    return "choose from " + ", ".join(shown[:12]) + more


def _one_line(text: str) -> str:
    return " ".join(text.split())
