"""What every measure adds up to by income fifth, gathered in one pass over the adults."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.pairs.measures import MEASURES, columns_of
from creditarium.engine.counting import Measures
from creditarium.engine.jit import compiled
from creditarium.model.population import INCOMES

FIFTHS = len(INCOMES)


class Fifths:
    """The adults by income fifth; `people` uint32[5] says how many are in each."""

    def __init__(self, adult: NDArray[np.bool_], income: NDArray[np.int64]) -> None:
        self._fifth = np.where(adult, income, FIFTHS).astype(np.uint8)
        self.people = np.bincount(self._fifth, minlength=FIFTHS + 1)[:FIFTHS].astype(np.uint32)

    def added(self, measures: Measures) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """Add up every measure, and count who has any of it: int64 and uint32 [measures, 5]."""
        width = measures.sums.shape[1]
        sums, some = (np.zeros((FIFTHS + 1, width), dtype=np.int64) for _ in range(2))
        _add(measures.sums, self._fifth, sums, some)
        made = np.zeros((len(MEASURES), FIFTHS), dtype=np.int64)
        persons = np.zeros((len(MEASURES), FIFTHS), dtype=np.uint32)
        for m, measure in enumerate(MEASURES):
            columns = [1 + j for j, column in enumerate(measures.names) if measure.name in columns_of(column)]
            made[m] = sums[:FIFTHS, columns].sum(axis=1)
            if len(columns) == 1:
                persons[m] = some[:FIFTHS, columns[0]]
            elif columns:
                people = len(self._fifth)
                has = sum(
                    (measures.sums[:people, column] for column in columns[1:]), measures.sums[:people, columns[0]]
                )
                persons[m] = np.bincount(self._fifth[has != 0], minlength=FIFTHS + 1)[:FIFTHS]
        return made, persons


@compiled
def _add(held: NDArray[np.int32], fifth: NDArray[np.uint8], sums: NDArray[np.int64], some: NDArray[np.int64]) -> None:
    """Add each person's row to the sums of the person's fifth, and count what is not zero in it."""
    width = held.shape[1]
    for i in range(fifth.shape[0]):
        f = fifth[i]
        for c in range(width):
            value = held[i, c]
            if value != 0:  # of most people most measures are none
                sums[f, c] += value
                some[f, c] += 1
