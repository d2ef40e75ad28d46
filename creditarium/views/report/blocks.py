"""The parts of a report as elements of a page."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from creditarium.views.languages import Wording
from creditarium.views.report.content import (
    Cell,
    Chart,
    Column,
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
    cell_text,
)
from creditarium.views.report.drawings import Bands, Bars, Drawing, Histogram, Steps
from creditarium.views.report.markup import element, foreign
from creditarium.views.report.svg.bars import bars
from creditarium.views.report.svg.frame import drawing
from creditarium.views.report.svg.histogram import histogram
from creditarium.views.report.svg.time import bands, steps
from creditarium.views.wording import counted


def block(part: Part, depth: int, wording: Wording) -> Element:
    """Write one part; `depth` is the depth of the heading of a section, `wording` the language of the report."""
    match part:
        case Section():
            return _section(part, depth, wording)
        case Paragraph():
            return element("p", part.text, *_mark(part.rests, wording), lang=foreign(part.text))
        case Notice():
            return element("p", part.text, class_="notice")
        case Numbers():
            return element("dl", *(_number(one, wording) for one in part.numbers), class_="numbers")
        case Lines():
            return element("dl", *(_line(line, wording) for line in _joined(part.lines)), class_="lines")
        case Table():
            return _table(part, wording)
        case Chart():
            return _chart(part, wording)
        case Command():
            return element("pre", element("code", part.text), tabindex=0)


def _section(section: Section, depth: int, wording: Wording) -> Element:
    heading = element(f"h{depth}", section.title, id=f"{section.key}-heading", lang=foreign(section.title))
    parts = (block(part, depth + 1, wording) for part in section.parts)
    return element("section", heading, *parts, id=section.key, aria_labelledby=f"{section.key}-heading")


def _mark(rests: int, wording: Wording) -> tuple[Element | str, ...]:
    """Write what stands behind a line that rests on assumptions: a mark for the eye, words for the ear."""
    if not rests:
        return ()
    told = wording.text(f"rests on {counted(rests, 'number')} without a published source")
    shown = element("span", wording.written(f"~\u00a0{rests:,}"), class_="rests", aria_hidden="true")
    return " ", shown, element("span", f" ({told})", class_="heard")


def _number(number: Number, wording: Wording) -> Element:
    return element(
        "div",
        element("dt", number.label),
        element("dd", number.value, class_="value"),
        element("dd", number.beside, *_mark(number.rests, wording), class_="beside"),
        class_=f"number {number.tone}",
    )


def _joined(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Bring together the lines of one topic: the first names it, those after it do not."""
    topics: list[list[Line]] = []
    for line in lines:
        if line.topic or not topics:
            topics.append([])
        topics[-1].append(line)
    return topics


def _line(lines: list[Line], wording: Wording) -> Element:
    said = (element("dd", line.text, *_mark(line.rests, wording), lang=foreign(line.text)) for line in lines)
    return element("div", element("dt", lines[0].topic, lang=foreign(lines[0].topic)), *said)


def _table(table: Table, wording: Wording) -> Element:
    """Write a table in a frame that scrolls where the page is too narrow; a folded one is opened by the reader."""
    if table.folded:
        return element("details", element("summary", table.caption), _framed(table, wording))
    return _framed(table, wording, element("caption", table.caption))


def _framed(table: Table, wording: Wording, caption: Element | None = None) -> Element:
    heads = (element("th", one.name, scope="col", class_=_side(one), lang=foreign(one.name)) for one in table.columns)
    head = element("tr", *heads)
    rows = (
        element("tr", *(_cell(*pair, wording) for pair in zip(row, table.columns, strict=True))) for row in table.rows
    )
    named = {} if caption is not None else {"aria_label": table.caption}
    made = element("table", caption, element("thead", head), element("tbody", *rows), **named)
    return element("div", made, class_="frame", tabindex=0, role="group", aria_label=table.caption)


def _side(column: Column) -> str | None:
    return None if column.form in ("text", "date") else "right"


def _cell(cell: Cell, column: Column, wording: Wording) -> Element:
    if isinstance(cell, Link):
        link = element("a", cell.text, href=cell.address, rel="noreferrer", lang=foreign(cell.text))
        return element("td", link)
    language = foreign(cell) if isinstance(cell, str) else None
    return element("td", cell_text(cell, column.form, wording), class_=_side(column), lang=language)


def _chart(chart: Chart, wording: Wording) -> Element:
    height, parts = _drawn(chart.drawing, wording)
    caption = element(
        "figcaption",
        element("strong", chart.title),
        element("span", chart.says, *_mark(chart.rests, wording)),
        _legend(chart.drawing),
    )
    drawn = drawing(chart.key, chart.title, chart.says, height, parts)
    return element("figure", caption, drawn, _table(replace(chart.table, folded=True), wording))


def _drawn(what: Drawing, wording: Wording) -> tuple[float, list[Element]]:
    match what:
        case Bars():
            return bars(what, wording)
        case Bands():
            return bands(what, wording)
        case Histogram():
            return histogram(what, wording)
        case Steps():
            return steps(what, wording)


def _legend(what: Drawing) -> Element | None:
    """Name the colours of a drawing that does not name them itself."""
    match what:
        case Bars() if len(what.series) > 1:
            named = [(series.colour, series.name) for series in what.series]
        case Steps() if what.legend:
            named = list(what.legend)
        case _:
            return None
    items = (element("span", element("span", class_=f"swatch back-{colour}"), name) for colour, name in named)
    return element("span", *items, class_="legend")
