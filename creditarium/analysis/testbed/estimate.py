"""An estimate, and how it stands to the truth that only a synthetic world knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from creditarium.analysis.extra import analysis_extra
from creditarium.analysis.testbed.seen import Floats

LEVEL = 0.95
_TINY = 1e-9
"""Rounding: what lies nearer is the same."""


@dataclass(frozen=True)
class Found:
    """What an estimator found, without the truth.

    `cells` float64[places, months] are the weights, 1 in all, of the effects whose mean is estimated. `missing` counts
    the place-months of its sample without a record.
    """

    value: float
    low: float
    high: float
    places: int
    months: int
    missing: int
    cells: Floats

    @property
    def sign(self) -> int:
        """1 or −1 where the interval lies on one side of 0, and 0 where it holds 0."""
        tiny = _TINY * max(1.0, abs(self.value))
        return int(self.low > tiny) - int(self.high < -tiny)

    def truth(self, effect: Floats) -> float:
        """Give the mean of the true effects float64[places, months] that is estimated."""
        return float((self.cells * effect).sum())

    def covers(self, truth: float) -> bool:
        """Say whether the interval holds a value."""
        tiny = _TINY * max(1.0, abs(truth))
        return self.low - tiny <= truth <= self.high + tiny


@dataclass(frozen=True)
class Estimate:
    """One estimator against the truth.

    `error` is estimate − truth; `shown` says whether the interval leaves 0 out, `claimed` what the verdict makes of it.
    """

    name: str
    estimate: float
    low: float
    high: float
    places: int
    months: int
    missing: int
    truth: float
    error: float
    covered: bool
    shown: bool
    claimed: bool
    verdict: str


def judged(name: str, found: Found, effect: Floats, claimed: bool, verdict: str) -> Estimate:
    """Set what was found beside the truth; missing months are flagged in the verdict."""
    truth = found.truth(effect)
    flag = f"; {found.missing:,} place-months have no record" if found.missing else ""
    return Estimate(
        name, found.value, found.low, found.high, found.places, found.months, found.missing, truth,
        found.value - truth, found.covers(truth), bool(found.sign), claimed, verdict + flag,
    )  # fmt: skip


def combined(fitted: Any, weights: Floats, freedom: float, stretch: float = 1.0) -> tuple[float, float, float]:
    """Give a sum of a regression's coefficients with its interval by Student's t; `stretch` scales the variance."""
    with analysis_extra():
        from scipy.stats import t
    value = float(weights @ fitted.params)
    variance = max(float(weights @ fitted.cov_params() @ weights), 0.0) * stretch
    reach = float(t.ppf((1 + LEVEL) / 2, freedom)) * float(np.sqrt(variance))
    return value, value - reach, value + reach


def cautious(series: Floats, design: Floats, weights: Floats) -> tuple[float, float, float]:
    """Give a sum of a regression's coefficients over time with its interval.

    Errors allow for months that resemble their neighbours (Newey and West 1987). In short series those are too small,
    so the plain regression's stand in their place where they are larger.
    """
    with analysis_extra():
        from statsmodels.regression.linear_model import OLS
    count, columns = design.shape
    model, lags = OLS(series, design), int(4 * (count / 100) ** (2 / 9))
    robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    told = (combined(fit, weights, count - columns) for fit in (robust, model.fit()))
    return max(told, key=lambda one: one[2])


def dummies(codes: Any, skip: int = 0) -> Floats:
    """Give a column for each value of some codes but the first `skip` of them."""
    return np.asarray(codes[:, None] == np.unique(codes)[None, skip:], dtype=np.float64)
