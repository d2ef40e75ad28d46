"""The Federal Reserve's tables of credit scores by group, as the cases of lending read them: aggregates, no persons."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.lending import Scored
from creditarium.model.base import Spec
from creditarium.model.reading import load
from creditarium.model.validation import VALIDATION

Floats = NDArray[np.float64]


class Fico(Spec):
    """The tables as shipped: see the head of `presets/validation/tables/fico.yaml`."""

    title: str
    percentiles: tuple[float, ...]
    totals: dict[str, int]
    cumulated: dict[str, tuple[float, ...]]
    defaulted: dict[str, tuple[float, ...]]
    density: dict[int, float]
    two_groups: dict[str, float]


@cache
def fico() -> Fico:
    """Read the tables, once."""
    return load(Fico, VALIDATION / "tables" / "fico.yaml")


def as_scores(percents: Floats) -> Floats:
    """Turn percentiles into scores of 300 to 850.

    >>> as_scores(np.array([0.0, 2.1])).tolist()
    [300.0, 350.0]
    """
    edges, shares = list(fico().density), list(fico().density.values())
    return np.interp(percents, np.concatenate([[0.0], np.cumsum(shares)[:-1]]), edges)


def shares_of(group: str) -> tuple[Floats, Floats]:
    """Give the share of a group at each score, and the share of these who repay."""
    upto = np.array(fico().cumulated[group]) / 100
    repay = 1 - np.array(fico().defaulted[group]) / 100
    return np.diff(np.concatenate([[0.0], upto])), repay


def two_groups(change: Callable[[Floats, Floats], Floats]) -> dict[str, Scored]:
    """Give the two groups of Liu and others (2018); `change` is that of a borrower's score."""
    scores = as_scores(np.array(fico().percentiles))
    made = {}
    for name, weight in fico().two_groups.items():
        people, repay = shares_of(name)
        made[name] = Scored(scores, people, repay, weight, change(scores, repay))
    return made


def four_groups() -> dict[str, Scored]:
    """Give the four groups of Hardt and others (2016), weighted by their numbers."""
    totals, percentiles = fico().totals, np.array(fico().percentiles)
    whole = sum(totals.values())
    return {name: Scored(percentiles, *shares_of(name), count / whole) for name, count in totals.items()}
