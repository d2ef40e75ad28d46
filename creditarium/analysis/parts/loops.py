"""How what a scheme does to people comes back to it: from a state to acts that it lists, through the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from creditarium.model.conduct import Kind
from creditarium.model.scenario import Scenario


def returning(scenario: Scenario, punished: frozenset[str]) -> dict[str, tuple[int, ...]]:
    """Give the lasting effects of consequences that come back: by consequence, their places in its `then`.

    Such an effect moves a state (the price of a loan) on which an act that a scheme punishes depends, or an
    act that moves a state on which one depends, and so on; or a state that a scheme's score reads.
    """
    reaching = states_behind(scenario, punished)
    found = {}
    for name, rule in scenario.consequences.rules.items():
        places = tuple(j for j, effect in enumerate(rule.then) if effect.state in reaching)
        if places:
            found[name] = places
    return found


def states_behind(scenario: Scenario, punished: frozenset[str]) -> set[str]:
    """Give the states from which a way leads, through acts and what they leave behind, to a punished act or a score."""
    kinds = scenario.conduct.kinds
    behind = {term.view for scheme in scenario.scoring.values() for d in scheme.dimensions.values() for term in d.terms}
    for name in punished:
        behind.update(read_by(kinds[name]))
    grown = True
    while grown:
        before = len(behind)
        for kind in kinds.values():
            if any(effect.state in behind for effect in kind.then):
                behind.update(read_by(kind))
        grown = len(behind) > before
    return behind & set(scenario.conduct.states)


def read_by(kind: Kind) -> Iterator[str]:
    """Give the views on which an occasion depends: whether the act follows, and how an institution answers."""
    yield from kind.requires
    yield from (term.view for term in kind.depends)
    if kind.answer is not None:
        yield from (term.view for term in kind.answer.depends)
    if kind.bout is not None:
        yield kind.bout
