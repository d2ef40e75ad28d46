"""Rules tried by tests beside a scheme: every line of every shipped table, and a test that errs fails."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import creditarium as cr
from creditarium.analysis.rules.judging import RulesTried, try_rules
from creditarium.analysis.rules.trial import Trial
from creditarium.model.catalogue import PRESETS, preset_names
from creditarium.model.problem import Problem
from creditarium.model.resolve import scenario_tree
from creditarium.model.rule_tests import MOST_GIVEN, read_tests, shipped_tests

SHIPPED = PRESETS / "tests"
SCHEMES = preset_names("schemes")
ONE = """
title: One test
scheme: rongcheng-2018
scenario: rongcheng
tests:
  - title: A utility bill paid late
    given: [{date: 2018-03-01, occasion: late_utility_bill}]
    then: {entries: [{date: 2018-03-01, occasion: late_utility_bill, points: -20}], score: 980, band: A}
"""


@cache
def tried(scheme: str) -> RulesTried:
    return try_rules(scheme)


def written(folder: Path, text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "one.test.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_line_of_every_shipped_scheme_is_tested_and_holds(scheme: str) -> None:
    found = tried(scheme)
    assert found.hold, found.verdicts
    assert found.untested == ()
    assert set(found.lines) == set(scenario_tree(read_tests(scheme)[0].scenario)["scoring"][scheme]["rules"])


def test_there_are_tests_of_the_shipped_schemes_and_of_nothing_else() -> None:
    assert shipped_tests() == SCHEMES


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_world_of_the_tests_leaves_the_schemes_own_rules_alone(scheme: str) -> None:
    tests, path = read_tests(scheme)
    mine = Trial.of(tests, path).scenario(tests.tests[0].begins).scoring[scheme]
    theirs = cr.scenario(tests.scenario).scoring[scheme]
    for part in (
        "sort",
        "start",
        "floor",
        "ceiling",
        "bands",
        "rules",
        "caps",
        "recovery",
        "recalculate",
        "dimensions",
    ):
        assert getattr(mine, part) == getattr(theirs, part), part
    assert (mine.grace, mine.contagion, mine.covers.who) == (theirs.grace, theirs.contagion, theirs.covers.who)


def shifted(told: dict[str, Any]) -> dict[str, Any]:
    """Give what a test expects with every number moved by one, and every outcome turned."""
    turned = {"refused": "granted", "granted": "refused", "moved": "refused"}
    made = dict(told)
    for part in ("entries", "of_itself"):
        if told.get(part):
            made[part] = [{**one, "points": one["points"] + 1} for one in told[part]]
    if told.get("consequences"):
        made["consequences"] = [{**one, "outcome": turned[one["outcome"]]} for one in told["consequences"]]
    if "score" in told:
        made["score"] = told["score"] + 1
    if "states" in told:
        made["states"] = {name: value + 1 for name, value in told["states"].items()}
    return made


@pytest.mark.parametrize("scheme", ["rongcheng-2018", "court-blacklist", "sesame", "tax-rating"])
def test_an_expectation_that_contradicts_the_rules_fails(scheme: str, tmp_path: Path) -> None:
    content = yaml.safe_load((SHIPPED / f"{scheme}.yaml").read_text(encoding="utf-8"))
    moved = 0
    for test in content["tests"]:
        told = shifted(test["then"])
        moved += told != test["then"]
        test["then"] = told
    found = try_rules(written(tmp_path, yaml.safe_dump(content)))
    failed = [verdict for verdict in found.verdicts if not verdict.holds]
    assert moved >= len(content["tests"]) - 3
    assert len(failed) == moved


def test_a_rule_that_is_changed_fails_its_test_and_no_other(tmp_path: Path) -> None:
    scheme = (SHIPPED.parent / "schemes" / "rongcheng-2018.yaml").read_text(encoding="utf-8")
    assert "late_utility_bill: {points: {value: -20" in scheme
    (tmp_path / "mine.yaml").write_text(
        scheme.replace("late_utility_bill: {points: {value: -20", "late_utility_bill: {points: {value: -25")
    )
    tests = (SHIPPED / "rongcheng-2018.yaml").read_text(encoding="utf-8").split('  - title: "Banks turn D away')[0]
    found = try_rules(written(tmp_path, tests, ("scheme: rongcheng-2018", "scheme: ./mine.yaml")))
    [verdict] = [verdict for verdict in found.verdicts if not verdict.holds]
    assert verdict.lines == {"late_utility_bill"}
    assert "entry: 2018-03-01 late_utility_bill -20 is expected, and is not written" in verdict.misses


def test_a_scheme_that_is_made_of_another_is_tried_too(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("title: A copy\nof: rongcheng-2018\n", encoding="utf-8")
    found = try_rules(written(tmp_path, ONE, ("scheme: rongcheng-2018", "scheme: ./mine.yaml")))
    assert found.hold
    assert len(found.lines) == 26


def test_a_verdict_tells_no_score_and_no_band_that_the_test_did_not_name(tmp_path: Path) -> None:
    found = try_rules(written(tmp_path, ONE, ("score: 980, band: A", "score: 1, band: D")))
    told = repr(found.verdicts[0])
    assert not found.hold
    assert not re.search(r"980|\bA\b.*expected", told.replace("A utility", ""))
    assert "score: 1 is expected, and the entries come to more" in told
    assert "band: D is expected, and it is another" in told


def test_a_verdict_tells_no_refusal_that_the_test_did_not_name(tmp_path: Path) -> None:
    told = "then: {consequences: []}\n    begins: {score: 550}"
    asked = ONE.split("    then:")[0].replace("late_utility_bill", "consumer_loan") + f"    {told}\n"
    [verdict] = try_rules(written(tmp_path, asked)).verdicts
    assert verdict.misses == ("consequence: 2018-03-01 consumer_loan: something follows that the test does not name",)


def test_a_line_without_a_test_is_named(tmp_path: Path) -> None:
    found = try_rules(written(tmp_path, ONE))
    assert found.hold
    assert "speeding" in found.untested
    assert "late_utility_bill" not in found.untested
    assert repr(found) == "1 of 1 tests of rongcheng-2018 hold; 1 of 26 lines are tested"


def test_the_same_life_is_lived_again() -> None:
    first, second = tried("sesame"), try_rules("sesame")
    assert first == second


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([("occasion: late_utility_bill}]", "occasion: late_utility_bil}]")], "did you mean 'late_utility_bill'"),
        ([("given: [{date: 2018-03-01", "given: [{date: 2018-01-01")], "before the tests have begun"),
        ([("given: [{date: 2018-03-01", "given: [{date: 2017-03-01")], "before the tests have begun"),
        ([("band: A", "band: F")], "no band 'F'"),
        ([("scheme: rongcheng-2018", "scheme: rongcheng-2081")], "or 'rongcheng-2018'?"),
        ([("scenario: rongcheng", "scenario: rongcheg")], "'rongcheng'"),
        ([("late_utility_bill}]", f"late_utility_bill, times: {MOST_GIVEN + 1}}}]")], "less than or equal"),
        ([("given: [", "given: [{date: 2018-02-28, occasion: late_utility_bill, times: 3}, ")], "twice"),
        ([("score: 980, band: A", "states: {luck: 1}")], "no state is called 'luck'"),
        ([("then:", "begins: {states: {arears: 1}}\n    then:")], "did you mean 'arrears'"),
        ([("then:", "name: Li Hua\n    then:")], "unknown key 'name'"),
        ([("then:", "who: {age: [25-43]}\n    then:")], "did you mean '25-34'"),
        ([("then:", "who: {age: [0-14]}\n    then:")], "covers nobody of this sort"),
        ([("score: 980, band: A", "until: 2018-02-01")], "after the day that is looked at"),
        ([("then: {entries: [{date: 2018-03-01, occasion: late_utility_bill, points: -20}], score: 980, band: A}",
           "then: {}")], "nothing is expected"),
    ],
)  # fmt: skip
def test_bad_tests_are_one_clear_line(changes: list[tuple[str, str]], says: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        try_rules(written(tmp_path, ONE, *changes))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_scheme_has_no_tests() -> None:
    with pytest.raises(Problem, match="did you mean 'sesame'"):
        try_rules("sesam")
