"""The audit in a report: every question with its answer, every finding with its value, interval and denominator."""

import pytest

import creditarium as cr
from creditarium.analysis.audit.answer import amount
from creditarium.analysis.audit.audited import Audit
from creditarium.views.report import making
from creditarium.views.report.content import Lines, Paragraph, Section, Table


def section_of(report: cr.Report) -> Section:
    return next(section for section in report.sections if section.key == "audit")


def test_every_question_is_answered(report: cr.Report, audited: Audit) -> None:
    told = [part for inner in section_of(report).parts if isinstance(inner, Section) for part in inner.parts]
    topics = {line.topic for part in told if isinstance(part, Lines) for line in part.lines}
    for number in audited.answers:
        assert f"{number}. {audited.question(number).title}" in topics


def test_every_finding_stands_in_a_table_with_its_value_and_denominator(report: cr.Report, audited: Audit) -> None:
    tables = [
        part
        for inner in section_of(report).parts
        if isinstance(inner, Section)
        for part in inner.parts
        if isinstance(part, Table) and part.caption.startswith("Findings")
    ]
    rows = [row for table in tables for row in table.rows]
    wanted = [(answer.number, one) for answer in audited.answers.values() for one in answer.findings]
    assert len(rows) == len(wanted) > 100
    for row, (number, one) in zip(rows, sorted(wanted, key=lambda pair: pair[0]), strict=True):
        assert row[:2] == (number, one.what)
        assert (one.cannot_tell or amount(one.value, one.unit)) in row[2]
        assert bool(row[3]) == (one.interval is not None)
        assert row[4:7] == (one.of, one.base, one.window)


def test_it_says_what_an_interval_spans_and_never_legal(report: cr.Report, audited: Audit) -> None:
    [text] = [part.text for part in section_of(report).parts if isinstance(part, Paragraph)]
    assert audited.of.spans in text
    elements = next(part for part in section_of(report).parts if isinstance(part, Table))
    assert {row[3] for row in elements.rows} <= {"met", "not met", "cannot tell"}


def test_a_report_without_an_audit_says_why(reported: cr.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "left out" in section_of(cr.report(reported, audit=False)).parts[0].text
    monkeypatch.setattr(making, "find_spec", lambda name: None if name == "statsmodels" else name)
    assert "statsmodels is not installed; make setup-analysis" in section_of(cr.report(reported)).parts[0].text
