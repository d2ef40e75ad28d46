"""Which parts of a scenario stand behind an observable, so that a fit need not try every number that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from creditarium.model.observable import Observable
from creditarium.model.scenario import Scenario


@dataclass
class Parts:
    """The parts behind some observables, by name; ``whole`` where an observable counts whatever there is."""

    scenario: Scenario
    kinds: set[str] = field(default_factory=set)
    sensors: set[str] = field(default_factory=set)
    schemes: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    whole: bool = False

    def holds(self, path: str) -> bool:
        """Say whether a number stands in one of these parts."""
        if self.whole:
            return True
        stage, *rest = path.split(".")
        if stage == "conduct":
            return rest[1] in (self.kinds if rest[0] == "kinds" else self.states)
        if stage == "observation":
            return rest[1] in self.sensors and (rest[2] != "sees" or rest[3] in self.kinds)
        if stage == "scoring":
            return rest[0] in self.schemes
        return stage == "consequences" and rest[1] in self.rules


def behind(scenario: Scenario, observables: Iterable[Observable]) -> Parts:
    """Give the parts behind observables: what they name, and one step farther what these rest on.

    A consequence rests on its need and its scheme, a scheme on the kinds in its rules and on its sensors, a kind on the
    states that it requires and on the kinds that set those.
    """
    parts = Parts(scenario)
    for one in observables:
        for asked in _with_divisors(one):
            _name(parts, asked)
    for name in parts.rules:
        rule = scenario.consequences.rules[name]
        parts.kinds.add(rule.need)
        parts.schemes.add(rule.scheme)
    for name in parts.schemes:
        parts.kinds |= set(scenario.scoring[name].rules)
        parts.sensors |= set(scenario.scoring[name].feeds)
    declared = scenario.conduct.states
    for name in parts.kinds:
        parts.states |= {state for state in scenario.conduct.kinds[name].requires if state in declared}
    setting = {
        name for name, kind in scenario.conduct.kinds.items() if any(then.state in parts.states for then in kind.then)
    }
    parts.kinds |= setting
    return parts


def _with_divisors(observable: Observable) -> Iterator[Observable]:
    yield observable
    if isinstance(observable.per, Observable) and observable.per.count != "people":
        yield from _with_divisors(observable.per)


def _name(parts: Parts, asked: Observable) -> None:
    """Add what one observable names."""
    scenario, filters = parts.scenario, asked.filters()
    if asked.subject == "count" and not filters:
        parts.whole = True
    parts.kinds |= {asked.kind} if asked.kind else set()
    parts.sensors |= {asked.sensor} if asked.sensor else set()
    parts.schemes |= {name for name in (asked.scheme, asked.stock, asked.mean_score) if name}
    parts.states |= {name for name in (asked.state, asked.mean_state) if name}
    if asked.domain or asked.lawful is not None:
        parts.kinds |= {
            name
            for name, kind in scenario.conduct.kinds.items()
            if asked.domain in (None, kind.domain) and asked.lawful in (None, kind.lawful)
        }
    wanted = {"institution": asked.institution, "does": asked.does, "marks": asked.refused}
    named = {key: word for key, word in wanted.items() if word}
    for name, rule in scenario.consequences.rules.items():
        if name == asked.consequence or (named and all(getattr(rule, key) == word for key, word in named.items())):
            parts.rules.add(name)
