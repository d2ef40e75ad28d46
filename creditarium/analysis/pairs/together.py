"""Living worlds of one fate side by side, every person measured; what they have in common is lived once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from creditarium.analysis.pairs.forking import fork_window, forked
from creditarium.analysis.pairs.given import Given, check_pair
from creditarium.analysis.pairs.measures import MEASURES, measures_of
from creditarium.engine.counting import Measures
from creditarium.engine.run import Engine, History, State
from creditarium.model.problem import Problem
from creditarium.results.capacity import check_memory
from creditarium.results.compiling import engine_of
from creditarium.results.contents import Earlier, Lived
from creditarium.results.digests import fate_of
from creditarium.results.living import processors
from creditarium.results.run import Run

Tell = Callable[[int, int], None]
"""Hears after each window how many are lived, and of how many, in all worlds together."""

MEASURE_BYTES = 4
"""What one measure of one person takes."""


@dataclass(frozen=True)
class World:
    """One world lived through: its name, its run, and the measures of its agents.

    `shared` of its windows were lived with the first world, and are those of the first.
    """

    name: str
    run: Run
    measures: Measures
    shared: int = 0


@dataclass
class _Going:
    """A world on its way: where it stands, what it left, and what the tally counted of each row."""

    lived: Lived
    measures: Measures
    counted: np.ndarray[tuple[int], np.dtype[np.int64]]
    shared: int = 0


@dataclass
class _Pace:
    """Counts windows over all worlds for whoever is told."""

    total: int
    tell: Tell | None
    done: int = field(default=0)

    def step(self) -> None:
        self.done += 1
        if self.tell is not None:
            self.tell(self.done, self.total)


def live_together(
    worlds: Sequence[Given], *, by_item: bool = False, threads: int | None = None, tell: Tell | None = None
) -> list[World]:
    """Live worlds of one fate; what is no pair with the first is a `Problem` that names the first difference."""
    for world in worlds:
        check_memory(world.scenario, worlds=len(worlds), more=MEASURE_BYTES * (len(MEASURES) + 1))
    began = time.perf_counter()
    engines = _engines(worlds)
    forks = [fork_window(engines[0], engine) for engine in engines]
    windows = engines[0].scenario.clock.windows
    pace = _Pace(windows + sum(windows - fork for fork in forks[1:]), tell)
    count = threads or processors()
    going = _fresh(engines[0], by_item, time.perf_counter() - began)
    ready: list[tuple[int, _Going]] = [(0, going)]
    for fork in sorted({*forks[1:]}):
        going = _lived(going, fork, count, pace)
        ready.extend(
            (j, _forked(going, engines[0], engines[j], by_item)) for j in range(1, len(forks)) if forks[j] == fork
        )
        going = _paused(going)
    ready[0] = (0, going)
    done = {j: _lived(one, windows, count, pace) for j, one in ready}
    return [_whole(worlds[j], done[j]) for j in range(len(worlds))]


def _engines(worlds: Sequence[Given]) -> list[Engine]:
    """Compile the worlds over one people, and refuse those that are no pair with the first."""
    first = worlds[0].run.engine if worlds[0].run is not None else engine_of(worlds[0].scenario)
    fate = fate_of(first)
    engines = [first]
    for world in worlds[1:]:
        engine = world.run.engine if world.run is not None else engine_of(world.scenario)
        check_pair(worlds[0], world, fate, fate_of(engine, (first, fate)))
        engines.append(engine)
    return engines


def _fresh(engine: Engine, by_item: bool, seconds: float = 0.0) -> _Going:
    state = engine.fresh()
    lived = Lived(engine, state, state, History(), {"compile": seconds})
    return _Going(lived, measures_of(engine, by_item=by_item), _uncounted(engine))


def _lived(going: _Going, until: int, threads: int, pace: _Pace) -> _Going:
    """Live a world up to the start of a window."""
    lived = going.lived
    began = time.perf_counter()
    for state in lived.engine.windows(
        lived.state, lived.history, until=until, threads=threads, measures=going.measures
    ):
        lived.state = state
        for one in lived.history.tallies:
            np.add.at(going.counted, one.rows["row"], one.rows["count"])
        lived.absorb()
        pace.step()
    lived.timings["live"] = lived.timings.get("live", 0.0) + time.perf_counter() - began
    return going


def _paused(going: _Going) -> _Going:
    """Give the same world ready to go on; its tables go on as those of a run that is resumed."""
    if going.lived.state.window == 0:
        return going
    return replace(going, lived=_after(going.lived, going.lived.engine, going.lived.state))


def _forked(going: _Going, first: Engine, other: Engine, by_item: bool) -> _Going:
    """Give another world that has lived as the first has so far."""
    window = going.lived.state.window
    if window == 0:
        return _fresh(other, by_item)
    lived = _after(going.lived, other, forked(going.lived.state, first, other))
    measures = measures_of(other, by_item=by_item)
    measures.sums[...] = going.measures.sums
    return _Going(lived, measures, going.counted.copy(), window)


def _after(lived: Lived, engine: Engine, state: State) -> Lived:
    """Give a run that goes on in a world from a state, after what was lived already."""
    tables = {name: lived.frame(name) for name in ("tallies", "bands", "scores")}
    earlier = Earlier(state.window, tables, lived.fields, lived.open_tally)
    return Lived(engine, state, state, History(), dict(lived.timings), earlier)


def _uncounted(engine: Engine) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.zeros(len(engine.compiled.rows), dtype=np.int64)


def _whole(world: Given, going: _Going) -> World:
    """Give a world at its end; a finished run must have ended alike, and the measures must add up to the tallies."""
    state = going.lived.state
    if world.run is not None:
        recorded = world.run.state
        same = np.array_equal(state.records, recorded.records) and np.array_equal(state.docket, recorded.docket)
        if not same:
            what = "the run does not end as its scenario does when it is lived again"
            raise Problem(what, place=str(world.run.path or world.name), mend="see creditarium verify")
    measures = going.measures
    sums = measures.sums.sum(axis=0, dtype=np.int64)[1:]
    counted = np.zeros(len(sums) + 1, dtype=np.int64)
    np.add.at(counted, measures.of_row, going.counted)
    odd = np.flatnonzero(sums != counted[1:])
    if len(odd):
        what = f"what was measured of the persons does not add up to the tally of {measures.names[odd[0]]}"
        raise Problem(
            what, place=world.name, mend="lower the sums of money, which must stay below two thousand million"
        )
    return World(world.name, Run(going.lived), measures, going.shared)
