"""What every measure adds up to by income fifth, gathered in one pass over everybody."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.pairs.measures import MEASURES, columns_of
from creditarium.engine.counting import Measures
from creditarium.engine.jit import compiled
from creditarium.model.population import INCOMES

FIFTHS = len(INCOMES)
Ints = NDArray[np.int64]


class Fifths:
    """The adults by income fifth; `people` uint32[5] says how many are in each."""

    def __init__(self, adult: NDArray[np.bool_], income: NDArray[np.int64]) -> None:
        self._fifth = np.where(adult, income, FIFTHS).astype(np.uint8)
        self.people = np.bincount(self._fifth, minlength=FIFTHS + 1)[:FIFTHS].astype(np.uint32)

    def added(self, measures: Measures) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """Add up every measure, and count who has any of it: int64 and uint32 [measures, 5]."""
        held = [
            np.array([1 + j for j, column in enumerate(measures.names) if one.name in columns_of(column)], np.int64)
            for one in MEASURES
        ]
        several = [columns for columns in held if len(columns) > 1]
        ends = np.cumsum([0, *map(len, several)])
        width = measures.sums.shape[1]
        sums, some = (np.zeros((FIFTHS + 1, width), dtype=np.int64) for _ in range(2))
        any_of = np.zeros((FIFTHS + 1, len(several)), dtype=np.int64)
        _add(measures.sums, self._fifth, np.concatenate([*several, np.zeros(0, np.int64)]), ends, sums, some, any_of)
        made = np.array([sums[:FIFTHS, columns].sum(axis=1) for columns in held])
        whole = iter(any_of[:FIFTHS].T)
        nobody = np.zeros(FIFTHS, dtype=np.int64)
        persons = [
            some[:FIFTHS, columns[0]] if len(columns) == 1 else next(whole) if len(columns) else nobody
            for columns in held
        ]
        return made, np.array(persons, dtype=np.uint32)


@compiled
def _add(
    held: NDArray[np.int32], fifth: NDArray[np.uint8], several: Ints, ends: Ints, sums: Ints, some: Ints, any_of: Ints
) -> None:
    """Add each person's row to the sums of the person's fifth, and count what is not zero in it.

    ``several`` lists the columns of each measure that has more than one; ``ends`` where each list begins and ends.
    """
    width = held.shape[1]
    for i in range(fifth.shape[0]):
        f = fifth[i]
        for c in range(width):  # without a branch, the compiler takes several columns at once
            value = held[i, c]
            sums[f, c] += value
            some[f, c] += value != 0
        for m in range(ends.shape[0] - 1):
            total = 0
            for place in range(ends[m], ends[m + 1]):
                total += held[i, several[place]]
            any_of[f, m] += total != 0
