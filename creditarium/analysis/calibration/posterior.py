"""What is left of the free numbers' ranges after a fit: points of the cube with weights, and intervals over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditarium.analysis.calibration.aims import Floats

COVERED = 0.95
"""The share of the posterior that the narrower ranges hold."""
_HALF = 0.5


@dataclass(frozen=True)
class Posterior:
    """Points float64[n, d] of the unit cube with weights float64[n] that add up to 1, and answers float64[n, K]."""

    points: Floats
    weights: Floats
    answers: Floats

    @property
    def size(self) -> float:
        """How many points of equal weight would tell as much (Kish's effective size)."""
        return float(1 / np.square(self.weights).sum())

    def quantile(self, shares: tuple[float, ...], answers: bool = False) -> Floats:
        """Give quantiles of each number, or of each answer, float64[shares, d or K]."""
        columns = (self.answers if answers else self.points).T
        return np.array([weighted_quantile(column, self.weights, shares) for column in columns]).T

    @property
    def middle(self) -> Floats:
        """The median of each number, float64[d]."""
        return np.asarray(self.quantile((_HALF,))[0])

    def interval(self, answers: bool = False) -> tuple[Floats, Floats]:
        """Give the ends between which each number, or each answer, lies."""
        tail = (1 - COVERED) / 2
        low, high = self.quantile((tail, 1 - tail), answers)
        return low, high

    @property
    def width(self) -> Floats:
        """The width of each number's interval against that of an even spread over its whole range, float64[d]."""
        low, high = self.interval()
        return np.asarray((high - low) / COVERED)

    def correlation(self) -> Floats:
        """Give how the numbers go together, float64[d, d]; 0 where one does not vary."""
        centred = self.points - self.weights @ self.points
        spread = np.sqrt(self.weights @ np.square(centred))
        scaled = centred / np.where(spread > 0, spread, np.inf)
        return np.asarray((scaled * self.weights[:, None]).T @ scaled)


def weighted_quantile(values: Floats, weights: Floats, shares: tuple[float, ...]) -> Floats:
    """Give quantiles of weighted values; values that are no number are left out.

    >>> weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([0.25, 0.25, 0.5]), (0, 0.5, 1)).tolist()
    [1.0, 2.0, 3.0]
    """
    there = np.isfinite(values)
    if not there.any():
        return np.full(len(shares), np.nan)
    order = np.argsort(values[there], kind="stable")
    ordered, weighed = values[there][order], weights[there][order]
    middle = (np.cumsum(weighed) - _HALF * weighed) / weighed.sum()
    wanted = np.array(shares, dtype=np.float64)
    found = np.interp(wanted, middle, ordered)
    return np.where(wanted <= 0, ordered[0], np.where(wanted >= 1, ordered[-1], found))
