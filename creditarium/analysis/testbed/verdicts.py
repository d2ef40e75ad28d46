"""The estimators side by side, each with its verdict: what it may claim, and what it must not.

An interval that holds 0 shows nothing. One that does not is a claim, unless the places that nobody treated moved
alike: then what moved them may have moved the treated too. That is looked for at the break of the interrupted series
(its own comparators), before the roll-out (places that drifted apart already), and in proportion: what takes the same
share from everybody takes most from those who have most, and is no effect on them.
"""

from __future__ import annotations

from collections.abc import Callable

from creditarium.analysis.testbed.estimate import Estimate, Found, judged
from creditarium.analysis.testbed.interrupted import beside, controlled, interrupted
from creditarium.analysis.testbed.seen import Floats, Seen, focus_of, levelled
from creditarium.analysis.testbed.staggered import NOT_YET, Staggered
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
SCALE = "not claimed: it hinges on whether places would have moved by the same amount or the same share"
NOTHING = "no effect shown"


def estimates(seen: Seen, effect: Floats, comparators: str = NOT_YET) -> list[Estimate]:
    """Let every estimator loose on a panel, and set each beside the truth float64[places, months].

    A panel in which some estimator has nothing to compare with is a `Problem`.
    """
    focus = focus_of(seen)
    cohorts = Staggered(seen, comparators)
    both, by_cohort, drift = two_way(seen), cohorts.overall, cohorts.before
    alone, others, against = interrupted(seen, focus), beside(seen, focus), controlled(seen, focus)
    alike = alone.sign != 0 and others.sign == alone.sign
    apart = drift is not None and drift.sign != 0

    def staggered(one: Seen) -> Found:
        return Staggered(one, comparators).overall

    even = _holds(seen, against, lambda one: controlled(one, focus))
    said = [
        ("two_way", both, _drawn(both.sign, apart, _holds(seen, both, two_way))),
        ("staggered", by_cohort, _drawn(by_cohort.sign, apart, _holds(seen, by_cohort, staggered))),
        ("interrupted", alone, _alone(alone.sign, against.sign if even else 0, alike)),
        ("controlled", against, _against(against.sign, even, alike)),
    ]
    return [judged(name, found, effect, text.startswith("claimed"), text) for name, found, text in said]


def _holds(seen: Seen, found: Found, again: Callable[[Seen], Found]) -> bool:
    """Say whether what was found is there in proportion too."""
    return found.sign != 0 and again(levelled(seen)).sign == found.sign


def _claimed(sign: int) -> str:
    return f"claimed: a {'rise' if sign > 0 else 'fall'}"


def _drawn(sign: int, apart: bool, even: bool) -> str:
    if not sign:
        return NOTHING
    if apart:
        return APART
    return _claimed(sign) if even else SCALE


def _alone(sign: int, left: int, alike: bool) -> str:
    if not sign:
        return NOTHING
    if left == sign:
        return _claimed(sign)
    return ALIKE if alike else UNSHOWN


def _against(sign: int, even: bool, alike: bool) -> str:
    if sign and even:
        return _claimed(sign)
    if alike:
        return ALIKE
    return SCALE if sign else NOTHING
