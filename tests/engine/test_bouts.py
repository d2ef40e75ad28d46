"""Bouts: a habit scored in closed form from its length, against a reference that goes day by day."""

import numpy as np
import pytest

from creditarium.engine import trace
from creditarium.engine.numbers import ONE, TICKS_PER_DAY
from creditarium.engine.world import BOUT_ORDINAL
from tests.engine.worlds import (
    AGENT,
    HAPPENING,
    KIND,
    ORDINAL,
    OTHER,
    TICK,
    WINDOW,
    Trace,
    Y,
    decoded,
    scenario_of,
    traced,
)

WEEK = 7


@pytest.fixture(scope="module")
def town() -> Trace:
    return traced(scenario_of("bouts", seed=71))


def by_day(changes: list[tuple[int, int]], inside: int, window: int) -> tuple[int, int]:
    """Walk a window day by day and give the ticks in the bout and the state at its end."""
    spent = 0
    for day in range(window * WEEK, (window + 1) * WEEK):
        now = day * TICKS_PER_DAY
        for tick, state in [change for change in changes if change[0] // TICKS_PER_DAY == day]:
            spent += inside * (tick - now)
            now, inside = tick, state
        spent += inside * ((day + 1) * TICKS_PER_DAY - now)
    return spent, inside


def test_a_window_counts_the_days_in_the_bout(town: Trace) -> None:
    """The chance of a window's play is the part of it that was played, to the tick."""
    engine = town.life.engine
    start = decoded(engine, engine.fresh().records, "playing")
    begin, play = engine.compiled.kinds.index("begin"), engine.compiled.kinds.index("play")
    whole, split = WEEK * TICKS_PER_DAY, 0
    for person in range(0, 1000, 25):
        rows = town.rows[(town.rows[:, AGENT] == person) & (town.rows[:, HAPPENING] == trace.OCCASION)]
        inside = int(start[person])
        for window in range(engine.compiled.windows):
            here = rows[rows[:, WINDOW] == window]
            acts = here[(here[:, ORDINAL] < BOUT_ORDINAL) & (here[:, OTHER] == 1)]
            changes = [(row[TICK], int(row[KIND] == begin)) for row in acts.tolist()]
            spent, inside = by_day(changes, inside, window)
            found = here[here[:, KIND] == play]
            assert len(found) == (spent > 0)
            if spent:
                assert int(found[0, Y]) == ONE * spent // whole
                split += 0 < spent < whole
    assert split > 100, "windows that a bout begins or ends in must occur"


def test_windows_played_follow_their_chance(town: Trace) -> None:
    rows = town.of(trace.OCCASION, "play")
    chance = rows[:, Y] / ONE
    acts = town.life.count("acts", "play")
    assert acts == int(rows[:, OTHER].sum())
    error = float((chance * (1 - chance)).sum()) ** 0.5
    assert acts == pytest.approx(float(chance.sum()), abs=3 * error)


def test_the_time_in_bouts_is_that_of_the_alternating_renewal(town: Trace) -> None:
    """Begun at 6 a year outside and ended at 12 inside: a third of all time; N = 1,000, three years."""
    rows = town.of(trace.OCCASION, "play")
    people, windows = 1000, town.life.engine.compiled.windows
    share = float((rows[:, Y] / ONE).sum()) / (people * windows)
    years = windows * WEEK / 365.25
    # The variance of the mean occupation of a two-state chain over T years: 2 p (1 - p) / (18 T).
    error = (2 * (1 / 3) * (2 / 3) / (18 * years) / people) ** 0.5
    assert share == pytest.approx(1 / 3, abs=3 * error)
    assert np.mean(town.life.of("playing")) == pytest.approx(1 / 3, abs=3 * (2 / 9 / people) ** 0.5)
