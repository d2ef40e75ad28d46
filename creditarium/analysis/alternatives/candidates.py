"""The candidates of a search for less harm: rules of schemes, moved within what is declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from creditarium.model.inventory import parameters
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario

RULES = re.compile(
    r"scoring\.[^.]+\.(bands\.[^.]+\.least|rules\.[^.]+\.(points|term|tariff|add)|caps\.[^.]+\.(most|every)"
    r"|recovery\.(points|after|up_to)|grace)|consequences\.rules\.[^.]+\.(chance|when\.rank_at_(most|least))"
)
"""The rules that a search may move: points, thresholds, terms, caps and repair, and how often a consequence strikes.

What people do, who watches them, how they respond and whom a scheme covers are no rules: moving them would make the
harm less by wishing.
"""


@dataclass(frozen=True)
class Candidate:
    """An alternative: a name, and each rule's path with the value it gets."""

    name: str
    changes: tuple[tuple[str, Any], ...]

    def __post_init__(self) -> None:
        if not self.changes:
            raise Problem(f"the alternative '{self.name}' changes nothing", mend="give it a rule to move")
        for path, _ in self.changes:
            if not RULES.fullmatch(path):
                what = f"'{path}' is no rule of a scheme that a search for less harm may move"
                mend = "name points, bands, terms, caps, recovery or grace of a scheme, or a consequence's chance"
                raise Problem(what, mend=mend)

    def over(self, scenario: Scenario) -> Scenario:
        """Give the scenario with the rules of this alternative; what makes no scheme is a `Problem`."""
        changes = [{"path": path, "value": value, "because": self.name} for path, value in self.changes]
        return scenario.with_reform({"title": self.name, "changes": changes})

    def joined(self, other: Candidate) -> Candidate | None:
        """Give both together; none if they move the same rule."""
        if {path for path, _ in self.changes} & {path for path, _ in other.changes}:
            return None
        return Candidate(f"{self.name}; {other.name}", self.changes + other.changes)


def declared(named: Mapping[str, Mapping[str, Any]]) -> tuple[Candidate, ...]:
    """Make candidates of a user's own: name to {path: value}."""
    return tuple(Candidate(name, tuple(changes.items())) for name, changes in named.items())


def from_ranges(scenario: Scenario) -> tuple[Candidate, ...]:
    """Make candidates of the schemes' own ranges: each rule that declares one, moved to either end."""
    made = []
    for path, parameter in parameters(scenario):
        if not RULES.fullmatch(path) or parameter.range is None or isinstance(parameter.value, tuple):
            continue
        for end in parameter.range:
            if end != parameter.value:
                value = round(end) if end == round(end) else end
                made.append(Candidate(f"{path} {parameter.value:g} → {value:g}", ((path, value),)))
    return tuple(made)
