"""The audit in a report: every question with its answer in words, its findings, and the tables behind it."""

from __future__ import annotations

from collections.abc import Iterator

from creditarium.analysis.audit.answer import Answer, Finding, amount
from creditarium.analysis.audit.audited import Audit
from creditarium.model.checklist import Section as Asked
from creditarium.views.report.content import Cell, Column, Form, Line, Lines, Paragraph, Part, Section, Table
from creditarium.views.sayings import Composed, Kept, Quoted, listed
from creditarium.views.wording import words

_FINDINGS = (
    Column("question", "count"),
    Column("what"),
    Column("value"),
    Column("interval"),
    Column("of"),
    Column("counted", "number"),
    Column("time"),
    Column("counted in"),
)
_CITED = "source"
"""The column of an answer's tables that names the works of others."""
_LAW = (Column("text"), Column("date", "date"), Column("to check before it is cited"))


def audit_section(audit: Audit) -> Section:
    """Tell a whole audit: what its intervals span, the elements of norms, then section by section."""
    of = audit.of
    text = (
        f"Every question of a checklist for scoring schemes, asked of this world. A value is the run's where its "
        f"tables count it, else that of the seeds; an interval goes from the lowest to the highest of {of.spans}, "
        "never over the number of synthetic people. The elements of a norm are met, not met, or nobody can tell; what "
        "a court would say is not said here."
    )
    parts: list[Part] = [Paragraph(text), *_elements(audit)]
    for letter, asked, answers in audit.sections():
        title = Composed(Kept(f"{letter}. "), asked.title)
        parts.append(Section(f"audit-{letter}", title, tuple(_answered(asked, answers, of.spans))))
    return Section("audit", "The audit", tuple(parts))


def no_audit_section(why: str) -> Section:
    """Say that a report holds no audit, and why."""
    return Section("audit", "The audit", (Paragraph(Composed("This report holds no audit", ": ", why, ".")),))


def _elements(audit: Audit) -> Iterator[Table]:
    rows = tuple(
        (answer.number, asked.questions[answer.number].title, asked.title, answer.element)
        for _, asked, answers in audit.sections()
        for answer in answers
        if answer.element
    )
    if rows:
        columns = (Column("question", "count"), Column("element"), Column("of"), Column("on the facts of this world"))
        yield Table("Elements of norms", columns, rows)


def _answered(asked: Asked, answers: list[Answer], spans: str) -> Iterator[Part]:
    """Give a section's answers in words, then what they stand on, folded."""
    lines = []
    for answer in answers:
        question = asked.questions[answer.number]
        lines.append(Line(Composed(f"{answer.number}. ", question.title), question.ask))
        lines.append(Line("", _said(answer, spans)))
    yield Lines(tuple(lines))
    findings = tuple(_finding(answer, one, spans) for answer in answers for one in answer.findings)
    if findings:
        yield Table(Composed("Findings", ": ", asked.title), _FINDINGS, findings, folded=True)
    for answer in answers:
        for number, evidence in enumerate(answer.evidence, 1):
            frame = evidence.frame
            columns = tuple(Column(words(name), _form(frame[name].dtype.is_numeric())) for name in frame.columns)
            rows = tuple(tuple(map(_cell, row, frame.columns)) for row in frame.rows())
            caption = Composed(f"Question {answer.number}, table {number}", ": ", evidence.title)
            yield Table(caption, columns, rows, folded=True)
    if asked.law:
        law = tuple((Quoted(one.text), one.date, one.check) for one in asked.law)
        yield Table(Composed("The texts behind these questions", ": ", asked.title), _LAW, law, folded=True)


def _said(answer: Answer, spans: str) -> str:
    """Say an answer in words: the elements, the sentences, and the first number that stands behind them."""
    if answer.cannot_tell:
        return Composed("Nobody can tell", ": ", answer.cannot_tell, ".")
    first = next((one for one in answer.findings if not one.cannot_tell), None)
    parts = [f"Elements {answer.element}." if answer.element else "", answer.words]
    if first is not None:
        between = _interval(first, spans)
        within = (" (", between, ")") if between else ()
        parts.append(Composed(first.what, ": ", amount(first.value, first.unit), *within, "."))
    return listed((part for part in parts if part), " ")


def _interval(one: Finding, spans: str) -> str:
    """Write the interval of a finding; over what it spans only where that is not as everywhere."""
    if one.interval is None:
        return ""
    low, high = (amount(end, one.unit, bare=True) for end in (one.interval.low, one.interval.high))
    return Composed(f"{low} to {high}", *(() if one.interval.spans == spans else ("; ", one.interval.spans)))


def _finding(answer: Answer, one: Finding, spans: str) -> tuple[Cell, ...]:
    counted = amount(one.value, one.unit)
    value = Composed("nobody can tell", ": ", one.cannot_tell) if one.cannot_tell else counted
    tested = Composed(value, "; ", one.test) if one.test else value
    return answer.number, one.what, tested, _interval(one, spans), one.of, one.base, one.window, one.counted_in


def _form(numeric: bool) -> Form:
    return "number" if numeric else "text"


def _cell(value: object, column: str) -> Cell:
    """Give a value of a table as a cell; what is no number and no text is written as text."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    if column == _CITED:
        return Quoted(value)
    return value if isinstance(value, int | float | str) and not isinstance(value, bool) else str(value)
