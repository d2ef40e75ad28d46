"""Chilling against a comparator: a known break is found, missing months are named, and the run's kinds are right."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.chilling import (
    acts_by_period,
    between_worlds,
    chilling,
    comparator_kinds,
    watched_kinds,
)
from creditarium.model.problem import Problem

BREAK = date(2020, 1, 1)


def series(values: list[float], first: date = date(2018, 1, 28)) -> pl.DataFrame:
    dates = [first + timedelta(days=28 * j) for j in range(len(values))]
    return pl.DataFrame({"date": dates, "days": 28, "acts": [round(value) for value in values]})


def test_a_known_break_is_found_and_the_common_fall_is_not() -> None:
    """Both fall by a tenth at the break; the watched acts by a fifth more, with noise of 1 %."""
    generator, months = np.random.default_rng(2), 52
    after = np.array([day >= BREAK for day in series([0] * months)["date"]])
    common = 50_000 * np.where(after, 0.9, 1.0) * np.exp(0.01 * np.sin(np.arange(months)))
    watched = common * np.where(after, 0.8, 1.0) * np.exp(0.01 * generator.standard_normal(months))
    found = chilling(series(list(watched)), series(list(common)), BREAK)
    assert found.change == pytest.approx(-0.2, abs=0.005)
    assert found.step is not None
    assert found.step_low is not None
    assert found.step_high is not None
    assert found.step == pytest.approx(-0.2, abs=0.01)
    assert found.step_low < -0.2 < found.step_high
    assert found.step_high - found.step_low < 0.05
    assert found.trend == pytest.approx(0, abs=0.02)
    assert (found.before + found.after, found.missing) == (months, ())


def test_the_regression_is_the_textbook_one() -> None:
    """Without noise the step and the change of slope are the ones put in."""
    days = series([0] * 40)["date"].to_list()
    years = np.array([(day - BREAK).days for day in days]) / 365.25
    after = years >= 0
    y = 0.3 - 0.1 * years + np.where(after, -0.25 + 0.05 * years, 0)
    watched = pl.DataFrame({"date": days, "days": 28, "acts": 1e9 * np.exp(y)})
    found = chilling(watched, watched.with_columns(pl.lit(1e9).alias("acts")), BREAK)
    assert found.step == pytest.approx(np.expm1(-0.25), abs=1e-9)
    assert found.trend == pytest.approx(np.expm1(0.05), abs=1e-9)


@pytest.mark.parametrize("side", [3, 8])
def test_the_interval_of_a_short_series_holds_nothing_where_nothing_happened(side: int) -> None:
    """Of Newey-West errors and the normal distribution alone it holds nothing in 44 and in 72 of 100."""
    generator, held = np.random.default_rng(side), 0
    for _ in range(100):
        watched, other = (series(generator.poisson(2_000, 2 * side).tolist()) for _ in range(2))
        found = chilling(watched, other, watched["date"][side])
        assert found.step_low is not None
        assert found.step_high is not None
        held += found.step_low <= 0 <= found.step_high
    assert held >= 88


def test_missing_months_are_named_and_left_out() -> None:
    watched, common = series([100.0] * 40), series([100.0] * 40)
    hole = watched["date"][5]
    silent = watched["date"][7]
    watched = watched.filter(pl.col("date") != hole).with_columns(
        pl.when(pl.col("date") == silent).then(0).otherwise(pl.col("acts")).alias("acts")
    )
    found = chilling(watched, common, BREAK)
    assert found.missing == (hole, silent)
    assert found.change == pytest.approx(0)
    both = chilling(watched, common.filter(pl.col("date") != hole), BREAK)
    assert both.missing == (hole, silent)


def test_few_periods_give_no_trend_and_no_before_is_a_problem() -> None:
    few = series([100.0] * 30).filter(pl.col("date") > date(2019, 12, 1))
    found = chilling(few, few, BREAK)
    assert (found.step, found.trend, found.before) == (None, None, 1)
    with pytest.raises(Problem, match="without the scheme"):
        chilling(few, few, date(2019, 1, 1))


def test_between_two_worlds() -> None:
    assert between_worlds(80, 90, 100, 90) == pytest.approx(-0.2)
    assert between_worlds(90, 90, 100, 100) == pytest.approx(0)
    with pytest.raises(Problem, match="acts to compare with"):
        between_worlds(1, 0, 1, 1)


def test_watched_and_comparator_kinds_of_a_scenario(lived: cr.Run) -> None:
    kinds = lived.scenario.conduct.kinds
    watched, other = watched_kinds(lived.scenario), comparator_kinds(lived.scenario)
    assert watched
    assert not set(watched) & set(other)
    assert all(kinds[kind].lawful for kind in (*watched, *other))
    listed = {kind for scheme in lived.scenario.scoring.values() for kind in scheme.rules}
    assert not set(other) & listed
    assert watched_kinds(cr.scenario("no-scheme")) == ()


def test_acts_by_period_are_the_runs(lived: cr.Run) -> None:
    watched = watched_kinds(lived.scenario)
    found = acts_by_period(lived, watched)
    assert found["days"].sum() == 365
    told = lived.tally("acts", by="kind").filter(pl.col("kind").is_in(watched))["count"].sum()
    assert found["acts"].sum() == told > 0
