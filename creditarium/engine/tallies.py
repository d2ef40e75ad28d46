"""Gathering the partitions' tallies: int64[regions, cells, slices, rows], almost all of them 0.

A *slice* is a part of a window that has rows of its own. A cell and a slice together are a *place*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from creditarium.engine.arrays import Ints
from creditarium.engine.jit import compiled


class Counted(NamedTuple):
    """The counts of one period: the window before whose start it ends, its slice of it, and rows without zeros."""

    end: int
    slice: int
    rows: Ints  # [n, 4] of (region, cell, row, count)


@compiled
def book_often(often: Ints, rows: Ints, tally: Ints) -> None:
    """Add candidates and acts, int64[R, places, kinds, 2], to the first two of each kind's ``rows``, and clear."""
    for r in range(often.shape[0]):
        for c in range(often.shape[1]):
            for k in range(often.shape[2]):
                for j in range(2):
                    if often[r, c, k, j] != 0:
                        tally[r, c, rows[k] + j] += often[r, c, k, j]
                        often[r, c, k, j] = 0


@compiled
def count_tally(tally: Ints, counts: Ints) -> None:
    """Write of each region and place how many counts are not 0, int64[R, places]."""
    for r in range(tally.shape[0]):
        for c in range(tally.shape[1]):
            n = 0
            for j in range(tally.shape[2]):
                n += tally[r, c, j] != 0
            counts[r, c] = n


@compiled
def take_tally(tally: Ints, counts: Ints, places: Ints, rows: Ints) -> None:
    """Write the counts that are not 0 as rows (region, place, row, count), int64[n, 4], and clear them.

    ``places`` names those of the tally. Where ``counts`` has none nothing is looked at: in a small people most places
    are empty.
    """
    n = 0
    for r in range(tally.shape[0]):
        for c in range(tally.shape[1]):
            if counts[r, c] == 0:
                continue
            for j in range(tally.shape[2]):
                if tally[r, c, j] != 0:
                    rows[n, 0] = r
                    rows[n, 1] = places[c]
                    rows[n, 2] = j
                    rows[n, 3] = tally[r, c, j]
                    tally[r, c, j] = 0
                    n += 1


def flat(tally: Ints) -> Ints:
    """Give a tally with its cells and slices as one axis of places; it is the same memory."""
    return tally.reshape(tally.shape[0], -1, *tally.shape[3:])


def by_slice(window: int, rows: Ints, slices: int, lived: int) -> list[Counted]:
    """Part the rows (region, place, row, count) of a period that ends before a window by their slices.

    A window has so many ``slices``, of which the first ``lived`` ones were lived.

    >>> [(one.slice, one.rows.tolist()) for one in by_slice(1, np.array([[0, 4, 7, 1], [0, 5, 7, 2]]), 2, 2)]
    [(0, [[0, 2, 7, 1]]), (1, [[0, 2, 7, 2]])]
    """
    if slices == 1:
        return [Counted(window, 0, rows)]
    parted, ends = np.empty_like(rows), np.zeros(slices + 1, dtype=np.int64)
    _part(rows, slices, parted, ends)
    bounds = [0, *ends.tolist()]
    return [Counted(window, j, parted[bounds[j] : bounds[j + 1]]) for j in range(lived)]


@compiled
def _part(rows: Ints, slices: int, parted: Ints, ends: Ints) -> None:
    """Write rows (region, place, row, count) as (region, cell, row, count), those of each slice together.

    Within a slice they stay in their order; ``ends`` [slices + 1] holds where each slice ends, and once more the last.
    """
    for i in range(rows.shape[0]):
        ends[rows[i, 1] % slices + 1] += 1
    for j in range(slices):
        ends[j + 1] += ends[j]
    for i in range(rows.shape[0]):
        place = rows[i, 1]
        to = ends[place % slices]
        ends[place % slices] = to + 1
        parted[to, 0] = rows[i, 0]
        parted[to, 1] = place // slices
        parted[to, 2] = rows[i, 2]
        parted[to, 3] = rows[i, 3]


def taken(tally: Ints, first: int, places: Ints) -> Ints:
    """Give what was counted in the regions from ``first`` on, as rows (region, place, row, count) without zeros.

    It is cleared. ``places`` are those that the tally has, in order.
    """
    counts = np.zeros(tally.shape[:2], dtype=np.int64)
    count_tally(tally, counts)
    rows = np.zeros((int(counts.sum()), 4), dtype=np.int64)
    take_tally(tally, counts, places, rows)
    rows[:, 0] += first
    return rows


def put_back(tally: Ints, rows: Ints, places: Ints) -> None:
    """Count again what ``taken`` gave; the tally is that of all regions, and flat."""
    np.add.at(tally, (rows[:, 0], np.searchsorted(places, rows[:, 1]), rows[:, 2]), rows[:, 3])


def merged(parts: Sequence[Ints], each: Callable[..., Iterable[None]] = map) -> Ints:
    """Add up rows (region, place, row, count) of the same place; they come sorted by place, and without zeros.

    The parts are sorted so, and are those of runs of communities: at most a part's first region is also the last of
    the parts before it. ``each`` copies them, as `map` does: several threads at once, say.

    >>> merged([np.array([[0, 1, 2, 5], [3, 0, 0, 1]]), np.array([[3, 0, 0, -1], [3, 0, 1, 4]])]).tolist()
    [[0, 1, 2, 5], [3, 0, 1, 4]]
    """
    pieces = [parts[0]]  # the last of them holds all rows of the last region, so that all are copied once
    for part in parts[1:]:
        if not len(part):
            continue
        last = pieces.pop()
        both = np.searchsorted(last[:, 0], part[0, 0])
        end = np.searchsorted(part[:, 0], part[0, 0], side="right")
        pieces += [last[:both], added(last[both:], part[:end])]
        if end < len(part):
            pieces.append(part[end:])
    if len(pieces) == 1:
        return pieces[0]
    ends = np.cumsum([0, *(len(piece) for piece in pieces)])
    made = np.empty((ends[-1], 4), dtype=np.int64)
    list(each(partial(_put, made), pieces, ends))
    return made


def _put(rows: Ints, piece: Ints, low: int) -> None:
    rows[low : low + len(piece)] = piece


def added(one: Ints, other: Ints) -> Ints:
    """Add up rows (region, place, row, count) of the same place, whatever their order; what comes to 0 is left out.

    >>> added(np.array([[0, 1, 2, 5], [3, 0, 0, 1]]), np.array([[3, 0, 0, -1], [0, 1, 2, 4]])).tolist()
    [[0, 1, 2, 9]]
    """
    rows = np.concatenate([one, other])
    places = (rows[:, 0] << 48) | (rows[:, 1] << 24) | rows[:, 2]
    order = np.argsort(places, kind="stable")  # quick, as each part is sorted already
    first = np.flatnonzero(np.diff(places[order], prepend=-1))
    made = rows[order[first]]
    if len(made):
        made[:, 3] = np.add.reduceat(rows[order, 3], first)
    summed: Ints = made[made[:, 3] != 0]
    return summed
