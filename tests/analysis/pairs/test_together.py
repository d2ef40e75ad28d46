"""Worlds lived side by side: a fork equals the whole second world, and a null reform changes nothing at all."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import creditarium as cr
from creditarium.analysis.pairs.forking import ALWAYS, NEVER, fork_window, parting, repacked
from creditarium.analysis.pairs.given import Given, given
from creditarium.analysis.pairs.together import World, live_together
from creditarium.engine.census import decoded
from creditarium.engine.run import Engine, History
from creditarium.model.catalogue import preset_names
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.digests import arrays_digest, table_digest
from tests.engine.worlds import last_of

TOWN = {"people": 800, "days": 140, "seed": 4}
FINES = "scoring.rongcheng-2018.rules.speeding.points"
EYES = "observation.sensors.traffic_cameras.sees.speeding"
FEAR = "response.reactions.fear.couplings.0.gain"
NULL = {"title": "Nothing", "changes": [{"path": EYES, "value": 0.15, "because": "it was so"}]}
FORK = {
    "a day inside a window and a period": {FINES: (-40, date(2018, 3, 8)), FEAR: (60, date(2018, 4, 20))},
    "the first day of a period": {EYES: (0.6, date(2018, 1, 29))},
    "two dates of one value": {EYES: (0.5, date(2018, 2, 20))},
    "a day after the end": {EYES: (0.6, date(2030, 1, 1))},
    "the first day": {EYES: (0.6, date(2018, 1, 1))},
}


def reform(title: str, values: dict[str, tuple[Any, date]]) -> dict[str, Any]:
    changes = [
        {"path": path, "value": value, "from": since, "because": "a test"} for path, (value, since) in values.items()
    ]
    return {"title": title, "changes": changes}


def same(one: World, other: World) -> None:
    """Assert that two worlds ended alike, to the last byte."""
    assert_array_equal(one.run.state.records, other.run.state.records)
    assert_array_equal(one.run.state.docket, other.run.state.docket)
    assert_array_equal(one.measures.sums, other.measures.sums)
    assert digests(one.run) == digests(other.run)


def digests(run: cr.Run) -> dict[str, str]:
    """Digest what a run leaves beside its last state, from which its other tables are made."""
    tables = {name: table_digest(run.frame(name)) for name in ("tallies", "bands", "scores")}
    return {**tables, "fields": arrays_digest(run.fields.content())}


def alone(scenario: Scenario) -> World:
    """Live a scenario from its beginning, sharing nothing."""
    [world] = live_together([Given(scenario.name, scenario)], threads=1)
    assert world.shared == 0
    return world


@pytest.mark.parametrize("case", FORK)
def test_a_fork_equals_living_the_whole_second_world(case: str) -> None:
    worlds = live_together(given("rongcheng", [reform(case, FORK[case])], **TOWN), threads=1)
    shared = {"the first day": 0, "the first day of a period": 4, "two dates of one value": 7}
    assert worlds[1].shared == shared.get(case, {"a day after the end": 19}.get(case, 9))
    same(worlds[1], alone(worlds[1].run.scenario))
    if worlds[1].shared < 19:
        assert digests(worlds[1].run) != digests(worlds[0].run)
    same(worlds[0], alone(worlds[0].run.scenario))


@pytest.mark.parametrize("since", [date(2017, 11, 20), date(2018, 3, 8)])
def test_worlds_with_a_warm_up_and_a_last_window_cut_short_part_on_their_day(since: date) -> None:
    town = resolve("rongcheng", people=400, days=100, seed=4)
    warm = town.model_copy(update={"clock": town.clock.model_copy(update={"warm_up": 56})})
    worlds = live_together(given(warm, [reform("late", {FINES: (-40, since), EYES: (0.6, since)})]), threads=1)
    assert worlds[1].shared == (since - warm.clock.first_day).days // 7 > 0
    for world in worlds:
        same(world, alone(world.run.scenario))
    assert digests(worlds[1].run) != digests(worlds[0].run)


def test_several_worlds_part_from_the_first_each_on_its_day() -> None:
    early, late = FORK["the first day of a period"], FORK["a day inside a window and a period"]
    worlds = live_together(given("rongcheng", [reform("late", late), reform("early", early)], **TOWN), threads=1)
    assert [world.shared for world in worlds] == [0, 9, 4]
    for world in worlds:
        same(world, alone(world.run.scenario))


def test_a_world_that_packs_its_states_otherwise_goes_on_by_name() -> None:
    """A ceiling far higher takes more bits of the record, so the states lie elsewhere in it."""
    first = Engine.of(resolve("rongcheng", **TOWN))
    other = Engine.of(resolve("rongcheng", settings=["scoring.rongcheng-2018.ceiling=9000"], **TOWN))
    assert not np.array_equal(first.compiled.world.variables, other.compiled.world.variables)
    state = last_of(first.windows(first.fresh(), History(), until=9))
    moved = repacked(first.compiled, state.records, other.compiled)
    for name in first.compiled.layout.variables:
        assert_array_equal(decoded(other.compiled, moved, name), decoded(first.compiled, state.records, name))


def test_a_world_lived_here_is_the_world_that_run_lives() -> None:
    scenario = resolve("rongcheng", **TOWN)
    plain = cr.run(scenario)
    worlds = live_together(given(scenario, [reform("late", FORK["a day inside a window and a period"])]))
    assert digests(worlds[0].run) == digests(plain)


SAMPLED = ("rongcheng", "reported-2020", "sweden-2021")


def every(*sampled: str) -> list[Any]:
    """Give all shipped scenarios; those that are not sampled are heavy."""
    names = preset_names("scenarios")
    return [name if name in sampled else pytest.param(name, marks=pytest.mark.heavy) for name in names]


def seen(scenario: Scenario, factor: float, **since: date) -> dict[str, Any]:
    """Give a reform of what every sensor sees, times a factor."""
    changes = []
    for name, sensor in scenario.observation.sensors.items():
        for kind, share in sensor.sees.items():
            path = f"observation.sensors.{name}.sees.{kind}"
            changes.append({"path": path, "value": share.value * factor, "because": "a test", **since})
    return {"title": "Other eyes", "changes": changes}


@pytest.mark.parametrize("name", every("reported-2020"))
def test_every_shipped_scenario_forks_in_the_middle_of_a_window(name: str) -> None:
    clock = resolve(name).clock
    scenario = resolve(name, people=20_000, days=5 * clock.window)  # so many that the rarest scheme touches somebody
    since = clock.start + timedelta(days=2 * clock.window + clock.window // 2)
    worlds = live_together(given(scenario, [seen(scenario, 0, **{"from": since})]))
    assert worlds[1].shared == 2
    same(worlds[1], alone(worlds[1].run.scenario))
    if scenario.scoring:
        assert not np.array_equal(worlds[0].run.state.records, worlds[1].run.state.records)


@pytest.mark.parametrize("name", every(*SAMPLED))
def test_a_null_reform_changes_exactly_zero(name: str) -> None:
    scenario = resolve(name, people=2_000, days=2 * resolve(name).clock.window)
    worlds = live_together(given(scenario, [seen(scenario, 1), scenario]))
    for world in worlds[1:]:
        same(world, worlds[0])
    assert np.count_nonzero(worlds[0].measures.sums) > 0


def test_scenarios_part_where_their_first_values_do() -> None:
    scenario = resolve("rongcheng", **TOWN)
    assert parting(scenario, scenario.with_reform(NULL)) == NEVER
    assert parting(scenario, scenario.without("sharing")) == ALWAYS
    assert parting(scenario, scenario.secret()) == ALWAYS
    dated = scenario.with_reform(reform("dated", FORK["a day inside a window and a period"]))
    assert parting(scenario, dated) == parting(dated, scenario) == date(2018, 3, 8)
    assert fork_window(Engine.of(scenario), Engine.of(scenario.secret())) == 0


def test_any_number_of_threads_lives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from creditarium.engine import threads

    monkeypatch.setattr(threads, "PEOPLE_FOR_THREADS", 1)
    worlds = given("rongcheng", [reform("late", FORK["a day inside a window and a period"])], **TOWN)
    for one, other in zip(live_together(worlds, threads=1), live_together(worlds, threads=3), strict=True):
        same(one, other)
