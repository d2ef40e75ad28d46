"""What a life cites is what moves it: a cited chance moved across its draw, and all that it does not cite moved.

Circle, community and region effects are off: the reactions that read the circle are left out, and the fields stay
those of the run.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.explain import citations_of, explain
from creditarium.analysis.lines import Line, Step, lines_of
from creditarium.engine.run import Engine
from creditarium.model.inventory import parameters
from creditarium.model.overlay import Change
from creditarium.model.overlay import changed as laid
from creditarium.model.parameter import Parameter
from creditarium.model.reading import load
from creditarium.model.scenario import Scenario
from creditarium.model.tree import tree_of
from creditarium.results.reliving import place_of, relive
from creditarium.results.replay import Life

CIRCLE = ("fear_of_circle", "fear_of_community", "conformity", "sorting", "opinion")
"""The reactions that read a field."""
PEOPLE = {"rongcheng": 2_500, "reported-2020": 3_000, "sesame-2018": 2_500, "documented-2020": 2_500}


@cache
def apart(name: str) -> cr.Run:
    """Live a scenario whose people learn nothing from each other."""
    return cr.run(name, people=PEOPLE[name], seed=5, without=[f"response.{one}" for one in CIRCLE])


@dataclass(frozen=True)
class World:
    """A run's scenario with some numbers changed, over the same people and with the run's fields."""

    run: cr.Run
    engine: Engine

    @classmethod
    def with_numbers(cls, run: cr.Run, numbers: dict[str, Any]) -> "World":
        tree = tree_of(run.scenario.model_dump(mode="python"))
        changes = [Change(path=path, value=value, because="a test") for path, value in numbers.items()]
        scenario = load(Scenario, laid(tree, changes, Scenario), allow_set=True)
        return cls(run, Engine.of(scenario, run.engine.settled))

    def life(self, person: int) -> tuple[Life, tuple[Line, ...]]:
        place = place_of(self.engine, person)
        life = Life(_Holding(self.engine), person, relive(self.engine, self.run.fields, place))  # type: ignore[arg-type]
        return life, lines_of(life, citations_of(life))


class _Holding:
    """What of a run a life needs to be told."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.scenario = engine, engine.scenario


def moved(path: str, parameter: Parameter[Any]) -> Any:
    """Give another value of a parameter within its range, or nothing where no other is sound."""
    value = parameter.value
    if parameter.range is None or isinstance(value, bool | tuple) or len(parameter.rows) > 1 or ".bands." in path:
        return None
    low, high = parameter.range
    for end in (high, low, (low + high) / 2):
        if end != value and not (path.endswith("rate") and end > parameter.highest):
            return int(end) if isinstance(value, int) and float(end).is_integer() else end
    return None


def told(life: Life) -> list[tuple[Any, ...]]:
    """Give the whole diary, down to every draw and chance."""
    return life.diary.rows()


SAFE = ("population.", "clock.", "people", "seed")


@pytest.mark.parametrize("name", list(PEOPLE))
def test_what_a_life_does_not_cite_moves_nothing(name: str, heavy: bool) -> None:
    """All parameters that a diary does not cite are moved at once, each to an end of its range."""
    run = apart(name)
    known = dict(parameters(run.scenario))
    for person in range(7, 2_400, 60 if heavy else 600):
        explained = explain(run, person)
        free = {
            path: value
            for path, parameter in known.items()
            if path not in explained.cited
            and not path.startswith(SAFE)
            and (value := moved(path, parameter)) is not None
        }
        assert len(free) > 100
        assert len({path.split(".")[0] for path in free}) >= 4
        again, _ = World.with_numbers(run, free).life(person)
        assert told(again) == told(explained.life), first_mover(run, person, free, explained.life)


