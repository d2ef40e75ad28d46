"""Gathering the threads' tallies: int64[regions, cells, rows], almost all of them 0."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

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


def flushed(after: list[After], reach: list[tuple[int, int]], kind_rows: Ints, pool: ThreadPoolExecutor) -> Ints:
    """Return the tallies of all threads as rows (region, cell, row, count) without zeros, and clear them.

    ``reach`` gives the regions in which each thread has counted, first and end, in rising order; a region that
    two threads share is gathered by the first of them. ``kind_rows`` [K] are each kind's first rows.
    """
    starts = kind_rows.astype(np.int64)

    def book(j: int) -> None:
        first, end = reach[j]
        book_often(after[j].often[first:end], starts, after[j].tally[first:end])

    def take(j: int) -> Ints:
        first, end = own[j]
        mine = after[j].tally[first:end]
        made = np.zeros((count_tally(mine), 4), dtype=np.int64)
        take_tally(mine, made)
        made[:, 0] += first
        return made

    list(pool.map(book, range(len(after))))
    own = owned(reach)
    for j in range(1, len(after)):
        for region in range(reach[j][0], own[j][0]):
            holder = next(i for i in range(j) if own[i][0] <= region < own[i][1])
            move_tally(after[j].tally[region : region + 1], after[holder].tally[region : region + 1])
    return np.concatenate(list(pool.map(take, range(len(after)))))


def put_back(after: list[After], reach: list[tuple[int, int]], rows: Ints) -> None:
    """Count again, with the thread that gathers each region, what ``flushed`` gave."""
    for part, (first, end) in zip(after, owned(reach), strict=True):
        mine = rows[(rows[:, 0] >= first) & (rows[:, 0] < end)]
        np.add.at(part.tally, tuple(mine[:, :3].T), mine[:, 3])


def owned(reach: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give each region to the first thread that counts in it.

    >>> owned([(0, 3), (2, 3), (2, 5)])
    [(0, 3), (3, 3), (3, 5)]
    """
    own, taken = [], 0
    for first, end in reach:
        own.append((max(first, taken), max(end, taken)))
        taken = own[-1][1]
    return own
