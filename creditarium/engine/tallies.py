"""Gathering the partitions' tallies: int64[regions, cells, rows], almost all of them 0."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from creditarium.engine.arrays import Ints
from creditarium.engine.jit import compiled


@compiled
def book_often(often: Ints, rows: Ints, tally: Ints) -> None:
    """Add candidates and acts, int64[regions, cells, kinds, 2], to the first two of each kind's ``rows``, and clear."""
    for r in range(often.shape[0]):
        for c in range(often.shape[1]):
            for k in range(often.shape[2]):
                for j in range(2):
                    tally[r, c, rows[k] + j] += often[r, c, k, j]
                    often[r, c, k, j] = 0


@compiled
def count_tally(tally: Ints) -> int:
    """Return how many counts are not 0."""
    n = 0
    for r in range(tally.shape[0]):
        for c in range(tally.shape[1]):
            for j in range(tally.shape[2]):
                n += tally[r, c, j] != 0
    return n


@compiled
def take_tally(tally: Ints, rows: Ints) -> None:
    """Write the counts that are not 0 as rows (region, cell, row, count), int64[n, 4], and clear them."""
    n = 0
    for r in range(tally.shape[0]):
        for c in range(tally.shape[1]):
            for j in range(tally.shape[2]):
                if tally[r, c, j] != 0:
                    rows[n, 0] = r
                    rows[n, 1] = c
                    rows[n, 2] = j
                    rows[n, 3] = tally[r, c, j]
                    tally[r, c, j] = 0
                    n += 1


def taken(tally: Ints, first: int) -> Ints:
    """Give what was counted in the regions from ``first`` on, as rows (region, cell, row, count) without zeros.

    It is cleared.
    """
    rows = np.zeros((count_tally(tally), 4), dtype=np.int64)
    take_tally(tally, rows)
    rows[:, 0] += first
    return rows


def put_back(tally: Ints, rows: Ints) -> None:
    """Count again what ``taken`` gave; the tally is that of all regions."""
    np.add.at(tally, tuple(rows[:, :3].T), rows[:, 3])


def merged(parts: Sequence[Ints]) -> Ints:
    """Add up rows (region, cell, row, count) of the same place; they come sorted by place, and without zeros.

    >>> merged([np.array([[0, 1, 2, 5], [3, 0, 0, 1]]), np.array([[3, 0, 0, -1], [3, 0, 1, 4]])]).tolist()
    [[0, 1, 2, 5], [3, 0, 1, 4]]
    """
    if len(parts) == 1:
        return parts[0]
    rows = np.concatenate(parts)
    places = (rows[:, 0] << 48) | (rows[:, 1] << 24) | rows[:, 2]
    order = np.argsort(places, kind="stable")  # quick, as each part is sorted already
    first = np.flatnonzero(np.diff(places[order], prepend=-1))
    made = rows[order[first]]
    if len(made):
        made[:, 3] = np.add.reduceat(rows[order, 3], first)
    summed: Ints = made[made[:, 3] != 0]
    return summed
