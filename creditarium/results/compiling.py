"""Compiling a scenario: what it names and has not is said with the line on which it is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from creditarium.engine.run import Engine
from creditarium.engine.society import Settled
from creditarium.model.base import Spec
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.model.tree import NOWHERE, Place

_NAMING = {
    "kind": ("sees", "claims", "rules", "joins", "leaves", "need", "kinds"),
    "state": ("view", "requires", "given", "bout", "state", "to"),
    "attribute": ("by",),
    "category": ("age", "sex", "education", "income", "stratum", "by"),
}
"""The fields by which a scenario names each sort of thing; as keys, in rows or plainly."""
_WITHIN = ("cap", "dimension")
_FEW = 64
"""People over whom a world is compiled to see whether it can be."""


def engine_of(scenario: Scenario, settled: Settled | None = None) -> Engine:
    """Settle the people (unless they are given) and compile the world, as `Engine.of` does.

    A `Problem` of a name that stands for nothing (a kind, view, state, attribute or category) tells the file and line
    that name it.
    """
    try:
        return Engine.of(scenario, settled)
    except Problem as problem:
        if problem.place or problem.unknown is None:
            raise
        sort, word = problem.unknown
        raise problem.placed(str(_place(scenario, _NAMING[sort], word))) from problem


def check_compiles(scenario: Scenario) -> None:
    """Raise the `Problem` of a scenario that cannot be compiled, before many worlds of it are lived."""
    engine_of(scenario.model_copy(update={"people": min(scenario.people, _FEW)}))


def _place(scenario: Scenario, fields: tuple[str, ...], word: str) -> Place:
    """Give where a word is named; a scheme's rules name its own caps and dimensions without "cap.SCHEME."."""
    part, *within = word.split(".")
    if len(within) == 2 and part in _WITHIN and within[0] in scenario.scoring:
        found = _named(scenario.scoring[within[0]], (part,), within[1])
        if found != NOWHERE:
            return found
    return _named(scenario, fields, word)


def _named(spec: Spec, fields: tuple[str, ...], word: str) -> Place:
    """Give where one of some fields names a word, as its text, in a row or as a key; nowhere if none does."""
    for name, value in spec:
        if name in fields and word in _words(value):
            return spec.place_of(name, word)
        for part in _specs(value):
            if (found := _named(part, fields, word)) != NOWHERE:
                return found
    return NOWHERE


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _words(item) if isinstance(item, dict) else ()
    elif isinstance(value, str | tuple):
        yield from (value,) if isinstance(value, str) else (one for one in value if isinstance(one, str))


def _specs(value: Any) -> Iterator[Spec]:
    if isinstance(value, Spec):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ():
        yield from _specs(item)
