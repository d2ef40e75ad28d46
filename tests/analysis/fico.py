"""The Federal Reserve's aggregate tables of scores by group, as Liu et al. and Hardt et al. use them."""

import csv
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.lending import Scored
from tests.analysis.cases import PUBLISHED

COLUMNS = {"White": "Non- Hispanic white", "Black": "Black", "Hispanic": "Hispanic", "Asian": "Asian"}
DENSITY = (
    (300, 2.1), (350, 4.2), (400, 5.4), (450, 6.5), (500, 7.9), (550, 9.6), (600, 12.0), (650, 13.8), (700, 17.0),
    (750, 15.8), (800, 5.7), (850, 0.0),
)  # fmt: skip
"""Percent of all people from each score to the next: the piecewise density that turns percentiles into scores."""
LIU_WEIGHTS = {"Black": 0.12066905, "White": 0.87933095}

Floats = NDArray[np.float64]


@cache
def column(file: str, name: str) -> Floats:
    """Read a column of a table."""
    with (PUBLISHED / "fico" / file).open(encoding="utf-8") as opened:
        return np.array([float(row[name]) for row in csv.DictReader(opened)])


def percentiles() -> Floats:
    """Give the 198 percentiles of the tables."""
    return column("transrisk_cdf_by_race_ssa.csv", "Score")


def as_scores(percents: Floats) -> Floats:
    """Turn percentiles into scores of 300 to 850."""
    edges, shares = zip(*DENSITY, strict=True)
    return np.interp(percents, np.concatenate([[0], np.cumsum(shares)[:-1]]), edges)


def shares(group: str) -> tuple[Floats, Floats]:
    """Give the share of a group at each score, and the share of these who repay."""
    cdf = column("transrisk_cdf_by_race_ssa.csv", COLUMNS[group]) / 100
    repay = 1 - column("transrisk_performance_by_race_ssa.csv", COLUMNS[group]) / 100
    return np.diff(np.concatenate([[0.0], cdf])), repay


def liu(change: Callable[[Floats, Floats], Floats]) -> dict[str, Scored]:
    """Give the two groups of Liu et al.; `change` is that of a borrower's score."""
    scores = as_scores(percentiles())
    made = {}
    for name, weight in LIU_WEIGHTS.items():
        people, repay = shares(name)
        made[name] = Scored(scores, people, repay, weight, change(scores, repay))
    return made


def hardt() -> dict[str, Scored]:
    """Give the four groups of Hardt et al., weighted by their numbers."""
    with (PUBLISHED / "fico" / "totals.csv").open(encoding="utf-8") as opened:
        (totals,) = csv.DictReader(opened)
    counts = {name: float(totals[title]) for name, title in COLUMNS.items()}
    return {name: Scored(percentiles(), *shares(name), count / sum(counts.values())) for name, count in counts.items()}
