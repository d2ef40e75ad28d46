"""Finding a person of a run whose year is worth looking at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from creditarium.results.decoding import decoded

if TYPE_CHECKING:
    from creditarium.results.run import Run


class Found(NamedTuple):
    """A person by number, and why their year is worth looking at."""

    person: int
    why: str


def somebody(run: Run) -> Found:
    """Choose a person: refused though they did nothing listed, or else refused, or else the first."""
    compiled, people = run.engine.compiled, run.scenario.people
    records = run.state.records[:people]
    marks = [name for name in compiled.layout.variables if name.startswith("refused.")]
    refused = np.zeros(people, dtype=np.bool_)
    for name in marks:
        refused |= decoded(compiled, records, name) > 0
    if "blamed" in compiled.layout.variables:
        blameless = refused & (decoded(compiled, records, "blamed") == 0)
        if blameless.any():
            return Found(int(np.flatnonzero(blameless)[0]), "the year of somebody refused who did nothing listed")
    if refused.any():
        return Found(int(np.flatnonzero(refused)[0]), "the year of somebody who was refused")
    return Found(0, "one person's year")
