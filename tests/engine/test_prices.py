"""Prices by score: what a rule adds or takes off is its share of the money at stake, to the nearest whole."""

import numpy as np
import pytest

from creditarium.engine import trace
from creditarium.model.problem import Problem
from tests.engine.worlds import KIND, OTHER, X, Y, engine_of, scenario_of, traced

HIGH = "scoring.national-2020-as-reported.start=1450"


def test_a_price_is_moved_by_its_share_to_the_nearest_whole() -> None:
    """A rebate of 10 % of 80 is 8, one of 2 % of 600,000 is 12,000. Seed 53."""
    town = traced(scenario_of("reported-2020", HIGH, people=4_096, days=91, seed=53))
    kinds, rules = town.life.engine.scenario.conduct.kinds, town.life.engine.scenario.consequences.rules
    rows = town.of(trace.CONSEQUENCE)
    compiled = town.life.engine.compiled
    seen = set()
    for row in rows[rows[:, X] == 2].tolist():
        rule = rules[compiled.consequences[row[OTHER]]]
        if rule.does != "price":
            continue
        money = kinds[compiled.kinds[row[KIND]]].money
        assert money is not None
        assert rule.by is not None
        off = -money.value * rule.by.value
        assert row[Y] == np.floor(off + 0.5), (compiled.consequences[row[OTHER]], off)
        seen.add(compiled.consequences[row[OTHER]])
    assert {"cheap_transport", "cheap_mortgage"} <= seen


def test_a_price_moved_beyond_what_can_be_held_is_refused() -> None:
    with pytest.raises(Problem, match="'cheap_transport' moves a price by -200 times itself"):
        engine_of(scenario_of("reported-2020", "consequences.rules.cheap_transport.by=-200", people=2_048))
