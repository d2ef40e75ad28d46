"""What every measure adds up to by income fifth, gathered in one pass over the adults."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.pairs.measures import MEASURES, columns_of
from creditarium.engine.counting import Measures
from creditarium.model.population import INCOMES

FIFTHS = len(INCOMES)


class Fifths:
    """The adults by income fifth; `people` uint32[5] says how many are in each."""

    def __init__(self, adult: NDArray[np.bool_], income: NDArray[np.int64]) -> None:
        who = np.flatnonzero(adult)
        self._order = who[np.argsort(income[who], kind="stable")]
        self.people = np.bincount(income[who], minlength=FIFTHS).astype(np.uint32)
        self._ends = np.cumsum(self.people)

    def added(self, measures: Measures) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """Add up every measure, and count who has any of it: int64 and uint32 [measures, 5]."""
        held = measures.sums[self._order]
        sums, some = self._by_fifth(held), self._by_fifth(held != 0)
        made = np.zeros((len(MEASURES), FIFTHS), dtype=np.int64)
        persons = np.zeros((len(MEASURES), FIFTHS), dtype=np.uint32)
        for m, measure in enumerate(MEASURES):
            columns = [1 + j for j, column in enumerate(measures.names) if measure.name in columns_of(column)]
            made[m] = sums[:, columns].sum(axis=1)
            if len(columns) == 1:
                persons[m] = some[:, columns[0]]
            elif columns:
                any_of_it = held[:, columns].sum(axis=1, keepdims=True) != 0
                persons[m] = self._by_fifth(any_of_it)[:, 0]
        return made, persons

    def _by_fifth(self, held: NDArray[np.int32] | NDArray[np.bool_]) -> NDArray[np.int64]:
        """Add up the rows of each fifth: int64[5, columns]."""
        parts = np.split(held, self._ends[:-1])
        return np.stack([part.sum(axis=0, dtype=np.int64) for part in parts])
