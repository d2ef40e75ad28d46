"""Measuring the engine: person-days a second in the steady state, memory, and what starting costs."""

from __future__ import annotations

import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from creditarium.engine.run import Engine, History, State
from creditarium.model.resolve import resolve

WARM_WINDOWS = 6
"""Windows lived before the clock starts: everyone begins alike, and the docket fills in the first weeks."""
BLOCK = 4
"""Windows in a turn: a whole period of the tallies, so that every turn pays once for gathering them."""
THREADS = 2
EXPLAINED = ("rongcheng", "reported-2020")
"""The scenarios of which lives are explained."""
COLD, WARM_LIVES = 3, 20
PAIR_DAYS = 182
"""How long the worlds of a pair are lived."""
SWEPT, SWEEP_MEMBERS = 16, 200
"""The members of a sweep that are lived, and those of the sweep that is told of."""
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""A shell that sets this would have every command read the program's source anew, which no newcomer waits for."""
PROFILE_BYTES = 2
DAYS_A_YEAR = 365.25
Tell = Callable[[str], None]


class Pace(NamedTuple):
    """What one scenario at one size was measured to do."""

    scenario: str
    people: int
    person_days_per_second: float
    person_days_per_second_1_thread: float
    candidates_per_person_year: float
    candidates_per_second: float
    bytes_per_person: float
    settle_seconds: float
    first_window_seconds: float


def pace(name: str, people: int, seed: int, blocks: int, threads: int, tell: Tell) -> Pace:
    """Live a scenario's first windows on all threads and on one, and take the medians.

    The same windows, turn by turn, so that another program on the machine slows both alike.
    """
    tell(f"{name}, {people:,} people: settling")
    start = time.perf_counter()
    scenario = resolve(name, people=people, seed=seed)
    windows, window_days = WARM_WINDOWS + BLOCK * blocks, scenario.clock.window
    clock = scenario.clock.model_copy(update={"days": windows * window_days})
    engine = Engine.of(scenario.model_copy(update={"clock": clock}))
    state = engine.fresh()
    settled = time.perf_counter() - start
    histories = {turn: History() for turn in (threads, 1)}
    lives = {
        turn: engine.windows(state if turn == threads else engine.fresh(), history, threads=turn)
        for turn, history in histories.items()
    }
    start = time.perf_counter()
    next(lives[threads])
    first = time.perf_counter() - start
    for turn, live in lives.items():
        _pass(live, WARM_WINDOWS - (turn == threads))
    times: dict[int, list[float]] = {turn: [] for turn in lives}
    for block in range(blocks):
        tell(f"{name}, {people:,} people: block {block + 1} of {blocks}")
        for turn, live in lives.items():
            start = time.perf_counter()
            _pass(live, BLOCK)
            times[turn].append(time.perf_counter() - start)
            histories[turn].before.clear()
    person_days = people * BLOCK * window_days
    year = candidates_of(engine, histories[1]) / (people * windows * window_days / DAYS_A_YEAR)
    fast = person_days / median(times[threads])
    return Pace(
        scenario=name,
        people=people,
        person_days_per_second=fast,
        person_days_per_second_1_thread=person_days / median(times[1]),
        candidates_per_person_year=year,
        candidates_per_second=fast * year / DAYS_A_YEAR,
        bytes_per_person=histories[1].peak_bytes / people + PROFILE_BYTES,
        settle_seconds=settled,
        first_window_seconds=first,
    )


def _pass(lives: Iterator[State], windows: int) -> None:
    for _ in itertools.islice(lives, windows):
        pass


def pair(name: str, people: int, seed: int, turns: int, threads: int, tell: Tell) -> float:
    """Give how many times one run a pair without a common day costs, its effects on everybody included.

    Turn by turn, after one of each in which people are drawn and code is loaded; the medians are compared.
    """
    from creditarium.analysis.pairs.comparison import compare
    from creditarium.results.living import run

    first = resolve(name, people=people, seed=seed, days=PAIR_DAYS)
    other = first.without("sharing")
    spent: dict[str, list[float]] = {"run": [], "pair": []}
    for turn in range(turns + 1):
        tell(f"{name}, {people:,} people: a pair against one run, turn {turn} of {turns}")
        for what, times in spent.items():
            start = time.perf_counter()
            if what == "run":
                run(first, threads=threads)
            else:
                assert len(compare(first, other, threads=threads).effects)
            times.append(time.perf_counter() - start)
    return median(spent["pair"][1:]) / median(spent["run"][1:])


