"""The driver: a world lived window by window, by the threads of this process or by another crew.

Communities are independent within a window, so each partition of them is lived for itself; what they leave is
added up afterwards in integers: the tables are the same whoever lives them, and however they are cut.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Cut
from creditarium.engine.beginning import beginning
from creditarium.engine.compile.landings import with_landings
from creditarium.engine.compile.world import Compiled, compile_world
from creditarium.engine.counting import Measures
from creditarium.engine.extension import Extended
from creditarium.engine.reduce import bands_by_slice, following, summed
from creditarium.engine.society import Settled, settle
from creditarium.engine.start import begin_counting
from creditarium.engine.state import History, State, keeps_states
from creditarium.engine.tallies import Counted
from creditarium.engine.threads import Crew, Threads
from creditarium.engine.world import Society, World
from creditarium.model.scenario import Scenario

__all__ = ["Engine", "History", "State", "live_through"]


@dataclass
class Engine:
    """A compiled scenario and its people, ready to be lived."""

    scenario: Scenario
    settled: Settled
    compiled: Compiled
    extended: Extended | None = None

    @classmethod
    def of(cls, scenario: Scenario, settled: Settled | None = None) -> Engine:
        """Settle the people (unless they are given) and compile the world."""
        settled = settled if settled is not None else settle(scenario)
        compiled = compile_world(scenario, settled)
        return cls(scenario, settled, compiled, Extended.of(scenario, compiled))

    @property
    def seed(self) -> np.uint64:
        """The seed as the kernel takes it."""
        return np.uint64(self.scenario.seed)

    @cached_property
    def society(self) -> Society:
        """Where everybody is, and how likely an entry sent astray lands; made when somebody is to be lived."""
        return with_landings(self.settled, self.compiled.landings, self.scenario.clock.window)

    def fresh(self) -> State:
        """Return the state at the first window's start."""
        return beginning(self)

    def windows(
        self, state: State, history: History, *, until: int | None = None, threads: int = 2,
        measures: Measures | None = None, crew: Crew | None = None,
    ) -> Generator[State]:  # fmt: skip
        """Live window after window, yielding the state after each; ``history`` and ``measures`` fill on the way.

        Without a ``crew`` so many threads live them.
        """
        clock = self.scenario.clock
        end = clock.windows if until is None else until
        with (crew or Threads(threads)).at_work(self, state, measures) as parts:
            history.open_rows = parts.open_rows
            while state.window < end:
                if clock.length(state.window) < clock.window and keeps_states(self.scenario.people):
                    history.whole = state.kept(), parts.open_rows()
                history.before.append(state.before)
                sums = summed(self, parts.live(state.window, state.before))
                counts = state.adaptive_records + sums.records
                state = parts.state(state.window + 1, following(self, state.before, sums, counts), counts)
                history.peak_bytes = max(history.peak_bytes, state.nbytes)
                counted = state.window - clock.warm_windows
                if counted > 0:
                    history.bands.extend(bands_by_slice(sums, clock.slices_of(state.window - 1)))
                    history.bins.append(sums.bins)
                elif measures is not None:
                    measures.sums[...] = 0
                if counted % clock.tally == 0 or state.window == end:
                    taken = parts.take_tally()
                    if counted > 0:
                        lived = enumerate(taken[: clock.slices_of(state.window - 1)])
                        history.tallies.extend(Counted(state.window, j, rows) for j, rows in lived)
                yield state
            history.open_rows = None

    def open_window(self, window: int, records: NDArray[np.uint16], first: int, profiles: NDArray[np.uint16]) -> None:
        """Do to the records of the people from number ``first`` on what comes before a window is lived.

        After a warm-up persons are counted anew, and an extension works on their states.
        """
        if 0 < window == self.scenario.clock.warm_windows:
            begin_counting(self.compiled, records)
        if self.extended is not None:
            self.extended.apply(self.seed, window, first, profiles, records)

    def world_at(self, window: int) -> World:
        """Return the world of a window: one that the horizon cuts is over before its bouts are scored."""
        world, clock = self.compiled.world, self.scenario.clock
        return world if clock.length(window) == clock.window else world._replace(bouts=world.bouts[:0])

    def part(self, cut: Cut, firms: int | None = None) -> Engine:
        """Give the engine of a run of communities alone.

        ``firms`` is the row at which the records of its organisations begin: right after its persons, if left out.
        """
        society, world = self.settled.society, self.compiled.world
        row = int(society.start[cut[1]] - society.start[cut[0]]) if firms is None else firms
        since = np.ascontiguousarray(world.since_day[:, slice(*cut)])
        compiled = replace(self.compiled, world=world._replace(since_day=since))
        return Engine(self.scenario, self.settled.part(*cut, row), compiled, self.extended)


def live_through(
    engine: Engine, *, threads: int = 2, tell: Callable[[int, int], None] | None = None
) -> tuple[State, History]:
    """Live a whole scenario and return its last state and history; ``tell`` hears of each window's end."""
    history, state = History(), engine.fresh()
    for after in engine.windows(state, history, threads=threads):
        state = after
        if tell is not None:
            tell(state.window, engine.compiled.windows)
    return state, history
