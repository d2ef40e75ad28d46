"""Where the engine's time goes: nanoseconds an occasion by room, and the share of each sort of work.

A process of its own lives a few windows with the marks of `engine/laps.py` compiled in. What passing a mark costs is
measured and taken off.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from creditarium.cli.measuring import candidates_of
from creditarium.engine import laps
from creditarium.engine.arrays import Ints
from creditarium.engine.counting import Measures
from creditarium.engine.run import Engine, History
from creditarium.engine.state import State
from creditarium.engine.threads import Threads, Together
from creditarium.model.resolve import resolve

MARKS = 1_000_000
"""How many empty marks are passed to learn what one costs."""
WARM_DAYS, MEASURED_DAYS = 56, 168
ROOMS = {
    laps.OUTSIDE: ("outside the circles", "population", "records"),
    laps.READ: ("reading records", "population", "records"),
    laps.FIELDS: ("what the others showed", "response", "fields"),
    laps.COVERAGE: ("whom schemes cover, bands and ranks", "scoring", "records"),
    laps.LEARNING: ("learning, fading and forgetting", "response", "draws"),
    laps.DRAWS: ("random candidates", "conduct", "draws"),
    laps.CALENDAR: ("clean time, caps, recalculation, publication", "sharing", "records"),
    laps.SCHEDULES: ("scheduled occasions", "conduct", "draws"),
    laps.ORDER: ("the order of time", "conduct", "order"),
    laps.MATTERS: ("entries, terms and appeals", "scoring", "draws"),
    laps.CHANCES: ("requirements and chances", "conduct", "tables"),
    laps.DECISION: ("whether the act follows", "conduct", "tables"),
    laps.TALLY: ("counting acts", "conduct", "tallies"),
    laps.EFFECTS: ("what an act leaves behind", "conduct", "records"),
    laps.ANSWERS: ("institutions' answers", "consequences", "tables"),
    laps.SENSORS: ("who sees it", "observation", "draws"),
    laps.TRACES: ("sums for fields and histograms", "response", "fields"),
    laps.WRITE: ("writing records", "population", "records"),
}
"""What lies before each mark: in words, the stage whose room it is, and the sort of work."""


class Spent(NamedTuple):
    """What one place of the kernel took: nanoseconds an occasion, its share of all, and how often it was passed."""

    what: str
    room: str
    sort: str
    nanoseconds: float
    share: float
    passed: int


def profile(name: str, people: int, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Profile a scenario in a process of its own: what `measure` gives."""
    tell(f"{name}, {people:,} people: compiling the kernel with its marks")
    with tempfile.TemporaryDirectory() as cache:
        done = subprocess.run(
            [sys.executable, "-m", "creditarium.cli.profiling", name, str(people), str(seed)],
            env=os.environ | {laps.ASKED: "1", "NUMBA_CACHE_DIR": str(Path(cache))},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(name: str, people: int, seed: int) -> dict[str, Any]:
    """Live a scenario's windows on one thread and give the nanoseconds an occasion that each place took.

    Only in a process that was started with the marks (`profile`).
    """
    engine = Engine.of(resolve(name, people=people, seed=seed, days=WARM_DAYS + MEASURED_DAYS))
    history, clock, crew = History(), engine.scenario.clock, Watched(1)
    windows = engine.windows(engine.fresh(), history, crew=crew)
    warm = -(-WARM_DAYS // (clock.window * clock.tally)) * clock.tally
    for _ in range(warm):
        next(windows)
    history.tallies.clear()
    crew.laps[1:] = 0
    began = time.process_time()
    for _ in windows:
        pass
    seconds = time.process_time() - began
    own, occasions = crew.laps, candidates_of(engine, history)
    cost = _cost_of_a_mark()
    net = [max(float(cycles - passed * cost), 0.0) for cycles, passed in own[1:]]
    nanoseconds = 1e9 * seconds / float(own[1:, 0].sum())
    total = sum(net)
    spent = [
        Spent(*ROOMS[j], net[j - 1] * nanoseconds / occasions, net[j - 1] / total, int(own[j, 1]))._asdict()
        for j in sorted(ROOMS)
    ]
    return {
        "scenario": name,
        "people": people,
        "occasions": occasions,
        "nanoseconds": total * nanoseconds / occasions,
        "a_mark": cost * nanoseconds,
        "places": spent,
        "rooms": _summed(spent, "room", "nanoseconds"),
        "sorts": _summed(spent, "sort", "share"),
    }


class Watched(Threads):
    """One thread whose marks are read."""

    laps: Ints

    @contextmanager
    def at_work(self, engine: Engine, state: State, measures: Measures | None = None) -> Iterator[Together]:
        """Take over all lives from a state."""
        with super().at_work(engine, state, measures) as parts:
            self.laps = parts.partitions[0].after.laps
            yield parts


def _summed(spent: list[dict[str, Any]], by: str, what: str) -> dict[str, float]:
    """Add up one figure of the places by their room or their sort of work."""
    sums: dict[str, float] = {}
    for place in spent:
        sums[place[by]] = sums.get(place[by], 0.0) + place[what]
    return sums


def _cost_of_a_mark() -> float:
    own = laps.no_laps()
    laps.pass_marks(own, MARKS)
    own[laps.OUTSIDE] = 0
    laps.pass_marks(own, MARKS)
    return float(own[laps.OUTSIDE, 0]) / MARKS


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
