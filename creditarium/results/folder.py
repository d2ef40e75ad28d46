"""The run folder: everything that a run leaves, readable without this package, written whole or not at all.

| file | holds |
| --- | --- |
| `scenario.yaml` | the whole scenario, loadable like any other |
| `manifest.json` | versions, size, seed and digests |
| `made.json` | when, where and how fast; the sizes of the files |
| `tallies.parquet`, `bands.parquet`, `scores.parquet` | counts by period; bands and scores by window |
| `people.parquet`, `persons.parquet`, `states.parquet` | who lives here; who was refused; final states |
| `cohort.parquet` | a sampled cohort of whole circles, in words |
| `communities.parquet` | the communities, each with the digest of its final state |
| `fields.npz` | what each window read, from which any life is replayed |
| `state.npz` | where every life stands at the end |
| `whole.npz` | where every life stood at the last whole window, if the end cuts one short |

A run goes on from `whole.npz`, or from `state.npz` where there is none.
"""

from __future__ import annotations

import os
import platform
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import polars as pl

from creditarium.engine.run import Engine, State
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.results.checkpoint import read_state, write_state
from creditarium.results.contents import TABLES, Earlier, Lived
from creditarium.results.decoding import Ints
from creditarium.results.digests import fate_of, rules_of
from creditarium.results.fields import Fields
from creditarium.results.manifest import Manifest
from creditarium.results.scenario_file import read_scenario, write_scenario
from creditarium.results.storage import (
    arriving,
    damaged,
    read_json,
    read_table,
    scan_table,
    write_json,
    write_table,
)

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
UNFINISHED = ".unfinished-"
"""Between a run's own name and the window at which its checkpoint stands."""


def new_folder(scenario: Scenario, base: Path = RUNS, today: date | None = None) -> Path:
    """Give a path for a new run that nothing has yet: date, scenario, seed and, if need be, a number.

    >>> from creditarium.model.resolve import resolve
    >>> new_folder(resolve("rongcheng"), Path("nowhere"), date(2026, 11, 22)).as_posix()
    'nowhere/2026-11-22-rongcheng-seed1'
    """
    day = (today or date.today()).isoformat()
    name = f"{day}-{_safe(scenario.name)}-seed{scenario.seed}"
    path, number = base / name, 1
    while path.exists():
        number += 1
        path = base / f"{name}-{number}"
    return path


def write_run(path: Path, run: Lived) -> Path:
    """Write a run into a new folder, whole or not at all; an unwritable or non-empty one is a `Problem`."""
    manifest = run.manifest
    with arriving(path) as folder:
        write_scenario(folder / SCENARIO, run.scenario)
        words = {
            "creditarium": manifest.creditarium,
            "scenario": manifest.scenario,
            "seed": str(manifest.seed),
        }
        for name in TABLES:
            write_table(folder / f"{name}.parquet", run.frame(name), words)
        run.fields.write(folder / FIELDS)
        write_state(folder / STATE, run.state, run.open_tally)
        whole, open_tally = run.resumption
        if whole is not run.state:
            write_state(folder / WHOLE, whole, open_tally)
        write_json(folder / MANIFEST, manifest.content())
        sizes = {file.name: file.stat().st_size for file in sorted(folder.iterdir()) if file.is_file()}
        write_json(folder / MADE, {"at": _now(), "machine": _machine(), "seconds": run.timings, "files": sizes})
    return path


class Stored:
    """A run in a folder: each table is read when it is asked for."""

    def __init__(self, path: Path) -> None:
        """Open a folder; what is none, is cut off or is from another version is a `Problem`."""
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
        made = read_json(path / MADE)
        sizes = made.get("files") if isinstance(made, dict) else None
        if not isinstance(sizes, dict) or not set(FILES) <= set(sizes):
            raise damaged(path / MADE)
        for name in (*FILES, *({WHOLE} & set(sizes))):
            file = path / name
            if not file.is_file() or file.stat().st_size != sizes[name]:
                raise damaged(file, "it is cut off or changed" if file.is_file() else "it is missing")
        self.timings: dict[str, float] = dict(made.get("seconds", {}))

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

    @cached_property
    def _checkpoint(self) -> tuple[State, Ints]:
        return read_state(self.folder / STATE)

    @property
    def state(self) -> State:
        """Where every life stands at the end."""
        return self._checkpoint[0]

    @property
    def open_tally(self) -> Ints:
        """The tally rows (region, cell, row, count) of the period that is not over at the end."""
        return self._checkpoint[1]

    @cached_property
    def fields(self) -> Fields:
        """What each window read."""
        return Fields.read(self.folder / FIELDS)

    def table(self, name: str) -> pl.LazyFrame:
        """Give a tidy table, read only as far as it is used."""
        return scan_table(self.folder / f"{name}.parquet")

    @cached_property
    def resumption(self) -> tuple[State, Ints]:
        """Where a longer run goes on from, the end of the last whole window, and the tally rows open there."""
        clock = self.manifest
        cut = clock.whole and (clock.warm_up + clock.days) % clock.window
        return read_state(self.folder / WHOLE) if cut else self._checkpoint

    def earlier(self) -> Earlier:
        """Give what a run that goes on from here needs of this one."""
        state, open_tally = self.resumption
        until = pl.col("window") <= state.window
        frames = {name: read_table(self.folder / f"{name}.parquet").filter(until) for name in ("bands", "scores")}
        frames["tallies"] = read_table(self.folder / "tallies.parquet")
        return Earlier(state.window, frames, self.fields.until(state.window), open_tally)


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name).strip(".") or "run"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _machine() -> dict[str, str | int | None]:
    return {"system": platform.system(), "processor": platform.machine(), "processors": os.cpu_count()}
