"""Scenarios that differ in one respect: what is changed, what is left alone, and that fate is the same."""

from collections.abc import Callable

import pytest

from creditarium.engine.run import Engine
from creditarium.model.catalogue import preset_names
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.digests import fate_of

SENTENCES: dict[str, Callable[[Scenario], Scenario]] = {
    "transparent": Scenario.transparent,
    "secret": Scenario.secret,
    "without errors": Scenario.without_errors,
    "with even coverage": Scenario.with_even_coverage,
    "perfect sensors": Scenario.perfect_sensors,
    "without appeals": Scenario.without_appeals,
    "without sharing": lambda scenario: scenario.without("sharing"),
}


@pytest.mark.parametrize("said", SENTENCES)
def test_every_sentence_leaves_fate_alone(said: str) -> None:
    scenario = resolve("rongcheng", people=64, days=28)
    assert fate_of(Engine.of(SENTENCES[said](scenario))) == fate_of(Engine.of(scenario))


@pytest.mark.parametrize("name", preset_names("scenarios"))
def test_every_sentence_can_be_said_of_every_shipped_scenario(name: str, heavy: bool) -> None:
    scenario = resolve(name)
    for said, sentence in SENTENCES.items():
        if heavy or said in ("perfect sensors", "without appeals"):
            assert isinstance(sentence(scenario), Scenario), said


def test_perfect_sensors_make_no_error_and_see_everybody_alike() -> None:
    before = resolve("reported-2020")
    after = before.perfect_sensors()
    for name, sensor in after.observation.sensors.items():
        was = before.observation.sensors[name]
        assert sensor.mistaken.value == 0
        assert sensor.mistaken.over == was.mistaken
        assert sensor.false is None or sensor.false.rate.value == 0
        assert {share.value for share in sensor.coverage.values()} == {max(s.value for s in was.coverage.values())}
        assert (sensor.regions, sensor.by) == ({}, {})
        assert (sensor.sees, sensor.delay) == (was.sees, was.delay)
    assert after.scoring == before.scoring


def test_rules_are_published_or_secret() -> None:
    scenario = resolve("rongcheng")
    assert {scheme.disclosure for scheme in scenario.secret().scoring.values()} == {"secret"}
    assert scenario.secret().transparent() == scenario.transparent()


def test_nobody_appeals() -> None:
    scenario = resolve("rongcheng")
    assert any(scheme.appeal is not None for scheme in scenario.scoring.values())
    assert all(scheme.appeal is None for scheme in scenario.without_appeals().scoring.values())


def test_a_reform_is_laid_over_and_a_bad_one_is_refused() -> None:
    change = {"path": "scoring.rongcheng-2018.disclosure", "value": "secret", "because": "a test"}
    reform = {"title": "In secret", "changes": [change]}
    scenario = resolve("rongcheng")
    assert scenario.with_reform(reform).scoring["rongcheng-2018"].disclosure == "secret"
    with pytest.raises(Problem, match="disclosed"):
        scenario.with_reform({"title": "Wrong", "changes": [{**change, "path": "scoring.rongcheng-2018.disclosed"}]})
