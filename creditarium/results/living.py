"""Living a scenario through, from its name to a `Run`; and going on where one stopped."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from creditarium.engine.run import Engine, History, State
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.capacity import check_memory
from creditarium.results.contents import Lived
from creditarium.results.folder import UNFINISHED, Stored, new_folder, write_run
from creditarium.results.run import Run
from creditarium.results.storage import check_room, discard

NEW = Path()
"""As `out`: a new folder under `runs/`."""
SAVE_SECONDS = 600.0
"""How often a long run that has a folder saves a checkpoint."""

Tell = Callable[[int, int], None]
"""Hears after each window how many are lived, and of how many."""


def run(
    scenario: str | Path | Scenario = "reported-2020",
    *,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    reform: str | Path | Mapping[str, Any] | None = None,
    set: str | Sequence[str] | Mapping[str, Any] = (),
    without: str | Sequence[str] = (),
    transparent: bool = False,
    out: str | Path | None = None,
    tell: Tell | None = None,
    save_seconds: float = SAVE_SECONDS,
) -> Run:
    """Live a scenario (a preset's name, a file or a `Scenario`) through and give its results.

    `reform`, `set` ("PATH=VALUE" or a mapping), `without` (a stage or one of its items) and `transparent`
    change the scenario first. `out` names the folder to write, `NEW` takes a new one under `runs/`; without
    it the run stays in memory. Bad input, a bad folder and more people than memory holds are a `Problem`.

    >>> import creditarium as cr
    >>> lived = cr.run("rongcheng", people=2_000, days=28)
    >>> lived.tally("people", by="sex").columns
    ['sex', 'count']
    """
    whole = resolve(
        str(scenario) if isinstance(scenario, Path) else scenario,
        reform=reform,
        settings=_settings(set),
        missing=(without,) if isinstance(without, str) else tuple(without),
        transparent=transparent,
        people=people,
        days=days,
        seed=seed,
    )
    folder = None if out is None else new_folder(whole) if Path(out) == NEW else Path(out)
    if folder is not None:
        check_room(folder)
    check_memory(whole)
    began = time.perf_counter()
    engine = Engine.of(whole)
    fresh = engine.fresh()
    lived = Lived(engine, fresh, fresh, History(), {"compile": time.perf_counter() - began})
    return _lived_on(lived, folder, threads, tell, save_seconds)


def resume(
    run: str | Path | Run,
    *,
    days: int | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    tell: Tell | None = None,
    save_seconds: float = SAVE_SECONDS,
) -> Run:
    """Go on with a run that was broken off, or for more `days` than it had; the tables are those of one run.

    It goes on from the last whole window: a last window that the run's days cut short is lived anew.

    `run` is a run folder (a checkpoint's, too), or a `Run` that was opened from one. The result is written to
    `out`, or else beside a checkpoint under its run's own name, or else to a new folder under `runs/`.
    """
    opened = run if isinstance(run, Run) else Run(Stored(Path(run)))
    stored = opened.contents
    if not isinstance(stored, Stored):
        raise Problem("only a run in a folder can go on", mend="write it, and open its folder")
    clock = stored.scenario.clock
    if days is not None and days < clock.days:
        raise Problem(f"the run has {clock.days} days already", place="--days", mend="give more days than that")
    began = time.perf_counter()
    engine = stored.engine
    if days is not None and days > clock.days:
        longer = stored.scenario.model_copy(update={"clock": clock.model_copy(update={"days": days})})
        engine = Engine.of(longer, engine.settled)
    state, _ = stored.resumption
    if engine.scenario is stored.scenario and stored.manifest.whole:
        raise Problem("the run is whole already", place=str(stored.path), mend="give more days than it had")
    folder = Path(out) if out is not None and Path(out) != NEW else _folder_after(stored, engine.scenario)
    check_room(folder)
    compiling = {"compile": time.perf_counter() - began}
    lived = Lived(engine, state, state, History(), compiling, stored.earlier())
    whole = _lived_on(lived, folder, threads, tell, save_seconds)
    if UNFINISHED in stored.folder.name:
        discard(stored.folder)
    return whole


def processors() -> int:
    """Give how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _settings(given: str | Sequence[str] | Mapping[str, Any]) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    if isinstance(given, Mapping):
        return tuple(f"{path}={value}" for path, value in given.items())
    return tuple(given)


def _folder_after(stored: Stored, scenario: Scenario) -> Path:
    """Give the folder of a resumed run: a checkpoint's run has a name of its own."""
    name, mark, _ = stored.folder.name.partition(UNFINISHED)
    return stored.folder.with_name(name) if mark else new_folder(scenario)


def _lived_on(lived: Lived, folder: Path | None, threads: int | None, tell: Tell | None, save_seconds: float) -> Run:
    """Live what remains, saving checkpoints on the way, and write the folder if there is to be one."""
    engine, first = lived.engine, lived.state.window
    saved: Path | None = None
    began = last = time.perf_counter()
    saving = 0.0
    for state in engine.windows(lived.state, lived.history, threads=threads or processors()):
        lived.state = state
        lived.absorb()
        if tell is not None:
            tell(state.window, engine.compiled.windows)
        now = time.perf_counter()
        if folder is not None and now - last > save_seconds and _can_stop(engine, state):
            saved = _save(lived, folder, saved)
            last = time.perf_counter()
            saving += last - now
    seconds = time.perf_counter() - began - saving
    clock = engine.scenario.clock
    days = min(lived.state.window * clock.window, clock.lived_days) - first * clock.window
    lived.timings["live"] = seconds
    lived.timings["person_days_per_second"] = engine.scenario.people * days / max(seconds, 1e-9)
    if folder is not None:
        now = time.perf_counter()
        lived.path = write_run(folder, lived)
        lived.timings["write"] = time.perf_counter() - now
        if saved is not None:
            discard(saved)
    return Run(lived)


def _can_stop(engine: Engine, state: State) -> bool:
    """Say whether a run can be saved here: between two periods of the tallies, and before its end."""
    clock = engine.scenario.clock
    return clock.period(state.window) == state.window < clock.windows


def _save(lived: Lived, folder: Path, saved: Path | None) -> Path:
    """Write a checkpoint beside the folder that the run will have, and only then give up the last one."""
    path = folder.with_name(f"{folder.name}{UNFINISHED}{lived.state.window}")
    if path.exists():
        discard(path)
    write_run(path, replace(lived, timings=dict(lived.timings)))
    if saved is not None:
        discard(saved)
    return path
