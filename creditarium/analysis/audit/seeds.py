"""Eight seeds beside a run: a smaller people each, lived with its schemes and without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from creditarium.analysis.audit.case import days_of
from creditarium.analysis.audit.witness import Witness
from creditarium.analysis.other_world import without_schemes
from creditarium.engine.compile.context import Row
from creditarium.engine.counting import Measures
from creditarium.engine.reseeding import reseeded
from creditarium.engine.run import Engine, History
from creditarium.model.scenario import Scenario
from creditarium.results.contents import Lived
from creditarium.results.living import processors
from creditarium.results.run import Run

SEEDS = 8
PEOPLE = 4_096
"""How many people each seed has, unless the caller says otherwise: as many as keep an audit within its seconds."""

Tell = Callable[[int, int], None]
"""Hears after each seed how many are lived, and of how many."""


def witnesses(run: Run, seeds: int, people: int, tell: Tell | None = None) -> tuple[Witness, ...]:
    """Live the seeds that follow the run's own, in as many days as the run was lived."""
    whole, clock = run.scenario, run.scenario.clock
    days = {"days": days_of(run)}
    small = whole.model_copy(update={"people": people, "clock": clock.model_copy(update=days)})
    small = small.model_copy(update={"seed": whole.seed + 1})
    engine = Engine.of(small)
    others = (without_schemes(small), _in_one_period(small.without_errors()))
    worlds = [engine, *(Engine.of(other, engine.settled) for other in others)]
    engines = [worlds, *(_reseeded(worlds, small.seed + place) for place in range(1, seeds))]
    made = []
    with ThreadPoolExecutor(max_workers=processors()) as pool:
        for witness in pool.map(_witness, engines):
            made.append(witness)
            if tell is not None:
                tell(len(made), seeds)
    return tuple(made)


def _in_one_period(scenario: Scenario) -> Scenario:
    """Count a world in one period, which is quicker: only its end is asked for."""
    clock = scenario.clock
    whole = {"tally": max(clock.windows, 1), "slices": 1}
    return scenario.model_copy(update={"clock": clock.model_copy(update=whole)})


def _reseeded(worlds: Sequence[Engine], seed: int) -> list[Engine]:
    """Give the worlds of another seed; its people are settled once for all of them."""
    first = reseeded(worlds[0], seed)
    return [first, *(reseeded(world, seed, first.settled) for world in worlds[1:])]


def _witness(worlds: Sequence[Engine]) -> Witness:
    """Live the worlds of a seed, and the first once more with a trace; the kernel leaves other threads alone."""
    counted = [Measures.chosen(engine.compiled.rows, engine.settled.agents, _granted) for engine in worlds[:2]]
    lived, twin = (_lived(engine, measures) for engine, measures in zip(worlds[:2], counted, strict=True))
    people = worlds[0].scenario.people
    granted, plainly = (measures.of("granted")[:people].astype(np.int64) for measures in counted)
    return Witness(worlds[0].scenario.seed, lived, twin, _lived(worlds[2]), granted, plainly).told()


def _granted(row: Row) -> str | None:
    return row.measure if row.measure == "granted" else None


def _lived(engine: Engine, measures: Measures | None = None) -> Run:
    fresh = engine.fresh()
    lived = Lived(engine, fresh, fresh, History())
    for state in engine.windows(fresh, lived.history, threads=1, measures=measures):
        lived.state = state
    return Run(lived)
