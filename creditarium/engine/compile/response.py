"""Stage 7: reactions as terms on kinds, couplings, fading and fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.context import Context, stacked
from creditarium.engine.numbers import threshold
from creditarium.engine.purposes import short_salt
from creditarium.engine.world import COUPLING, DROP, FIELD, FIELD_LEVELS
from creditarium.model.conduct import StateVariable
from creditarium.model.problem import Problem, suggestion
from creditarium.model.response import Reaction
from creditarium.model.scenario import Scenario

ENGINE_STATES = {"sanctioned": 1, "rewarded": 1, "acted": 1, "denied": 1}
"""States that the engine keeps for one window, and their bits: did it befall a person in it?"""


def declare(context: Context) -> None:
    """Offer the views of the response: fields, and what the engine itself counts."""
    for name, bits in ENGINE_STATES.items():
        context.layout.offer(name, 0, (1 << bits) - 1)
    context.layout.offer("covered", 0, 1)
    for name, field in context.scenario.response.fields.items():
        context.layout.offer(f"{field.level}.{name}", 0, FIELD_LEVELS)


def listed(scenario: Scenario) -> tuple[set[str], set[str], set[str]]:
    """Return the kinds that some scheme punishes, those it rewards, and those that a secret one may chill.

    Chilled are the lawful acts that no scheme lists, in a domain where a secret scheme lists something.
    """
    minus: set[str] = set()
    plus: set[str] = set()
    secret_domains: set[str] = set()
    kinds = scenario.conduct.kinds
    for scheme in scenario.scoring.values():
        for kind, rule in scheme.rules.items():
            change = rule.points.value if rule.points is not None else rule.add.value if rule.add is not None else 0.0
            if rule.tariff is not None:
                change = rule.tariff.value[0]
            punishes = rule.to_band is not None or rule.term is not None or change < 0
            (minus if punishes else plus).add(kind)
            if scheme.disclosure == "secret" and punishes:
                secret_domains.add(kinds[kind].domain)
    acts = {name for name, kind in kinds.items() if kind.sort in ("temptation", "duty")}
    lawful = {name for name in acts if kinds[name].lawful}
    chilled = {name for name in lawful if kinds[name].sort == "temptation" and kinds[name].domain in secret_domains}
    return minus & acts, plus & lawful, chilled - minus - plus


def blamed_kinds(context: Context) -> set[str]:
    """Return the acts that some scheme in force punishes: a person who did none of them did nothing listed."""
    return listed(context.scenario)[0]


def reacting(scenario: Scenario, reaction: Reaction) -> set[str]:
    """Return the kinds that a reaction concerns."""
    minus, plus, chilled = listed(scenario)
    kinds = scenario.conduct.kinds
    disclosed = [scheme for scheme in scenario.scoring.values() if reaction.under in ("any", scheme.disclosure)]
    if reaction.under != "any" and not disclosed:
        return set()
    if reaction.acts == "listed_minus":
        chosen = minus
    elif reaction.acts == "listed_plus":
        chosen = plus
    elif reaction.acts == "chilled":
        chosen = chilled
    elif reaction.acts == "needs":
        chosen = {name for name, kind in kinds.items() if kind.sort == "need"}
    elif reaction.acts == "all_of_domain":
        chosen = {name for name, kind in kinds.items() if kind.domain in reaction.domains}
    else:
        chosen = set(reaction.kinds)
    if reaction.under != "any" and reaction.acts in ("listed_minus", "listed_plus"):
        chosen = chosen & {kind for scheme in disclosed for kind in scheme.rules}
    return chosen


@dataclass
class Moves:
    """The terms by which reactions move a kind: those of everyone, and those of whom a scheme covers."""

    everyone: list[tuple[int, int, int, int]]
    covered: list[tuple[int, int, int, int]]


@dataclass
class Learning:
    """Couplings and drops [E, ...], and the terms of each kind."""

    couplings: NDArray[np.void]
    drops: NDArray[np.void]
    terms: dict[str, Moves]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by the names that a world gives them."""
        return {"couplings": self.couplings, "drops": self.drops}


def learning(context: Context) -> Learning:
    """Compile what people learn and how states fade; gains are scaled to the window's length."""
    days = context.era_dates()
    couplings: list[list[tuple[Any, ...]]] = [[] for _ in days]
    drops: list[list[tuple[Any, ...]]] = [[] for _ in days]
    terms = {name: Moves([], []) for name in context.kinds}
    response = context.scenario.response
    for name, reaction in response.reactions.items():
        for j, coupling in enumerate(reaction.couplings):
            to = _state(context, coupling.to)
            low, high = context.layout.sizes[coupling.to]
            view = context.layout.view(coupling.view)
            for e, day in enumerate(days):
                gain = round(coupling.gain.at(day) * context.weeks * (1 << 16))
                couplings[e].append((to, view, gain, low, high, int(short_salt(f"{name}.{j}"))))
        weight = reaction.weight.value if reaction.weight is not None else 1.0
        for kind in reaction.kinds:
            context.kind(kind)
        for kind in sorted(reacting(context.scenario, reaction)):
            link = context.scenario.conduct.kinds[kind].link
            moves = terms[kind].covered if reaction.among == "covered" else terms[kind].everyone
            moves.extend(context.term(term, link, weight) for term in reaction.terms)
    for name, state in {**context.scenario.conduct.states, **response.states}.items():
        _fading(context, name, state, couplings, drops)
    count = len(days)
    return Learning(
        np.array(couplings, dtype=COUPLING).reshape(count, -1),
        np.array(drops, dtype=DROP).reshape(count, -1),
        terms,
    )


def _state(context: Context, name: str) -> int:
    if name not in context.layout.variables:
        choices = list(context.layout.variables)
        raise Problem(f"no state is called {name!r}", mend=suggestion(name, choices), unknown=("state", name))
    return context.layout.view(name)


def _fading(context: Context, name: str, state: StateVariable, couplings: list[Any], drops: list[Any]) -> None:
    view = context.layout.view(name)
    low, high = context.layout.sizes[name]
    for e, day in enumerate(context.era_dates()):
        if state.fade is not None:
            lost = -round(min(state.fade.at(day) * context.weeks, 1.0) * (1 << 16))
            couplings[e].append((view, view, lost, low, high, int(short_salt(f"fade.{name}"))))
        if state.drop is not None:
            chance = threshold(min(state.drop.at(day) * context.weeks, 1.0))
            drops[e].append((view, int(short_salt(f"drop.{name}")), chance))


def fields(context: Context) -> dict[str, NDArray[np.void]]:
    """Return for each level the fields that some rule reads, by the names that a world gives the arrays."""
    made: dict[str, list[tuple[int, int, int, int]]] = {"circle": [], "community": [], "region": []}
    for name, field in context.scenario.response.fields.items():
        view = f"{field.level}.{name}"
        if view not in context.layout.views:
            continue
        if field.of in ENGINE_STATES:
            context.layout.variable(field.of, ENGINE_STATES[field.of])
        if field.of not in context.layout.variables:
            raise Problem(
                f"field {name!r} is of {field.of!r}, which is no state",
                place=str(field.place),
                mend=suggestion(field.of, list(context.layout.variables)),
            )
        variable = context.layout.variables[field.of]
        mean = int(field.take == "mean")
        scale = (1 << variable.bits) - 1 if mean else 1
        made[field.level].append((context.layout.views[view], variable.view, mean, scale))
    return {f"{level}_fields": stacked(rows, FIELD) for level, rows in made.items()}