def first_mover(run: cr.Run, person: int, free: dict[str, Any], life: Life) -> list[str]:
    """Find the parameters that moved something although they are not cited, by halves."""
    if len(free) <= 1:
        return list(free)
    paths, found = list(free), []
    for half in (paths[: len(paths) // 2], paths[len(paths) // 2 :]):
        part = {path: free[path] for path in half}
        if told(World.with_numbers(run, part).life(person)[0]) != told(life):
            found += first_mover(run, person, part, life)
    return found


def decided(lines: Iterable[Line]) -> Iterator[tuple[Line, Line | Step]]:
    """Give every decision with a chance of its own that a parameter gives."""
    for line in lines:
        for one in (line, *line.steps):
            if one.number and one.u is not None and one.p:
                yield line, one


def crossing(parameter: Parameter[Any], u: float, p: float) -> float | None:
    """Give the value at which the chance lies on the other side of its draw, if its range of sense allows."""
    wanted = parameter.value * u / p * (0.9 if u < p else 1.1)
    return wanted if 0 < wanted <= parameter.highest else None


SORTS = {
    "acts": lambda one: isinstance(one, Line),
    "sensors": lambda one: one.number.startswith("observation") and ".sees." in one.number,
    "mistakes": lambda one: one.number.endswith(".mistaken"),
    "answers": lambda one: one.number.endswith("answer.chance"),
    "consequences": lambda one: one.number.startswith("consequences"),
    "appeals": lambda one: ".appeal." in one.number,
}


@pytest.mark.parametrize(("name", "sort"), [("rongcheng", "acts"), *(("reported-2020", sort) for sort in SORTS)])
def test_a_cited_chance_moved_across_its_draw_changes_its_line(name: str, sort: str, heavy: bool) -> None:
    run = apart(name)
    known, done = dict(parameters(run.scenario)), 0
    for person in range(3, 2_400, 7):
        life = cr.replay(run, person)
        for line, one in decided(lines_of(life, citations_of(life))):
            if not SORTS[sort](one):
                continue
            assert one.number in one.rests_on, one.number
            value = crossing(known[one.number], one.u, one.p)
            if value is None:
                continue
            _, lines = World.with_numbers(run, {one.number: value}).life(person)
            [twin] = [x for x in lines if (x.date, x.kind, x.sort) == (line.date, line.kind, line.sort)]
            assert flipped(one, line, twin), (person, one)
            done += 1
            break
        if done == (12 if heavy else 2):
            return
    pytest.fail(f"{done} of {sort} could be moved in {name}")


def flipped(one: Line | Step, line: Line, twin: Line) -> bool:
    """Say whether a decision came out the other way, by the same draw."""
    if isinstance(one, Line):
        return twin.u == line.u and {line.outcome, twin.outcome} == {"done", "left"}
    same = [s for s in twin.steps if (s.happening, s.by, s.u, s.number) == (one.happening, one.by, one.u, one.number)]
    return [s.outcome != one.outcome and (s.u < s.p) != (one.u < one.p) for s in same] == [True]


def test_every_chance_and_every_entry_names_its_number(reported_lives: list) -> None:
    for explained in reported_lives:
        for line in explained.lines:
            for one in (line, *line.steps):
                if one.number:
                    assert one.number in explained.numbers, one.number
            for step in line.entries:
                assert step.number or step.outcome == "entered, nothing changed" or step.points is not None


@pytest.fixture(scope="module")
def reported_lives() -> list:
    return [explain(apart("reported-2020"), person) for person in range(0, 3_000, 150)]


def test_the_points_of_an_entry_are_those_of_the_number_it_names(reported_lives: list) -> None:
    checked = 0
    for explained in reported_lives:
        for line in explained.lines:
            for step in line.entries:
                if step.number.endswith(".points") and step.outcome == "entered":
                    assert step.points == explained.numbers[step.number].value
                    checked += 1
    assert checked > 20


def test_an_entry_stands_with_its_occasion(reported_lives: list) -> None:
    for explained in reported_lives:
        entered = explained.life.diary.filter(pl.col("happening") == "entered").height
        steps = [step for line in explained.lines for step in line.steps if step.happening == "entered"]
        assert len(steps) == entered
        for line in explained.lines:
            assert all(step.date >= line.date for step in line.steps)
            if line.sort in ("temptation", "duty", "need", "mishap") and line.entries:
                assert line.seen_by
