"""The audit of a run: the questions and their answers, as a tree, a table or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from creditarium.analysis.audit.answer import Answer, told
from creditarium.model.checklist import Checklist, Question, Section
from creditarium.model.problem import Problem
from creditarium.model.showing import WORLD, html_table


@dataclass(frozen=True)
class Audited:
    """What was audited, and how wide the intervals look: seeds, their people, and what was not varied."""

    scenario: str
    title: str
    people: int
    seed: int
    start: str
    days: int
    window: str
    digest: str
    version: str
    seeds: tuple[int, ...]
    seed_people: int
    audit_people: int
    spans: str


@dataclass(frozen=True, repr=False)
class Audit:
    """Every question of the checklist with its answer. `seconds` is how long the audit took."""

    of: Audited
    checklist: Checklist
    answers: dict[int, Answer]
    seconds: float = 0.0

    def answer(self, number: int) -> Answer:
        """Give the answer to one question; an unknown number is a `Problem`."""
        if number not in self.answers:
            known = sorted(self.answers)
            raise Problem(f"there is no question {number}", mend=f"give {known[0]} to {known[-1]}")
        return self.answers[number]

    def question(self, number: int) -> Question:
        """Give one question in plain words; an unknown number is a `Problem`."""
        self.answer(number)
        return next(question for _, found, question in self.checklist.each() if found == number)

    def sections(self) -> Iterator[tuple[str, Section, list[Answer]]]:
        """Give each section with its letter and the answers to its questions, in order."""
        for letter, section in self.checklist.sections.items():
            held = [self.answers[number] for number in section.questions if number in self.answers]
            if held:
                yield letter, section, held

    def table(self) -> pl.DataFrame:
        """Give every finding as a row: section, number, title, element, what, value, interval, denominator, window."""
        rows = []
        for letter, section, answers in self.sections():
            for answer in answers:
                head = {
                    "section": letter,
                    "number": answer.number,
                    "title": section.questions[answer.number].title,
                    "element": answer.element,
                }
                rows += [head | row for row in _rows(answer)]
        return pl.DataFrame(rows, schema=_COLUMNS, orient="row")

    def plain(self) -> dict[str, Any]:
        """Give the whole audit as plain values, the questions and texts of law included."""
        sections = [
            {
                "section": letter,
                "title": section.title,
                "law": [{"text": one.text, "date": str(one.date), "check": one.check} for one in section.law],
                "answers": [self._plain(section, answer) for answer in answers],
            }
            for letter, section, answers in self.sections()
        ]
        return {"of": vars(self.of) | {"seeds": list(self.of.seeds)}, "said": WORLD, "sections": sections}

    @staticmethod
    def _plain(section: Section, answer: Answer) -> dict[str, Any]:
        question = section.questions[answer.number]
        return {"title": question.title, "ask": question.ask, "kind": question.kind} | answer.plain()

    def to_json(self) -> str:
        """Write the whole audit as JSON; what no number can say is null."""
        return json.dumps(self.finite(), ensure_ascii=False, indent=1, default=str, allow_nan=False)

    def finite(self) -> dict[str, Any]:
        """Give the whole audit as plain values; what no number can say is None."""
        made: dict[str, Any] = _finite(self.plain())
        return made

    def __repr__(self) -> str:
        lines = [
            f"Audit of “{self.of.scenario}”, {self.of.people:,} people, {self.of.days} days",
            f"├── intervals, unless said otherwise: {self.of.spans}",
            f"├── window, unless said otherwise: {self.of.window}",
        ]
        sections = list(self.sections())
        for place, (letter, section, answers) in enumerate(sections):
            stem, bar = ("└──", "    ") if place == len(sections) - 1 else ("├──", "│   ")
            lines.append(f"{stem} {letter} {section.title}")
            for answer in answers:
                twig = "└──" if answer is answers[-1] else "├──"
                lines.append(
                    f"{bar}{twig} {answer.number} {section.questions[answer.number].title}: {self._brief(answer)}"
                )
        return "\n".join(lines)

    def _brief(self, answer: Answer) -> str:
        return brief(answer, self.of.spans, self.of.window)

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        rows = [
            (letter, str(answer.number), section.questions[answer.number].title, self._brief(answer))
            for letter, section, answers in self.sections()
            for answer in answers
        ]
        return html_table(f"Audit of “{self.of.scenario}”", rows, WORLD)


_COLUMNS = {
    "section": pl.String, "number": pl.Int64, "title": pl.String, "element": pl.String, "what": pl.String,
    "value": pl.Float64, "said": pl.String, "unit": pl.String, "low": pl.Float64, "high": pl.Float64,
    "spans": pl.String, "of": pl.String, "base": pl.Float64, "window": pl.String, "counted_in": pl.String,
    "cannot_tell": pl.String,
}  # fmt: skip


def _rows(answer: Answer) -> list[dict[str, Any]]:
    if not answer.findings:
        return [{"what": "", "said": answer.words, "cannot_tell": answer.cannot_tell}]
    return [
        {
            "what": one.what,
            "value": None if one.value is None or isinstance(one.value, str) else float(one.value),
            "said": told(one),
            "unit": one.unit,
            "low": one.interval.low if one.interval else None,
            "high": one.interval.high if one.interval else None,
            "spans": one.interval.spans if one.interval else "",
            "of": one.of,
            "base": one.base,
            "window": one.window,
            "counted_in": one.counted_in,
            "cannot_tell": one.cannot_tell,
        }
        for one in answer.findings
    ]


def brief(answer: Answer, spans: str = "", window: str = "") -> str:
    """Say an answer in one line: the elements, and its first finding or its words; see `told`."""
    if answer.cannot_tell:
        return f"cannot tell: {answer.cannot_tell}"
    head = f"elements {answer.element}; " if answer.element else ""
    first = next((one for one in answer.findings if not one.cannot_tell), None)
    return head + (
        f"{first.what}: {told(first, spans, window)}" if first is not None else answer.words or told(answer.findings[0])
    )


def _finite(value: Any) -> Any:
    """Put nothing where a number is none, as JSON has no word for it."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))) else value
