"""Filling circles with whole households, so that each kind comes as often as it should."""

from __future__ import annotations

import numpy as np

from creditarium.engine.households import CIRCLE, Kinds
from creditarium.engine.people_fit import Floats

_CIRCLE_ROUNDS = 80
_TINY = 1e-300


def fill_circles(shares: Floats, kinds: Kinds) -> Floats:
    """Give the weight of each kind as the next household when so many places are left: (cell, 33, kind).

    A full circle of 32 places, filled one household after another, then holds the kinds in proportion to
    their `shares` (cell, kind), exactly in expectation.
    """
    most = int(kinds.size.max())
    by_size = np.stack([shares[:, kinds.size == s].sum(axis=1) for s in range(1, most + 1)], axis=1)
    sizes = np.arange(1, most + 1, dtype=np.float64)
    wanted = CIRCLE * by_size / (by_size * sizes).sum(axis=1, keepdims=True)
    weight = by_size.copy()
    for _ in range(_CIRCLE_ROUNDS):
        ways = _ways(weight)
        got = np.zeros_like(weight)
        for s in range(1, most + 1):
            last = CIRCLE - s
            got[:, s - 1] = (ways[:, : last + 1] * ways[:, last::-1]).sum(axis=1) / ways[:, CIRCLE]
        weight = np.where(weight > 0, wanted / np.maximum(got, _TINY), 0.0)
    ways = _ways(weight)
    result = np.zeros((shares.shape[0], CIRCLE + 1, kinds.size.size))
    within = shares / np.maximum(by_size[:, kinds.size - 1], _TINY)
    for k in range(kinds.size.size):
        s = int(kinds.size[k])
        result[:, s:, k] = (weight[:, s - 1] * within[:, k])[:, None] * ways[:, : CIRCLE + 1 - s]
    return result


def _ways(weight: Floats) -> Floats:
    """Sum over all fillings of m places, for m from 0 to 32, the product of their households' weights."""
    ways = np.zeros((weight.shape[0], CIRCLE + 1))
    ways[:, 0] = 1.0
    for m in range(1, CIRCLE + 1):
        for s in range(1, min(m, weight.shape[1]) + 1):
            ways[:, m] += weight[:, s - 1] * ways[:, m - s]
    return ways
