"""The estimators side by side, each with its verdict: what it may claim, and what it must not.

An interval that holds 0 shows nothing. One that does not is a claim, unless the places that nobody treated moved
alike: then what moved them may have moved the treated too. That is looked for at the break of the interrupted series
(its own comparators) and before the roll-out (places that drifted apart already).
"""

from __future__ import annotations

from creditarium.analysis.testbed.estimate import Estimate, Found, judged
from creditarium.analysis.testbed.interrupted import beside, controlled, interrupted
from creditarium.analysis.testbed.seen import Floats, Seen, focus_of
from creditarium.analysis.testbed.staggered import Staggered
from creditarium.analysis.testbed.two_way import two_way

TITLES = {
    "two_way": "two-way fixed effects",
    "staggered": "staggered difference-in-differences",
    "interrupted": "interrupted time series, alone",
    "controlled": "the same, with comparators",
}
"""Every estimator, in the order in which they are told."""
ALIKE = "not claimed: comparators moved alike"
UNSHOWN = "not claimed: not shown beside comparators"
APART = "not claimed: the places drifted apart before the roll-out"
NOTHING = "no effect shown"


def estimates(seen: Seen, effect: Floats, comparators: str = "not-yet") -> list[Estimate]:
    """Let every estimator loose on a panel, and set each beside the truth float64[places, months].

    A panel in which some estimator has nothing to compare with is a `Problem`.
    """
    focus = focus_of(seen)
    cohorts = Staggered(seen, comparators)
    by_cohort, drift, both = cohorts.overall, cohorts.before, two_way(seen)
    alone, others, against = interrupted(seen, focus), beside(seen, focus), controlled(seen, focus)
    said = [
        ("two_way", both, _drawn(both, drift)),
        ("staggered", by_cohort, _drawn(by_cohort, drift)),
        ("interrupted", alone, _alone(alone, others, against)),
        ("controlled", against, _against(alone, others, against)),
    ]
    return [judged(name, found, effect, text.startswith("claimed"), text) for name, found, text in said]


def _claimed(sign: int) -> str:
    return f"claimed: a {'rise' if sign > 0 else 'fall'}"


def _drawn(found: Found, drift: Found | None) -> str:
    if not found.sign:
        return NOTHING
    return APART if drift is not None and drift.sign else _claimed(found.sign)


def _alone(alone: Found, others: Found, against: Found) -> str:
    if not alone.sign:
        return NOTHING
    if against.sign == alone.sign:
        return _claimed(alone.sign)
    return ALIKE if others.sign == alone.sign else UNSHOWN


def _against(alone: Found, others: Found, against: Found) -> str:
    if against.sign:
        return _claimed(against.sign)
    return ALIKE if alone.sign and others.sign == alone.sign else NOTHING
