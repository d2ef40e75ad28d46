"""Where a run begins and ends: a last window cut by the horizon, and days lived before the first that counts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from creditarium.engine import trace
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.run import History
from tests.engine.worlds import AGENT, OTHER, TICK, Life, Trace, X, Y, engine_of, last_of, live, scenario_of, traced

DAYS = 33
"""Four whole windows and five days."""
LOW = "scoring.national-2020-as-reported.start=849"
"""One point below a band, so that much is refused."""


@pytest.fixture(scope="module")
def short() -> Trace:
    return traced(scenario_of("glass_town", seed=71, days=DAYS))


@pytest.fixture(scope="module")
def longer() -> Trace:
    return traced(scenario_of("glass_town", seed=71, days=2 * DAYS))


def test_a_run_ends_with_its_last_day(short: Trace) -> None:
    last = int(short.rows[:, TICK].max())
    assert (DAYS - 1) * TICKS_PER_DAY <= last < DAYS * TICKS_PER_DAY


def test_what_happens_until_a_cut_happens_in_a_longer_run_too(short: Trace, longer: Trace) -> None:
    """Every happening of everybody, in the window that is cut too, to the tick."""
    begun = longer.rows[longer.rows[:, TICK] < DAYS * TICKS_PER_DAY]
    assert np.array_equal(short.rows[np.lexsort(short.rows.T)], begun[np.lexsort(begun.T)])


def test_a_run_that_is_cut_goes_on_from_its_last_whole_window(longer: Trace) -> None:
    history = History()
    engine = engine_of(scenario_of("glass_town", seed=71, days=DAYS))
    last_of(engine.windows(engine.fresh(), history, threads=1))
    assert history.whole is not None
    kept = replace(history.whole[0], records=history.whole[0].records.copy())
    assert kept.window == DAYS // 7
    end = last_of(engine_of(longer.life.engine.scenario).windows(kept, History(), threads=1))
    assert np.array_equal(end.records, longer.life.state.records)
    assert np.array_equal(end.docket, longer.life.state.docket)


def counted(life: Life) -> dict[int, list[list[int]]]:
    return {one.end: sorted(one.rows.tolist()) for one in life.history.tallies}


def test_a_warm_up_is_lived_and_not_counted() -> None:
    """With a warm-up of five windows all that counts is as in a run that began five windows earlier."""
    plain = {"seed": 72, "tally": 5}
    warmed = live(scenario_of("glass_town", LOW, days=56, start=date(2020, 2, 5), warm_up=35, **plain))
    early = live(scenario_of("glass_town", LOW, days=91, start=date(2020, 1, 1), **plain))
    assert warmed.engine.scenario.clock.first_day == early.engine.scenario.clock.start
    assert warmed.state.window == early.state.window == 13
    for name in ("bands", "bins"):
        mine, theirs = (getattr(life.history, name) for life in (warmed, early))
        assert len(mine) == 8
        assert np.array_equal(np.stack(mine), np.stack(theirs[5:]))
    assert counted(warmed) == {end: rows for end, rows in counted(early).items() if end > 5}
    for name in early.engine.compiled.layout.variables:
        if not name.startswith("refused."):
            assert np.array_equal(warmed.of(name), early.of(name)), name


def test_who_was_refused_in_a_warm_up_counts_only_if_refused_again() -> None:
    t = traced(scenario_of("glass_town", LOW, seed=72, days=56, start=date(2020, 2, 5), warm_up=35))
    compiled, rules = t.life.engine.compiled, t.life.engine.scenario.consequences.rules
    rows = t.of(trace.CONSEQUENCE)
    rows = rows[(rows[:, X] == 0) & (rows[:, Y] == 1)]
    before, after = (rows[(rows[:, TICK] >= 35 * TICKS_PER_DAY) == late] for late in (False, True))
    forgotten = 0
    for mark in {rule.marks for rule in rules.values() if rule.marks}:
        those = [j for j, name in enumerate(compiled.consequences) if rules[name].marks == mark]
        then, now = (set(part[np.isin(part[:, OTHER], those), AGENT].tolist()) for part in (before, after))
        assert set(np.flatnonzero(t.life.of(f"refused.{mark}")).tolist()) == now
        forgotten += len(then - now)
    assert forgotten > 0
