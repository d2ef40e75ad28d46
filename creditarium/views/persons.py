"""Finding a person of a run whose life is worth looking at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.results.decoding import decoded

if TYPE_CHECKING:
    from creditarium.results.run import Run


LOOKED_AT = 1_000_000
"""Among so many people at most somebody is looked for: the states of a whole country stand not twice in memory."""


class Found(NamedTuple):
    """A person by number, and why their life is worth looking at."""

    person: int
    why: str


class Marks(NamedTuple):
    """Who of a run was ever refused something, has a wrong entry, did nothing that a scheme punishes: bool[people]."""

    refused: NDArray[np.bool_]
    wronged: NDArray[np.bool_]
    blameless: NDArray[np.bool_]


def marks_of(run: Run, most: int | None = None) -> Marks:
    """Read from the final states who was refused, who was wronged and who is blameless, of all or the first people."""
    compiled, people = run.engine.compiled, min(run.scenario.people, most or run.scenario.people)
    records = run.state.records[:people]
    known = compiled.layout.variables
    nobody = np.zeros(people, dtype=np.bool_)
    refused = nobody.copy()
    for name in known:
        if name.startswith("refused."):
            refused |= decoded(compiled, records, name) > 0
    wronged = decoded(compiled, records, "wrong") > 0 if "wrong" in known else nobody
    blameless = decoded(compiled, records, "blamed") == 0 if "blamed" in known else nobody
    return Marks(refused, wronged, blameless)


def somebody(run: Run) -> Found:
    """Choose a person: refused with a wrong entry against them, refused without a listed act, refused, or wronged.

    Only the first ``LOOKED_AT`` people are looked at.
    """
    refused, wronged, blameless = marks_of(run, LOOKED_AT)
    for who, why in (
        (refused & wronged, "the life of somebody refused, with a wrong entry against them"),
        (refused & blameless, "the life of somebody refused who did nothing listed in it"),
        (refused, "the life of somebody who was refused"),
        (wronged, "the life of somebody with a wrong entry against them"),
    ):
        if who.any():
            return Found(int(np.flatnonzero(who)[0]), why)
    return Found(0, "one person's life")
