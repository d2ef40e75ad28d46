"""Scenarios lived for a test: read from a fixture, lived, and asked for states, tallies and traces."""

import contextlib
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from creditarium.engine import partition, threads, trace
from creditarium.engine.compile.world import GROUPS
from creditarium.engine.partition import Left, Partition
from creditarium.engine.run import Engine, History, State
from creditarium.engine.society import Settled, settle
from creditarium.engine.world import Before
from creditarium.model.population import ATTRIBUTES
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
THEORY = ROOT / "tests" / "fixtures" / "theory"
WORLDS = ROOT / "creditarium" / "presets" / "validation" / "worlds"
"""The worlds of the validation cases, which the program ships."""
MOST_ROWS = 200_000

Ints = NDArray[np.int64]
SETTLED: dict[tuple[object, ...], Settled] = {}


def scenario_of(name: str, *settings: str, **plain: Any) -> Scenario:
    """Resolve a fixture of `theory`, a world of a validation case or a preset.

    A fixture's own files are named from the project's root.
    """
    found = [path for path in (THEORY / f"{name}.yaml", WORLDS / f"{name}.yaml") if path.is_file()]
    with contextlib.chdir(ROOT):
        return resolve(str(found[0]) if found else name, settings=settings, **plain)


def engine_of(scenario: Scenario) -> Engine:
    """Compile a scenario; people of one population, number and seed are settled once (no test changes a population)."""
    organised = any(kind.who.organisation for kind in scenario.conduct.kinds.values())
    key = (scenario.population.name, scenario.people, scenario.seed, scenario.community, organised)
    with contextlib.chdir(ROOT):
        if key not in SETTLED:
            SETTLED[key] = settle(scenario)
        return Engine.of(scenario, SETTLED[key])


def compiled_anew(program: str, folder: Path, **environment: str) -> str:
    """Give what a program says in a process whose engine is compiled for it alone, under other settings; a minute."""
    cache = folder / "numba"
    child = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            **environment,
            "NUMBA_CACHE_DIR": str(cache),
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    assert list(cache.rglob("*.nbc")), "the child must have compiled for itself"
    return child.stdout.strip()


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
        for counted in self.history.tallies:
            kept = counted.rows[in_group(counted.rows["cell"], **group)]
            np.add.at(total, kept["row"], kept["count"])
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


def last_of(states: Iterator[State]) -> State:
    """Live all windows of an iterator and give the state after the last."""
    return deque(states, maxlen=1).pop()


def live(scenario: Scenario | Engine, *, until: int | None = None, threads: int = 1) -> Life:
    """Live a scenario to its end, or until a window."""
    engine = scenario if isinstance(scenario, Engine) else engine_of(scenario)
    history = History()
    state = last_of(engine.windows(engine.fresh(), history, until=until, threads=threads))
    return Life(engine, state, history)


@cache
def lived(name: str, *settings: str, **plain: Any) -> Life:
    """Live a fixture or preset once for all tests that ask for the same."""
    return live(scenario_of(name, *settings, **plain))


@contextlib.contextmanager
def spans(count: int) -> Iterator[None]:
    """Let even a small people be lived on so many threads."""
    with patch.object(threads, "PEOPLE_FOR_THREADS", 1):
        yield


@dataclass
class Trace:
    """What happened to everybody: rows (window, agent, and the trace's columns), in the order of lives.

    An agent is counted as its record is: persons first, then organisations.
    """

    life: Life
    rows: Ints

    def of(self, happening: int, kind: str | None = None, agent: int | None = None) -> Ints:
        """Give the rows of one happening."""
        kept = self.rows[:, 3] == happening
        if kind is not None:
            kept &= self.rows[:, 4] == self.life.engine.compiled.kinds.index(kind)
        if agent is not None:
            kept &= self.rows[:, 1] == agent
        return self.rows[kept]


WINDOW, AGENT, TICK, HAPPENING, KIND, OTHER, X, Y, Z, ORDINAL = range(10)
"""The columns of a trace's rows."""


def traced(scenario: Scenario | Engine, overrides: list[tuple[int, int, int, int, int]] | None = None) -> Trace:
    """Live a people one community after the other with the trace on; overrides as the kernel takes them."""
    engine = scenario if isinstance(scenario, Engine) else engine_of(scenario)
    society, people = engine.society, engine.scenario.people
    log = np.zeros((MOST_ROWS, len(trace.COLUMNS)), dtype=np.int64)
    length = np.zeros(1, dtype=np.int64)
    pins = np.array(sorted(overrides or []), dtype=np.int64).reshape(-1, 5)
    made: list[Ints] = []
    whole = Partition.live

    def lived_alone(part: Partition, window: int, before: Before) -> Left:
        [number] = part.engine.settled.society.start[:-1]  # one community at a time
        first = int(np.flatnonzero(society.start == number)[0])
        length[0] = 0
        out = whole(part, window, before)
        n = int(length[0])
        assert n <= MOST_ROWS, "the trace is longer than its room"
        size = int(society.start[first + 1] - society.start[first])
        place = log[:n, 8]
        organisation = people + int(society.organisations[first]) + place - size
        agent = np.where(place < size, int(society.start[first]) + place, organisation)
        made.append(np.column_stack([np.full(n, window), agent, log[:n, :8]]))
        return out

    history = History()
    with (
        patch.object(partition, "NO_LOG", (log, length)),
        patch.object(partition, "NO_OVERRIDES", pins),
        patch.object(Partition, "live", lived_alone),
        patch.object(threads, "ThreadPoolExecutor", lambda max_workers: ThreadPoolExecutor(1)),
        patch.object(threads, "cuts", lambda engine, _: [(j, j + 1) for j in range(engine.settled.communities)]),
    ):
        state = last_of(engine.windows(engine.fresh(), history, threads=1))
    return Trace(Life(engine, state, history), np.concatenate(made))
