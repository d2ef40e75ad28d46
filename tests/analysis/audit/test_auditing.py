"""Every question is answered once, in the words of an audit, and with numbers that the runs themselves hold."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.audit.answer import DECLARED
from creditarium.analysis.audit.case import Case
from creditarium.analysis.audit.groups import ABSENT
from creditarium.analysis.audit.registry import SECTIONS
from creditarium.model.checklist import checklist
from creditarium.model.validation import case_paths
from creditarium.views.audit_text import text_of

VERDICT = re.compile(r"\b(il|para)?legal(ly|ity)?\b|\bunlawful|\bguilty\b|\bcompliant\b|\bviolat", re.IGNORECASE)


def test_every_question_is_answered_exactly_once_in_its_section(audit: cr.Audit) -> None:
    asked = {(letter, number) for letter, number, _ in checklist().each()}
    told = Counter((letter, number) for letter, section in SECTIONS.items() for number in section)
    assert set(told) == asked
    assert set(told.values()) == {1}
    assert list(audit.answers) == [number for _, number, _ in checklist().each()]
    for number, answer in audit.answers.items():
        assert answer.number == number


def test_the_audit_never_gives_a_verdict(audit: cr.Audit) -> None:
    for said in (text_of(audit), audit.to_json(), repr(audit), audit._repr_html_()):
        assert not VERDICT.search(said), VERDICT.search(said)
    assert VERDICT.search("this is illegal")
    elements = {answer.element for answer in audit.answers.values()}
    assert elements <= {"", "met", "not met", "cannot tell"}
    for number, question in ((number, question) for _, number, question in checklist().each()):
        if question.kind == "elements":
            answer = audit.answer(number)
            assert answer.element or answer.cannot_tell, number


def test_an_interval_spans_seeds_or_a_declared_range_and_says_so(audit: cr.Audit) -> None:
    seen = 0
    for answer in audit.answers.values():
        for finding in answer.findings:
            if finding.interval is None:
                assert finding.counted_in == DECLARED, finding
                continue
            seen += 1
            assert finding.interval.low <= finding.interval.high, finding
            assert re.search(r"\d seeds|declared range|all seeds|no range", finding.interval.spans), finding
            if "seeds of" in finding.interval.spans:
                assert "assumptions not varied" in finding.interval.spans
    assert seen > 100


def test_a_p_value_stands_only_where_a_rule_asks_for_a_test(audit: cr.Audit) -> None:
    for number, answer in audit.answers.items():
        for finding in answer.findings:
            if "p =" in finding.test:
                assert number in (17, 18, 19)
                assert "in an audit of 2,000 people" in finding.test
    assert any("p =" in finding.test for finding in audit.answer(17).findings)


def test_what_nobody_has_cannot_be_told(audit: cr.Audit) -> None:
    for number in (2, 17, 19, 24):
        silent = [finding.what for finding in audit.answer(number).findings if finding.cannot_tell]
        for name in ABSENT:
            assert any(name in what for what in silent), (number, name)


def test_values_are_the_runs_and_intervals_the_seeds(audited_run: cr.Run, case: Case) -> None:
    made = SECTIONS["B"][5](case).findings[0]
    people = audited_run.scenario.people
    assert made.value == pytest.approx(1000 * audited_run.total("denied") / people)
    rates = [1000 * seed.run.total("denied") / 1_024 for seed in case.seeds]
    assert made.interval is not None
    assert (made.interval.low, made.interval.high) == pytest.approx((min(rates), max(rates)))
    assert (made.base, made.window) == (people, "2020-01-01 to 2020-06-30")
    wrong = SECTIONS["G"][22](case).findings[0]
    persons = pl.col("scheme") != "tax-rating"
    entered, false, landed = (
        audited_run.tally(name, by="scheme").filter(persons)["count"].sum() for name in ("entered", "false", "landed")
    )
    lied = false + landed
    assert wrong.value == pytest.approx(lied / entered)


def test_at_least_two_criteria_stand_side_by_side(audit: cr.Audit) -> None:
    by_income = [one.what for one in audit.answer(20).findings if "by income" in one.what and not one.cannot_tell]
    assert any(what.startswith("predictive parity") for what in by_income)
    assert any(what.startswith("equalised odds") for what in by_income)


def test_an_audit_is_the_same_twice(audited_run: cr.Run) -> None:
    first, second = (cr.audit(audited_run, question=5, seeds=2, seed_people=256) for _ in range(2))
    assert first.to_json() == second.to_json()
    assert list(first.answers) == [5]


def test_another_process_of_one_thread_writes_the_same_bytes(
    audited_run: cr.Run, audit: cr.Audit, tmp_path: Path
) -> None:
    folder = audited_run.write(tmp_path / "run")
    words = ["audit", str(folder), "--json", "--seeds", "3", "--seed-people", "1024"]
    alone = os.environ | {"POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "creditarium.cli.main", *words]
    done = subprocess.run(command, env=alone, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == audit.to_json().strip()


def test_json_holds_every_question_with_its_law(audit: cr.Audit) -> None:
    read = json.loads(audit.to_json())
    numbers = [answer["number"] for section in read["sections"] for answer in section["answers"]]
    assert numbers == list(audit.answers)
    assert all(section["law"] for section in read["sections"])
    assert read["of"]["spans"] == "3 seeds of 1,024 people each; assumptions not varied"


def test_a_scheme_outside_china_is_not_asked_about_its_rules() -> None:
    made = cr.audit(cr.run("sweden-2021", people=600, days=28), seeds=2, seed_people=256)
    assert list(made.answers) == list(range(1, 41))


@pytest.mark.parametrize("name", ["national-lists", "shanghai-and-suzhou"])
def test_a_scheme_that_reaches_hardly_anybody_is_audited_too(name: str) -> None:
    made = cr.audit(cr.run(name, people=600, days=28, seed=3), seeds=2, seed_people=256)
    assert list(made.answers) == list(range(1, 46))
    assert json.loads(made.to_json())


def test_a_run_without_schemes_has_nothing_to_audit() -> None:
    with pytest.raises(cr.Problem, match="nothing to audit"):
        cr.audit(cr.run("no-scheme", people=300, days=7))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"question": 46}, "there is no question 46"),
        ({"seeds": 1}, "1 is less than 2"),
        ({"seed_people": 10}, "10 is less than 256"),
        ({"audit_people": 0}, "0 is less than 1"),
        ({"utility": "control"}, "no utility that a search for less harm may keep"),
    ],
)
def test_what_cannot_be_asked_is_refused(audited_run: cr.Run, options: dict[str, object], said: str) -> None:
    with pytest.raises(cr.Problem, match=said):
        cr.audit(audited_run, **options)  # type: ignore[arg-type]


def test_a_missing_package_is_one_line_before_anything_is_lived(
    audited_run: cr.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lifelines", None)
    with pytest.raises(cr.Problem, match=r"lifelines.*make setup-analysis"):
        cr.audit(audited_run)


def test_the_validation_cases_are_those_that_are_shipped(audit: cr.Audit) -> None:
    table = audit.answer(37).evidence[0].frame
    assert table["case"].to_list() == list(case_paths())
    assert (table["numbers"] > table["lived"]).all()


def test_no_alternative_is_searched_before_a_utility_is_declared(audit: cr.Audit) -> None:
    assert "no utility is declared" in audit.answer(21).cannot_tell
    assert "--" not in audit.answer(21).cannot_tell, "the page and the report say it too"
    assert "To declare one: --utility recorded, precision, lawful." in text_of(audit)


@pytest.mark.heavy
def test_a_declared_utility_is_kept_and_harm_alone_lessened(audited_run: cr.Run) -> None:
    made = cr.audit(audited_run, question=21, seeds=2, seed_people=1_024, utility="recorded")
    table = made.answer(21).evidence[0].frame
    base = table.filter(pl.col("alternative") == "as it is").row(0, named=True)
    for row in table.filter(pl.col("verdict") == "less harm").iter_rows(named=True):
        assert row["utility"] >= base["utility"] - 1e-9
        assert all(row[name] <= base[name] + 1e-9 for name in ("blameless", "denials", "wrong_days", "disparity"))


def test_one_life_is_told_with_its_way_back_or_what_bars_it(audit: cr.Audit) -> None:
    answer = audit.answer(35)
    ways = [finding for finding in answer.findings if finding.what.startswith("cheapest way")]
    assert ways
    for way in ways:
        assert way.cannot_tell.startswith("there is none, because") or "acts" in str(way.value)


def test_findings_cannot_be_changed(audit: cr.Audit) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        audit.answer(5).findings[0].value = 0  # type: ignore[misc]
