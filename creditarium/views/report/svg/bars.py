"""Bars from nought: the label above its bars, the number at their ends."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from creditarium.views.languages import ENGLISH, Wording
from creditarium.views.report.drawings import Bars
from creditarium.views.report.markup import element, percent
from creditarium.views.report.svg.frame import letters
from creditarium.views.wording import money_text, ratio_text

_BAR, _GAP, _LABEL, _ROW, _HEAD = 11, 4, 18, 12, 28
_ROOM = 0.15
"""The share of the width that is kept for the numbers, at each end that has bars."""


def bars(drawn: Bars, wording: Wording = ENGLISH) -> tuple[float, list[Element]]:
    """Draw bars: the height of the drawing, and its parts."""
    values = [value for series in drawn.series for value in series.values if value is not None]
    low, high = min(0.0, *values), max(0.0, *values)
    left, right = (_ROOM if low < 0 else 0.0), 1.0 - (_ROOM if high > 0 else 0.0)
    span = (high - low) or 1.0

    def at(value: float) -> float:
        return left + (right - left) * (value - low) / span

    beside = _opposite(drawn)
    heads, parts = dict(drawn.heads), []
    y = 0.0
    for row, label in enumerate(drawn.labels):
        if row in heads:
            y += _HEAD if row else _LABEL
            parts.append(letters(heads[row], 0, y - 6, "head"))
        parts.append(letters(label, 0, y + 12, "label halo"))
        y += _LABEL
        for place, series in enumerate(drawn.series):
            value = series.values[row]
            if value is not None:
                to_the_left = value < 0 or (beside and place == 0)
                said = wording.written(number_text(value, drawn.unit))
                parts.extend(_bar(at(0.0), at(value), y, said, series.colour, to_the_left))
            y += 0 if beside and place == 0 else _BAR + _GAP
        y += _ROW - _GAP
    if low < 0:
        parts.insert(0, element("line", x1=percent(at(0.0)), x2=percent(at(0.0)), y1=0, y2=y, class_="nought"))
    return y, parts


def _opposite(drawn: Bars) -> bool:
    """Say whether there are two series, one to each side of nought: their bars then share a line."""
    if len(drawn.series) != 2:
        return False
    first, second = ([value or 0.0 for value in series.values] for series in drawn.series)
    return max(first, default=0.0) <= 0.0 <= min(second, default=0.0) and any(first)


def _bar(zero: float, end: float, y: float, text: str, colour: str, to_the_left: bool) -> list[Element]:
    begin, wide = min(zero, end), abs(end - zero)
    bar = element("rect", x=percent(begin), y=y, width=percent(wide), height=_BAR, class_=f"fill-{colour}")
    anchor, away = ("end", -5) if to_the_left else ("start", 5)
    said = letters(text, percent(end), y + 10, "number", dx=away, text_anchor=anchor)
    return [bar, said] if wide else [said]


def number_text(value: float, unit: str) -> str:
    """Write the number at the end of a bar.

    >>> number_text(1234, "count"), number_text(-0.25, "share"), number_text(5.251, "number")
    ('1,234', '−25.0%', '5.25')
    """
    if unit == "share":
        return ratio_text(value)
    if unit == "money":
        return money_text(value)
    return (f"{value:,}" if unit == "count" else f"{value:,.3g}").replace("-", "−")
