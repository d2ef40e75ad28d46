"""The rules of R0 as numbers, and the records that every version of it gives. README.md says them in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp
from typing import Any, Protocol

import numpy as np

LAMBDA_NEG, LAMBDA_POS, SPREAD = 0.02, 0.05, 0.5
DETECTED = 0.6
LOSSES, LOSS_SHARES = (5, 10, 20, 50), (0.5, 0.3, 0.15, 0.05)
MOST_GAIN = 5
BONUS = 0.05
START, LOWEST, HIGHEST = 1000, 0, 1300
CUTS = (600, 850, 960, 1030, 1050)
CHILL = (0.0, 0.05, 0.10, 0.20, 0.30, 0.40)
BANDS = 6
LOAN, BASE_RATE, RATE_STEP = 0.001, 15.0, 0.5
TRAVEL = 0.003
REGIONS = 32
INCOME_MEAN, INCOME_SPREAD = 10.0, 0.5


@dataclass
class Records:
    """The records of a run, a row a day; `last` gives everybody's score at the end, for the standard error."""

    mean: Any
    bands: Any
    denied: Any
    loans: Any
    rates: Any
    regions: Any
    last: Callable[[], Any] = tuple

    def error(self, agents: int) -> float:
        """Give the standard error of the last mean score."""
        return float(np.std(self.last()) / agents**0.5)

    @classmethod
    def empty(cls, days: int) -> Records:
        """Give records of so many days, all 0: mean f8[days], bands i8[days, 6], …, regions f8[days, 32]."""
        return cls(
            np.zeros(days), np.zeros((days, BANDS), np.int64), np.zeros(days, np.int64), np.zeros(days, np.int64),
            np.zeros(days), np.zeros((days, REGIONS)),
        )  # fmt: skip


class Model(Protocol):
    """One version of R0, ready to be run once."""

    def run(self) -> Records:
        """Live all days and give the records."""


@dataclass
class People:
    """What is fixed of every agent: rates a day, region, and an income that nothing reads."""

    neg: Any
    pos: Any
    region: Any
    income: Any


def people(agents: int, generator: np.random.Generator) -> People:
    """Draw the agents: lognormal rates, an even region and a lognormal income."""
    return People(
        neg=LAMBDA_NEG * np.exp(SPREAD * generator.standard_normal(agents)),
        pos=LAMBDA_POS * np.exp(SPREAD * generator.standard_normal(agents)),
        region=generator.integers(REGIONS, size=agents, dtype=np.int16),
        income=np.exp(INCOME_MEAN + INCOME_SPREAD * generator.standard_normal(agents)),
    )


def mean_after_one_day() -> float:
    """Give the exact mean score after the first day, on which nobody can reach a limit.

    Everybody starts in band 3. With a rate λ a day, acts detected are Poisson(0.6 λ (1 - chill)), so the bonus
    comes with probability 0.05 exp(-0.6 λ (1 - chill)), averaged over the lognormal λ by its moments (the terms
    beyond λ² are below 1e-5).

    >>> round(mean_after_one_day(), 4)
    1000.0998
    """
    seen = DETECTED * LAMBDA_NEG * (1 - CHILL[sum(cut <= START for cut in CUTS)])
    first, second = exp(SPREAD**2 / 2), exp(2 * SPREAD**2)
    loss = sum(points * share for points, share in zip(LOSSES, LOSS_SHARES, strict=True))
    bonus = BONUS * (1 - seen * first + seen**2 * second / 2)
    return START + LAMBDA_POS * first * (1 + MOST_GAIN) / 2 - seen * first * loss + bonus
