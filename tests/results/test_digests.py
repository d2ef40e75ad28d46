"""Digests of fate: what is taken over from a world beside is what would have been digested."""

import pytest

import creditarium as cr
from creditarium.analysis.other_world import without_schemes
from creditarium.engine.run import Engine
from creditarium.results.digests import fate_of

SIZE = {"people": 64, "days": 7}


@pytest.mark.parametrize("name", ["rongcheng", "reported-2020"])
def test_a_fate_beside_another_world_is_the_fate_alone(name: str) -> None:
    scenario = cr.scenario(name, **SIZE)
    other = Engine.of(without_schemes(scenario))
    mine, beside = Engine.of(scenario), (other, fate_of(other))
    assert fate_of(mine, beside) == fate_of(mine) == beside[1]


def test_another_ceiling_is_seen_beside_any_world() -> None:
    scenario = cr.scenario("rongcheng", **SIZE)
    kind = next(name for name, one in scenario.conduct.kinds.items() if one.rate is not None and one.rate.range)
    low, high = scenario.conduct.kinds[kind].rate.range
    wider = {"path": f"conduct.kinds.{kind}.rate", "because": "a wider range",
             "value": {"assume": low, "range": [low, 2 * high], "because": "a wider range"}}  # fmt: skip
    other = scenario.with_reform({"title": "wider", "changes": [wider]})
    base, moved = Engine.of(scenario), Engine.of(other)
    fate = fate_of(base)
    beside = fate_of(moved, (base, fate))
    assert beside == fate_of(moved)
    assert {part for part in fate if fate[part] != beside[part]} == {"ceilings", "whole"}
