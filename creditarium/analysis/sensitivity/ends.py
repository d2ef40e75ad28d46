"""Each assumption at the ends of its range, all others as they are written: what a tornado shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.sensitivity.factors import Points
from creditarium.analysis.sensitivity.screening import Evaluate

SEEDS = 4
"""Over how many seeds an end is averaged; the same ones at every end."""


@dataclass(frozen=True)
class Ends:
    """A headline with some assumptions at their ends, as means over the same few seeds.

    ``low`` and ``high`` are float64[axes]; ``written`` is the mean as written, and ``seeds`` what each seed gives.
    """

    axes: tuple[int, ...]
    written: float
    seeds: tuple[float, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def at_ends(home: Sequence[float], axes: Sequence[int], evaluate: Evaluate) -> Mapping[str, Ends]:
    """Live the scenario as written, and with each of some axes at its low and its high end, over a few seeds."""
    points = np.tile(np.asarray(home, dtype=np.float64), (1 + 2 * len(axes), 1))
    for place, axis in enumerate(axes):
        points[1 + 2 * place, axis], points[2 + 2 * place, axis] = 0.0, 1.0
    lived = over_seeds(evaluate, "ends", points, SEEDS)
    return {name: _ends(tuple(axes), values) for name, values in lived.items()}


def over_seeds(
    evaluate: Evaluate, name: str, points: Points, count: int, since: int = 0
) -> Mapping[str, NDArray[np.float64]]:
    """Give every headline at some points under the same seeds, float64[points, seeds]."""
    seeds = np.tile(np.arange(1 + since, 1 + since + count, dtype=np.int64), len(points))
    lived = evaluate(name, points.repeat(count, axis=0), seeds)
    return {name: values.reshape(len(points), count) for name, values in lived.items()}


def mean_of(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the means over seeds; a point has one if any of its worlds came to its end.

    >>> mean_of(np.array([[1.0, 3.0], [np.nan, 2.0], [np.nan, np.nan]])).tolist()
    [2.0, 2.0, nan]
    """
    here = np.isfinite(values)
    count = here.sum(axis=1)
    sums = np.where(here, values, 0.0).sum(axis=1)
    return np.where(count > 0, sums / np.maximum(count, 1), np.nan)


def _ends(axes: tuple[int, ...], values: NDArray[np.float64]) -> Ends:
    means = mean_of(values)
    return Ends(axes, float(means[0]), tuple(values[0].tolist()), means[1::2], means[2::2])
