"""An answer cannot leave out what an answer must have, and an audit can be read as a tree, a table and JSON."""

import json
from datetime import date

import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.audit.answer import Answer, Evidence, Finding, Interval, amount, cannot, told
from creditarium.analysis.audit.audited import Audit, Audited
from creditarium.model.checklist import checklist, measures
from creditarium.model.conduct import Domain
from creditarium.model.resolve import resolve

SPANS = "8 seeds of 4,096 people each; assumptions not varied"
COUNTED = Finding(
    "refused", 0.25, "share", Interval(0.2, 0.3, SPANS), "2020-01-01 to 2020-12-30", "adults", 800, "8 seeds"
)


def audit() -> Audit:
    of = Audited(
        "reported-2020", "t", 10, 1, "2020-01-01", 365, "2020-01-01 to 2020-12-30", "d", "0", (1, 2), 10, 2000, SPANS
    )
    frame = pl.DataFrame({"day": [date(2020, 1, 1)], "share": [float("nan")]})
    answers = {
        5: Answer(5, "It does.", (COUNTED, cannot("by religion", "nobody has one")), "met", (Evidence("t", frame),)),
        37: Answer(37, cannot_tell="nothing was validated"),
    }
    return Audit(of, checklist(), answers)


def test_a_counted_number_has_interval_window_and_denominator() -> None:
    assert told(COUNTED) == f"25 % [20 % to 30 %; {SPANS}], of adults (800), 2020-01-01 to 2020-12-30"
    for lacking in ({"window": ""}, {"of": ""}, {"base": None}, {"interval": None}):
        with pytest.raises(ValueError, match="interval, window and denominator"):
            Finding(**{**vars(COUNTED), **lacking})


def test_a_finding_has_a_value_or_a_reason_and_an_answer_too() -> None:
    for value, why in ((None, ""), (1.0, "it is not known")):
        with pytest.raises(ValueError, match="a reason why not"):
            Finding("x", value, cannot_tell=why)
    for words, why in (("", ""), ("said", "and not")):
        with pytest.raises(ValueError, match="answered"):
            Answer(1, words, cannot_tell=why)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.0, "share", "0 %"),
        (1.0, "share", "100 %"),
        (12345.6, "days", "12,345.6 days"),
        (float("nan"), "days", "none days"),
    ],
)
def test_amounts_are_written_for_people(value: float, unit: str, said: str) -> None:
    assert amount(value, unit) == said


def test_an_audit_reads_as_tree_table_and_json() -> None:
    made = audit()
    tree = repr(made)
    assert "B Is it prohibited social scoring?" in tree
    assert "5 Detriment: elements met; refused: 25 % [20 % to 30 %], of adults (800)\n" in tree
    assert "37 Validation: cannot tell: nothing was validated" in tree
    table = made.table()
    assert table.select("number", "value", "cannot_tell").rows() == [
        (5, 0.25, ""), (5, None, "nobody has one"), (37, None, "nothing was validated"),
    ]  # fmt: skip
    read = json.loads(made.to_json())
    held = read["sections"][0]["answers"][0]
    assert held["evidence"][0]["rows"] == [["2020-01-01", None]]
    assert held["ask"] == made.question(5).ask
    assert "<td>37</td>" in made._repr_html_()
    assert "<caption>Audit of “" in made._repr_html_()


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(cr.Problem, match="there is no question 99"):
        audit().answer(99)


def test_the_checklist_has_forty_questions_in_twelve_sections_and_five_of_china() -> None:
    numbers = [number for _, number, _ in checklist().each()]
    assert numbers == list(range(1, 46))
    assert "".join(checklist().sections) == "ABCDEFGHIJKLM"
    assert [number for letter, number, _ in checklist().each() if letter == "M"] == [41, 42, 43, 44, 45]
    for section in checklist().sections.values():
        assert section.law, section.title


@pytest.mark.parametrize("name", ["china-2020", "sweden-2021"])
def test_gravity_and_contexts_know_only_kinds_and_domains_that_exist(name: str) -> None:
    known, told_of = set(Domain.__args__), measures()
    kinds = {**resolve("reported-2020").conduct.kinds, **resolve("sweden-2021").conduct.kinds}
    assert set(told_of.gravity.domains) <= known
    assert {domain for context in told_of.contexts.values() for domain in context.domains} <= known
    assert {*told_of.gravity.kinds, *told_of.arose_in} <= set(kinds)
    for held in resolve({"china-2020": "reported-2020"}.get(name, name)).conduct.kinds.items():
        assert 0 <= told_of.gravity_of(*held).value <= 5
    assert told_of.related("late_instalment", kinds["late_instalment"], "loans")
    assert not told_of.related("critical_post", kinds["critical_post"], "loans")
    assert told_of.related("flight_misconduct", kinds["flight_misconduct"], "travel")
    assert not told_of.related("disorder", kinds["disorder"], "travel")


def test_lawful_conduct_has_no_gravity_and_the_gravest_is_the_gravest() -> None:
    kinds = resolve("reported-2020").conduct.kinds
    grades = {name: measures().gravity_of(name, kind).value for name, kind in kinds.items()}
    assert grades["critical_post"] == 0
    assert grades["hit_and_run"] == max(grades.values())
