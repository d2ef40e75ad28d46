"""A report as Markdown: a chart is its description and the table of its data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from creditarium.views.languages import Wording, report_wording
from creditarium.views.report.content import (
    Cell,
    Chart,
    Column,
    Command,
    Lines,
    Link,
    Notice,
    Numbers,
    Paragraph,
    Part,
    Section,
    Table,
    cell_text,
)

if TYPE_CHECKING:
    from creditarium.views.report.document import Report

_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#"})


def markdown_of(report: Report) -> str:
    """Write a report as Markdown (CommonMark with tables)."""
    parts = [f"<!-- {report.made_by} -->", f"# {plainly(report.title)}", plainly(report.about)]
    wording = report_wording(report.language)
    for section in report.sections:
        parts.extend(_part(section, 2, wording))
    return "\n\n".join(parts) + "\n"


def plainly(text: str) -> str:
    """Escape what Markdown would take for its own.

    >>> plainly("a_b | 1 < 2")
    'a\\\\_b \\\\| 1 \\\\< 2'
    """
    return text.translate(_SPECIAL)


def _part(part: Part, depth: int, wording: Wording) -> Iterator[str]:
    match part:
        case Section():
            yield f"{'#' * depth} {plainly(part.title)}"
            for inner in part.parts:
                yield from _part(inner, depth + 1, wording)
        case Paragraph():
            yield plainly(part.text) + _mark(part.rests, wording)
        case Notice():
            yield f"> {plainly(part.text)}"
        case Numbers():
            yield "\n".join(
                f"- **{one.value}** {plainly(one.label)}; {plainly(one.beside)}{_mark(one.rests, wording)}"
                for one in part.numbers
            )
        case Lines():
            topics = [f"**{plainly(line.topic)}**: " if line.topic else "" for line in part.lines]
            texts = [f"{plainly(line.text)}{_mark(line.rests, wording)}" for line in part.lines]
            yield "\n".join(f"- {topic}{text}" for topic, text in zip(topics, texts, strict=True))
        case Table():
            yield _table(part, wording)
        case Chart():
            yield f"**{plainly(part.title)}**{_mark(part.rests, wording)}"
            yield plainly(part.says)
            yield _table(part.table, wording)
        case Command():
            yield f"```\n{part.text}\n```"


def _mark(rests: int, wording: Wording) -> str:
    return wording.written(f" (~ {rests:,})") if rests else ""


def _table(table: Table, wording: Wording) -> str:
    head = " | ".join(plainly(column.name) for column in table.columns)
    sides = " | ".join("---" if column.form in ("text", "date") else "---:" for column in table.columns)
    rows = (" | ".join(_cell(*pair, wording) for pair in zip(row, table.columns, strict=True)) for row in table.rows)
    lines = [f"| {head} |", f"| {sides} |", *(f"| {row} |" for row in rows)]
    return f"*{plainly(table.caption)}*\n\n" + "\n".join(lines)


def _cell(cell: Cell, column: Column, wording: Wording) -> str:
    if isinstance(cell, Link):
        return f"[{plainly(cell.text)}](<{cell.address}>)"
    return plainly(cell_text(cell, column.form, wording))
