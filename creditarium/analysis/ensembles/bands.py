"""Bands: the median of a headline over the members, where 90 % of them lie, and in how many its sign holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOW, HIGH = 0.05, 0.95
"""The quantiles between which a band lies."""


@dataclass(frozen=True)
class Band:
    """One number over the members: ``sign`` is its median's (-1, 0 or 1), and ``holds`` the share that has it."""

    members: int
    median: float
    low: float
    high: float
    sign: int
    holds: float


def band_of(values: Sequence[float] | NDArray[np.float64]) -> Band:
    """Give the band of a number's values, one for each member (at least one).

    >>> band = band_of([-1.0, 2.0, 4.0, 5.0])
    >>> band.median, band.sign, band.holds
    (3.0, 1, 0.75)
    """
    held = np.asarray(values, dtype=np.float64)
    low, median, high = np.quantile(held, [LOW, 0.5, HIGH]).tolist()
    sign = int(np.sign(median))
    return Band(len(held), median, low, high, sign, float((np.sign(held) == sign).mean()))
