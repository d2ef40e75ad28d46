"""A reform is an overlay: it changes what it names, keeps the rest and copies nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from creditarium.model.base import Spec
from creditarium.model.conduct import StateVariable
from creditarium.model.digest import canonical, digest_of
from creditarium.model.overlay import change_of, changed, read_reform, removed, without
from creditarium.model.parameter import Days, Number, Points, Rate
from creditarium.model.problem import Problem
from creditarium.model.reading import load, read_text
from creditarium.model.resolve import resolve
from creditarium.model.tree import Place, Table


class Band(Spec):
    """A grade."""

    name: str
    least: Number | None = None


class Rule(Spec):
    """What an entry does."""

    points: Points | None = None
    term: Days | None = None
    to_band: str | None = None


class Appeal(Spec):
    """A way back."""

    rate: Rate | None = None


class Scheme(Spec):
    """A scheme."""

    title: str
    bands: tuple[Band, ...] = ()
    rules: dict[str, Rule] = Field(default_factory=dict)
    appeal: Appeal | None = None


class Scenario(Spec):
    """A little of a scenario."""

    title: str
    people: int = 100
    scoring: dict[str, Scheme] = Field(default_factory=dict)


TEXT = """\
title: A little
scoring:
  city:
    title: The city's
    bands:
      - {name: D}
      - {name: C, least: {fixed: 600, because: a test}}
    rules:
      speeding:
        points: {dated: {2013-10-01: -5, 2020-01-01: -6}, unit: points, source: RC-020}
      parking:
        points: {fixed: -1, because: a test}
