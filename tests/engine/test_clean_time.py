"""Clean time: points come back after as many whole windows without a minus as the scheme asks for, and no sooner."""

import numpy as np
import pytest

from creditarium.engine import trace
from creditarium.engine.world import covers
from tests.engine.worlds import AGENT, OTHER, WINDOW, Trace, X, decoded, scenario_of, traced

SCHEME = "scoring.national-2020-as-reported"


@pytest.mark.parametrize("after", [7, 14, 28])
def test_points_come_back_after_whole_windows_without_a_minus(after: int) -> None:
    """The record of every life against a fold of its entries, a week at a time; seed 52."""
    town = traced(scenario_of("glass_town", f"{SCHEME}.recovery.after={after}", seed=52))
    c = town.life.engine.compiled.schemes.index("national-2020-as-reported")
    world = town.life.engine.compiled.world
    cap = int(world.schemes[0, c]["back_to"])
    people, windows = town.life.engine.scenario.people, town.life.state.window
    minus, score_before = entries(town, c, people, windows)
    told = np.zeros((people, windows), dtype=bool)
    rows = town.of(trace.SETTLED)
    rows = rows[rows[:, OTHER] == c]
    told[rows[:, AGENT], rows[:, WINDOW]] = True
    assert told.any()
    assert not told[:, : after // 7].any(), "nobody has so much clean time yet"
    member = covers(world, c, world.segment_of[town.life.engine.settled.profiles])
    clean = np.zeros(people, dtype=np.int64)
    for window in range(1, windows):
        clean = np.where(minus[:, window - 1], 0, clean + 1)
        due = clean == after // 7
        assert np.array_equal(told[:, window], member & due & (score_before[:, window] < cap)), window
        clean[due] = 0


def entries(town: Trace, c: int, people: int, windows: int) -> tuple[np.ndarray, np.ndarray]:
    """Give who had a minus entered in which window, and each score at a window's start."""
    compiled = town.life.engine.compiled
    score = decoded(town.life.engine, town.life.engine.fresh().records, f"score.{compiled.schemes[c]}")[:people]
    minus = np.zeros((people, windows), dtype=bool)
    before = np.repeat(score[:, None], windows, axis=1)
    for happening in (trace.ENTERED, trace.APPEAL, trace.SETTLED):
        rows = town.of(happening)
        rows = rows[(rows[:, OTHER] == c) & (rows[:, AGENT] < people)]
        for row in rows:
            first = row[WINDOW] + 1
            before[row[AGENT], first:] += row[X]
            if happening == trace.ENTERED and compiled.world.rules[0, c, row[4]]["minus"]:
                minus[row[AGENT], row[WINDOW]] = True
    return minus, before
