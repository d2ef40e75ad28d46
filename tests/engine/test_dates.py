"""Dated values hold from their instant, whatever the windows; a reform leaves what came before it as it was."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

import creditarium as cr
from creditarium.engine import trace
from creditarium.engine.numbers import TICKS_PER_DAY
from tests.engine.worlds import KIND, ORDINAL, OTHER, TICK, Trace, X, engine_of, scenario_of, traced


@pytest.fixture(scope="module")
def dated() -> Trace:
    return traced(scenario_of("dated", seed=61))


def days(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[:, TICK] // TICKS_PER_DAY


def test_an_act_begins_on_its_day(dated: Trace) -> None:
    """Day 10 is the fourth day of the second window; everybody has his own time of day."""
    rows = dated.of(trace.OCCASION, "step")
    did = rows[rows[:, OTHER] == 1]
    assert np.array_equal(np.bincount(days(did), minlength=35), [0] * 10 + [600] * 25)
    assert dated.life.count("candidates", "step") == 600 * 35


def test_an_entry_counts_by_the_rule_of_its_day(dated: Trace) -> None:
    rows = dated.of(trace.ENTERED)
    rows = rows[rows[:, OTHER] == dated.life.engine.compiled.schemes.index("points")]
    assert np.array_equal(rows[:, X], np.where(days(rows) >= 16, -3, -1))
    assert dated.life.of("score.points").tolist() == [500 - 6 - 3 * 19] * 600


def test_a_scheme_neither_writes_nor_acts_before_it_is_there(dated: Trace) -> None:
    """Day 24 is inside the fourth window."""
    compiled = dated.life.engine.compiled
    entered = dated.of(trace.ENTERED)
    entered = entered[entered[:, OTHER] == compiled.schemes.index("later")]
    assert int(days(entered).min()) == 24
    assert len(entered) == 600 * 11
    granted = dated.of(trace.CONSEQUENCE, "wish")
    assert int(days(granted).min()) == 24
    assert len(granted) == 600 * 11


@pytest.mark.parametrize("since", [date(2020, 2, 14), date(2020, 3, 1)])
def test_a_reform_leaves_everything_before_its_date_equal(since: date) -> None:
    """Points and the chance of being seen change on a day inside a window; rows before its first tick are equal."""
    new = {
        "scoring.national-2020-as-reported.rules.speeding.points": -200,
        "observation.sensors.traffic_cameras.sees.speeding": 0.9,
        "response.reactions.fear.couplings.0.gain": 80,
    }
    changes = [{"path": path, "value": value, "from": since, "because": "case"} for path, value in new.items()]
    reform = {"title": "Harder points and more eyes", "changes": changes}
    base = traced(scenario_of("glass_town", seed=62))
    other = traced(engine_of(scenario_of("glass_town", seed=62, reform=reform)))
    day = (since - date(2020, 1, 1)).days
    assert day % 7 != 0
    before = [t.rows[t.rows[:, TICK] < day * TICKS_PER_DAY] for t in (base, other)]
    assert np.array_equal(*before)
    after = [t.rows[t.rows[:, TICK] >= day * TICKS_PER_DAY] for t in (base, other)]
    assert not np.array_equal(*after)
    kept = [t[t[:, 3] == trace.OCCASION][:, [0, 1, ORDINAL, TICK, KIND, X]] for t in after]
    rows = [{tuple(row[:3]): tuple(row[3:]) for row in part.tolist()} for part in kept]
    shared = rows[0].keys() & rows[1].keys()
    assert all(rows[0][key] == rows[1][key] for key in shared if key[2] < 240)


def test_who_comes_under_a_scheme_between_two_copies_is_not_read_as_of_the_lowest_band() -> None:
    run = cr.run("pilot-rollout", people=4_000, days=224, seed=1)
    bands = run.bands(by=["window", "scheme", "band"]).with_columns(pl.col("scheme", "band").cast(pl.String))
    national = bands.filter(scheme="national-2020-as-reported")
    assert national.filter(band="lowest")["people"].sum() == 0, "some fell so far: choose fewer people"
    members = national.group_by("window").agg(pl.col("people").sum()).sort("window")["people"]
    assert 0 < members[0] < members[-1], "nobody came under it on the way"
    rules = run.scenario.consequences.rules
    applied = dict(run.tally("applied", by="consequence").rows())
    lowest = [name for name, rule in rules.items() if rule.when.band_at_most == "lowest"]
    assert lowest
    assert not sum(applied.get(name, 0) for name in lowest)
