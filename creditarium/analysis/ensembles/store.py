"""The store of a sweep: a folder that grows with its members, and with which the same command goes on.

| file | holds |
| --- | --- |
| `sweep.json` | what the sweep is: worlds, baseline, design, size, seed, digest; and its axes with their ranges |
| `scenarios/NAME.yaml` | each scenario whole, as it is written |
| `members.parquet` | a row a member and world: seed, numbers assumed, headlines, or where it stopped and why |
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from creditarium.analysis.ensembles.headlines import GROUP_COLUMNS, HEADLINES
from creditarium.analysis.ensembles.members import CLIPPED, Outcome
from creditarium.analysis.ensembles.plan import Plan
from creditarium.model.problem import Problem
from creditarium.results.scenario_file import write_scenario
from creditarium.results.storage import arriving, damaged, read_json, read_table, replacing, write_json, write_table

SWEEP, MEMBERS, SCENARIOS = "sweep.json", "members.parquet", "scenarios"
MEASURED = (*(headline.name for headline in HEADLINES), CLIPPED, *GROUP_COLUMNS)
"""The columns of numbers that a member came to."""
HEAD = ("member", "world", "seed", "stage", "reason")
_FACTS = {
    "worlds": "of other worlds",
    "against": "against another baseline",
    "design": "of another design",
    "members": "of another number of members",
    "people": "of another number of people",
    "days": "of another number of days",
    "seed": "of another seed",
    "program": "made by another version of this program",
    "digest": "of other rules or ranges",
}


def opened(path: Path, plan: Plan) -> list[Outcome]:
    """Make the folder of a sweep, or take up one of the same plan: give the outcomes that it holds already.

    A folder of something else, or of a sweep of other rules, is a `Problem`, and stays as it is.
    """
    if not (path / SWEEP).is_file():
        _begin(path, plan)
        return []
    held, wanted = read_json(path / SWEEP), plan.facts()
    for fact, words in _FACTS.items():
        if held.get(fact) != wanted[fact]:
            what = f"the folder holds a sweep {words} ({_short(held.get(fact))}, not {_short(wanted[fact])})"
            raise Problem(what, place=str(path), mend="name a new folder, or ask for the same as before")
    table = path / MEMBERS
    return list(_outcomes(read_table(table), table)) if table.is_file() else []


def save(path: Path, plan: Plan, outcomes: Iterable[Outcome]) -> None:
    """Write the members so far, whole or not at all, in their order."""
    with replacing(path / MEMBERS) as part:
        write_table(part, table_of(plan, outcomes), {"digest": plan.digest})


def table_of(plan: Plan, outcomes: Iterable[Outcome]) -> pl.DataFrame:
    """Give the table of members: who it is, where it stopped, its headlines, and the numbers that it assumed.

    What a member that stopped did not come to is null; so are its `stage` and `reason` in one that went well.
    """
    place = {name: j for j, name in enumerate(plan.names)}
    made = sorted(outcomes, key=lambda one: (one.member, place[one.world]))
    columns: dict[str, Any] = {
        "member": pl.Series([one.member for one in made], dtype=pl.Int32),
        "world": pl.Series([one.world for one in made], dtype=pl.String),
        "seed": pl.Series([one.seed for one in made], dtype=pl.Int64),
        "stage": pl.Series([one.stage or None for one in made], dtype=pl.String),
        "reason": pl.Series([one.reason or None for one in made], dtype=pl.String),
    }
    for name in MEASURED:
        columns[name] = pl.Series([one.values.get(name) for one in made], dtype=pl.Float64)
    recorded = {member: plan.recorded(member) for member in {one.member for one in made}}
    for axis in plan.axes:
        sort = pl.String if axis.variants else pl.Float64
        columns[axis.path] = pl.Series([recorded[one.member][axis.path] for one in made], dtype=sort)
    return pl.DataFrame(columns)


def _begin(path: Path, plan: Plan) -> None:
    with arriving(path) as folder:
        write_json(folder / SWEEP, plan.facts() | {"axes": [_told(axis) for axis in plan.axes]})
        (folder / SCENARIOS).mkdir()
        for scenario in plan.scenarios_as_written:
            write_scenario(folder / SCENARIOS / f"{scenario.name}.yaml", scenario)


def _told(axis: Any) -> dict[str, Any]:
    told = {"path": axis.path, "kind": axis.kind, "unit": axis.unit, "low": axis.low, "high": axis.high}
    return told | {"variants": list(axis.variants), "together": axis.together, "rule": axis.rule, "reason": axis.reason}


def _outcomes(frame: pl.DataFrame, path: Path) -> Iterable[Outcome]:
    if not {*HEAD, *MEASURED}.issubset(frame.columns):
        raise damaged(path)
    for row in frame.select(*HEAD, *MEASURED).iter_rows(named=True):
        values = {name: row[name] for name in MEASURED if row[name] is not None}
        yield Outcome(row["member"], row["world"], row["seed"], values, row["stage"] or "", row["reason"] or "")


def _short(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
