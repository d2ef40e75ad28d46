"""The outcomes of a panel: what is counted in a place and month, by which measures of the tallies and which kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from creditarium.model.conduct import Kind
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario


@dataclass(frozen=True)
class Outcome:
    """One series of a panel: the sum of some measures over some kinds of occasion."""

    name: str
    title: str
    measures: tuple[str, ...]
    holds: Callable[[str, Kind], bool]

    def kinds(self, scenario: Scenario) -> list[str]:
        """Name the kinds that are counted."""
        return [name for name, kind in scenario.conduct.kinds.items() if self.holds(name, kind)]


def _done(kind: Kind) -> bool:
    """Say whether somebody does it: a mishap befalls one."""
    return kind.sort != "mishap"


OUTCOMES = (
    Outcome("offences", "unlawful acts done", ("acts",), lambda _, kind: _done(kind) and not kind.lawful),
    Outcome("recorded", "unlawful acts that a scheme's sensors saw", ("seen",), lambda _, kind: not kind.lawful),
    Outcome("acts", "all acts", ("acts",), lambda _, kind: _done(kind)),
    Outcome(
        "defaults", "debts, cards and judgments not paid or evaded", ("acts",),
        lambda _, kind: _done(kind) and kind.domain == "loans" and not kind.lawful,
    ),
    Outcome("refusals", "requests refused, for a scheme or otherwise", ("refused", "denied"), lambda *_: True),
    Outcome("posts", "posts that criticise, praise or are false", ("acts",), lambda _, kind: kind.domain == "speech"),
)  # fmt: skip
"""What a panel can hold besides the acts of one kind."""


def outcome_of(name: str, scenario: Scenario) -> Outcome:
    """Give an outcome by its name or by that of a kind, whose acts it counts; an unknown one is a `Problem`."""
    for known in OUTCOMES:
        if known.name == name:
            return known
    kinds = scenario.conduct.kinds
    if name in kinds:
        return Outcome(name, kinds[name].title.lower(), ("acts",), lambda one, _: one == name)
    choices = [*(known.name for known in OUTCOMES), *kinds]
    mend = f"{suggestion(name, choices)} {', '.join(choices[: len(OUTCOMES)])} or a kind"
    raise Problem(f"a panel has no outcome '{name}'", place="--outcome", mend=mend)
