"""The audit as plain text: section by section, each question with its answer, findings and what they stand on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from creditarium.analysis.audit.answer import Answer, told
from creditarium.analysis.audit.audited import Audit
from creditarium.model.checklist import Section
from creditarium.model.showing import WORLD
from creditarium.views.wording import counted

WIDE = 110
_INDENT = " " * 5


def text_of(audit: Audit) -> str:
    """Write an audit as lines of at most 110 characters."""
    lines = list(_head(audit))
    for letter, section, answers in audit.sections():
        lines += ["", f"{letter}  {section.title}", *_law(section)]
        for answer in answers:
            lines += ["", *_question(audit, section, answer)]
    return "\n".join(lines)


def _head(audit: Audit) -> Iterator[str]:
    of = audit.of
    yield f"Audit of {of.scenario}: {of.title}"
    yield from _wrapped(
        f"{of.people:,} people, {of.days} days from {of.start}, seed {of.seed}. A value is the run's where its tables "
        f"count it, else that of the seeds. An interval goes from the lowest to the highest of {of.spans}; one "
        f"over anything else says so. The window is {of.window}. "
        f"This is {WORLD}. Elements of a norm are met, not met, or nobody can tell; what a court would say is not "
        "said here.",
        "",
    )


def _law(section: Section) -> Iterator[str]:
    for one in section.law:
        check = f"; to check: {one.check}" if one.check else ""
        yield from _wrapped(f"{one.text} ({one.date}{check})", "   ")


def _question(audit: Audit, section: Section, answer: Answer) -> Iterator[str]:
    question = section.questions[answer.number]
    yield from _wrapped(f"{answer.number:>3}. {question.ask}", "", _INDENT)
    if answer.element:
        yield f"{_INDENT}Elements {answer.element}."
    yield from _wrapped(f"Cannot tell: {answer.cannot_tell}." if answer.cannot_tell else answer.words, _INDENT)
    if answer.declarable:
        yield f"{_INDENT}To declare one: --utility {', '.join(answer.declarable)}."
    for finding in answer.findings:
        yield from _wrapped(
            f"- {finding.what}: {told(finding, audit.of.spans, audit.of.window)}", _INDENT, f"{_INDENT}  "
        )
    for one in answer.evidence:
        rows = len(one.frame)
        yield f"{_INDENT}table: {one.title} ({counted(rows, 'row')}; --json has {'it' if rows == 1 else 'them'})"


def _wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text, WIDE, initial_indent=first, subsequent_indent=first if rest is None else rest, break_on_hyphens=False
    )