def candidates_of(engine: Engine, history: History) -> int:
    """Count the occasions that came up, whether or not an act followed."""
    wanted = [row for row, what in enumerate(engine.compiled.rows) if what.measure == "candidates"]
    total = 0
    for counted in history.tallies:
        total += int(counted.rows["count"][np.isin(counted.rows["row"], wanted)].sum())
    return total


def command(arguments: list[str], cache: Path, folder: Path) -> tuple[float, str]:
    """Run one command of this program in its own process: seconds, and what it wrote; `cache` keeps compiled code."""
    environment = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE}
    environment["NUMBA_CACHE_DIR"] = str(cache)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "creditarium.cli.main", *arguments],
        cwd=folder,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return time.perf_counter() - start, done.stdout


def starting(people: int, tell: Tell) -> dict[str, float]:
    """Time what a newcomer waits for, on an empty cache of compiled code: seconds by name."""
    with tempfile.TemporaryDirectory() as scratch:
        cache, folder = Path(scratch, "cache"), Path(scratch, "work")
        folder.mkdir()
        tell("the list of presets")
        seconds = {"list": command(["list"], cache, folder)[0]}
        tell("the first table, compilation included")
        seconds["first_table"] = command(["first", "--table-only"], cache, folder)[0]
        tell("a second run")
        began = time.time()
        _, said = command(["run", "rongcheng", "--people", "256", "--days", "7", "--json"], cache, folder)
        seconds["second_run"] = float(json.loads(said)["living_at"]) - began
        for name in EXPLAINED:
            tell(f"a life of {name}, {people:,} people")
            command(["run", name, "--people", str(people), "--out", name, "--json"], cache, folder)
            cold = [command(["explain", name, str(people // 2), "--json"], cache, folder)[0] for _ in range(COLD)]
            seconds[f"explain_cold.{name}"] = median(cold)
            seconds[f"explain_warm.{name}"] = explaining(folder / name, people)
            tell(f"the audit of {name}, {people:,} people")
            seconds[f"audit.{name}"] = command(["audit", name, "--json"], cache, folder)[0]
    return seconds


def explaining(folder: Path, people: int) -> float:
    """Time the explanation of one life in a process that has explained another: the median, in seconds."""
    from creditarium.analysis.explain import explain
    from creditarium.results.run import open_run

    run, times = open_run(folder), []
    for j in range(WARM_LIVES + 1):
        start = time.perf_counter()
        explain(run, j * people // (WARM_LIVES + 1)).as_json()
        times.append(time.perf_counter() - start)
    return median(times[1:])


def decomposing(name: str, threads: int, tell: Tell) -> float:
    """Time a decomposition of 50,000 people and a year: every set of seven parts, settling and compiling included."""
    from creditarium.analysis.parts.decompose import decompose

    said = f"{name}: a decomposition"
    tell(said)
    return decompose(
        name,
        people=50_000,
        days=365,
        threads=threads,
        tell=lambda done, total: tell(f"{said}, world {done} of {total}"),
    ).seconds


def sweeping(name: str, threads: int, tell: Tell) -> float:
    """Time a sweep of 50,000 people and a year by its first sixteen pairs, and give the seconds of two hundred.

    Two peoples of eight members each are fitted, as a whole sweep fits one for every eight.
    """
    from creditarium.analysis.ensembles.plan import plan_of
    from creditarium.analysis.ensembles.sweep import swept

    said = f"{name}: a sweep"
    tell(said)
    plan = plan_of((resolve(name, people=50_000, days=365),), members=SWEPT)
    made = swept(plan, threads=threads, tell=lambda done, total: tell(f"{said}, pair {done} of {total}"))
    return made.seconds * SWEEP_MEMBERS / made.lived


def machine() -> dict[str, str]:
    """Say what was measured on: processor, cores, system and versions."""
    import numba
    import numpy

    from creditarium import __version__

    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "numba": numba.__version__,
        "creditarium": __version__,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"
