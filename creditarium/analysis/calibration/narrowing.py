"""The ranges that a fit leaves, as a reform: narrower assumptions, each saying which calibration it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from creditarium.analysis.ensembles.free import FreeNumber
from creditarium.model.leaf import numbers_in
from creditarium.model.parameter import Parameter
from creditarium.model.problem import Problem

_DIGITS = 4
_SHORT = 300


def narrowed(free: FreeNumber, low: float, middle: float, high: float, because: str) -> Parameter[Any]:
    """Give a free number with the values and the range that the coordinates ``low`` to ``high`` leave.

    Numbers get four significant digits; the range still holds the values, and lies within the old one. Of variants
    those are kept that an equal part of the coordinate reaches.
    """
    told = _told(free, because)
    if free.variants:
        names = {free.recorded(low + (high - low) * step / _SHORT) for step in range(_SHORT + 1)}
        kept = tuple(pair for pair in free.parameter.variants if pair[0] in names)
        value = dict(kept)[str(free.recorded(middle))]
        return replace(free.parameter, kind="assumed", memory="", because=told, rows=((None, value),), variants=kept)
    rows = tuple((since, _rounded(value, free)) for since, value in free.rows(middle))
    reached = [number for place in (low, high) for _, value in free.rows(place) for number in numbers_in([value])]
    held = [_rounded(number, free) for number in reached] + numbers_in(value for _, value in rows)
    assert free.parameter.range is not None
    lowest, highest = free.parameter.range
    bounds = (max(min(held), lowest), min(max(held), highest))
    kept_rows = tuple((since, _within(value, bounds)) for since, value in rows)
    return replace(free.parameter, kind="assumed", memory="", because=told, rows=kept_rows, range=bounds)


def reform_of(title: str, ranges: Iterable[tuple[str, Parameter[Any]]]) -> dict[str, Any]:
    """Give the reform that puts narrower ranges in their places, as it is written in a file."""
    changes = [
        {"path": path, "value": parameter.form(), "because": "a calibration left this range"}
        for path, parameter in ranges
    ]
    if not changes:
        raise Problem("the targets leave every range as it was", mend="free numbers that the targets depend on")
    return {"title": title, "changes": changes}


def _told(free: FreeNumber, because: str) -> str:
    """Say what a range comes from, and what stood there before."""
    before = f"; before: {free.parameter!r}"
    return f"{because}{before if len(before) <= _SHORT else before[: _SHORT - 1] + '…'}"


def _rounded(value: Any, free: FreeNumber) -> Any:
    if isinstance(value, tuple):
        return tuple(_rounded(item, free) for item in value)
    return round(value) if free.whole else float(f"{value:.{_DIGITS}g}")


def _within(value: Any, bounds: tuple[float, float]) -> Any:
    if isinstance(value, tuple):
        return tuple(_within(item, bounds) for item in value)
    return min(max(value, bounds[0]), bounds[1])
