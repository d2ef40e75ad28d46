"""What all drawings share: the outer element with its title and description, a plot with axes, round numbers, dates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from xml.etree.ElementTree import Element

from creditarium.views.languages import ENGLISH, Wording
from creditarium.views.report.markup import element, foreign, percent

LEFT = 52
"""Where a plot with an axis begins, in pixels."""
TOP = 12
AXIS = 26
"""The height below a plot, for the words of its axis."""
_MOST_DATES = 5
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def drawing(key: str, title: str, says: str, height: float, parts: Iterable[Element]) -> Element:
    """Make the outer element of a chart: an image with a title and a description for who cannot see it."""
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", says, id=f"{key}-desc"),
        *parts,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        width="100%",
        height=height,
        class_="chart",
    )


def plot(width: float, height: float, parts: Iterable[Element], top: float = TOP) -> Element:
    """Make the part of a drawing with axes: `width` is a share of the whole, places in it are shares of its own."""
    return element("svg", *parts, x=LEFT, y=top, width=percent(width), height=height, class_="plot")


def stretched(height: float, parts: Iterable[Element]) -> Element:
    """Make a part whose shapes stretch with the width: from 0 to 1,000 across, in pixels down."""
    return element(
        "svg",
        *parts,
        width="100%",
        height=height,
        viewBox=f"0 0 1000 {height:g}",
        preserveAspectRatio="none",
    )


def letters(text: str, x: str | float, y: float, kind: str, **attributes: str | float | None) -> Element:
    """Write text in a drawing."""
    return element("text", text, x=x, y=y, class_=kind, lang=foreign(text), **attributes)


def level(y: float, text: str) -> list[Element]:
    """Draw a line across a plot at a height, with its number at the left."""
    return [
        element("line", x1="0", x2="100%", y1=y, y2=y, class_="grid"),
        letters(text, 0, y + 4, "axis", dx=-7, text_anchor="end"),
    ]


def place(share: float, height: float, text: str, minor: bool = False) -> list[Element]:
    """Mark a place along the foot of a plot; words at either end are kept inside, minor ones go where it is narrow."""
    anchor = "start" if share < 0.06 else "end" if share > 0.94 else "middle"
    return [
        element("line", x1=percent(share), x2=percent(share), y1=height, y2=height + 4, class_="tick"),
        letters(text, percent(share), height + 18, "axis minor" if minor else "axis", text_anchor=anchor),
    ]


def dates(first: date, last: date, height: float, wording: Wording = ENGLISH) -> list[Element]:
    """Mark months along the foot of a plot, at most five; a stretch within few months is marked by its ends."""
    months = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    span = max((last - first).days, 1)
    if len(months) < 3:
        return [*place(0.0, height, first.isoformat()), *place(1.0, height, last.isoformat())]
    step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 600) if math.ceil(len(months) / n) <= _MOST_DATES)
    marks = months[::step]
    return [
        part
        for row, day in enumerate(marks)
        for part in place(
            (day - first).days / span, height, wording.text(f"{_MONTHS[day.month - 1]} {day.year}"), row % 2 == 1
        )
    ]


def round_numbers(low: float, high: float, count: int = 4) -> list[float]:
    """Give some round numbers from `low` to `high`.

    >>> round_numbers(0, 1.0), round_numbers(560, 1020)
    ([0.0, 0.25, 0.5, 0.75, 1.0], [600.0, 700.0, 800.0, 900.0, 1000.0])
    """
    span = high - low
    if span <= 0:
        return [float(low)]
    power = 10.0 ** math.floor(math.log10(span / count))
    step = min((power * part for part in (1, 2, 2.5, 5, 10)), key=lambda one: (abs(span / one - count), one))
    first = math.ceil(low / step - 1e-9)
    return [round(j * step, 10) for j in range(first, math.floor(high / step + 1e-9) + 1)]


def apart(places: Sequence[float], least: float, highest: float) -> list[float]:
    """Move heights so that each is `least` from the next, in their order, and none is beyond `highest`.

    >>> apart([10, 12, 40], 15, 100), apart([90, 95], 15, 100)
    ([10, 25, 40], [85, 100])
    """
    moved: list[float] = []
    for wanted in places:
        moved.append(max(wanted, moved[-1] + least) if moved else wanted)
    beyond = highest
    for j in range(len(moved) - 1, -1, -1):
        moved[j] = min(moved[j], beyond)
        beyond = moved[j] - least
    return moved
