"""The run folder: everything that a run leaves, readable without this package, written whole or not at all.

| file | holds |
| --- | --- |
| `scenario.yaml` | the whole scenario, loadable like any other |
| `manifest.json` | versions, size, seed and digests |
| `made.json` | when, where and how fast; the sizes and digests of the files |
| `tallies.parquet`, `bands.parquet`, `scores.parquet` | counts by period; bands and scores by window |
| `people.parquet`, `persons.parquet`, `states.parquet` | who lives here; who was refused; final states |
| `cohort.parquet` | a sampled cohort of whole circles, in words |
| `communities.parquet` | the communities, each with the digest of its final state |
| `fields.npz` | what each window read, from which any life is replayed |
| `state.npz` | where every life stands at the end, of at most 10 million people |
| `whole.npz` | where every life stood at the last whole window, if the end cuts one short; of as many at most |

A run goes on from `whole.npz`, or from `state.npz` where there is none. A checkpoint is the folder of a run that is
not whole yet: it holds what grows from window to window and the state, and no table that follows from these.
"""

from __future__ import annotations

import os
import platform
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from creditarium import __version__
from creditarium.engine.run import Engine, State
from creditarium.engine.state import MOST_KEPT, keeps_states
from creditarium.engine.tallies import Counts
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.results.capacity import check_spare
from creditarium.results.checkpoint import read_state, write_state
from creditarium.results.contents import GROWING, TABLES, Earlier, Lived
from creditarium.results.digests import fate_of, rules_of
from creditarium.results.fields import Fields
from creditarium.results.locking import in_use
from creditarium.results.manifest import Manifest
from creditarium.results.scenario_file import read_scenario, write_scenario
from creditarium.results.storage import (
    arriving,
    damaged,
    file_digest,
    read_json,
    read_table,
    scan_table,
    write_json,
    write_table,
)
from creditarium.results.unfinished import checkpoints_of

RUNS = Path("runs")
SCENARIO, MANIFEST, MADE, FIELDS, STATE = (
    "scenario.yaml",
    "manifest.json",
    "made.json",
    "fields.npz",
    "state.npz",
)
FILES = (SCENARIO, MANIFEST, FIELDS, STATE, *(f"{name}.parquet" for name in TABLES))
WHOLE = "whole.npz"
CHECKPOINT = (SCENARIO, MANIFEST, FIELDS, STATE, *(f"{name}.parquet" for name in GROWING))
"""The files of a checkpoint."""


def new_folder(scenario: Scenario, base: Path = RUNS, today: date | None = None) -> Path:
    """Give a path for a new run that nothing and nobody has: date, scenario, seed and, if need be, a number.

    >>> from creditarium.model.resolve import resolve
    >>> new_folder(resolve("rongcheng"), Path("nowhere"), date(2026, 11, 22)).as_posix()
    'nowhere/2026-11-22-rongcheng-seed1'
    """
    day = (today or date.today()).isoformat()
    name = f"{day}-{_safe(scenario.name)}-seed{scenario.seed}"
    path, number = base / name, 1
    while path.exists() or checkpoints_of(path) or in_use(path):
        number += 1
        path = base / f"{name}-{number}"
    return path


def write_run(path: Path, run: Lived) -> Path:
    """Write a run into a new folder, whole or not at all; an unwritable or non-empty one is a `Problem`.

    Of a run that is not whole yet a checkpoint is written.
    """
    check_spare(run.bytes_of_tallies)
    head = run.head
    words = {"creditarium": head.creditarium, "scenario": head.scenario, "seed": str(head.seed)}
    with arriving(path) as folder, ThreadPoolExecutor(1) as beside:
        frames = {name: run.frame(name) for name in (TABLES if head.whole else GROWING)}
        tables = [
            beside.submit(write_table, folder / f"{name}.parquet", frame, words) for name, frame in frames.items()
        ]  # while the digests are taken
        manifest = run.manifest
        write_scenario(folder / SCENARIO, run.scenario)
        run.fields.write(folder / FIELDS, compress=manifest.whole)
        if keeps_states(manifest.people) or not manifest.whole:
            write_state(folder / STATE, run.state, run.open_tally)
            whole, open_tally = run.resumption
            if whole is not run.state:
                write_state(folder / WHOLE, whole, open_tally)
        write_json(folder / MANIFEST, manifest.content())
        for table in tables:
            table.result()
        write_json(folder / MADE, {"at": _now(), "machine": _machine(), "seconds": run.timings, **_sealed(folder)})
    return path


def _sealed(folder: Path) -> dict[str, dict[str, Any]]:
    """Give the size and the digest of every file that was written."""
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
    sizes = {name: file.stat().st_size for name, file in files.items()}
    return {"files": sizes, "digests": {name: file_digest(file) for name, file in files.items()}}


@dataclass(frozen=True)
class Made:
    """How a folder was made: seconds by step, and of every file its size and its digest (none in form 2)."""

    seconds: dict[str, float]
    sizes: dict[str, int]
    digests: dict[str, str]

    @classmethod
    def read(cls, path: Path, manifest: Manifest) -> Made:
        """Read `made.json`; one that does not name the files that a run of this manifest has is a `Problem`."""
        content = read_json(path)
        held = content if isinstance(content, dict) else {}
        seconds, sizes, digests = (held.get(name, {}) for name in ("seconds", "files", "digests"))
        kinds = ((seconds, int | float), (sizes, int), (digests, str))
        if not all(isinstance(part, dict) and _all_are(kind, part) for part, kind in kinds):
            raise damaged(path)
        wanted = set(FILES if manifest.whole else CHECKPOINT)
        if manifest.whole and not keeps_states(manifest.people):
            wanted.remove(STATE)
        if not wanted <= set(sizes) or (manifest.format > 2 and set(digests) != set(sizes)):
            raise damaged(path)
        return cls(seconds, sizes, digests)


