"""Occasions that sleep: what requires a state that nothing in the window can bring about is not lived."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from creditarium.engine import trace
from creditarium.engine.run import Engine
from creditarium.engine.world import STIRS, World
from tests.engine.worlds import KIND, OTHER, engine_of, live, scenario_of, traced

HOUSE = "sleeping"
WALKS = ("finding", "entering", "crossing", "resting", "wandering", "digging")


def house(*settings: str) -> Engine:
    return engine_of(scenario_of(HOUSE, *settings, seed=73))


def changed(engine: Engine, **arrays: object) -> Engine:
    """The same engine, some arrays of its world replaced."""
    return replace(engine, compiled=replace(engine.compiled, world=engine.compiled.world._replace(**arrays)))


def sleepless(engine: Engine) -> Engine:
    return changed(engine, gate_of=np.zeros_like(engine.compiled.world.gate_of))


def gates_of(world: World, *kinds: int) -> int:
    return int(np.bitwise_or.reduce(world.gate_of[list(kinds)], initial=0))


def test_a_kind_wakes_all_that_follows_from_it() -> None:
    """The key opens the door, who passes it the hall, who crosses that the room; nothing opens the cellar."""
    engine = house()
    world, at = engine.compiled.world, {name: k for k, name in enumerate(engine.compiled.kinds)}
    assert {int(bit).bit_count() for bit in world.gate_of} == {0, 1}
    assert world.gate_of[at["finding"]] == 0
    assert world.gate_of[at["crossing"]] == world.gate_of[at["wandering"]], "what requires the same has one gate"
    wakes = {name: int(world.wakes[k]) for name, k in at.items()}
    room = gates_of(world, at["resting"])
    hall = gates_of(world, at["crossing"])
    door = gates_of(world, at["entering"])
    assert wakes["finding"] == STIRS | door | hall | room
    assert wakes["entering"] == STIRS | hall | room
    assert wakes["crossing"] == STIRS | room
    assert wakes["resting"] == wakes["wandering"] == wakes["digging"] == STIRS
    later = dict(zip(world.scheduled.tolist(), world.woken_later.tolist(), strict=True))
    assert later[at["crossing"]] & hall, "the door is listed after it"
    assert not later[at["resting"]]


def test_what_sleeps_is_lived_when_it_is_woken() -> None:
    """A trace lists everything: its acts of each kind are those of the lives that pass over what sleeps."""
    engine = house()
    life, rows = live(engine), traced(engine).of(trace.OCCASION)
    for name in WALKS:
        acts = rows[(rows[:, KIND] == engine.compiled.kinds.index(name)) & (rows[:, OTHER] == 1)]
        assert life.count("acts", name) == len(acts), name
        assert (len(acts) > 300) == (name != "digging"), name
    assert life.count("candidates", "digging") == 600 * 56 // 4, "what sleeps is counted"


@pytest.mark.parametrize("days", [56, 40])
def test_sleeping_changes_no_life(days: int) -> None:
    fast, slow = live(house(f"clock.days={days}")), live(sleepless(house(f"clock.days={days}")))
    assert_array_equal(fast.state.records, slow.state.records)
    for mine, theirs in zip(fast.history.tallies, slow.history.tallies, strict=True):
        assert_array_equal(mine.rows, theirs.rows)


@pytest.mark.parametrize("arrays", ["wakes", "woken_later"])
def test_the_house_needs_both_ways_of_waking(arrays: str) -> None:
    """So that the tests above would see it if something that wakes another were forgotten."""
    engine = house()
    none = {"wakes": STIRS, "woken_later": 0}[arrays]
    forgetful = changed(engine, **{arrays: np.full_like(getattr(engine.compiled.world, arrays), none)})
    assert live(forgetful).count("acts", "crossing") < live(engine).count("acts", "crossing")


@pytest.mark.parametrize("requires", ["{score.points: [0, 400]}", "{band.points: [0, 0]}", "{member.later: [1, 1]}"])
def test_what_requires_more_than_the_catalogues_states_never_sleeps(requires: str) -> None:
    """An entry moves a score within a window, and a date a coverage: they are no states of the catalogue."""
    engine = engine_of(scenario_of("dated", f"conduct.kinds.wish.requires={requires}", seed=98))
    assert not engine.compiled.world.gate_of.any()


def test_a_rule_wakes_what_its_consequence_leads_to() -> None:
    """A loan that a scheme makes dear is one that may be paid late."""
    engine = engine_of(scenario_of("parts", seed=5))
    world, kinds = engine.compiled.world, engine.compiled.kinds
    assert int(world.wakes[kinds.index("loan")]) & gates_of(world, kinds.index("late"))
