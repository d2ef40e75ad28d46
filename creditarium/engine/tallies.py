"""Gathering the partitions' tallies, almost all of whose places are 0, as rows of what is not.

A *slice* is a part of a window that has rows of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Ints
from creditarium.engine.jit import compiled

COUNT = np.dtype([("count", "<i8"), ("row", "<i4"), ("cell", "<u2"), ("region", "<u2")])
"""One count: how many, of which tally row, in which group cell of which region. Sixteen bytes, as there are many."""

Counts = NDArray[np.void]
"""Counts that are not 0, sorted by region, cell and row."""

Each = Callable[..., Iterable[Any]]
"""What does the same for several, as `map` does: several threads at once, say."""


class Counted(NamedTuple):
    """The counts of one period: the window before whose start it ends, its slice of it, and rows without zeros."""

    end: int
    slice: int
    rows: Counts


class Tally(NamedTuple):
    """Where a run of communities is counted: in the regions from ``first`` to ``end``, and in its own cells.

    ``counts`` is int64[R, own cells, slices, rows], but for what is in ``often``, int64[R, own cells, slices, K, 2]:
    the first two of each kind's rows, which ``kinds`` names. ``cells`` are the own cells among all, in order.
    """

    counts: Ints
    often: Ints
    kinds: Ints
    cells: Ints
    first: int
    end: int


def gathered(tallies: Sequence[Tally], each: Each = map, *, keep: bool = False) -> list[Counts]:
    """Give what was counted, the rows of each slice by themselves; it is cleared, unless it is to be kept.

    The tallies are those of runs of communities in their order, and have the same cells: at most the last region of
    one is also the first of the next. Each row is written once, where it stays.
    """
    for one, other in pairwise(tallies):
        if other.first == one.end - 1:
            _hand_over(one, other, other.first)
    sizes = list(each(_closed, tallies))
    totals = np.array([size.sum(axis=(0, 1)) for size in sizes])
    ends = np.cumsum(totals, axis=0)
    made = [np.empty(int(total), dtype=COUNT) for total in ends[-1]]
    list(each(partial(_written, made, keep), tallies, sizes, ends - totals))
    return made


def put_back(tally: Tally, rows: Counts) -> None:
    """Count rows again, in the only slice that there is."""
    cells = np.searchsorted(tally.cells, rows["cell"])
    np.add.at(tally.counts[:, :, 0], (rows["region"], cells, rows["row"]), rows["count"])


def added(*parts: Counts) -> Counts:
    """Add up counts of the same place, whatever their order; what comes to 0 is left out.

    >>> one = np.array([(5, 2, 1, 0), (1, 0, 0, 3)], dtype=COUNT)
    >>> added(one, np.array([(-1, 0, 0, 3), (4, 2, 1, 0)], dtype=COUNT)).tolist()
    [(9, 2, 1, 0)]
    """
    rows = np.concatenate(parts)
    places = (rows["region"].astype(np.int64) << 48) | (rows["cell"].astype(np.int64) << 32) | rows["row"]
    order = np.argsort(places, kind="stable")  # quick, as each part is sorted already
    first = np.flatnonzero(np.diff(places[order], prepend=-1))
    made = rows[order[first]]
    if len(made):
        made["count"] = np.add.reduceat(rows["count"][order], first)
    summed: Counts = made[made["count"] != 0]
    return summed


def _hand_over(one: Tally, other: Tally, region: int) -> None:
    """Count what one has counted of a region with the other's."""
    for mine, others in ((one.counts[region], other.counts[region]), (one.often[region], other.often[region])):
        others += mine
        mine[...] = 0


def _closed(tally: Tally) -> Ints:
    """Book what comes often, and tell how many counts of each region, cell and slice are not 0."""
    own = slice(tally.first, tally.end)
    counts = tally.counts[own]
    _book(tally.often[own], tally.kinds, counts)
    sizes = np.zeros(counts.shape[:3], dtype=np.int64)
    _count(counts, sizes)
    return sizes


def _written(made: list[Counts], keep: bool, tally: Tally, sizes: Ints, starts: Ints) -> None:
    """Write a tally's rows of each slice from where they start."""
    for j, rows in enumerate(made):
        _write(tally.counts[tally.first : tally.end], sizes, j, tally.cells, tally.first, keep, rows[starts[j] :])


@compiled
def _book(often: Ints, kinds: Ints, counts: Ints) -> None:
    """Add candidates and acts to the first two of each kind's rows, and clear them."""
    for r in range(often.shape[0]):
        for c in range(often.shape[1]):
            for s in range(often.shape[2]):
                for k in range(often.shape[3]):
                    for j in range(2):
                        if often[r, c, s, k, j] != 0:
                            counts[r, c, s, kinds[k] + j] += often[r, c, s, k, j]
                            often[r, c, s, k, j] = 0


@compiled
def _count(counts: Ints, sizes: Ints) -> None:
    """Write how many counts of each region, cell and slice are not 0, int64[R, cells, slices]."""
    for r in range(counts.shape[0]):
        for c in range(counts.shape[1]):
            for s in range(counts.shape[2]):
                n = 0
                for j in range(counts.shape[3]):
                    n += counts[r, c, s, j] != 0
                sizes[r, c, s] = n


@compiled
def _write(counts: Ints, sizes: Ints, s: int, cells: Ints, first: int, keep: bool, rows: Counts) -> None:
    """Write the counts of a slice that are not 0, and clear them unless they are to be kept.

    Where ``sizes`` has none nothing is looked at: in a small people most places are empty.
    """
    n = 0
    for r in range(counts.shape[0]):
        for c in range(counts.shape[1]):
            if sizes[r, c, s] == 0:
                continue
            for j in range(counts.shape[3]):
                count = counts[r, c, s, j]
                if count != 0:
                    row = rows[n]
                    row.count = count
                    row.row = j
                    row.cell = cells[c]
                    row.region = first + r
                    n += 1
                    if not keep:
                        counts[r, c, s, j] = 0
