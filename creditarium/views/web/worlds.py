"""A world that is lived a window at a time, every person measured, and that may turn onto other rules on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from creditarium.analysis.pairs.forking import forked
from creditarium.analysis.pairs.measures import measures_of
from creditarium.engine.run import Engine, History, State
from creditarium.engine.tallies import Counted
from creditarium.results.contents import Earlier, Lived
from creditarium.results.run import Run


class World:
    """One world on its way. What is lived is what `creditarium run` lives, window by window."""

    def __init__(self, engine: Engine, threads: int) -> None:
        state = engine.fresh()
        self._threads = threads
        self.lived = Lived(engine, state, state, History())
        self.measures = measures_of(engine)
        self._open()

    @property
    def engine(self) -> Engine:
        """The compiled world and its people."""
        return self.lived.engine

    @property
    def state(self) -> State:
        """Where every life stands."""
        return self.lived.state

    @property
    def over(self) -> bool:
        """Whether no window is left."""
        return self.state.window >= self.engine.scenario.clock.windows

    @property
    def run(self) -> Run:
        """The run so far, with its results."""
        return Run(self.lived)

    def step(self) -> None:
        """Live one window."""
        began = time.perf_counter()
        self.lived.state = next(self._windows)
        clock = self.engine.scenario.clock
        if self.state.window == clock.period(self.state.window):
            self._mark = _copy(self.state)
        timings = self.lived.timings
        timings["live"] = timings.get("live", 0.0) + time.perf_counter() - began

    def turn(self, engine: Engine) -> None:
        """Go on by the rules of another compiled world of the same fate, from the next window on.

        The run's tables are then those of a run whose rules change on that day.
        """
        lived, measures = self.lived, self.measures
        earlier = self._earlier()
        state = forked(lived.state, lived.engine, engine)
        self.lived = Lived(engine, state, state, History(), dict(lived.timings), earlier)
        self.measures = measures_of(engine)
        self.measures.sums[...] = measures.sums
        self._open()

    def _earlier(self) -> Earlier | None:
        """Give what is lived so far as the earlier part of a run that goes on; nothing before the first window."""
        lived, window = self.lived, self.state.window
        if window == 0 or (lived.earlier is not None and lived.earlier.window == window):
            return lived.earlier
        if window > max(self._mark.window, self.engine.scenario.clock.warm_windows):
            lived.history.tallies.append(self._counted())
        lived.absorb()
        tables = {name: lived.frame(name) for name in ("tallies", "bands", "scores")}
        return Earlier(window, tables, lived.fields, lived.open_tally)

    def _open(self) -> None:
        self._windows: Iterator[State] = self.engine.windows(
            self.state, self.lived.history, threads=self._threads, measures=self.measures
        )
        self._mark = _copy(self.state)

    def _counted(self) -> Counted:
        """Give what was counted since the last mark: these windows are lived again from it, as nobody closed them."""
        history = History()
        for _ in self.engine.windows(_copy(self._mark), history, until=self.state.window, threads=self._threads):
            pass
        [counted] = history.tallies
        return counted


def _copy(state: State) -> State:
    """Copy a state that will be lived on from."""
    return replace(state, records=state.records.copy(), adaptive_records=state.adaptive_records.copy())
