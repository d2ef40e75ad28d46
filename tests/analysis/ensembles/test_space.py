"""The space of free numbers: what is an axis, what is refused, and what a point of the cube means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditarium.analysis.ensembles.free import FreeNumber
from creditarium.analysis.ensembles.rules import is_rule
from creditarium.analysis.ensembles.space import Space, space_of
from creditarium.model.digest import digest_of
from creditarium.model.inventory import parameters
from creditarium.model.parameter import Parameter
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve

CITY = "rongcheng"
SHIPPED = ("no-scheme", CITY, "documented-2020", "reported-2020")


def free(whole: bool = False, **form: object) -> FreeNumber:
    return FreeNumber("a.b", Parameter.of({"because": "nobody knows", **form}), whole)


@pytest.fixture(scope="module")
def city() -> Space:
    return space_of(resolve(CITY), rules=True)


# What is an axis ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_every_unsourced_number_is_an_axis_and_nothing_else(name: str) -> None:
    scenario = resolve(name)
    unsourced = {path for path, found in parameters(scenario) if found.kind in ("assumed", "recalled")}
    axes = space_of(scenario, rules=True)
    still = {path for path, found in parameters(scenario) if found.range and found.range[0] == found.range[1]}
    assert set(axes.names) == unsourced - still
    assert all(one.low is not None or one.variants for one in axes.free)
    assert all(one.reason for one in axes.free)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_search_finds_no_rule_among_its_axes(name: str) -> None:
    axes = space_of(resolve(name)).free
    assert not any(one.rule for one in axes)
    decided = {one.path.split(".")[-1] for one in axes if one.path.startswith(("scoring", "consequences"))}
    assert decided.isdisjoint({"points", "least", "term", "by", "every", "communities", "weight", "most"})


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("scoring.court-blacklist.rules.judgment_evaded.term", True),
        ("scoring.rongcheng-2018.covers.places.1.communities", True),
        ("scoring.sesame.dimensions.credit_history.weight", True),
        ("scoring.a.recovery.after", True),
        ("scoring.a.consent", True),
        ("sharing.agreements.city_grades.every", True),
        ("consequences.rules.court_no_flight.by", True),
        ("consequences.rules.court_no_flight.attempts", False),
        ("scoring.court-blacklist.appeal.notice", False),
        ("scoring.court-blacklist.stock.0.share", False),
        ("conduct.kinds.speeding.rate", False),
        ("response.reactions.fear.couplings.0.gain", False),
        ("population.minors_of_15_19", False),
    ],
)
def test_what_somebody_decides_is_a_rule_and_what_people_and_offices_do_is_none(path: str, rule: bool) -> None:
    assert is_rule(path) is rule


def test_a_part_of_the_space_is_named_by_numbers_or_by_what_stands_above_them() -> None:
    whole = space_of(resolve(CITY))
    part = whole.only(["response", "scoring.rongcheng-2018.appeal.notice"])
    assert {name.split(".")[0] for name in part.names} == {"response", "scoring"}
    assert part.names == tuple(name for name in whole.names if name in part.names)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("scoring.rongcheng-2018.floor", "'scoring.rongcheng-2018.floor' is a scheme's rule"),
        ("scoring.rongcheng-2018.start", "has a source"),
        ("response.states.risk.fad", "did you mean 'response.states.risk.fade'"),
    ],
)
def test_what_is_not_free_is_refused_with_the_reason(path: str, says: str) -> None:
    with pytest.raises(Problem, match=says):
        space_of(resolve(CITY)).only([path])


def test_a_number_set_by_hand_is_no_longer_free(city: Space) -> None:
    path = "conduct.kinds.speeding.rate"
    assert path in city.names
    fixed = resolve(CITY, settings=[f"{path}=2"])
    assert path not in space_of(fixed, rules=True).names


# What a point means ---------------------------------------------------------------------------------------


@given(st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_single_number_goes_evenly_over_its_range(place: float) -> None:
    found = free(assume=0.3, range=[0.1, 0.6]).at(place)
    assert 0.1 <= found <= 0.6
    assert found == pytest.approx(0.1 + 0.5 * place, abs=1e-9)


def test_a_whole_number_takes_each_value_in_equal_parts() -> None:
    number = free(whole=True, assume=5, range=[3, 6])
    found = [number.at((j + 0.5) / 400) for j in range(400)]
    assert [found.count(value) for value in (3, 4, 5, 6)] == [100] * 4
    assert number.at(1) == 6
    assert all(type(value) is int for value in found)


def test_variants_take_equal_parts() -> None:
    number = free(assume=3, variants={"few": 1, "some": 3, "many": 9})
    assert [number.at(place) for place in (0, 0.4, 0.99, 1)] == [1, 3, 9, 9]
    assert (number.at(number.home), number.recorded(0.99)) == (3, "many")


def test_a_list_moves_together_and_keeps_its_order() -> None:
    number = free(assume=[1, 5, 6], range=[0, 10])
    assert number.at(0) == (0, 0, 0)
    assert number.at(0.25) == (0.5, 2.5, 3)
    assert number.at(0.5) == (1, 5, 6)
    assert number.at(1) == (10, 10, 10)
    assert number.recorded(0.25) == -0.5


def test_values_on_dates_move_together_and_keep_their_dates() -> None:
    number = free(dated={date(2018, 1, 1): 10, date(2020, 1, 1): 20}, before=0, range=[0, 40])
    assert number.rows(0.75) == ((None, 20), (date(2018, 1, 1), 25), (date(2020, 1, 1), 30))
    assert [change.since for change in number.changes(0.75)] == [None, date(2018, 1, 1), date(2020, 1, 1)]


@pytest.mark.parametrize("name", SHIPPED)
def test_home_is_the_scenario_as_it_is_written(name: str) -> None:
    axes = space_of(resolve(name), rules=True)
    assert axes.at(axes.home) is axes.scenario
    written = {path: found.rows for path, found in parameters(axes.scenario)}
    assert all(one.rows(one.home) == written[one.path] for one in axes.free)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_point_is_what_its_reform_makes_of_the_scenario(name: str) -> None:
    axes = space_of(resolve(name), rules=True)
    point = [0.8] * len(axes)
    reform = axes.reform(point, "a point")
    plain = {"title": reform.title, "changes": [change.model_dump(by_alias=True) for change in reform.changes]}
    assert axes.at(point) == resolve(axes.scenario, reform=plain)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_point_moves_its_axes_and_nothing_else(name: str) -> None:
    """At a third of every range, values of dates among them, each number is what its axis says, and the rest stays."""
    axes = space_of(resolve(name), rules=True)
    there = axes.at([1 / 3] * len(axes))
    written, reread = dict(parameters(axes.scenario)), dict(parameters(there))
    expected = {one.path: one.rows(1 / 3) for one in axes.free}
    assert {path: reread[path].rows for path in written if path not in expected} == {
        path: found.rows for path, found in written.items() if path not in expected
    }
    for path, rows in expected.items():
        assert [value for _, value in reread[path].rows] == [value for _, value in rows]
        assert [since for since, _ in reread[path].rows[1:]] == [since for since, _ in rows[1:]]
    assert digest_of(there, provenance=False) != digest_of(axes.scenario, provenance=False)


def test_a_moved_number_still_says_how_far_it_may_go(city: Space) -> None:
    """Ceilings cover whole ranges, so a point must not narrow one."""
    there = dict(parameters(city.at([0.25] * len(city))))
    for one in city.free:
        if one.low is not None and not one.together:
            assert (there[one.path].lowest, there[one.path].highest) == (one.parameter.lowest, one.parameter.highest)


def test_a_point_outside_the_cube_is_refused(city: Space) -> None:
    with pytest.raises(Problem, match="in a space of"):
        city.at([0.5])
    with pytest.raises(Problem, match="outside 0 and 1"):
        city.at([1.5] * len(city))
