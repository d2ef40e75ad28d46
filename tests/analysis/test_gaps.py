"""The gap between groups over time, with and without the same people in another world."""

from datetime import date

import polars as pl
import pytest

from creditarium.analysis.gaps import gap_trend
from creditarium.model.problem import Problem


def counted(gaps: list[float]) -> pl.DataFrame:
    """Make two groups whose means lie so far apart at the ends of the years; the second has two kinds of people."""
    rows = []
    for year, gap in enumerate(gaps):
        day = date(2019 + year, 12, 31)
        rows += [
            (day, "a", 100.0, 5),
            (day, "b", 100.0 - gap - 3, 10),
            (day, "b", 100.0 - gap + 6, 5),
            (day, "c", 0.0, 0),
        ]
    schema = {"date": pl.Date, "group": pl.String, "score": pl.Float64, "people": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_a_gap_that_grows_by_two_a_year() -> None:
    found = gap_trend(counted([10, 12, 14]), "group", "score")
    assert (found.first, found.last) == pytest.approx((10, 14))
    assert found.slope == pytest.approx(2, abs=0.01)


def test_the_baseline_is_taken_off() -> None:
    found = gap_trend(counted([10, 12, 14]), "group", "score", counted([10, 11, 12]))
    assert (found.first, found.last) == pytest.approx((0, 2))
    assert found.slope == pytest.approx(1, abs=0.01)
    same = gap_trend(counted([10, 12, 14]), "group", "score", counted([10, 12, 14]))
    assert (same.first, same.last, same.slope) == pytest.approx((0, 0, 0))


def test_one_period_has_no_slope() -> None:
    assert gap_trend(counted([10]), "group", "score").slope is None
    late = counted([1, 2]).filter(pl.col("date") > date(2020, 1, 1))
    with pytest.raises(Problem, match="no period is in both"):
        gap_trend(counted([10]), "group", "score", late)
    with pytest.raises(Problem, match="no column 'scroe'"):
        gap_trend(counted([10]), "group", "scroe")


def test_a_period_that_the_baseline_lacks_is_left_out() -> None:
    whole = counted([10, 12, 14])
    part = counted([9, 9, 9]).filter(pl.col("date") > date(2019, 12, 31))
    found = gap_trend(whole, "group", "score", part)
    assert (found.first, found.last) == pytest.approx((3, 5))
