"""How often occasions come at most, and whether anything could push an act above that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from creditarium.engine.compile.world import Compiled
    from creditarium.engine.run import Engine


class Ceiling(NamedTuple):
    """One kind: candidates a year in the segment that has most, and the largest acceptance that terms allow.

    An acceptance above 1 cannot happen: it is clipped to 1, and such occasions are tallied.
    """

    kind: str
    highest: float
    acceptance: float


def ceilings_of(compiled: Compiled) -> list[Ceiling]:
    """Give each kind's ceiling, and a bound on its acceptance over all states that a life could be in."""
    raised = compiled.lifelong.factors.max(axis=1)
    return [
        Ceiling(name, float(compiled.ceilings[k].max(initial=0.0) * raised[k]), _acceptance(compiled, k))
        for k, name in enumerate(compiled.kinds)
    ]


def candidates_a_year(engine: Engine) -> float:
    """Give the mean random candidates a person-year, by what the people are and their lifelong states at the start."""
    from creditarium.engine.census import decoded

    compiled, people = engine.compiled, engine.scenario.people
    rates = compiled.ceilings.T @ compiled.lifelong.factors
    if not compiled.lifelong.strides:
        return float(rates[compiled.segment_of[engine.settled.profiles[:people]]].mean())
    records = engine.fresh().records[:people]
    sets = sum(decoded(compiled, records, name) * stride for name, stride in compiled.lifelong.strides.items())
    return float(rates[compiled.segment_of[engine.settled.profiles[:people]], sets].mean())


def _acceptance(compiled: Compiled, k: int) -> float:
    """Bound the chance of an act by the highest sum of terms; those on one view are added first."""
    from creditarium.engine.numbers import LINK_TOP, LINKS, STEPS_PER_OCTAVE

    world = compiled.world
    kind, link = world.kinds[k], LINKS[int(world.kinds[k]["link"])]
    applies = world.applies[k] != 0
    if link == "logistic" or not applies.any():
        return 0.0
    best = 0.0
    for era in range(world.base.shape[0]):
        index = int(world.base[era, applies, k].max())
        by_view: dict[int, list[int]] = {}
        for row in world.terms[int(kind["term"]) : int(kind["term_end"])]:
            first, last = int(row["table"]), int(row["table"]) + int(row["last"])
            table = [int(step) for step in world.tables[era, first : last + 1]]
            held = by_view.get(int(row["at"]), [0] * len(table))
            by_view[int(row["at"])] = [a + b for a, b in zip(held, table, strict=True)]
        index += sum(max(steps) for steps in by_view.values())
        over = index - LINK_TOP
        best = max(best, 2.0 ** (over / STEPS_PER_OCTAVE) if link == "log" else index / LINK_TOP)
    return best
