"""The worlds that are to be compared, from what a user names: scenarios, files, reforms of the first, finished runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import BaseModel

from creditarium.model.overlay import read_reform
from creditarium.model.problem import Problem
from creditarium.model.reading import read
from creditarium.model.resolve import resolve
from creditarium.model.scenario import STAGES, Scenario
from creditarium.results.run import Run, open_run

Named: TypeAlias = "str | Path | Scenario | Run | Mapping[str, Any]"
"""A scenario by name, file or object; a finished run or its folder; a reform of the first (a file or a dict)."""

PARTS = {
    "seed": "the seed",
    "people": "the number of people",
    "start": "the first day",
    "window": "the length of a window",
    "community": "the size of a community",
    "population": "the population",
    "ceilings": "the ceilings of the occasions",
    "schedule": "the calendar of the scheduled occasions",
    "purposes": "the purposes of the draws",
    "lifelong": "what people are for life",
}
"""The parts of fate in words; the last is one only where a world has lifelong states."""


@dataclass(frozen=True)
class Given:
    """One world to be lived: what it is called, its scenario, and the finished run that it must end like."""

    name: str
    scenario: Scenario
    run: Run | None = None


def given(first: Named, others: Sequence[Named], *, alone: bool = False, **size: int | None) -> list[Given]:
    """Take the worlds that a user names; `size` (people, days, seed) changes all that are not finished runs.

    What is named by a word or a file takes people, days and seed from the first unless they are given. The first
    may stand `alone` if others are to be added.
    """
    base = _first(first, size)
    made = [base, *(_other(one, base, size) for one in others)]
    if len(made) < 2 and not alone:
        raise Problem("one world is no comparison", mend="name a second one, or a reform")
    return named_apart(made)


def check_pair(first: Given, other: Given, fate: Mapping[str, str], other_fate: Mapping[str, str]) -> None:
    """Refuse two worlds that share no fate, or have not the same length, naming the first difference."""
    for part, words in PARTS.items():
        mine, theirs = fate.get(part, ""), other_fate.get(part, "")
        if mine != theirs:
            shown = f" ({mine} and {theirs})" if mine and theirs and len(mine + theirs) < 40 else ""
            what = f"{first.name} and {other.name} are no pair: they differ in {words}{shown}"
            raise Problem(what, mend="give both the same people, seed, start, windows and kinds of occasion")
    days = first.scenario.clock.days, other.scenario.clock.days
    if days[0] != days[1]:
        what = f"{first.name} has {days[0]} days and {other.name} {days[1]}"
        raise Problem(what, mend="give both the same number of days, or go on with the shorter run")


def named_apart(worlds: Sequence[Given]) -> list[Given]:
    """Give every world a name of its own: what is called like the first says in which stages it differs."""
    seen: dict[str, int] = {}
    made = []
    for world in worlds:
        name = world.name
        if seen and name == worlds[0].name:
            stages = [s for s in STAGES if getattr(world.scenario, s) != getattr(worlds[0].scenario, s)]
            name = f"{name}, other {' and '.join(stages)}" if stages else f"{name} again"
        seen[name] = seen.get(name, 0) + 1
        made.append(replace(world, name=name if seen[name] == 1 else f"{name} ({seen[name]})"))
    return made


def _first(one: Named, size: Mapping[str, Any]) -> Given:
    if isinstance(one, Mapping) and not isinstance(one, BaseModel):
        raise Problem("a reform cannot come first: it changes the first world", mend="name a scenario before it")
    return _taken(one, size)


def _other(one: Named, base: Given, size: Mapping[str, Any]) -> Given:
    """Take a world that is not the first."""
    if isinstance(one, Mapping):
        return Given(read_reform(one).title, base.scenario.with_reform(one))
    if isinstance(one, str | Path) and _is_reform(Path(one)):
        return Given(read_reform(Path(one)).title, base.scenario.with_reform(one))
    clock = base.scenario.clock
    like = {"people": base.scenario.people, "days": clock.days, "seed": base.scenario.seed}
    wanted = {**like, **{key: value for key, value in size.items() if value is not None}}
    return _taken(one, wanted if isinstance(one, str | Path) else size)


def _taken(one: Named, size: Mapping[str, Any]) -> Given:
    if isinstance(one, Run):
        return _finished(one)
    if isinstance(one, Scenario):
        return Given(one.name, resolve(one, **size) if any(value is not None for value in size.values()) else one)
    path = Path(str(one))
    if path.is_dir():
        return _finished(open_run(path))
    if _is_reform(path):
        raise Problem("a reform cannot come first: it changes the first world", place=str(one), mend="name a scenario")
    scenario = resolve(str(one), **size)
    return Given(scenario.name, scenario)


def _finished(run: Run) -> Given:
    head = run.contents.head
    if not head.whole:
        what = f"the run stopped after {head.lived} of {head.windows} windows"
        raise Problem(what, place=str(run.path or ""), mend="go on with it first: creditarium resume")
    return Given(run.scenario.name, run.scenario, run)


def _is_reform(path: Path) -> bool:
    """Say whether a file is a reform: it holds changes, and names no population."""
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        return False
    tree = read(path)
    return isinstance(tree, Mapping) and "changes" in tree and "population" not in tree
