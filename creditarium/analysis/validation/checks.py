"""The functions that a validation case may ask by name: closed forms, and some that live the case's world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from creditarium.analysis.validation import answers, chains, fair_lending, norms, performative, properties, urns
from creditarium.analysis.validation.worlds import fitting
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario

Numbers: TypeAlias = Mapping[str, float]
"""What a check gives: numbers by name."""

COMPUTED: dict[str, Callable[..., Numbers]] = {
    "delayed_impact": fair_lending.delayed_impact,
    "outcome_curve": fair_lending.outcome_curve,
    "opportunity": fair_lending.opportunity,
    "lending_chain": chains.lending_chain,
    "trapped": chains.trapped,
    "trapped_population": chains.trapped_population,
    "urn": urns.urn,
    "batched_urn": urns.batched_urn,
    "mixed_urn": urns.mixed_urn,
    "reputation": norms.reputation,
    "performative_coin": performative.performative_coin,
    "performative_mean": performative.performative_mean,
    "appeals_queue": answers.appeals_queue,
    "screening": answers.screening,
    "ever_listed": answers.ever_listed,
    "listing": answers.listing,
    "four_fifths": answers.four_fifths,
    "gamed_threshold": answers.gamed_threshold,
    "recourse": answers.recourse,
    "unevenness": answers.unevenness,
    "spread": answers.spread,
    "image_motive": answers.image_motive,
    "relabelled": properties.relabelled,
}
"""Functions of what they are given."""
LIVED: dict[str, Callable[..., Numbers]] = {
    "urns": urns.urns,
    "null_reform": properties.null_reform,
    "spillover": properties.spillover,
    "explained": properties.explained,
}
"""Functions of a scenario, which they live, and of what they are given."""


def called(check: str, scenario: Scenario | None, given: Mapping[str, Any]) -> Numbers:
    """Call a check; an unknown one, one without its world and one that cannot take what it is given are a `Problem`.

    >>> called("image_motive", None, {"cost": 0.6, "weight": 1, "visible": 1})
    {'acting': 0.9}
    """
    if check not in COMPUTED and check not in LIVED:
        raise Problem(f"no check is called '{check}'", mend=suggestion(check, (*COMPUTED, *LIVED)))
    if (check in LIVED) != (scenario is not None):
        mend = "name it with 'world:'" if check in LIVED else "leave 'world' out"
        raise Problem(f"the check '{check}' lives {'a' if check in LIVED else 'no'} world", mend=mend)
    numbers: Numbers = (
        fitting(COMPUTED[check], given, "") if scenario is None else fitting(LIVED[check], given, "", scenario)
    )
    return numbers