"""
TREE: Table = read_text(TEXT, "a.yaml")
SPEEDING = "scoring.city.rules.speeding.points"


def live(*changes: str) -> Scenario:
    return load(Scenario, changed(TREE, [change_of(text) for text in changes], Scenario))


def reformed(*changes: dict[str, Any]) -> Scenario:
    reform = read_reform({"title": "A reform", "changes": list(changes)})
    return load(Scenario, changed(TREE, reform.changes, Scenario))


def points(scenario: Scenario, rule: str = "speeding") -> Any:
    return scenario.scoring["city"].rules[rule].points


def refused(*changes: str) -> str:
    with pytest.raises(Problem) as caught:
        live(*changes)
    line = str(caught.value)
    assert "\n" not in line
    assert "Mend: " in line
    return line


def test_set_changes_a_parameter_and_keeps_its_unit() -> None:
    changed_points = points(live(f"{SPEEDING}=-9"))
    assert repr(changed_points) == "-9 points, set: --set on the command line"
    assert str(changed_points.place) == f"--set {SPEEDING}"


def test_set_changes_a_plain_field_a_list_item_and_what_the_file_leaves_out() -> None:
    assert live("people=7").people == 7
    assert live("scoring.city.title=Another").scoring["city"].title == "Another"
    for name in ("C", "1"):
        assert live(f"scoring.city.bands.{name}.least=700").scoring["city"].bands[1].least.value == 700  # type: ignore[union-attr]
    assert live("scoring.city.bands.D.least=1").scoring["city"].bands[0].least.kind == "set"  # type: ignore[union-attr]
    appeal = live("scoring.city.appeal.rate=2").scoring["city"].appeal
    assert appeal is not None
    assert repr(appeal.rate) == "2, set: --set on the command line"


def test_nothing_switches_a_parameter_off_and_a_mapping_gives_a_new_item() -> None:
    assert points(live(f"{SPEEDING}=null")) is None
    added = live("scoring.city.rules.theft={points: {assume: -50, range: [-90, -10], because: a guess}}")
    assert points(added, "theft").kind == "assumed"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pepole=7", "--set pepole: there is no 'pepole'. Mend: did you mean 'people'?"),
        ("scoring.ctiy.title=x", "there is no 'ctiy' in 'scoring'. Mend: did you mean 'city'?"),
        ("scoring.city.rules.speding.points=-9", "did you mean 'speeding'?"),
        ("scoring.city.rules.speding=-9", "there is no 'speding' in 'scoring.city.rules'"),
        ("scoring.city.bands.B.least=9", "there is no 'B' in 'scoring.city.bands'. Mend: choose from C, D"),
        ("scoring.city.bands.7.least=9", "there is no '7'"),
        (f"{SPEEDING}.value=-9", f"'{SPEEDING}' is a parameter"),
        ("title.x=9", "'title' has no parts"),
        ("scoring.city=9", "'scoring.city' is a table, not a value"),
        ("people=many", "--set people: 'people' should be a valid integer, not 'many'"),
        (f"{SPEEDING}=0.5", f"--set {SPEEDING}: 0.5 is no number of points"),
        (
            "scoring.city.appeal.rate=-1",
            "--set scoring.city.appeal.rate: -1 is no rate: it must be at least 0",
        ),
        ("people", "--set people: this is no PATH=VALUE"),
        ("a..b=1", "this is no PATH=VALUE"),
        ("people=", "--set people=: there is nothing in it"),
        ("people=[", "--set people=[: this is not YAML"),
    ],
)
def test_a_change_that_leads_nowhere_is_refused(text: str, says: str) -> None:
    assert says in refused(text)


def test_a_reform_from_a_date_keeps_the_rows_before_it_with_their_source() -> None:
    first = {"path": SPEEDING, "value": -10, "from": date(2021, 1, 1), "because": "a draft law"}
    second = {"path": SPEEDING, "value": -20, "from": date(2022, 1, 1), "source": "RC-020"}
    result = points(reformed(first, second))
    assert [result.at(date(year, 6, 1)) for year in (2012, 2019, 2020, 2021, 2022)] == [-5, -5, -6, -10, -20]
    assert result.over.over == points(live())
    assert (result.kind, result.source, result.over.because) == ("set", "RC-020", "a draft law")
    assert result.breaks == (date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1))


def test_a_later_row_is_void_once_a_reform_came_into_force() -> None:
    result = points(reformed({"path": SPEEDING, "value": -10, "from": date(2019, 1, 1), "because": "a draft"}))
    assert [result.at(date(year, 6, 1)) for year in (2018, 2019, 2021)] == [-5, -10, -10]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([{"path": SPEEDING, "value": 1}], "has no reason"),
        (
            [{"path": SPEEDING, "vlaue": 1, "because": "x"}],
            "unknown key 'vlaue'. Mend: did you mean 'value'?",
        ),
        ([{"path": SPEEDING, "value": 1, "source": "RC-0200"}], "no source is called 'RC-0200'"),
        (
            [{"path": "people", "value": 1, "from": date(2020, 1, 1), "because": "x"}],
            "cannot change on a date",
        ),
        (
            [{"path": "scoring.city.appeal.rate", "value": 1, "from": date(2020, 1, 1), "because": "x"}],
            "has no value before 2020-01-01",
        ),
        (
            [{"path": SPEEDING, "value": n, "from": date(2020, 1, 1), "because": "x"} for n in (1, 2)],
            "overlapping dates",
        ),
        (
            [{"path": SPEEDING, "value": y, "from": date(y, 1, 1), "because": "x"} for y in (2021, 2020)],
            "overlapping dates",
        ),
        ([{"path": SPEEDING, "value": n, "because": "x"} for n in (1, 2)], "overlapping dates"),
        ([{"path": "", "value": 1, "because": "x"}], "is no path"),
    ],
)
def test_a_faulty_reform_is_refused(changes: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(Problem) as caught:
        reformed(*changes)
    assert says in str(caught.value)
    assert str(caught.value).count("Mend: ") == 1


def test_a_reform_from_a_file_names_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(f"title: R\nchanges:\n  - path: {SPEEDING}\n    value: 1.5\n    because: x\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"reform\.yaml:3: 1\.5 is no number of points"):
        load(Scenario, changed(TREE, read_reform(path).changes, Scenario))


def test_an_overlay_shares_what_it_does_not_touch_and_leaves_the_old_tree_as_it_was() -> None:
    before = canonical(TREE)
    after = changed(TREE, [change_of(f"{SPEEDING}=-9")], Scenario)
    assert canonical(TREE) == before
    city, old = after["scoring"]["city"], TREE["scoring"]["city"]
    assert city["bands"] is old["bands"]
    assert city["rules"]["parking"] is old["rules"]["parking"]
    assert city["rules"]["speeding"] is not old["rules"]["speeding"]
    assert changed(TREE, [], Scenario) is TREE


def test_removing_takes_one_item_and_shares_the_rest() -> None:
    assert list(removed(TREE, "scoring.city.rules.speeding")["scoring"]["city"]["rules"]) == ["parking"]
    assert removed(TREE, "scoring.city.bands.D")["scoring"]["city"]["bands"][0]["name"] == "C"
    with pytest.raises(Problem, match=r"there is no 'speding'.*did you mean 'speeding'"):
        removed(TREE, "scoring.city.rules.speding")


def test_a_scenario_can_be_without_a_stage_or_one_thing_in_it() -> None:
    tree = read_text("scoring: {city: {}, list: {}}\nresponse: {title: R, reactions: {fear: {}, gaming: {}}}\n", "a")
    assert without(tree, "scoring")["scoring"] == {}
    assert without(tree, "scoring.city")["scoring"] == {"list": {}}
    assert without(tree, "response")["response"] == {"title": "R", "reactions": {}}
    assert without(tree, "response.fear")["response"]["reactions"] == {"gaming": {}}
    assert without(tree, "sharing") is tree
    with pytest.raises(Problem, match="did you mean 'response'"):
        without(tree, "responses")
    with pytest.raises(Problem, match="there is no 'faer' in response"):
        without(tree, "response.faer")
    with pytest.raises(Problem, match="cannot be without 'population'"):
        without(tree, "population")


def test_what_hangs_on_a_scheme_or_sensor_goes_with_it() -> None:
    tree = read_text(
        "observation: {sensors: {police: {}, courts: {}}}\n"
        "scoring: {city: {feeds: [police, courts]}, list: {feeds: [courts]}}\n"
        "sharing: {agreements: {grades: {scheme: city}, names: {scheme: list}}}\n"
        "consequences: {rules: {no_flight: {scheme: list}, no_loan: {scheme: city}}}\n",
        "a",
    )
    bare = without(tree, "scoring.city")
    assert list(bare["sharing"]["agreements"]) == ["names"]
    assert list(bare["consequences"]["rules"]) == ["no_flight"]
    assert without(tree, "scoring")["consequences"]["rules"] == {}
    assert without(tree, "observation.police")["scoring"]["city"]["feeds"] == ("courts",)
    assert [scheme["feeds"] for scheme in without(tree, "observation")["scoring"].values()] == [(), ()]


def test_the_resolved_tree_of_a_reformed_scenario_reads_back() -> None:
    scenario = reformed({"path": SPEEDING, "value": -10, "from": date(2021, 1, 1), "because": "a draft law"})
    assert load(Scenario, scenario.model_dump(), allow_set=True) == scenario
    with pytest.raises(Problem, match="only a reform or --set may say 'set'"):
        load(Scenario, scenario.model_dump())


@pytest.mark.parametrize("name", ["rongcheng", "sweden-2021"])
def test_a_whole_scenario_that_is_resolved_again_keeps_the_place_of_everything(name: str) -> None:
    whole = resolve(name)
    again = resolve(whole)
    assert again == whole
    places = list(places_in(whole))
    assert list(places_in(again)) == places
    assert len({place.file for place in places}) > 5, "places of several files"


def places_in(value: object) -> Iterator[Place]:
    """Give the place of every piece, field and key within a piece of a model."""
    if isinstance(value, Spec):
        yield value.place
        for name, part in value:
            yield value.place_of(name)
            yield from (value.place_of(name, key) for key in part) if isinstance(part, dict) else ()
            yield from places_in(part)
    elif isinstance(value, dict | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from places_in(part)


def test_a_digest_names_the_rules_and_nothing_else() -> None:
    plain = load(Scenario, TREE)
    moved = load(Scenario, read_text("# a line\n" + TEXT, "b.yaml"))
    assert digest_of(plain) == digest_of(moved)
    assert len(digest_of(plain)) == 32
    assert digest_of(plain) != digest_of(live("people=101"))
    assert digest_of(live("people=100")) == digest_of(plain)
    reason = load(Scenario, read_text(TEXT.replace("because: a test", "because: another"), "c.yaml"))
    assert digest_of(plain) != digest_of(reason)
    assert digest_of(plain, provenance=False) == digest_of(reason, provenance=False)
    assert digest_of(plain, provenance=False) != digest_of(live(f"{SPEEDING}=-9"), provenance=False)


def test_a_key_that_came_later_changes_no_digest_until_it_is_used() -> None:
    """What an earlier version wrote is still the same."""
    state = load(StateVariable, {"title": "Calm", "bits": 2})
    assert json.loads(canonical(state)).keys() == StateVariable.model_fields.keys() - {"lifelong"}
    assert digest_of(state) != digest_of(load(StateVariable, {"title": "Calm", "bits": 2, "lifelong": True}))


def test_canonical_json_has_known_bytes() -> None:
    assert canonical({"b": 1.0, "a": [date(2020, 1, 1), None, True, 0.5, "é"]}) == (
        '{"a":["2020-01-01",null,true,0.5,"\\u00e9"],"b":1}'
    )
    assert digest_of({}) == hashlib.blake2b(b"{}", digest_size=16).hexdigest()
    with pytest.raises(TypeError, match="no canonical form"):
        canonical({"a": object()})
    with pytest.raises(TypeError, match="same canonical form"):
        canonical({1: 1, "1": 2})
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical(float("nan"))


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_canonical_json_is_canonical(content: Any) -> None:
    text = canonical(content)
    assert canonical(json.loads(text)) == text


@given(st.lists(st.sampled_from(["people=7", f"{SPEEDING}=-9", "scoring.city.title=T"]), max_size=5))
def test_the_last_of_several_changes_holds(texts: list[str]) -> None:
    scenario = live(*texts)
    assert scenario.people == (7 if "people=7" in texts else 100)
    assert points(scenario).value == (-9 if f"{SPEEDING}=-9" in texts else -5)
