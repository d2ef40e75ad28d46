"""The validation cases: what is computed holds, some are lived (all under --heavy), and bad files are refused."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr
from creditarium.analysis.validation.fair_lending import plain
from creditarium.analysis.validation.validate import _scenarios
from creditarium.model.problem import Problem
from creditarium.model.reading import read
from creditarium.model.validation import VALIDATION, CaseFile, case_paths
from creditarium.results.scenario_file import yaml_text
from creditarium.views.validation import HEAD, number

CASES = [f"V{j}" for j in range(1, 12)]
LIVED_IN_ALL = {"V6", "V10"}
"""The cases that are lived in every test run."""
LIVED = {"V1", "V3", "V4", "V5", "V6", "V7", "V10", "V11"}
PAGE = Path(__file__).resolve().parents[3] / "docs" / "validation.md"


def expect_all(cases: list[cr.CaseVerdict]) -> None:
    assert [repr(one) for case in cases for one in case.verdicts if not one.holds] == []


def test_every_case_is_shipped_and_named_by_its_number() -> None:
    assert list(case_paths()) == CASES
    for name in CASES:
        case = CaseFile.read(name).case
        assert bool(case.worlds) == (name in LIVED)
        assert len({one.what for one in case.expect}) > 2
        named = {case.world_of(one) for one in case.expect} - {None}
        assert named == set(case.worlds), "a world that nobody asks about"


def test_every_computed_number_holds() -> None:
    made = cr.validate(computed=True)
    expect_all(made)
    assert [case.name for case in made] == CASES
    assert not any(one.lived for case in made for one in case.verdicts)


@pytest.mark.parametrize("name", CASES)
def test_every_case_holds(name: str, heavy: bool) -> None:
    """In full under --heavy; else two are lived, and of the others the worlds resolve and answer what is asked."""
    if not heavy and name not in LIVED_IN_ALL:
        file = CaseFile.read(name)
        assert len(_scenarios(file)) == len(file.case.worlds)
        return
    [made] = cr.validate(name)
    expect_all([made])
    assert any(one.lived for one in made.verdicts) == (name in LIVED)


def test_the_page_is_what_the_cases_say() -> None:
    """Every number stands there with what is expected of it; of what is computed, what was observed too."""
    text = PAGE.read_text(encoding="utf-8")
    rows = [[cell.strip().replace("\\|", "|") for cell in line.strip("|").split(" | ")] for line in text.splitlines()]
    told = {(row[0], row[1], row[3]): row for row in rows if len(row) == len(HEAD)}
    asked = 0
    for name in CASES:
        case = CaseFile.read(name).case
        assert f"## {name}: {case.title}\n\nSource: {case.source}\n" in text
        assert all(f"Not expressed: {one}" in text for one in case.untold)
        for one in case.expect:
            values = one.values or {"": one.value or 0.0}
            for key, value in values.items():
                what = f"{one.what}: {key.replace('_', ' ')}" if len(one.values) > 1 else one.what
                row = told[what, number(value), f"± {number(one.within)}"]
                assert row[4].startswith(one.because)
                assert row[5] == "holds"
                asked += 1
    assert asked == sum(row[5] == "holds" for row in told.values())
    for made in cr.validate("V2", "V8", computed=True):
        for verdict in made.verdicts:
            assert told[verdict.what, number(verdict.expected), f"± {number(verdict.within)}"][2] == number(
                verdict.observed or 0.0
            )


def test_the_template_is_a_case() -> None:
    case = CaseFile.read(str(VALIDATION / "template.yaml")).case
    assert {one.observable is not None for one in case.expect} == {True}


# A case of one's own --------------------------------------------------------------------------------------

MINE: dict[str, Any] = {
    "title": "Mine",
    "source": "arithmetic",
    "worlds": {"town": {"scenario": "rongcheng", "people": 640, "days": 14, "seed": 2}},
    "expect": [
        {
            "what": "People",
            "observable": {"count": "people"},
            "value": 640,
            "within": 0,
            "because": "as many as are asked for",
        }
    ],
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a case: `MINE` with some keys of the whole, of its world and of its expectation replaced or taken away."""

    def written(case: dict[str, Any], world: dict[str, Any], one: dict[str, Any]) -> Path:
        held = {**MINE, **case}
        if world:
            held["worlds"] = {"town": {**MINE["worlds"]["town"], **world}}
        if one:
            held["expect"] = [{k: v for k, v in {**MINE["expect"][0], **one}.items() if v is not None}]
        path = tmp_path / "mine.yaml"
        path.write_text(yaml_text(held), encoding="utf-8")
        return path

    return written


