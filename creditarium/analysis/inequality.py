"""How unevenly something is spread over people: Gini and Theil, from values and how many people have each."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from creditarium.model.problem import Problem

Floats = NDArray[np.float64]


def gini(values: ArrayLike, people: ArrayLike | None = None) -> float:
    """Give the Gini coefficient, Σᵢ Σⱼ nᵢ nⱼ |yᵢ − yⱼ| / (2 n² mean): 0 is all alike, 1 is one has everything.

    `values` are 0 or more with a mean above 0, `people` how many have each (one, unless given). No unit.
    Source: Gini 1912; the form by ordered values is Sen's, On Economic Inequality (1973).

    >>> round(gini([1, 2, 3, 4, 10]), 9)
    0.4
    """
    y, n = _spread(values, people)
    order = np.argsort(y, kind="stable")
    y, n = y[order], n[order]
    below = np.cumsum(n) - n / 2
    whole = float(n.sum())
    return float(2 * (n * y * below).sum() / (whole * (n * y).sum()) - 1)


@dataclass(frozen=True)
class Theil:
    """Theil's T, which is the sum of what lies between groups and what lies within them."""

    total: float
    between: float
    within: float


def theil(values: ArrayLike, people: ArrayLike | None = None, groups: Sequence[Hashable] | None = None) -> Theil:
    """Give Theil's T = mean of (y / m) ln(y / m), m the mean, and its parts between and within groups.

    Between: Σ s_g ln(m_g / m), s_g being a group's share of everything; within: Σ s_g T_g. A value of 0 adds 0.
    Without groups all of it is within one. Nats. Source: Theil, Economics and Information Theory (1967).

    >>> round(theil([1, 2, 3, 4, 10], groups="aaabb").between, 6)
    0.183787
    """
    y, n = _spread(values, people)
    names = list(groups) if groups is not None else [0] * len(y)
    if len(names) != len(y):
        raise Problem(f"{len(names)} groups for {len(y)} values", mend="name the group of each value")
    mean, whole = float((n * y).sum() / n.sum()), float((n * y).sum())
    between = within = 0.0
    for name in dict.fromkeys(names):
        chosen = np.array([other == name for other in names])
        share = float((n * y)[chosen].sum()) / whole
        if share > 0:
            own = float((n * y)[chosen].sum() / n[chosen].sum())
            between += share * float(np.log(own / mean))
            within += share * _entropy(y[chosen], n[chosen], own)
    return Theil(between + within, between, within)


def _entropy(y: Floats, n: Floats, mean: float) -> float:
    some = y > 0
    parts = y[some] / mean
    return float((n[some] * parts * np.log(parts)).sum() / n.sum())


def _spread(values: ArrayLike, people: ArrayLike | None) -> tuple[Floats, Floats]:
    y = np.asarray(values, dtype=np.float64)
    n = np.ones_like(y) if people is None else np.asarray(people, dtype=np.float64)
    if y.ndim != 1 or y.shape != n.shape:
        raise Problem(f"{y.size} values for {n.size} counts of people", mend="give one count for each value")
    if (y < 0).any() or (n < 0).any() or not (n * y).sum() > 0:
        raise Problem(
            "an index of inequality needs values of 0 or more, and some above 0", mend="shift or leave it out"
        )
    return y, n
