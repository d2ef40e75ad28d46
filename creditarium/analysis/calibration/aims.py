"""What a fit aims at: expected numbers with their spread, and how far a world's answers lie from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.model.target import Target

Floats = NDArray[np.float64]

WIDTH = 1.96
"""Standard deviations in half of a normal 95 % interval, which a tolerance is."""


@dataclass(frozen=True)
class Aims:
    """Numbers to be met: ``expected``, the ``tolerance`` around each, and the ``noise`` of the answers, all float64[K].

    An answer is taken as normal around what is expected, its variance that of the tolerance and of the noise. Only
    where ``fitted`` is true does it count.

    >>> aims = Aims(np.array([10.0]), np.array([1.96]), np.array([True]))
    >>> float(aims.misfit(np.array([12.0])))
    4.0
    """

    expected: Floats
    tolerance: Floats
    fitted: NDArray[np.bool_]
    noise: Floats | None = None

    @classmethod
    def of(cls, targets: Iterable[Target]) -> Aims:
        """Take the aims of targets, in their order."""
        listed = list(targets)
        return cls(
            np.array([float(one.value.value) for one in listed]),
            np.array([float(one.tolerance.value) for one in listed]),
            np.array([one.use == "fit" for one in listed]),
        )

    @property
    def spread(self) -> Floats:
        """The standard deviation around each expected number."""
        tolerated = self.tolerance / WIDTH
        return tolerated if self.noise is None else np.sqrt(tolerated**2 + self.noise**2)

    def off(self, answers: Floats) -> Floats:
        """Give how many standard deviations answers float64[..., K] lie off."""
        return np.asarray((answers - self.expected) / self.spread)

    def misfit(self, answers: Floats) -> Any:
        """Give the sum of squares of what is fitted, float64[...]: infinite where a world has no answer."""
        squares = np.square(self.off(answers))[..., self.fitted].sum(axis=-1)
        return np.where(np.isfinite(squares), squares, np.inf)

    def with_noise(self, lived: Floats) -> Aims:
        """Learn the noise from answers float64[points, seeds, K]: how much the seeds of one point differ.

        It is taken, target by target, from the half of the points whose answers lie nearest to what is expected, as a
        count varies more the higher it is. One seed alone tells nothing of noise.
        """
        points, seeds, _ = lived.shape
        if seeds < 2:
            return replace(self, noise=np.zeros_like(self.expected))
        means, variances = lived.mean(axis=1), lived.var(axis=1, ddof=1)
        noise = np.zeros_like(self.expected)
        for k, expected in enumerate(self.expected):
            there = np.flatnonzero(np.isfinite(means[:, k]))
            near = there[np.argsort(np.abs(means[there, k] - expected), kind="stable")][: max((points + 1) // 2, 1)]
            if len(near):
                noise[k] = np.sqrt(variances[near, k].mean() / seeds)
        return replace(self, noise=noise)