def test_a_case_of_ones_own_holds_or_fails(write: Write) -> None:
    [good] = cr.validate(write({}, {}, {}))
    assert (good.name, good.holds) == ("mine", True)
    [bad] = cr.validate(write({}, {}, {"value": 641, "within": 0.5}))
    assert not bad.holds
    assert [(one.verdict, one.observed, one.lived) for one in bad.verdicts] == [("FAILS", 640.0, True)]
    assert "expected 641 ± 0.5, observed 640: FAILS" in repr(bad)


def test_a_scenario_may_stand_in_a_file_beside_the_case_or_in_it(write: Write, tmp_path: Path) -> None:
    """Files that a scenario names are looked for beside it, wherever the case is validated from."""
    text = plain(read(VALIDATION / "worlds" / "image.yaml"))
    (tmp_path / "deeds.yaml").write_text(yaml_text(text.pop("conduct")), encoding="utf-8")
    text["conduct"] = "deeds.yaml"
    asked = {"observable": {"state": "deeds", "within": [0, 10], "per": "person"}, "value": 1}
    [inside] = cr.validate(write({}, {"scenario": text}, asked))
    assert inside.holds
    (tmp_path / "image.yaml").write_text(yaml_text(text), encoding="utf-8")
    [beside] = cr.validate(write({}, {"scenario": "image.yaml"}, asked))
    assert beside.holds


CHECK: dict[str, Any] = {"observable": None, "value": None, "check": "image_motive"}
GIVEN = {"cost": 0.6, "weight": 1, "visible": 1}


@pytest.mark.parametrize(
    ("case", "world", "one", "said"),
    [
        ({"tittle": "x"}, {}, {}, "unknown key 'tittle'"),
        ({"source": ""}, {}, {}, "a title, a source and something to expect"),
        ({"expect": []}, {}, {}, "something to expect"),
        ({"worlds": {}}, {}, {}, "not said which world is observed"),
        ({}, {"people": 0}, {}, "people"),
        ({}, {"scenario": "rongchen"}, {}, "no preset among the scenarios is called 'rongchen'"),
        ({}, {"scenario": "nowhere.yaml"}, {}, "no such file"),
        ({}, {"set": {"scoring.rongcheng-2018.strat": 3}}, {}, "strat"),
        ({}, {"filled": {"by": "fair_lending"}}, {}, "only a scenario that is written"),
        ({}, {"scenario": {"title": "x"}, "filled": {"by": "fair_lendin"}}, {}, "nothing fills a world in"),
        ({}, {}, {"world": "twon"}, "no world 'twon'. Mend: did you mean 'town'"),
        ({}, {}, {"observable": {"count": "acts", "kind": "speding"}}, "did you mean 'speeding'"),
        ({}, {}, {"observable": {"count": "acts", "until": 15}}, "lies outside the run, which has 14 days"),
        ({}, {}, {"value": None}, "write 'value:'"),
        ({}, {}, {"within": -1}, "within"),
        ({}, {}, {"within": None}, "the key 'within' is missing"),
        ({}, {}, {"check": "image_motive"}, "an observable or for a check"),
        ({}, {}, CHECK, "several numbers"),
        ({}, {}, {**CHECK, "check": "image", "values": {"acting": 1}}, "no check is called 'image'"),
        ({}, {}, {**CHECK, "values": {"acting": 1}}, "needs 'cost'"),
        ({}, {}, {**CHECK, "given": {**GIVEN, "costs": 1}, "values": {"acting": 1}}, "given no 'costs'"),
        ({}, {}, {**CHECK, "given": {**GIVEN, "cost": "dear"}, "values": {"acting": 1}}, "cannot take what"),
        ({}, {}, {**CHECK, "given": GIVEN, "values": {"actng": 1}}, "gives no 'actng'. Mend: did you mean 'acting'"),
        ({}, {}, {**CHECK, "world": "town", "given": GIVEN, "values": {"acting": 1}}, "lives no world"),
        ({}, {}, {**CHECK, "check": "null_reform", "values": {"largest_difference": 0}}, "lives a world"),
        ({}, {}, {**CHECK, "world": "town", "check": "urns", "given": {"start": [1, 1]}, "values": {"mean": 0}}, "urn"),
    ],
)  # fmt: skip
def test_a_bad_case_is_one_line_that_names_its_place(
    write: Write, case: dict[str, Any], world: dict[str, Any], one: dict[str, Any], said: str
) -> None:
    with pytest.raises(Problem, match=said) as problem:
        cr.validate(write(case, world, one))
    assert str(problem.value).count("\n") == 0
    assert problem.value.place


def test_a_missing_package_is_told_and_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.stats.proportion", None)
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    [made] = cr.validate("V7", computed=True)
    assert not made.holds
    told = [one for one in made.verdicts if one.cannot_tell]
    assert {one.verdict for one in told} == {"cannot tell"}
    assert 0 < len(told) < len(made.verdicts)
    assert "not installed" in told[0].cannot_tell
