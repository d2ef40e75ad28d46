"""Scenarios lived for a test: read from a fixture, lived, and asked for states, tallies and traces."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from creditarium.engine import run, trace
from creditarium.engine.compile.world import GROUPS
from creditarium.engine.run import Engine, History, State
from creditarium.model.population import ATTRIBUTES
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
THEORY = ROOT / "tests" / "fixtures" / "theory"
MOST_ROWS = 2_000_000

Ints = NDArray[np.int64]


def scenario_of(name: str, *settings: str, **plain: Any) -> Scenario:
    """Resolve a fixture of `theory` or a preset; a fixture's own files are named from the project's root."""
    path = THEORY / f"{name}.yaml"
    with contextlib.chdir(ROOT):
        return resolve(str(path) if path.is_file() else name, settings=settings, **plain)


def engine_of(scenario: Scenario) -> Engine:
    with contextlib.chdir(ROOT):
        return Engine.of(scenario)


@dataclass
class Life:
    """A scenario lived to its end (or to a window): the engine, the last state and what was kept."""

    engine: Engine
    state: State
    history: History

    def count(self, measure: str, item: str = "", other: str | None = None, **group: str) -> int:
        """Add up a measure over all windows and regions, and over those of a group (sex="male")."""
        rows = [
            j
            for j, row in enumerate(self.engine.compiled.rows)
            if row.measure == measure and row.item == item and other in (None, row.other)
        ]
        assert rows, f"no row counts {measure} of {item}"
        return int(self.table(**group)[rows].sum())

    def table(self, **group: str) -> Ints:
        """Give the sum of every tally row, for a group."""
        total = np.zeros(len(self.engine.compiled.rows), dtype=np.int64)
        for _, rows in self.history.tallies:
            kept = rows[in_group(rows[:, 1], **group)]
            np.add.at(total, kept[:, 2], kept[:, 3])
        return total

    def of(self, name: str) -> Ints:
        """Decode a state of every person."""
        return decoded(self.engine, self.state.records, name)[: self.engine.scenario.people]

    def attribute(self, name: str) -> Ints:
        """Give a fixed attribute of every person, as the place of its category."""
        place = ATTRIBUTES[name]
        return (self.engine.settled.profiles.astype(np.int64) >> place.shift) & ((1 << place.bits) - 1)


def in_group(cell: Ints, **group: str) -> NDArray[np.bool_]:
    """Tell which group cells belong to a group."""
    inside = np.ones(len(cell), dtype=bool)
    left = cell.copy()
    people = cell < np.prod([len(words) for words in GROUPS.values()])
    for name in reversed(GROUPS):
        if name in group:
            inside &= people & (left % len(GROUPS[name]) == GROUPS[name].index(group[name]))
        left //= len(GROUPS[name])
    return inside


def decoded(engine: Engine, records: NDArray[np.uint16], name: str) -> Ints:
    """Decode one state of every agent from the packed records."""
    view = engine.compiled.layout.variables[name].view
    [place] = [row for row in engine.compiled.world.variables if row["at"] == view]
    raw = records[:, int(place["word"])].astype(np.int64) >> int(place["shift"])
    return (raw & int(place["mask"])) + int(place["offset"])


def live(scenario: Scenario | Engine, *, until: int | None = None, threads: int = 1) -> Life:
    """Live a scenario to its end, or until a window."""
    engine = scenario if isinstance(scenario, Engine) else engine_of(scenario)
    history, state = History(), engine.fresh()
    for state in engine.windows(state, history, until=until, threads=threads):
        pass
    return Life(engine, state, history)


@cache
def lived(name: str, *settings: str, **plain: Any) -> Life:
    """Live a fixture or preset once for all tests that ask for the same."""
    return live(scenario_of(name, *settings, **plain))


@contextlib.contextmanager
def spans(threads: int) -> Iterator[None]:
    """Let even a small people be lived on this many threads."""
    with patch.object(run, "PEOPLE_FOR_THREADS", 1):
        yield


@dataclass
class Trace:
    """What happened to everybody, with the window and person of each row."""

    life: Life
    rows: Ints
    window: Ints

    def of(self, happening: int, kind: str | None = None) -> Ints:
        """Give rows (window, person, and the trace's columns) of one happening, in their order."""
        kept = self.rows[:, 1] == happening
        if kind is not None:
            kept &= self.rows[:, 2] == self.life.engine.compiled.kinds.index(kind)
        return np.column_stack([self.window[kept], self.rows[kept, 8], self.rows[kept]])


def traced(scenario: Scenario | Engine, overrides: list[tuple[int, int, int, int, int]] | None = None) -> Trace:
    """Live a people of one community on one thread with its trace on; a row's person is its agent."""
    engine = scenario if isinstance(scenario, Engine) else engine_of(scenario)
    assert engine.settled.communities == 1, "a trace tells an agent by its place in the community"
    rows = np.zeros((MOST_ROWS, len(trace.COLUMNS)), dtype=np.int64)
    length = np.zeros(1, dtype=np.int64)
    pins = np.array(sorted(overrides or []), dtype=np.int64).reshape(-1, 5)
    windows, history, state = [], History(), engine.fresh()
    with patch.object(run, "_NO_LOG", (rows, length)), patch.object(run, "_NO_OVERRIDES", pins):
        for state in engine.windows(state, history, threads=1):
            windows.append(int(length[0]))
    n = int(length[0])
    assert n <= MOST_ROWS, "the trace is longer than its room"
    window = np.searchsorted(np.array(windows), np.arange(n), side="right")
    return Trace(Life(engine, state, history), rows[:n].copy(), window)
