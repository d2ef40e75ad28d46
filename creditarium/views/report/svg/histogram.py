"""A histogram of scores, with a line where each band begins."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from creditarium.views.report.drawings import Histogram
from creditarium.views.report.markup import element, percent
from creditarium.views.report.svg.frame import AXIS, TOP, letters, level, place, plot, round_numbers

_HIGH, _WIDE = 170.0, 0.84
_NAMES = 15.0
_NARROWEST, _LETTER = 280.0, 8.0
"""The width of a plot on a telephone, and of a letter, in pixels."""


def histogram(drawn: Histogram) -> tuple[float, list[Element]]:
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
    levels = [part for n in round_numbers(0, most) for part in level(_HIGH - _HIGH * n / most, f"{n:,.0f}")]
    feet = [part for score in round_numbers(begin, end, 5) for part in place(across(score), _HIGH, f"{score:,g}")]
    marks = [mark for mark in drawn.marks if begin < mark[1] < end]
    cuts = [
        part
        for row, (name, score) in enumerate(marks)
        for part in (
            element("line", x1=percent(across(score)), x2=percent(across(score)), y1=0, y2=_HIGH, class_="cut"),
            _name(name, across(score), 10 + _NAMES * (row % 3)),
        )
    ]
    return _HIGH + TOP + AXIS, [plot(_WIDE, _HIGH, [*levels, *columns, *cuts, *feet])]


def _name(name: str, share: float, y: float) -> Element:
    """Write a band's name beside its line, at the side where there is room."""
    left = (1 - share) * _NARROWEST < _LETTER * len(name)
    return letters(name, percent(share), y, "axis halo", dx=-4 if left else 4, text_anchor="end" if left else "start")