class Stored:
    """A run in a folder: each table is read when it is asked for."""

    def __init__(self, path: Path, *, as_written: bool = True) -> None:
        """Open a folder; what is none, is cut off or is from another version is a `Problem`.

        Without ``as_written`` a table or array of another size is not: who opens it so looks for what was changed.
        """
        if not path.is_dir():
            raise Problem("there is no such run folder", place=str(path), mend="give the folder that a run wrote")
        if not (path / MANIFEST).is_file():
            raise Problem(
                f"this is no run folder: it has no {MANIFEST}",
                place=str(path),
                mend="give one that a run wrote",
            )
        self.path: Path | None = path
        self.folder = path
        self.manifest = Manifest.read(read_json(path / MANIFEST), str(path / MANIFEST))
        made = Made.read(path / MADE, self.manifest)
        for name, size in made.sizes.items():
            file = path / name
            exact = as_written or file.suffix not in (".parquet", ".npz")
            if not file.is_file() or (exact and file.stat().st_size != size):
                raise damaged(file, "it is cut off or changed" if file.is_file() else "it is missing")
        self.made = made
        self.timings: dict[str, float] = dict(made.seconds)

    def changed(self) -> Path | None:
        """Read every file, and give the first that has not the digest with which it was written."""
        for name, digest in self.made.digests.items():
            if file_digest(self.folder / name) != digest:
                return self.folder / name
        return None

    def check(self) -> None:
        """Refuse to go on from a folder that is not as it was written, or that another version wrote."""
        odd = self.changed()
        if odd is not None:
            raise damaged(odd)
        if self.manifest.creditarium != __version__:
            what = f"Creditarium {self.manifest.creditarium} wrote this run, and the tables of {__version__} may differ"
            mend = f"go on with version {self.manifest.creditarium}, or live the scenario again"
            raise Problem(what, place=str(self.folder), mend=mend)
        if not self.keeps_states:
            return
        state, shape = self.resumption[0], (self.engine.settled.agents, self.engine.compiled.words)
        if state.records.shape != shape or len(state.docket_start) != self.engine.settled.communities + 1:
            raise damaged(self.folder / STATE, "it is of another scenario")

    @property
    def head(self) -> Manifest:
        """The manifest."""
        return self.manifest

    @cached_property
    def scenario(self) -> Scenario:
        """The whole scenario that was lived."""
        scenario = read_scenario(self.folder / SCENARIO)
        if rules_of(scenario) != self.manifest.rules:
            raise damaged(self.folder / SCENARIO, "its rules are not those of the run")
        return scenario

    @cached_property
    def engine(self) -> Engine:
        """The compiled world and its people; another fate than the run's is a `Problem`."""
        engine = Engine.of(self.scenario)
        fate = fate_of(engine)
        odd = [name for name, part in self.manifest.fate.items() if fate.get(name) != part]
        if odd:
            what = f"this version of Creditarium draws another fate ({odd[0]}) than the one that wrote the run"
            mend = f"use version {self.manifest.creditarium}, or live the scenario again"
            raise Problem(what, place=str(self.folder), mend=mend)
        return engine

    @property
    def keeps_states(self) -> bool:
        """Whether it holds where every life stands: a finished run of very many people does not."""
        return keeps_states(self.manifest.people) or not self.manifest.whole

    @cached_property
    def _checkpoint(self) -> tuple[State, Counts]:
        if not self.keeps_states:
            what = f"a finished run of {self.manifest.people:,} people keeps no states, only tables and fields"
            mend = f"take a run of at most {MOST_KEPT:,} people, or live this one again from its scenario.yaml"
            raise Problem(what, place=str(self.folder), mend=mend)
        return read_state(self.folder / STATE)

    @property
    def state(self) -> State:
        """Where every life stands at the end."""
        return self._checkpoint[0]

    @property
    def open_tally(self) -> Counts:
        """The counts of the period that is not over at the end."""
        return self._checkpoint[1]

    @cached_property
    def fields(self) -> Fields:
        """What each window read."""
        return Fields.read(self.folder / FIELDS)

    def table(self, name: str) -> pl.LazyFrame:
        """Give a tidy table, read only as far as it is used; one that a checkpoint lacks is a `Problem`."""
        if f"{name}.parquet" not in self.made.sizes:
            what = f"the run is not whole yet, so it has no table of {name}"
            raise Problem(what, place=str(self.folder), mend=f"go on with creditarium resume {self.folder}")
        return scan_table(self.folder / f"{name}.parquet")

    @cached_property
    def resumption(self) -> tuple[State, Counts]:
        """Where a longer run goes on from, the end of the last whole window, and the tally rows open there."""
        clock = self.manifest
        cut = clock.whole and (clock.warm_up + clock.days) % clock.window
        return read_state(self.folder / WHOLE) if cut and self.keeps_states else self._checkpoint

    def earlier(self) -> Earlier:
        """Give what a run that goes on from here needs of this one."""
        state, open_tally = self.resumption
        until = pl.col("window") <= state.window
        frames = {name: read_table(self.folder / f"{name}.parquet").filter(until) for name in ("bands", "scores")}
        frames["tallies"] = read_table(self.folder / "tallies.parquet")
        return Earlier(state.window, frames, self.fields.until(state.window), open_tally)


def _all_are(kind: Any, part: dict[str, Any]) -> bool:
    return all(isinstance(value, kind) for value in part.values())


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name).strip(".") or "run"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _machine() -> dict[str, str | int | None]:
    return {"system": platform.system(), "processor": platform.machine(), "processors": os.cpu_count()}
