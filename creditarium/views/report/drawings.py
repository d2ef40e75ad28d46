"""What a chart draws, as plain data: bars, bands over time, a histogram, a score through a life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Colour = Literal["blue", "vermilion", "green", "orange", "purple", "sky", "yellow", "pale", "grey", "black"]
Unit = Literal["count", "share", "money", "number"]


@dataclass(frozen=True)
class Series:
    """One value for each row, in one colour; a row without one has None."""

    name: str
    values: tuple[float | None, ...]
    colour: Colour


@dataclass(frozen=True)
class Bars:
    """Bars from nought, a row a label; `heads` puts a heading before the row of that number."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    heads: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Bands:
    """Shares of a whole over time, the lowest band first."""

    dates: tuple[date, ...]
    layers: tuple[Series, ...]
    top: float = 1.0


@dataclass(frozen=True)
class Histogram:
    """People by score: bins with both ends included, and where each band begins."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    people: tuple[int, ...]
    marks: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Steps:
    """A score that stays until it changes; `events` are days with something to see, each with its tone."""

    dates: tuple[date, ...]
    values: tuple[float, ...]
    end: date
    events: tuple[tuple[date, float, Colour], ...] = ()
    legend: tuple[tuple[Colour, str], ...] = ()


Drawing = Bars | Bands | Histogram | Steps
