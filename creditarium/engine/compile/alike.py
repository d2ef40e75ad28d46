"""Segments that do the same share one row of the tables of conduct: few rows, which lie close to the processor."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.conduct import Chances, alias_tables
from creditarium.model.problem import Problem

MOST_STREAMS = 1 << 16
"""The most rows of candidates: one for each class of segments that do the same, and each set of lifelong states."""


def alike(*tables: NDArray[np.generic]) -> tuple[NDArray[np.uint16], NDArray[np.intp]]:
    """Number the segments by what the tables [..., S] say of them: the number of each, uint16[S], and whose is first.

    >>> of, first = alike(np.array([[1, 2, 1, 2]]), np.array([0, 0, 0, 5]))
    >>> of.tolist(), first.tolist()
    ([0, 1, 0, 2], [0, 1, 3])
    """
    segments = tables[0].shape[-1]
    columns = [np.ascontiguousarray(table.reshape(-1, segments).T) for table in tables]
    numbers: dict[bytes, int] = {}
    of = np.array(
        [
            numbers.setdefault(b"".join(column[s].tobytes() for column in columns), len(numbers))
            for s in range(segments)
        ],
        dtype=np.uint16,
    )
    return of, np.unique(of, return_index=True)[1]


def conducts(odds: Chances, tops: NDArray[np.uint8], factors: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """Return the tables of conduct, a row for each class of segments, by the names that a world gives them.

    ``factors`` [K, sets] is by how much the sets of lifelong states raise the ceilings (lifelong.py).
    """
    of, first = alike(odds.ceilings, odds.base, odds.own, odds.applies, tops)
    if len(first) * factors.shape[1] > MOST_STREAMS:
        what = (
            f"{factors.shape[1]:,} combinations of lifelong states for {len(first)} classes of people that do the same"
        )
        mend = f"give the states fewer bits: {MOST_STREAMS:,} rows of candidates are the most"
        raise Problem(f"{what} are too many", mend=mend)
    alias, sizes, gaps = alias_tables(odds.ceilings[:, first], tops[:, first], factors)
    return {
        "conduct_of": of,
        "mean_gap": gaps,
        "alias": alias,
        "alias_size": sizes,
        "base": np.ascontiguousarray(odds.base[:, :, first].swapaxes(1, 2)),
        "own": np.ascontiguousarray(odds.own[:, :, first].swapaxes(1, 2)),
        "applies": np.ascontiguousarray(odds.applies[:, first]),
    }
