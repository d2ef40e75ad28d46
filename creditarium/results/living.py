"""Living a scenario through, from its name to a `Run`; and going on where one stopped."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from creditarium.engine.run import Engine, History
from creditarium.engine.threads import Crew, Threads
from creditarium.model.digest import digest_of
from creditarium.model.problem import Problem
from creditarium.model.resolve import scenario as described
from creditarium.model.scenario import Scenario
from creditarium.results.capacity import check_memory
from creditarium.results.compiling import engine_of
from creditarium.results.contents import Lived
from creditarium.results.folder import MANIFEST, Stored, new_folder, write_run
from creditarium.results.locking import alone, reserved
from creditarium.results.run import Run
from creditarium.results.saving import Saving, Say
from creditarium.results.storage import Unwritable, check_room
from creditarium.results.unfinished import checkpoints_of, forget, run_of, tidy

NEW = Path()
"""As `out`: a new folder under `runs/`."""
Tell = Callable[[int, int], None]
"""Hears after each window how many are lived, and of how many."""


def run(
    scenario: str | Path | Scenario = "reported-2020",
    *,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    workers: str | int | None = None,
    reform: str | Path | Mapping[str, Any] | None = None,
    set: str | Sequence[str] | Mapping[str, Any] = (),
    without: str | Sequence[str] = (),
    transparent: bool = False,
    out: str | Path | None = None,
    tell: Tell | None = None,
    checkpoint: int | None = None,
    say: Say | None = None,
) -> Run:
    """Live a scenario (a preset's name, a file or a `Scenario`) through and give its results.

    `reform`, `set` ("PATH=VALUE" or a mapping), `without` (a stage or one of its items) and `transparent`
    change the scenario first. `out` names the folder to write, `NEW` takes a new one under `runs/`; without
    it the run stays in memory. A run with a folder saves a checkpoint beside it after every `checkpoint` windows,
    or else every minute or more, as long as less than 5 % of the time goes to writing; `say` hears what one should
    know of meanwhile (a warning if left out). Bad input, a bad folder, one that another process works on and more
    people than memory holds are a `Problem`.

    `workers` lives it on a Ray cluster (the extra `cluster`): so many workers on this machine, or those of the
    cluster at HOST:PORT or "auto". The tables are the same, and a worker that is lost costs what it lived last.

    >>> import creditarium as cr
    >>> lived = cr.run("rongcheng", people=2_000, days=28)
    >>> lived.tally("people", by="sex").columns
    ['sex', 'count']
    """
    whole = described(
        scenario, people=people, days=days, seed=seed, reform=reform, set=set, without=without, transparent=transparent
    )
    folder = None if out is None else new_folder(whole) if Path(out) == NEW else Path(out)
    _check_checkpoint(checkpoint)
    heard = say or _warned
    with reserved(folder):
        check_memory(whole, worlds=_copies(workers), say=heard)
        saving = Saving(folder, checkpoint, heard) if folder is not None else None
        if folder is not None:
            _check_unfinished(folder, whole)
        with _crew(threads, workers, heard) as crew:
            began = time.perf_counter()
            engine = engine_of(whole)
            fresh = engine.fresh()
            lived = Lived(engine, fresh, fresh, History(), {"compile": time.perf_counter() - began})
            return _lived_on(lived, saving, crew, tell)


def resume(
    run: str | Path | Run,
    *,
    days: int | None = None,
    threads: int | None = None,
    workers: str | int | None = None,
    out: str | Path | None = None,
    tell: Tell | None = None,
    checkpoint: int | None = None,
    say: Say | None = None,
) -> Run:
    """Go on with a run that was broken off, or for more `days` than it had; the tables are those of one run.

    It goes on from the last whole window: a last window that the run's days cut short is lived anew.

    `run` is a run folder, or one that a broken-off run would have had (then its newest checkpoint that is undamaged
    counts), or a checkpoint's, or a `Run` that was opened from one. The result is written to `out`, or else beside a
    checkpoint under its run's own name, or else to a new folder under `runs/`. `workers`, `checkpoint`
    and `say` as for `run`. A folder that is not as it was written, or that another version wrote, is a `Problem`.
    """
    heard = say or _warned
    given = _folder_of(run)
    _check_checkpoint(checkpoint)
    began = time.perf_counter()
    broken_off = run_of(given) if run_of(given) != given or checkpoints_of(given) else None
    with alone(broken_off):
        stored = _undamaged(given, heard)
        if stored.manifest.whole and broken_off is not None:
            forget(broken_off)
            broken_off = None
        _check_days(stored, days)
        engine = stored.engine
        if days is not None and days > stored.scenario.clock.days:
            clock = stored.scenario.clock.model_copy(update={"days": days})
            engine = Engine.of(stored.scenario.model_copy(update={"clock": clock}), engine.settled)
        folder = Path(out) if out is not None and Path(out) != NEW else broken_off or new_folder(engine.scenario)
        check_room(folder)
        check_memory(engine.scenario, worlds=_copies(workers), say=heard)
        with alone(folder if folder != broken_off else None):
            tidy(folder)
            state, _ = stored.resumption
            compiling = {"compile": time.perf_counter() - began}
            lived = Lived(engine, state, state, History(), compiling, stored.earlier())
            kept = stored.folder if folder == broken_off else None
            with _crew(threads, workers, heard) as crew:
                whole = _lived_on(lived, Saving(folder, checkpoint, heard, kept), crew, tell)
        if broken_off is not None:
            forget(broken_off)
        return whole


def processors() -> int:
    """Give how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _crew(threads: int | None, workers: str | int | None, say: Say) -> Iterator[Crew]:
    """Give who lives a run: threads, or the workers of a cluster for as long as the block runs."""
    if workers is None:
        yield Threads(threads or processors())
        return
    from creditarium.cluster.crew import Workers
    from creditarium.cluster.joining import joined

    with joined(workers) as cluster:
        yield Workers(cluster, say)


def _copies(workers: str | int | None) -> int:
    """Give how many times this machine holds all lives: workers on it have theirs besides those that are kept."""
    return 1 if workers is None or not str(workers).isdecimal() else 2


def _warned(line: str) -> None:
    warnings.warn(line, stacklevel=3)


def _check_checkpoint(windows: int | None) -> None:
    if windows is not None and windows < 1:
        raise Problem(f"a checkpoint after every {windows} windows", mend="give 1 or more, or leave it out")


def _check_unfinished(folder: Path, scenario: Scenario) -> None:
    """Refuse to begin a run of whose name one was broken off: it would take its checkpoints for its own."""
    for left in checkpoints_of(folder)[:1]:
        stored = Stored(left)
        same = digest_of(stored.scenario, provenance=False) == digest_of(scenario, provenance=False)
        what = f"{'this run' if same else 'a run of another scenario'} was broken off here, and its checkpoint is kept"
        raise Problem(what, place=str(left), mend=f"creditarium resume {folder} goes on, or remove that folder")


def _check_days(stored: Stored, days: int | None) -> None:
    lived = stored.scenario.clock.days
    if days is not None and days < lived:
        raise Problem(f"the run has {lived} days already", place="--days", mend="give more days than that")
    if stored.manifest.whole and days in (None, lived):
        raise Problem("the run is whole already", place=str(stored.folder), mend="give more days than it had")


def _folder_of(run: str | Path | Run) -> Path:
    if not isinstance(run, Run):
        return Path(run)
    if not isinstance(run.contents, Stored):
        raise Problem("only a run in a folder can go on", mend="write it, and open its folder")
    return run.contents.folder


def _undamaged(given: Path, say: Say) -> Stored:
    """Open the folder that a run goes on from: the one given, or else the newest good checkpoint of that name."""
    if (given / MANIFEST).exists() or not checkpoints_of(given):
        return _checked(given)
    return _newest(checkpoints_of(given), say)


def _newest(checkpoints: list[Path], say: Say) -> Stored:
    path, *older = checkpoints
    try:
        stored = _checked(path)
    except Problem as problem:
        if not older:
            raise
        say(f"{problem.place}: {problem.what}; the checkpoint before it is taken")
        return _newest(older, say)
    say(f"going on from {path}, with {stored.manifest.lived} of {stored.manifest.windows} windows lived")
    return stored


def _checked(path: Path) -> Stored:
    stored = Stored(path)
    stored.check()
    return stored


def _lived_on(lived: Lived, saving: Saving | None, crew: Crew, tell: Tell | None) -> Run:
    """Live what remains, saving checkpoints on the way, and write the folder if there is to be one."""
    engine, first = lived.engine, lived.state.window
    began = time.perf_counter()
    try:
        with closing(engine.windows(lived.state, lived.history, crew=crew)) as states:
            for state in states:
                lived.state = state
                lived.absorb()
                if tell is not None:
                    tell(state.window, engine.compiled.windows)
                if saving is not None:
                    saving.after(lived)
        seconds = time.perf_counter() - began - (saving.seconds if saving is not None else 0.0)
        clock = engine.scenario.clock
        days = min(lived.state.window * clock.window, clock.lived_days) - first * clock.window
        lived.timings["live"] = seconds
        lived.timings["person_days_per_second"] = engine.scenario.people * days / max(seconds, 1e-9)
        if saving is not None:
            now = time.perf_counter()
            lived.path = write_run(saving.run, lived)
            lived.timings["write"] = time.perf_counter() - now
            forget(saving.run)
    except KeyboardInterrupt:
        if saving is not None and saving.kept is not None:
            saving.say(saving.left())
        raise
    except MemoryError as error:
        what = f"memory ran out after {lived.state.window} of {engine.compiled.windows} windows"
        raise Problem(what, mend=_mend("take fewer people, or free some memory", saving)) from error
    except Unwritable as problem:
        raise Problem(problem.what, place=problem.place, mend=_mend(problem.mend, saving)) from problem
    return Run(lived)


def _mend(mend: str, saving: Saving | None) -> str:
    return f"{mend}; {saving.left()}" if saving is not None and saving.kept is not None else mend
