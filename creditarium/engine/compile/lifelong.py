"""Lifelong states: what somebody is, and nothing moves. The ceilings of kinds follow them as they follow attributes.

A kind's candidates need no headroom for what a lifelong state does to its rate: each value has a ceiling of its own.
Like every ceiling it comes from the catalogue's own values and ranges, beneath any reform, and as nothing in a world
may move such a state, all worlds share their candidates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.conduct import octaves
from creditarium.engine.compile.context import Context
from creditarium.engine.layout import Layout
from creditarium.engine.numbers import NEVER
from creditarium.model.conduct import Kind, Term
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario

Terms = dict[str, list[tuple[int, int, int, int]]]
"""The terms of each kind, as `Context.term` gives them."""
MOST_SETS = 1 << 13
"""The most combinations of values that ceilings may follow."""


@dataclass(frozen=True, eq=False)
class Lifelong:
    """The lifelong states that some ceiling follows.

    A *set* numbers a combination of their values: the sum of each value times its state's stride. ``steps`` are the
    link steps by which a set raises each kind's ceiling, int64[K, sets].
    """

    strides: dict[str, int]
    steps: NDArray[np.int64]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Lifelong):
            return NotImplemented
        return self.strides == other.strides and np.array_equal(self.steps, other.steps)

    @property
    def factors(self) -> NDArray[np.float64]:
        """By how much a set raises each kind's ceiling, float64[K, sets]."""
        return np.array([_factor(step) for step in self.steps.ravel().tolist()]).reshape(self.steps.shape)

    def arrays(self, layout: Layout) -> dict[str, Any]:
        """Return what the kernel reads of them, by the names that a world gives it."""
        rows = [(layout.view(name), stride) for name, stride in self.strides.items()]
        return {"lifelong": np.array(rows, dtype=np.int32).reshape(-1, 2), "sets": self.steps.shape[1]}


def lifelong_states(scenario: Scenario) -> list[str]:
    """Name the lifelong states of a scenario's catalogue, in order."""
    return sorted(name for name, state in scenario.conduct.states.items() if state.lifelong)


def follows(kind: Kind, term: Term, states: list[str]) -> bool:
    """Tell whether a term on a lifelong state goes into the kind's ceiling instead of into the chance of its acts."""
    plain = kind.role == "ordinary" and kind.luck == "occasion" and kind.link == "log"
    return kind.rate is not None and plain and term.view in states


def lifelong(context: Context) -> tuple[Lifelong, Terms]:
    """Compile the lifelong states, and what they leave of the kinds' terms; one that something moves is a `Problem`."""
    _check_unmoved(context.scenario)
    states = lifelong_states(context.scenario)
    kinds = [context.scenario.conduct.kinds[name] for name in context.kinds]
    read = [name for name in states if any(follows(kind, term, [name]) for kind in kinds for term in kind.depends)]
    sizes = [context.layout.sizes[name][1] + 1 for name in read]
    if prod(sizes) > MOST_SETS:
        what = f"the lifelong states {', '.join(read)} have {prod(sizes):,} combinations of values"
        raise Problem(what, mend=f"give them fewer bits: {MOST_SETS:,} combinations are the most")
    strides = [prod(sizes[j + 1 :]) for j in range(len(sizes))]
    steps = np.zeros((len(kinds), prod(sizes)), dtype=np.int64)
    terms: Terms = {}
    for k, kind in enumerate(kinds):
        terms[context.kinds[k]] = []
        for term in kind.depends:
            if not follows(kind, term, read):
                terms[context.kinds[k]].append(context.term(term, kind.link))
                continue
            highest = np.array(context.most_steps(term, kind.link), dtype=np.int64)
            terms[context.kinds[k]].extend(_left(context, kind, term, highest))
            j = read.index(term.view)
            steps[k] += highest[np.arange(steps.shape[1]) // strides[j] % sizes[j]]
    return Lifelong(dict(zip(read, strides, strict=True)), steps), terms


def _left(context: Context, kind: Kind, term: Term, highest: NDArray[np.int64]) -> Iterator[tuple[int, int, int, int]]:
    """Give what the ceiling leaves of a term to the chance of an act: nothing, where its values are the highest."""
    by_era = [[step - most for step, most in zip(steps, highest.tolist(), strict=True)]
              for steps in context.steps(term, kind.link)]  # fmt: skip
    if max(max(steps) for steps in by_era) > 0:
        raise Problem(
            f"a factor by {term.view!r} lies above the ceiling",
            place=str(kind.place),
            mend="keep it within what the catalogue declares, or widen that range",
        )
    if any(step for steps in by_era for step in steps):
        yield (context.layout.view(term.view), 0, len(highest) - 1, context.table(by_era))


def _factor(steps: int) -> float:
    return octaves(steps) if steps > NEVER // 2 else 0.0


def _check_unmoved(scenario: Scenario) -> None:
    """Refuse a lifelong state that something moves."""
    for name, state in scenario.response.states.items():
        if state.lifelong:
            raise _moved(name, "it is a state of the response", "declare it among the states of the conduct", state)
    states = scenario.conduct.states
    movers = dict(_movers(scenario))
    for name in lifelong_states(scenario):
        if states[name].fade is not None or states[name].drop is not None:
            raise _moved(name, "it fades or drops", "leave out fade and drop, or lifelong", states[name])
        if name in movers:
            raise _moved(name, f"{movers[name]} moves it", "leave that out, or lifelong", states[name])


def _movers(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Give each state that something moves in the course of a life, and what does."""
    for name, kind in scenario.conduct.kinds.items():
        yield from ((effect.state, f"the kind {name!r}") for effect in kind.then)
        if kind.bout is not None:
            yield kind.bout, f"the bout {name!r}"
    for name, rule in scenario.consequences.rules.items():
        yield from ((effect.state, f"the consequence {name!r}") for effect in rule.then)
    for name, reaction in scenario.response.reactions.items():
        yield from ((coupling.to, f"the reaction {name!r}") for coupling in reaction.couplings)
    if scenario.extension is not None:
        yield from ((name, "the extension") for name in scenario.extension.writes)


def _moved(name: str, why: str, mend: str, state: Any) -> Problem:
    return Problem(f"the state {name!r} cannot be lifelong: {why}", place=str(state.place), mend=mend)
