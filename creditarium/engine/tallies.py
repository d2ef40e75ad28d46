"""Gathering the threads' tallies: int64[regions, cells, rows], almost all of them 0."""

from __future__ import annotations

import numpy as np

from creditarium.engine.arrays import Ints
from creditarium.engine.jit import compiled
from creditarium.engine.world import After


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
def move_tally(source: Ints, target: Ints) -> None:
    """Add one tally to another and clear it; a thread has counted in few regions, so most of it is 0."""
    for r in range(source.shape[0]):
        for c in range(source.shape[1]):
            found = np.int64(0)
            for j in range(source.shape[2]):
                found |= source[r, c, j]
            if found == 0:
                continue
            for j in range(source.shape[2]):
                target[r, c, j] += source[r, c, j]
                source[r, c, j] = 0


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


def flushed(after: list[After], kind_rows: Ints) -> Ints:
    """Return the tallies of all threads as rows (region, cell, row, count) without zeros, and clear them.

    ``kind_rows`` [K] are each kind's first rows.
    """
    tallies = [part.tally for part in after]
    for part in after:
        book_often(part.often, kind_rows.astype(np.int64), part.tally)
    for tally in tallies[1:]:
        move_tally(tally, tallies[0])
    made = np.zeros((count_tally(tallies[0]), 4), dtype=np.int64)
    take_tally(tallies[0], made)
    return made
