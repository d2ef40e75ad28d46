"""V7 to V10 as checks: due process, gaming, inequality and image motive, each number by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from math import exp, log
from statistics import NormalDist

import numpy as np

from creditarium.analysis import base_rates, gaming, queueing, ratios
from creditarium.analysis.inequality import gini, theil
from creditarium.model.problem import Problem, suggestion

_QUANTILES = 500_000
"""So many people stand for a distribution; its far tail makes the last digits."""
_SPREADS = ("lognormal", "pareto", "exponential", "uniform")


def appeals_queue(arrivals: float, decisions: float, clerks: int) -> dict[str, float]:
    """Give the queue of appeals before so many clerks at rest (Erlang C)."""
    return asdict(queueing.erlang_c(arrivals, decisions, clerks))


def screening(prevalence: float, true_positive: float, false_positive: float) -> dict[str, float]:
    """Give whom one check of a million people lists, rightly and wrongly, and the share listed rightly."""
    found = base_rates.screening(prevalence, true_positive, false_positive)
    return {
        "predictive_value": found.predictive_value,
        "false_of_a_million": 1e6 * found.false,
        "true_of_a_million": 1e6 * found.true,
    }


def ever_listed(false_positive: float, checks: float) -> dict[str, float]:
    """Give the chance of at least one false listing in so many checks."""
    return {"ever": base_rates.ever_falsely_listed(false_positive, checks)}


def listing(
    appeal: float, success: float, decision_days: float, term_days: float, hazard: float = 0.0
) -> dict[str, float]:
    """Give the mean days that a listing stands, and the share listed at any time under a hazard a day."""
    days = base_rates.listing_days(appeal, success, decision_days, term_days)
    return {"days": days, "listed": base_rates.prevalence_of_listing(hazard, days)}


def four_fifths(chosen: int, people: int, best_chosen: int, best_people: int) -> dict[str, float]:
    """Give the impact ratio of two groups, its interval and its tests."""
    return asdict(ratios.audited_ratio(chosen, people, best_chosen, best_people))


def gamed_threshold(
    threshold: float, cost: float, positives: tuple[float, float], negatives: tuple[float, float]
) -> dict[str, float]:
    """Give what a threshold does under gaming, and what the robust one does."""
    naive = gaming.gamed(threshold, cost, positives, negatives)
    robust = gaming.gamed(gaming.robust_threshold(threshold, cost), cost, positives, negatives)
    found = asdict(naive) | {f"robust_{name}": value for name, value in asdict(robust).items()}
    return found | {"times_dearer": robust.burden / naive.burden}


def recourse(weights: Sequence[float], costs: Sequence[float], gap: float) -> dict[str, float]:
    """Give the cheapest way over a gap by one feature and by all, and which feature it is, counted from 1."""
    one, every = gaming.cheapest_by_one(weights, costs, gap), gaming.cheapest_by_all(weights, costs, gap)
    return {"by_one": one.cost, "feature": 1 + int(np.argmax(one.moves)), "by_all": every.cost}


def unevenness(values: Sequence[float], groups: Sequence[int]) -> dict[str, float]:
    """Give Gini and Theil of some values, and Theil's parts between and within groups."""
    return {"gini": gini(values), **asdict(theil(values, groups=groups))}


def spread(distribution: str, parameter: float = 1.0) -> dict[str, float]:
    """Give Gini and Theil of a distribution, for which half a million quantiles stand.

    `parameter` is the deviation of the logarithm (lognormal) or the exponent of the tail (pareto).
    """
    if distribution not in _SPREADS:
        raise Problem(f"no distribution is called '{distribution}'", mend=suggestion(distribution, _SPREADS))
    below = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    if distribution == "lognormal":
        normal = NormalDist()
        values = np.array([exp(parameter * normal.inv_cdf(float(u))) for u in below])
    elif distribution == "pareto":
        values = (1 - below) ** (-1 / parameter)
    else:
        values = np.array([-log(1 - u) for u in below]) if distribution == "exponential" else below
    return {"gini": gini(values), "theil": theil(values).total}


def image_motive(cost: float, weight: float, visible: float) -> dict[str, float]:
    """Give the share who act where the motive is uniform: v - cost + weight · visible / 2 >= 0, v in [0, 1].

    A weight below 0 is that of a deed which is lawful and disapproved of: it is held back.
    """
    return {"acting": 1 - min(max(cost - weight * visible / 2, 0.0), 1.0)}
