"""The switches: what each finds in the shipped scenarios, and that no two of them touch the same path."""

from functools import cache

import pytest

from creditarium.analysis.parts.loops import returning, states_behind
from creditarium.analysis.parts.switches import PARTS, punished_kinds, switches
from creditarium.analysis.parts.worlds import Worlds
from creditarium.engine.run import Engine
from creditarium.model.catalogue import preset_names
from creditarium.model.overlay import Reform
from creditarium.model.resolve import resolve
from creditarium.results.digests import rules_of

SAMPLE = ("documented-2020", "no-scheme", "sweden-2021")
SCENARIOS = [
    pytest.param(name, marks=() if name in SAMPLE else pytest.mark.heavy) for name in preset_names("scenarios")
]


@cache
def engine_of(name: str) -> Engine:
    return Engine.of(resolve(name, people=1_000, days=7))


@cache
def made(name: str) -> dict[str, Reform]:
    return switches(engine_of(name))


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_switches_touch_different_paths(name: str) -> None:
    paths = {part: {change.path for change in reform.changes} for part, reform in made(name).items()}
    assert list(paths) == list(PARTS)
    every = [path for one in paths.values() for path in one]
    for path in every:
        above = [other for other in every if other == path or other.startswith(f"{path}.")]
        assert above == [path]


@pytest.mark.parametrize("name", SCENARIOS)
def test_worlds_are_those_of_the_reforms_laid_over_the_scenario(name: str) -> None:
    scenario = engine_of(name).scenario
    worlds = Worlds(scenario, made(name))
    assert worlds.without() == scenario
    other = scenario
    for part, reform in made(name).items():
        if reform.changes:
            changes = [change.model_dump(mode="python", by_alias=True) for change in reform.changes]
            other = resolve(other, reform={"title": part, "changes": changes})
            assert worlds.rules(part) != worlds.rules()
    assert rules_of(other) == rules_of(worlds.without(*PARTS))


def test_a_scenario_without_a_scheme_has_no_part_that_punishes() -> None:
    assert {part for part, reform in made("no-scheme").items() if reform.changes} <= {"coverage", "errors"}


def test_punished_are_points_falls_listings_and_dimensions() -> None:
    assert {"speeding", "late_instalment", "illness"} <= punished_kinds(engine_of("reported-2020"))
    assert "nappy_purchase" not in punished_kinds(engine_of("reported-2020"))
    assert "heavy_play" in punished_kinds(engine_of("sesame-2018"))


def test_conduct_takes_the_stock_and_what_a_score_reads() -> None:
    paths = {change.path for change in made("documented-2020")["conduct"].changes}
    assert "scoring.court-blacklist.stock.0.share" in paths
    assert {path for path in paths if ".dimensions." in path} == {
        "scoring.sesame.dimensions.behaviour_preference.terms.1.table",
        "scoring.sesame.dimensions.credit_history.terms.2.table",
        "scoring.sesame.dimensions.credit_history.terms.3.table",
    }
    assert not [path for path in paths if path.startswith("conduct.")]


def test_the_loop_is_the_price_of_loans() -> None:
    scenario = engine_of("reported-2020").scenario
    punished = punished_kinds(engine_of("reported-2020"))
    found = returning(scenario, punished)
    names = ("dear_small_loan", "dear_consumer_loan", "cheap_small_loan", "cheap_mortgage")
    assert found == dict.fromkeys(names, (0,))
    assert {"loan_price", "arrears", "judgment", "unemployed"} <= states_behind(scenario, punished)


def test_secrecy_is_of_secret_schemes_alone() -> None:
    changes = made("rongcheng")["secrecy"].changes
    assert changes == ()
    assert {change.path for change in made("sesame-2018")["secrecy"].changes} == {"scoring.sesame.disclosure"}
