"""What stands behind a `Run`: a run lived in memory, with its tables made when they are first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
import polars as pl

from creditarium.engine.run import Engine, History, State
from creditarium.engine.tallies import COUNT, Counted, Counts, added
from creditarium.model.scenario import Scenario
from creditarium.results import tables
from creditarium.results.axes import Axes
from creditarium.results.capacity import check_spare
from creditarium.results.cohort import cohort
from creditarium.results.digests import (
    arrays_digest,
    community_digests,
    fate_of,
    rules_of,
    table_digest,
    whole_digest,
)
from creditarium.results.fields import Fields
from creditarium.results.manifest import Manifest

TABLES = ("tallies", "bands", "scores", "people", "persons", "states", "cohort", "communities")
"""The tidy tables of a run, in the order of their making."""
GROWING = ("tallies", "bands", "scores")
"""Those that grow window by window; the others follow from the people and their final states."""
_ROW_BYTES = 128
"""What a row of the tallies takes at most while their table is made."""


class Contents(Protocol):
    """What a run is made of, be it in memory or in a folder."""

    @property
    def scenario(self) -> Scenario:
        """The whole scenario that was lived."""

    @property
    def path(self) -> Path | None:
        """The folder, if there is one."""

    @property
    def manifest(self) -> Manifest:
        """What the run says of itself."""

    @property
    def head(self) -> Manifest:
        """The same, perhaps without its digests, which take a while."""

    @property
    def engine(self) -> Engine:
        """The compiled world and its people."""

    @property
    def state(self) -> State:
        """Where every life stands at the end."""

    @property
    def keeps_states(self) -> bool:
        """Whether there is such a state."""

    @property
    def fields(self) -> Fields:
        """What each window read."""

    @property
    def timings(self) -> dict[str, float]:
        """Seconds by step, and person-days a second."""

    def table(self, name: str) -> pl.LazyFrame:
        """Give a tidy table."""


@dataclass(frozen=True)
class Earlier:
    """What an earlier part of a run left: tables, fields, and the tally of the period it broke off in."""

    window: int
    tables: dict[str, pl.DataFrame]
    fields: Fields
    open_tally: Counts


@dataclass
class Lived:
    """A run in memory: where it began, where it stands, and what it left on the way."""

    engine: Engine
    opening: State
    state: State
    history: History
    timings: dict[str, float] = field(default_factory=dict)
    earlier: Earlier | None = None
    path: Path | None = None
    parts: list[pl.DataFrame] = field(default_factory=list)
    open_tally: Counts = field(default_factory=lambda: np.zeros(0, dtype=COUNT))

    @property
    def scenario(self) -> Scenario:
        """The whole scenario that was lived."""
        return self.engine.scenario

    def so_far(self) -> Lived:
        """Give the run as it stands between two windows, as if it were to end here; this one can go on."""
        clock, window, ended = self.scenario.clock, self.state.window, list(self.history.tallies)
        if window > clock.period(window) and window > clock.warm_windows and self.history.open_rows is not None:
            ended.append(Counted(window, 0, self.history.open_rows()))
        return replace(
            self, history=replace(self.history, tallies=ended), parts=list(self.parts), timings=dict(self.timings)
        )

    keeps_states = True

    @cached_property
    def fields(self) -> Fields:
        """What each window read."""
        if self.earlier is not None:
            return self.earlier.fields.followed(self.history.before)
        return Fields.stack(self.history.before, self.opening, self.scenario.people)

    def table(self, name: str) -> pl.LazyFrame:
        """Give a tidy table."""
        return self.frame(name).lazy()

    def frame(self, name: str) -> pl.DataFrame:
        """Give a tidy table, made once."""
        if name not in self._frames:
            self._frames[name] = self._made(name)
        return self._frames[name]

    @cached_property
    def _frames(self) -> dict[str, pl.DataFrame]:
        return {}

    @cached_property
    def _axes(self) -> Axes:
        return Axes.of(self.engine)

    def _made(self, name: str) -> pl.DataFrame:
        engine, axes, state, history = self.engine, self._axes, self.state, self.history
        first = max(self.earlier.window if self.earlier else 0, self.scenario.clock.warm_windows)
        if name == "tallies":
            self.absorb()
            return pl.concat(self.parts) if self.parts else tables.tallies(axes, [Counted(0, 0, self.open_tally)])
        if name == "bands":
            return self._after_earlier(name, tables.bands(engine, axes, history.bands, first))
        if name == "scores":
            return self._after_earlier(name, tables.scores(engine, axes, history.bins, first))
        if name == "people":
            return tables.people(engine, axes)
        if name == "persons":
            return tables.persons(engine, axes, state)
        if name == "states":
            return tables.states(engine, state)
        if name == "cohort":
            return cohort(engine, state)
        return tables.communities(engine, axes, community_digests(engine, state))

    def _after_earlier(self, name: str, made: pl.DataFrame) -> pl.DataFrame:
        return made if self.earlier is None else pl.concat([self.earlier.tables[name], made])

    def absorb(self) -> None:
        """Turn the tallies so far into parts of their table, which take half the room.

        What a resumed run had counted of the period that it broke off in is added to the first of them.
        """
        clock, counted = self.scenario.clock, list(self.history.tallies)
        if not counted:
            return
        check_spare(_ROW_BYTES * sum(len(one.rows) for one in counted))
        if not self.parts and self.earlier is not None:
            before = self.earlier.tables["tallies"]
            self.parts.append(before.filter(pl.col("window_end") <= clock.period(self.earlier.window)))
            counted[0] = counted[0]._replace(rows=added(self.earlier.open_tally, counted[0].rows))
        self.parts.append(tables.tallies(self._axes, counted))
        last = counted[-1]
        self.open_tally = last.rows if last.end > clock.period(last.end) else last.rows[:0]
        self.history.tallies.clear()

    @property
    def bytes_of_tallies(self) -> int:
        """What the table of the tallies takes in memory, so far."""
        return sum(int(part.estimated_size()) for part in self.parts)

    @property
    def resumption(self) -> tuple[State, Counts]:
        """Where a longer run goes on from, the end of the last whole window, and the tally rows open there."""
        if self.history.whole is None:
            return self.state, self.open_tally
        state, rows = self.history.whole
        period = self.scenario.clock.period
        since = self.earlier.window if self.earlier is not None else state.window + 1
        if self.earlier is not None and period(state.window) <= since <= state.window:
            rows = added(self.earlier.open_tally, rows)
        return state, rows

    @cached_property
    def manifest(self) -> Manifest:
        """What the run says of itself; every table is made for its digest, if the run is whole."""
        known = replace(self.head, fate=fate_of(self.engine), rules=rules_of(self.scenario))
        if not known.whole:
            return known
        digests = {name: table_digest(self.frame(name)) for name in TABLES}
        digests["fields"] = arrays_digest(self.fields.content())
        digests["whole"] = whole_digest(digests)
        return replace(known, tables=digests)

    @property
    def head(self) -> Manifest:
        """The manifest without its digests."""
        scenario, clock = self.scenario, self.scenario.clock
        return Manifest(
            scenario=scenario.name,
            title=scenario.title,
            people=scenario.people,
            organisations=self.engine.settled.agents - scenario.people,
            regions=len(self.engine.settled.regions),
            communities=self.engine.settled.communities,
            seed=scenario.seed,
            start=clock.start.isoformat(),
            days=clock.days,
            warm_up=clock.warm_up,
            window=clock.window,
            windows=clock.windows,
            lived=self.state.window,
        )
