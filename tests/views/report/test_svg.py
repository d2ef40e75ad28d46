"""Drawings keep their proportions: places along the width are shares, and what is equal is drawn equal."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditarium.views.report.drawings import Bands, Bars, Histogram, Series, Steps
from creditarium.views.report.svg.bars import bars
from creditarium.views.report.svg.frame import apart, dates, round_numbers
from creditarium.views.report.svg.histogram import histogram
from creditarium.views.report.svg.time import bands, steps


def every(parts, name):
    return [node for part in parts for node in part.iter(name)]


def share(text: str) -> float:
    assert text.endswith("%")
    return float(text.removesuffix("%")) / 100


def test_bars_are_as_long_as_their_numbers() -> None:
    _, parts = bars(Bars(("a", "b", "c"), (Series("n", (10, 5, 0), "blue"),), "count"))
    widths = [share(bar.get("width")) for bar in every(parts, "rect")]
    assert widths == pytest.approx([0.85, 0.425])
    assert [text.text for text in every(parts, "text")] == ["a", "10", "b", "5", "c", "0"]


def test_bars_to_the_left_and_right_meet_at_nought() -> None:
    series = (Series("less", (-0.2,), "vermilion"), Series("more", (0.1,), "green"))
    _, parts = bars(Bars(("speech",), series, "share"))
    left, right = every(parts, "rect")
    nought = share(every(parts, "line")[0].get("x1"))
    assert share(left.get("x")) + share(left.get("width")) == pytest.approx(nought)
    assert share(right.get("x")) == pytest.approx(nought)
    assert left.get("y") == right.get("y"), "one line for both"
    assert share(left.get("width")) == pytest.approx(2 * share(right.get("width")), rel=1e-4)


def test_nothing_at_all_is_drawn_without_an_error() -> None:
    _, parts = bars(Bars(("a",), (Series("n", (0,), "blue"),), "count"))
    assert not every(parts, "rect")


def test_bands_fill_the_whole_height() -> None:
    days = tuple(date(2020, 1, 1) + timedelta(days=7 * j) for j in range(3))
    layers = (Series("low", (0.25, 0.5, 0.25), "orange"), Series("high", (0.75, 0.5, 0.75), "blue"))
    height, parts = bands(Bands(days, layers))
    low, high = (path.get("d") for path in every(parts, "path"))
    assert low.startswith("M0.0 165.0L500.0 110.0L1000.0 165.0L1000.0 220.0")
    assert high.startswith("M0.0 0.0L500.0 0.0L1000.0 0.0L1000.0 165.0")
    assert height > 220


def test_a_score_stays_until_it_changes() -> None:
    drawn = Steps((date(2020, 1, 1), date(2020, 1, 6)), (100.0, 90.0), date(2020, 1, 11))
    _, parts = steps(drawn)
    points = [point.split() for point in every(parts, "path")[0].get("d")[1:].split("L")]
    assert [x for x, _ in points] == ["0.0", "500.0", "500.0", "1000.0"]
    heights = [float(y) for _, y in points]
    assert heights[0] == heights[1] < heights[2] == heights[3]


def test_columns_are_as_high_as_their_people() -> None:
    _, parts = histogram(Histogram((0.0, 10.0), (9.0, 19.0), (4, 1), (("good", 10.0),)))
    tall, short = (float(column.get("height")) for column in every(parts, "rect"))
    assert tall == pytest.approx(4 * short)
    cut = next(line for line in every(parts, "line") if line.get("class") == "cut")
    assert share(cut.get("x1")) == pytest.approx(0.5)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_round_numbers_lie_within_and_are_few(low: float, span: float) -> None:
    found = round_numbers(low, low + span)
    assert 2 <= len(found) <= 9
    assert all(low - span * 1e-6 <= one <= low + span * (1 + 1e-6) for one in found)


@given(st.lists(st.floats(0, 200), max_size=10).map(sorted))
def test_names_never_overlap(places: list[float]) -> None:
    moved = apart(places, 15, 200)
    assert len(moved) == len(places)
    assert all(b - a >= 15 - 1e-9 for a, b in pairwise(moved))
    assert all(one <= 200 for one in moved)


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(1, 16_000))
def test_few_dates_are_marked_and_none_outside(first: date, days: int) -> None:
    marks = [node for node in dates(first, first + timedelta(days=days), 100.0) if node.tag == "text"]
    assert 1 <= len(marks) <= 5
    assert all(0 <= share(node.get("x")) <= 1 for node in marks)
