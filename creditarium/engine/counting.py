"""Counting what happens: in the tally of an agent's group, and in the agent's own measures.

A *measure* is a sum over some rows of the tally for one agent alone. Every count is added to both, so that the
measures of all agents add up to the tally. Where nothing is measured, all rows lead to one cell that nobody reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Books
from creditarium.engine.compile.context import Row
from creditarium.engine.jit import inlined
from creditarium.engine.world import After

WRONG_DAYS = np.int64(0)
"""The tally row of the time that wrong entries stand."""


@dataclass(frozen=True)
class Measures:
    """What is counted for each agent: ``sums`` int32[agents, 1 + names], column 0 being what nobody asked for.

    Agents are in the order of the records, persons first. ``of_row`` int32[tally rows] names each row's column.
    """

    names: tuple[str, ...]
    of_row: NDArray[np.int32]
    sums: NDArray[np.int32]

    @classmethod
    def chosen(cls, rows: tuple[Row, ...], agents: int, name_of: Callable[[Row], str | None]) -> Measures:
        """Measure the tally rows that ``name_of`` gives a name to; rows of one name are added up.

        Candidates are counted for groups only.
        """
        said = [name_of(row) for row in rows]
        names = tuple(dict.fromkeys(name for name in said if name is not None))
        of_row = np.array([0 if name is None else 1 + names.index(name) for name in said], dtype=np.int32)
        return cls(names, of_row, np.zeros((agents, 1 + len(names)), dtype=np.int32))

    def of(self, name: str) -> NDArray[np.int32]:
        """Return one measure of every agent, int32[agents]; all 0 where no row has that name."""
        return self.sums[:, 1 + self.names.index(name)] if name in self.names else np.zeros(len(self.sums), np.int32)


def nothing(rows: int) -> Measures:
    """Return the measures of a run that has none."""
    return Measures((), np.zeros(rows, dtype=np.int32), np.zeros((1, 1), dtype=np.int32))


@inlined
def books_of(after: After, region: int, cell: int, place: int) -> Books:
    """Return what the agent at a place among the records is counted in."""
    mine = after.measures[min(place, after.measures.shape[0] - 1)]
    return after.tally[region, cell], mine, after.measure_of, after.often[region, cell]


@inlined
def count(rows: Books, row: int, n: int) -> None:
    """Add to a row of the tally, and to the measure that it belongs to."""
    rows[0][row] += n
    rows[1][rows[2][row]] += n


@inlined
def count_act(rows: Books, kind: int, row: int) -> None:
    """Count an act of a kind, and in the measure that the tally's ``row`` of its acts belongs to."""
    rows[3][kind, 1] += 1
    rows[1][rows[2][row]] += 1
