"""What is measured of every person: which rows of the tally each measure adds up, and who is worse off by more of it.

A *direct* measure compares the institution's (or the person's) answer with and without the scheme at the same
occasion of one world. A *total* one counts what happened; its effect is the difference between two worlds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.context import Row
from creditarium.engine.counting import Measures
from creditarium.engine.run import Engine
from creditarium.engine.world import CONSEQUENCE_ROWS
from creditarium.model.problem import Problem, suggestion
from creditarium.results.tally import WRONG_DAY

Better = Literal["less", "more", "neither"]
Effect = Literal["direct", "total"]


@dataclass(frozen=True)
class Measure:
    """One thing that is counted of a person. ``unit`` is what one of it is; sums are divided by ``divisor``."""

    name: str
    title: str
    effect: Effect
    better: Better
    unit: str = "times"
    divisor: int = 1


MEASURES = (
    Measure("denied", "requests refused because of a scheme", "direct", "less"),
    Measure("attempts", "tries of what was so refused", "direct", "less"),
    Measure("gained", "requests granted only by a scheme", "direct", "more"),
    Measure("favoured", "times put first", "direct", "more"),
    Measure("money", "money from the consequences", "direct", "more", "money"),
    Measure("held_back", "lawful acts held back", "direct", "less"),
    Measure("induced", "lawful acts done only for the response", "direct", "neither"),
    Measure("entries_against", "entries against the person", "direct", "less"),
    Measure("entries_for", "entries in favour of the person", "direct", "more"),
    Measure("wrong_entries", "wrong entries about the person", "direct", "less"),
    Measure("wrong_days", "days that wrong entries stood", "direct", "less", "days", WRONG_DAY),
    Measure("asked", "needs put to an institution", "total", "neither"),
    Measure("refused", "needs refused by institutions themselves", "total", "less"),
    Measure("granted", "needs granted in the end", "total", "more"),
    Measure("lawful_acts", "lawful acts", "total", "neither"),
    Measure("unlawful_acts", "unlawful acts", "total", "neither"),
)
"""All measures, in the order in which they are told."""
BY_NAME = {measure.name: measure for measure in MEASURES}
PLACED = ("wrong_days",)
"""Measures that the tally counts for no item."""
_JOINT, _OF = "+", ":"


def measures_of(engine: Engine, *, by_item: bool = False) -> Measures:
    """Make ready to measure a world's agents; `by_item` keeps each consequence and scheme apart."""
    return Measures.chosen(engine.compiled.rows, engine.settled.agents, names_of(engine, by_item=by_item))


def names_of(engine: Engine, *, by_item: bool = False) -> Callable[[Row], str | None]:
    """Give what names the column of a tally row: the measures that it belongs to, and its item."""
    kinds, rules = engine.scenario.conduct.kinds, engine.scenario.consequences.rules
    compiled = engine.compiled
    minus = compiled.world.rules["minus"][0]

    def named(row: Row) -> str | None:
        if row.measure in CONSEQUENCE_ROWS:
            names = _of_consequence(row.measure, rules[row.item].does)
        elif row.measure in ("entered", "false", "landed"):
            against = minus[compiled.schemes.index(row.item), compiled.kinds.index(row.other)]
            names = _of_entry(row.measure, bool(against))
        elif row.item in kinds:
            kind = kinds[row.item]
            names = _of_kind(row.measure, kind.lawful, kind.sort)
        else:
            names = (row.measure,) if row.measure in PLACED else ()
        apart = by_item and row.measure in (*CONSEQUENCE_ROWS, "entered", "false", "landed")
        return _JOINT.join(names) + (_OF + row.item if apart else "") if names else None

    return named


def columns_of(column: str | None) -> tuple[str, ...]:
    """Give the names of the measures that a column belongs to."""
    return tuple(column.partition(_OF)[0].split(_JOINT)) if column else ()


def value_of(measures: Measures, people: int, name: str, item: str = "") -> NDArray[np.int64]:
    """Give one measure of every person, int64[people], in its parts (see `Measure.divisor`).

    With an `item` it is that consequence's or scheme's part, which must have been kept apart.
    """
    check(name)
    total = np.zeros(people, dtype=np.int64)
    for column in measures.names:
        if name in columns_of(column) and item in ("", column.partition(_OF)[2]):
            total += measures.of(column)[:people]
    return total


def items_of(measures: Measures, name: str) -> tuple[str, ...]:
    """Give the items that a measure was kept apart by."""
    items = {column.partition(_OF)[2] for column in measures.names if name in columns_of(column)}
    return tuple(sorted(items - {""}))


def check(name: str) -> Measure:
    """Give a measure by name; an unknown one is a `Problem`."""
    if name not in BY_NAME:
        raise Problem(f"nothing is measured as '{name}'", mend=suggestion(name, BY_NAME))
    return BY_NAME[name]


def _of_consequence(measure: str, does: str) -> tuple[str, ...]:
    if measure == "applied":
        return {"grant": ("gained",), "favour": ("favoured",)}.get(does, ())
    return (measure,) if measure in ("denied", "attempts", "money") else ()


def _of_entry(measure: str, against: bool) -> tuple[str, ...]:
    if measure == "entered":
        return ("entries_against",) if against else ("entries_for",)
    return ("wrong_entries",)


def _of_kind(measure: str, lawful: bool, sort: str) -> tuple[str, ...]:
    if sort == "mishap":
        return ()  # it befalls a person, who does not act
    if measure == "acts":
        return (*(("asked",) if sort == "need" else ()), "lawful_acts" if lawful else "unlawful_acts")
    if measure in ("held_back", "induced"):
        return (measure,) if lawful else ()
    return (measure,) if measure in ("refused", "granted") else ()
