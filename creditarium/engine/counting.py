"""Counting what happens: in the tally of an agent's group, and in the agent's own measures.

A *measure* is a sum over some rows of the tally for one agent alone. Every count is added to both, so that the
measures of all agents add up to the tally. Where nothing is measured, all rows lead to one cell that nobody reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Books, Ints, Views
from creditarium.engine.compile.context import Row
from creditarium.engine.jit import inlined
from creditarium.engine.world import After, World

FIRST_SLICE = np.int64(0)
"""Where what happens at a window's start is counted."""
WRONG_DAYS = np.int64(0)
"""The tally row of the time that wrong entries stand."""
_TICKS_SHIFT = 6
"""That time is counted in 1/1024 day, 64 ticks."""


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
def books_of(world: World, after: After, region: int, cell: int, place: int, piece: int) -> Books:
    """Return what the agent at a place among the records is counted in, in a ``piece`` of the window, its slice."""
    mine, tally = after.measures[min(place, after.measures.shape[0] - 1)], after.tally[region, cell]
    return tally[piece], mine, after.measure_of, after.often[region, cell, piece], tally, world.slice_ticks


@inlined
def count(rows: Books, row: int, n: int) -> None:
    """Add to a row of the tally, and to the measure that it belongs to."""
    rows[0][row] += n
    rows[1][rows[2][row]] += n


@inlined
def count_wrong(rows: Books, since: int, n: int) -> None:
    """Count ``n`` wrong entries as standing from the window's start for ``since`` ticks, each slice by itself."""
    tally, slice_ticks = rows[4], rows[5]
    last = max(since - 1, 0) // slice_ticks
    for j in range(last):
        tally[j, WRONG_DAYS] += n * (slice_ticks >> _TICKS_SHIFT)
    tally[last, WRONG_DAYS] += n * ((since - last * slice_ticks) >> _TICKS_SHIFT)
    rows[1][rows[2][WRONG_DAYS]] += n * (since >> _TICKS_SHIFT)


@inlined
def count_act(rows: Books, kind: int, row: int) -> None:
    """Count an act of a kind, and in the measure that the tally's ``row`` of its acts belongs to."""
    rows[3][kind, 1] += 1
    rows[1][rows[2][row]] += 1


@inlined
def _stands(scheme: Any, v: Views) -> np.int64:
    """Return the band in which an agent stands under a scheme; -1 where it is no member."""
    return np.int64(v[scheme.band]) if v[scheme.member] != 0 else np.int64(-1)


@inlined
def stand(world: World, v: Views, standing: Ints) -> None:
    """Keep the band in which an agent stands under each scheme."""
    for c in range(world.schemes.shape[1]):
        standing[c] = _stands(world.schemes[0, c], v)


@inlined
def count_moves(world: World, moves: Ints, v: Views, standing: Ints) -> None:
    """Count the moves between bands since the agent was last looked at, in a slice's ``moves`` [C, 16].

    Within a window only a matter that falls due moves anybody.
    """
    for c in range(world.schemes.shape[1]):
        now = _stands(world.schemes[0, c], v)
        if now != standing[c]:
            if standing[c] >= 0:
                moves[c, standing[c]] -= 1
            if now >= 0:
                moves[c, now] += 1
            standing[c] = now
