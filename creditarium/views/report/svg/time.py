"""Drawings over time: bands as stacked areas, and one score as steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element

from creditarium.views.languages import ENGLISH, Wording
from creditarium.views.report.drawings import Bands, Steps
from creditarium.views.report.markup import element, foreign, percent
from creditarium.views.report.svg.frame import (
    AXIS,
    TOP,
    apart,
    dates,
    level,
    plot,
    round_numbers,
    stretched,
)
from creditarium.views.wording import ratio_text

_HIGH, _LOW = 220.0, 130.0
_WIDE, _WIDEST = 0.62, 0.84
_LINE = 16.0


def bands(drawn: Bands, wording: Wording = ENGLISH) -> tuple[float, list[Element]]:
    """Draw bands over time, each named at its right end: the height of the drawing, and its parts."""
    below = [0.0] * len(drawn.dates)
    shapes, middles = [], []
    across = _across(drawn.dates)

    def at(share: float) -> float:
        return _HIGH * (1 - share / drawn.top)

    for layer in drawn.layers:
        above = [low + (share or 0.0) for low, share in zip(below, layer.values, strict=True)]
        outline = [*zip(across, map(at, above), strict=True)]
        outline += reversed([*zip(across, map(at, below), strict=True)])
        shapes.append(element("path", d=_path(outline) + "Z", class_=f"area fill-{layer.colour}"))
        middles.append(at((above[-1] + below[-1]) / 2))
        below = above
    levels = [
        part for share in round_numbers(0.0, drawn.top) for part in level(at(share), wording.written(_level(share)))
    ]
    names = apart(middles[::-1], _LINE, _HIGH)[::-1]
    said = [
        element(
            "text",
            element("tspan", layer.name, class_="name", lang=foreign(layer.name)),
            element("tspan", " " + wording.written(ratio_text(layer.values[-1] or 0.0)), class_="figure"),
            x="100%",
            y=height + 4,
            dx=9,
            class_="end",
        )
        for layer, height in zip(drawn.layers, names, strict=True)
    ]
    ties = [
        element("line", x1="100%", x2="100%", y1=middle, y2=height, class_="tie", transform="translate(5 0)")
        for middle, height in zip(middles, names, strict=True)
    ]
    foot = dates(drawn.dates[0], drawn.dates[-1], _HIGH, wording)
    parts = [stretched(_HIGH, shapes), *levels, *foot, *ties, *said]
    return _HIGH + TOP + AXIS, [plot(_WIDE, _HIGH, parts)]


def _level(share: float) -> str:
    return f"{100 * share:.4g}%"


def steps(drawn: Steps, wording: Wording = ENGLISH) -> tuple[float, list[Element]]:
    """Draw a score that stays until it changes, with dots for what happened: the height, and the parts."""
    low, high = min(drawn.values), max(drawn.values)
    spare = (high - low) * 0.1 or 1.0
    low, high = low - spare, high + spare
    first, span = drawn.dates[0], max((drawn.end - drawn.dates[0]).days, 1)

    def at(score: float) -> float:
        return _LOW * (high - score) / (high - low)

    points: list[tuple[float, float]] = []
    for day, score in zip(drawn.dates, drawn.values, strict=True):
        x = 1000 * (day - first).days / span
        if points:
            points.append((x, points[-1][1]))
        points.append((x, at(score)))
    points.append((1000.0, points[-1][1]))
    line = stretched(_LOW, [element("path", d=_path(points), class_="steps")])
    levels = [
        part for score in round_numbers(low, high, 3) for part in level(at(score), wording.written(f"{score:,g}"))
    ]
    dots = [
        element("circle", cx=percent((day - first).days / span), cy=at(score), r=4.5, class_=f"dot fill-{colour}")
        for day, score, colour in drawn.events
    ]
    foot = dates(first, drawn.end, _LOW, wording)
    return _LOW + TOP + AXIS, [plot(_WIDEST, _LOW, [*levels, line, *dots, *foot])]


def _across(days: Sequence[date]) -> list[float]:
    span = max((days[-1] - days[0]).days, 1)
    return [1000 * (day - days[0]).days / span for day in days] if len(days) > 1 else [0.0]


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Write a line through points."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
