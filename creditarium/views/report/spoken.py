"""A report put into another language, text by text; its numbers, keys, names and addresses stay as they are."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from creditarium.views.languages import Wording, report_wording
from creditarium.views.report.content import (
    Cell,
    Chart,
    Command,
    Line,
    Lines,
    Link,
    Notice,
    Number,
    Numbers,
    Paragraph,
    Part,
    Section,
    Table,
)
from creditarium.views.report.drawings import Bands, Bars, Drawing, Histogram, Series, Steps
from creditarium.views.sayings import Composed, Foreign, Kept, Meant, Quoted

if TYPE_CHECKING:
    from creditarium.views.report.document import Report

CODES = re.compile(r"[\w.:+-]+( [\d:.]+)?(, [\w.:+-]+( \d+)?)*")
"""Names of kinds, schemes, bands and records, dates and numbers: the same in every language."""


def spoken(report: Report, language: str) -> Report:
    """Give a report that was made in English in another language; one that nobody speaks is a `Problem`."""
    wording = report_wording(language)
    if language == report.language:
        return report
    says = Speaker(wording)
    title, about = says.text(report.title), says.text(report.about)
    sections = tuple(says.section(section) for section in report.sections)
    return replace(report, title=title, about=about, sections=sections, language=language)


class Speaker:
    """Says the parts of a report in one language; `left` are the words for which it has none."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._said: dict[str, str] = {}
        self.left: dict[str, str] = {}
        """By what is left in English, the text in which it stands."""

    def text(self, text: str) -> str:
        """Say a text; what nobody has translated, and what somebody else says, is marked as English."""
        if isinstance(text, Composed):
            return self._composed(text.pieces)
        if isinstance(text, Meant):
            return self.text(text.meant)
        if isinstance(text, Kept):
            return text
        if isinstance(text, Quoted):
            return Foreign(text)
        if text not in self._said:
            self._said[text] = self._told(text)
        return self._said[text]

    def _composed(self, pieces: tuple[str, ...]) -> str:
        """Say pieces in a row; between numbers that have commas of their own stands a semicolon."""
        said = [self.text(piece) for piece in pieces]
        for j in range(1, len(pieces) - 1):
            if pieces[j] == ", " and "," in said[j - 1] + said[j + 1] and not _words(said[j - 1] + said[j + 1]):
                said[j] = "; "
        return "".join(said)

    def _told(self, text: str) -> str:
        if not _words(text):
            return self._wording.written(text)
        told = self._wording.told(text)
        self.left.update(dict.fromkeys((text,) if told is None else told.kept, text))
        if told is None:
            return text if CODES.fullmatch(text) else Foreign(text)
        return told.text

    def section(self, section: Section) -> Section:
        """Say a section, and the sections in it."""
        return replace(section, title=self.text(section.title), parts=tuple(map(self._part, section.parts)))

    def _part(self, part: Part) -> Part:
        match part:
            case Section():
                return self.section(part)
            case Paragraph() | Notice():
                return replace(part, text=self.text(part.text))
            case Numbers():
                return Numbers(tuple(map(self._number, part.numbers)))
            case Lines():
                return Lines(tuple(map(self._line, part.lines)))
            case Table():
                return self._table(part)
            case Chart():
                title, says = self.text(part.title), self.text(part.says)
                drawn, table = self._drawing(part.drawing), self._table(part.table)
                return replace(part, title=title, says=says, drawing=drawn, table=table)
            case Command():
                return part

    def _number(self, number: Number) -> Number:
        value, label, beside = map(self.text, (number.value, number.label, number.beside))
        return replace(number, value=value, label=label, beside=beside)

    def _line(self, line: Line) -> Line:
        return replace(line, topic=self.text(line.topic), text=self.text(line.text))

    def _table(self, table: Table) -> Table:
        columns = tuple(replace(column, name=self.text(column.name)) for column in table.columns)
        rows = tuple(tuple(map(self._cell, row)) for row in table.rows)
        return replace(table, caption=self.text(table.caption), columns=columns, rows=rows)

    def _cell(self, cell: Cell) -> Cell:
        if isinstance(cell, Link):
            return replace(cell, text=self.text(cell.text))
        return self.text(cell) if isinstance(cell, str) else cell

    def _drawing(self, drawn: Drawing) -> Drawing:
        match drawn:
            case Bars():
                labels, heads = map(self.text, drawn.labels), ((row, self.text(head)) for row, head in drawn.heads)
                return replace(drawn, labels=tuple(labels), series=self._series(drawn.series), heads=tuple(heads))
            case Bands():
                return replace(drawn, layers=self._series(drawn.layers))
            case Histogram():
                return replace(drawn, marks=tuple((self.text(name), place) for name, place in drawn.marks))
            case Steps():
                return replace(drawn, legend=tuple((colour, self.text(name)) for colour, name in drawn.legend))

    def _series(self, series: tuple[Series, ...]) -> tuple[Series, ...]:
        return tuple(replace(one, name=self.text(one.name)) for one in series)


def _words(text: str) -> bool:
    return any(map(str.isalpha, text))
