"""A histogram of scores, with a line where each band begins."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from creditarium.views.languages import ENGLISH, Wording
from creditarium.views.report.drawings import Histogram
from creditarium.views.report.markup import element, percent
from creditarium.views.report.svg.frame import AXIS, TOP, letters, level, place, plot, round_numbers

_HIGH, _WIDE = 170.0, 0.84
_ROW = 15.0
_NARROWEST, _LETTER = 280.0, 8.0
"""The width of a plot on a telephone, and of a letter, in pixels."""


def histogram(drawn: Histogram, wording: Wording = ENGLISH) -> tuple[float, list[Element]]:
    """Draw people by score: the height of the drawing, and its parts."""
    # A bin holds both its ends: the next begins one step of the score further on.
    step = min((b - a for a, b in zip(drawn.low, drawn.low[1:], strict=False)), default=1.0)
    begin, end = drawn.low[0], max(drawn.high[-1], drawn.low[-1] + step)
    most = max(drawn.people)

    def across(score: float) -> float:
        return (score - begin) / (end - begin)

    columns = [
        element(
            "rect",
            x=percent(across(low)),
            y=_HIGH - _HIGH * count / most,
            width=percent(across(low + step) - across(low)),
            height=_HIGH * count / most,
            class_="column fill-blue",
        )
        for low, count in zip(drawn.low, drawn.people, strict=True)
    ]
    levels = [
        part for n in round_numbers(0, most) for part in level(_HIGH - _HIGH * n / most, wording.written(f"{n:,.0f}"))
    ]
    feet = [
        part
        for score in round_numbers(begin, end, 5)
        for part in place(across(score), _HIGH, wording.written(f"{score:,g}"))
    ]
    marks = [(name, across(score)) for name, score in drawn.marks if begin < score < end]
    rows = rows_of(marks)
    names = 0.0 if not marks else _ROW * (max(rows) + 1) + 4
    cuts = [
        part
        for (name, share), row in zip(marks, rows, strict=True)
        for part in (
            element("line", x1=percent(share), x2=percent(share), y1=_ROW * row - names, y2=_HIGH, class_="cut"),
            _name(name, share, _ROW * row - names + 10),
        )
    ]
    parts = [*levels, *columns, *cuts, *feet]
    return _HIGH + TOP + names + AXIS, [plot(_WIDE, _HIGH, parts, TOP + names)]


def rows_of(marks: Sequence[tuple[str, float]]) -> list[int]:
    """Give each name a row in which it touches no other, even on a telephone.

    >>> rows_of([("low", 0.1), ("middle", 0.15), ("high", 0.8)])
    [0, 1, 0]
    """
    ends: list[tuple[float, float]] = []
    rows: list[int] = []
    for name, share in marks:
        wide, place = _LETTER * len(name) + 10, share * _NARROWEST
        low, high = (place - wide, place) if _to_the_left(name, share) else (place, place + wide)
        taken = {row for row, (begin, end) in zip(rows, ends, strict=True) if begin < high and low < end}
        rows.append(next(row for row in range(len(marks)) if row not in taken))
        ends.append((low, high))
    return rows


def _name(name: str, share: float, y: float) -> Element:
    """Write a band's name beside its line, at the side where there is room."""
    left = _to_the_left(name, share)
    return letters(name, percent(share), y, "axis halo", dx=-4 if left else 4, text_anchor="end" if left else "start")


def _to_the_left(name: str, share: float) -> bool:
    return (1 - share) * _NARROWEST < _LETTER * len(name)
