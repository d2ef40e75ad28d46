"""The levers: each moves something from its day on, a lever moved back leaves nothing, and fate stays the same."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.engine.run import Engine
from creditarium.model.inventory import parameters
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.results.digests import fate_of
from creditarium.views.web.asking import Choice, LeverSetting
from creditarium.views.web.levers import BY_NAME, LEVERS, Moved, moving, reform_of
from creditarium.views.web.pair import Pair, log_of, plain, scenario_of, written
from creditarium.views.web.telling import header
from creditarium.views.web.telling import moved as told

TOWN = Choice(scenario="reported-2020", people=1_000, days=56)


@pytest.fixture(scope="module")
def scenario():
    return plain(TOWN)


@pytest.fixture(scope="module")
def unmoved(scenario):
    return cr.run(scenario)


@pytest.mark.parametrize("name", list(BY_NAME))
@pytest.mark.parametrize("end", ["low", pytest.param("high", marks=pytest.mark.heavy)])
def test_a_lever_moves_no_fate_and_nothing_before_its_day(scenario, unmoved, name: str, end: str) -> None:
    value = 0.0 if end == "low" else BY_NAME[name].most
    log = [Moved(name, value, 4)]
    moved = scenario_of(scenario, log)
    engine = Engine.of(moved)
    assert fate_of(engine)["whole"] == fate_of(unmoved.engine)["whole"]
    if value == 1:
        assert moved == scenario
        return
    assert reform_of(scenario, log).changes
    run, before = cr.run(moved), pl.col("window") <= 4
    assert run.frame("bands").filter(before).equals(unmoved.frame("bands").filter(before))
    assert run.manifest.rules != unmoved.manifest.rules


@pytest.mark.heavy
@pytest.mark.parametrize("name", list(BY_NAME))
def test_a_lever_moves_lives(name: str) -> None:
    scenario = plain(TOWN.model_copy(update={"people": 20_000, "days": 182}))
    moved = scenario_of(scenario, [Moved(name, 0.0, 4)])
    assert cr.run(moved).manifest.digest != cr.run(scenario).manifest.digest


def test_a_lever_that_is_moved_back_at_once_leaves_the_scenario_as_it_was(scenario) -> None:
    for lever in LEVERS:
        at_once = [Moved(lever.name, 0.0, 3), Moved(lever.name, 1.0, 3)]
        assert reform_of(scenario, at_once[1:]).changes == ()
        later = reform_of(scenario, [Moved(lever.name, 0.0, 3), Moved(lever.name, 1.0, 5)])
        last = {change.path: change.value for change in later.changes}
        held = dict(parameters(scenario))
        assert all(np.isclose(last[path], held[path].value) for path in last), lever.name


def test_what_a_lever_gives_is_never_beyond_a_numbers_own_range(scenario) -> None:
    held = dict(parameters(scenario))
    changes = reform_of(scenario, [Moved("errors", 3.0, 0), Moved("coverage", 4.0, 0)]).changes
    assert len(changes) > 20
    for change in changes:
        assert 0 <= change.value <= 1
        if change.path.endswith("false.rate"):
            assert change.value <= held[change.path].highest


def test_a_lever_moves_only_where_there_is_something_to_move() -> None:
    assert moving(resolve("no-scheme", people=64)) == ()
    assert "secrecy" not in moving(resolve("rongcheng", people=64))
    assert "secrecy" in moving(resolve("reported-2020", people=64))


def test_a_lever_moved_to_where_it_stands_is_not_moved() -> None:
    pair = Pair(TOWN.model_copy(update={"people": 200, "levers": (LeverSetting(lever="errors", value=1),)}), 1)
    assert pair.log == ()
    engine = pair.world.engine
    pair.move("coverage", 1.0)
    assert pair.log == ()
    assert pair.world.engine is engine
    pair.move("coverage", 0.5)
    pair.step()
    pair.move("coverage", 0.5)
    assert pair.log == (Moved("coverage", 0.5, 0),)
    pair.move("coverage", 0.0)
    pair.move("coverage", 0.5)
    assert pair.log == (Moved("coverage", 0.5, 0),)


def test_an_unknown_lever_and_a_day_after_the_last_are_refused(scenario) -> None:
    for setting, words in (
        (LeverSetting(lever="erors", value=0), "did you mean 'errors'"),
        (LeverSetting(lever="errors", value=9), "beyond the lever"),
        (LeverSetting(lever="errors", value=0, day=400), "after the last"),
    ):
        with pytest.raises(Problem) as refused:
            log_of(scenario, TOWN.model_copy(update={"levers": (setting,)}))
        assert words in str(refused.value)


def test_after_a_warm_up_a_lever_has_the_day_of_the_run_and_the_same_again_is_the_same(monkeypatch) -> None:
    def warmed(choice: Choice):
        scenario = plain(choice)
        return scenario.model_copy(update={"clock": scenario.clock.model_copy(update={"warm_up": 14})})

    monkeypatch.setattr("creditarium.views.web.pair.plain", warmed)
    pair = Pair(TOWN.model_copy(update={"people": 200}), 1)
    pair.step()
    pair.move("errors", 0.0)
    pair.step()
    pair.step()
    pair.move("coverage", 0.5)
    begun = date.fromisoformat(header(pair, "one", paused=True).date)
    assert [(mark.lever, mark.day) for mark in told(pair).log] == [("errors", -7), ("coverage", 7)]
    assert [date.fromisoformat(mark.date) for mark in told(pair).log] == [begun - timedelta(days=14), begun]
    again = pair.again(levers=True)
    assert [setting.day for setting in again.levers] == [mark.day for mark in told(pair).log]
    same = Pair(again, 1)
    assert same.log == pair.log
    for one in (pair, same):
        while not one.over:
            one.step()
    replayed = cr.run(pair.plain, reform=written(pair.plain, pair.log))
    assert pair.world.run.manifest.digest == same.world.run.manifest.digest == replayed.manifest.digest
    with pytest.raises(Problem, match="day -15 lies before the first"):
        Pair(again.model_copy(update={"levers": (LeverSetting(lever="errors", value=0, day=-15),)}), 1)


def test_levers_moved_on_the_way_give_the_run_of_the_reform_file_to_the_digit(scenario) -> None:
    """Within a period of the tallies and between two, and the same lever twice."""
    pair = Pair(TOWN, 1)
    moves = {3: [("errors", 0.0)], 4: [("scheme", 0.0), ("penalties", 2.0)], 6: [("scheme", 1.0)], 7: [("errors", 1.0)]}
    while not pair.over:
        for lever, value in moves.get(pair.window, ()):
            pair.move(lever, value)
        pair.step()
    replayed = cr.run(scenario, reform=written(scenario, pair.log))
    assert pair.world.run.manifest.digest == replayed.manifest.digest
    assert pair.world.run.manifest.rules == replayed.manifest.rules
    again = Pair(pair.again(levers=True), 1)
    while not again.over:
        again.step()
    assert again.world.run.manifest.digest == replayed.manifest.digest
    with pytest.raises(Problem, match="year is over"):
        pair.move("errors", 0.0)
