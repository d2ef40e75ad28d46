"""The periods of a run are those of its tallies, cut windows and warm-up included."""

import polars as pl

import creditarium as cr
from creditarium.analysis.periods import periods


def test_periods_are_the_tallies(lived: cr.Run) -> None:
    found = periods(lived)
    told = lived.frame("tallies").select("window_end", "start", "end").unique().sort("window_end")
    assert [one.end for one in found] == told["window_end"].to_list()
    assert [one.date for one in found] == told["end"].to_list()
    days = told.select((pl.col("end") - pl.col("start")).dt.total_days() + 1).to_series()
    assert [one.days for one in found] == days.to_list()
    assert sum(one.days for one in found) == 365
    assert [one.first for one in found] == [0, *(sum(one.days for one in found[:j]) for j in range(1, len(found)))]


def test_a_warm_up_is_no_period() -> None:
    scenario = cr.scenario("rongcheng", people=500, days=30)
    clock = scenario.clock.model_copy(update={"warm_up": 14})
    found = periods(cr.run(scenario.model_copy(update={"clock": clock})))
    assert [(one.first, one.days) for one in found] == [(0, 28), (28, 2)]
    assert found[0].end == 6
