"""Gaming a score: moving the measure without the conduct, what that costs, and the way back for one person.

A threshold that reckons with gaming keeps out those who game it, at the expense of everybody who must now pay to
be accepted rightly: the social burden of Milli, Miller, Dragan and Hardt (FAT* 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, pi, sqrt

from creditarium.model.problem import Problem


@dataclass(frozen=True)
class Gamed:
    """A threshold under gaming. `burden` is the mean cost that the positives need to be accepted, in units of gain."""

    threshold: float
    true_positive: float
    false_positive: float
    accuracy: float
    burden: float


def gamed(
    threshold: float,
    cost: float,
    positives: tuple[float, float],
    negatives: tuple[float, float],
    *,
    gain: float = 1.0,
    share: float = 0.5,
) -> Gamed:
    """Say what a threshold does to two groups with normal measures (mean, standard deviation), who may game it.

    To move the measure by d costs `cost`·|d|, and to be accepted is worth `gain`: whoever is within gain / cost
    below the threshold reaches it. `share` of the people are positives. Burden: cost · E[(threshold − x)⁺].

    >>> found = gamed(0.5, 2, (1, 0.5), (0, 0.5))
    >>> round(found.true_positive, 5), found.false_positive, round(found.burden, 6)
    (0.97725, 0.5, 0.083315)
    """
    if cost <= 0 or positives[1] <= 0 or negatives[1] <= 0 or not 0 <= share <= 1:
        raise Problem("gaming needs a cost and spreads above 0, and a share from 0 to 1", mend="correct the numbers")
    reached = threshold - gain / cost
    true, false = (_above((reached - mean) / deviation) for mean, deviation in (positives, negatives))
    z = (threshold - positives[0]) / positives[1]
    short = positives[1] * (z * (1 - _above(z)) + exp(-z * z / 2) / sqrt(2 * pi))
    return Gamed(threshold, true, false, share * true + (1 - share) * (1 - false), cost * short)


def robust_threshold(threshold: float, cost: float, gain: float = 1.0) -> float:
    """Give the threshold that accepts under gaming whom the plain one accepts without: higher by gain / cost."""
    return threshold + gain / cost


def _above(z: float) -> float:
    return erfc(z / sqrt(2)) / 2


@dataclass(frozen=True)
class Recourse:
    """The cheapest way over a gap of a linear score: what each feature must move by, and what that costs."""

    moves: tuple[float, ...]
    cost: float


def cheapest_by_one(weights: Sequence[float], costs: Sequence[float], gap: float) -> Recourse:
    """Close a gap at the least Σ cost·|move|: by the one feature that gives most for its cost.

    A gap that no feature closes is a `Problem`. Source: Ustun, Spangher, Liu, FAT* 2019.

    >>> cheapest_by_one([10, 5, 2], [4, 1, 1], 30)
    Recourse(moves=(0.0, 6.0, 0.0), cost=6.0)
    """
    _check(weights, costs, gap)
    best = max(range(len(weights)), key=lambda j: abs(weights[j]) / costs[j])
    moves = tuple(gap / weights[j] if j == best else 0.0 for j in range(len(weights)))
    return Recourse(moves, costs[best] * abs(moves[best]))


def cheapest_by_all(weights: Sequence[float], costs: Sequence[float], gap: float) -> Recourse:
    """Close a gap at the least √(Σ cost·move²): each feature moves by gap · (w / c) / Σ w² / c.

    >>> round(cheapest_by_all([10, 5, 2], [4, 1, 1], 30).cost, 6)
    4.082483
    """
    _check(weights, costs, gap)
    whole = sum(w * w / c for w, c in zip(weights, costs, strict=True))
    moves = tuple(gap * w / c / whole for w, c in zip(weights, costs, strict=True))
    return Recourse(moves, gap / sqrt(whole))


def _check(weights: Sequence[float], costs: Sequence[float], gap: float) -> None:
    if len(weights) != len(costs) or not any(weights) or any(cost <= 0 for cost in costs):
        raise Problem("no feature closes the gap", mend="give each feature a weight and a cost above 0")
    if gap < 0:
        raise Problem("the score is over the gap already", mend="give the points that are missing")
