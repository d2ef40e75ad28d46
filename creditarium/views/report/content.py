"""What a report is made of, as plain data: every form (HTML, Markdown, JSON) is written from this one tree."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from creditarium.views.languages import ENGLISH, Wording
from creditarium.views.report.drawings import Drawing
from creditarium.views.wording import money_text, ratio_text

Form = Literal["text", "count", "number", "share", "money", "date"]
"""How a cell is written; a share is a part of one, money has a sign."""
Tone = Literal["harm", "gain", "plain"]


@dataclass(frozen=True)
class Link:
    """Words that lead to an address of the public web."""

    text: str
    address: str


Cell = str | int | float | date | Link | None


@dataclass(frozen=True)
class Column:
    """The head of a table's column."""

    name: str
    form: Form = "text"


@dataclass(frozen=True)
class Table:
    """A table with a caption; `folded` ones are shown when the reader asks."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    folded: bool = False

    def __post_init__(self) -> None:
        odd = [row for row in self.rows if len(row) != len(self.columns)]
        if odd:
            raise ValueError(f"a row of '{self.caption}' does not fit its columns: {odd[0]}")


@dataclass(frozen=True)
class Chart:
    """A drawing with its title, a description in words, and the table of its data.

    `rests` counts the numbers without a published source behind it, here and in the other parts.
    """

    key: str
    title: str
    says: str
    drawing: Drawing
    table: Table
    rests: int = 0


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str
    rests: int = 0


@dataclass(frozen=True)
class Notice:
    """Text that no reader may miss."""

    text: str


@dataclass(frozen=True)
class Line:
    """One line of a list: its topic (nothing if that of the line before), and what it says."""

    topic: str
    text: str
    rests: int = 0


@dataclass(frozen=True)
class Lines:
    """A list of topics, each with what there is to say of it."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Number:
    """A number to be seen at once: how it is written, what it counts, and what belongs beside it."""

    value: str
    label: str
    beside: str
    tone: Tone
    rests: int = 0


@dataclass(frozen=True)
class Numbers:
    """The few numbers that a reader should take away."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Command:
    """A command line."""

    text: str


@dataclass(frozen=True)
class Section:
    """A part with a heading; sections hold sections."""

    key: str
    title: str
    parts: tuple[Part, ...]


Part = Paragraph | Notice | Lines | Numbers | Table | Chart | Command | Section


def plain(part: Any) -> Any:
    """Give a part as plain values for JSON; every part says what it is.

    >>> plain(Paragraph("Nobody here is anybody."))
    {'is': 'paragraph', 'text': 'Nobody here is anybody.', 'rests': 0}
    """
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        fields = {field.name: plain(getattr(part, field.name)) for field in dataclasses.fields(part)}
        return {"is": type(part).__name__.lower(), **fields}
    if isinstance(part, tuple):
        return [plain(item) for item in part]
    if isinstance(part, datetime):
        return part.isoformat(timespec="seconds")
    return part.isoformat() if isinstance(part, date) else part


def cell_text(cell: Cell, form: Form, wording: Wording = ENGLISH) -> str:
    """Write a cell of a table; words are in the language already, numbers are written as it writes them.

    >>> cell_text(1234, "count"), cell_text(0.125, "share"), cell_text(-20.0, "money"), cell_text(None, "count")
    ('1,234', '12.5%', '−20.0', '–')
    """
    if cell is None:
        return "–"
    if isinstance(cell, Link):
        return cell.text
    if isinstance(cell, str | date):
        return str(cell)
    return wording.written(_number_text(cell, form))


def _number_text(cell: int | float, form: Form) -> str:
    if form == "share":
        return ratio_text(cell)
    if form == "money":
        return money_text(cell)
    if form == "number":
        return (f"{cell:,.4g}" if abs(cell) < 1000 else f"{cell:,.0f}").replace("-", "−")
    return f"{cell:,}".replace("-", "−")
