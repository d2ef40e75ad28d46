"""What was written down in a life, beside what a test expects: every difference in words, and never a score."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import polars as pl

from creditarium.model.rule_tests import Then
from creditarium.results.replay import Life

Row = tuple[dt.date, str, float]
_OF_ITSELF = ("recovered", "recalculated", "term over")


def written(then: Then, ledger: pl.DataFrame) -> list[str]:
    """Judge what was written down: the entries of occasions, and what the scheme did of itself."""
    booked = ledger.filter(pl.col("entered") != "opening balance").select("date", "kind", "entered", "delta")
    entries: Counter[Row] = Counter()
    doings: Counter[Row] = Counter()
    for moment, kind, entered, delta in booked.iter_rows():
        itself = entered in _OF_ITSELF
        (doings if itself else entries)[(moment.date(), entered if itself else kind, round(delta, 2))] += 1
    misses: list[str] = []
    if then.entries is not None:
        expected = Counter((day, e.occasion, round(e.points, 2)) for e in then.entries for day in e.days)
        misses += _differing("entry", expected, entries)
    if then.of_itself is not None:
        misses += _differing("of itself", Counter((d.date, d.what, round(d.points, 2)) for d in then.of_itself), doings)
    return misses


def _differing(word: str, expected: Counter[Row], found: Counter[Row]) -> list[str]:
    missing = [f"{word}: {_said(row)} is expected, and is not written" for row in sorted((expected - found).elements())]
    return missing + [
        f"{word}: {_said(row)} is written, and not expected" for row in sorted((found - expected).elements())
    ]


def _said(row: Row) -> str:
    day, what, points = row
    return f"{day} {what} {points:+g}"


def states(then: Then, life: Life) -> list[str]:
    """Judge the states of the scheme's record at the end."""
    held = life.raw_state
    return [
        f"state: {name} is expected to be {value}, and is {'more' if held[name] > value else 'less'}"
        for name, value in then.states.items()
        if held[name] != value
    ]
