"""An extension: a rule in a file works on the states of everybody, with the guarantees of all other rules."""

import sys

import numpy as np
import pytest

from creditarium.engine.purposes import EXTENSION
from creditarium.engine.randomness import agent_key, draw, window_key
from creditarium.engine.run import Engine
from creditarium.model.extension import Extension
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.results.digests import rules_of
from creditarium.results.fields import Fields
from creditarium.results.reliving import everybody, place_of, relive
from tests.engine.worlds import THEORY, decoded, engine_of, live, scenario_of, spans

JUMP = (THEORY / "jump.py").read_text(encoding="utf-8")


def extended(source: str = JUMP, **plain: int) -> Scenario:
    scenario = scenario_of("glass_town", seed=81, days=63, **plain)
    return scenario.model_copy(update={"extension": Extension(file="jump.py", source=source)})


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engine_of(extended())


def test_a_window_opens_as_the_rule_says(engine: Engine) -> None:
    """Against the same rule in Python, from the draws of the guarantee: seed, person, window and purpose."""
    state = engine.fresh()
    people = engine.scenario.people
    compiled, window = engine.compiled, 3
    names = ("risk", "habit")
    before = {name: decoded(engine, state.records, name)[:people].copy() for name in compiled.layout.variables}
    engine.open_window(window, state.records, 0, engine.settled.profiles)
    after = {name: decoded(engine, state.records, name)[:people] for name in compiled.layout.variables}
    age = engine.settled.profiles & 7
    for person in range(people):
        luck = int(draw(np.uint64(window_key(np.uint64(agent_key(engine.seed, person)), window)), EXTENSION))
        jump = 40 if age[person] >= 6 and luck < 1 << 31 else 0
        assert after["risk"][person] == min(before["risk"][person] + jump, 255)
    assert np.array_equal(after["habit"], np.minimum(before["habit"] + 1, 3))
    assert (after["risk"] > before["risk"]).sum() > 20
    for name in set(before) - set(names):
        assert np.array_equal(before[name], after[name]), name


def test_everybody_is_lived_again_as_each_of_them_is() -> None:
    lived = live(extended())
    fields = Fields.stack(lived.history.before, lived.engine.fresh(), lived.engine.scenario.people)
    rows = np.concatenate(list(everybody(lived.engine, fields, 0)))
    for person in range(0, int(lived.engine.settled.society.start[1]), 16):
        alone = relive(lived.engine, fields, place_of(lived.engine, person)).trace
        assert np.array_equal(rows[rows[:, -1] == person], alone), person


def test_it_leaves_no_trace_of_the_machine() -> None:
    scenario = extended(people=2700, community=256)
    one = live(scenario)
    with spans(3):
        other = live(scenario, threads=3)
    assert np.array_equal(one.state.records, other.state.records)
    plain = live(scenario.model_copy(update={"extension": None}))
    assert not np.array_equal(one.of("risk"), plain.of("risk"))
    assert not np.array_equal(one.table(), plain.table())


def test_it_is_a_part_of_the_rules(engine: Engine) -> None:
    bare = engine.scenario.model_copy(update={"extension": None})
    other = extended(JUMP.replace("+ 40", "+ 41"))
    assert len({rules_of(scenario) for scenario in (engine.scenario, bare, other)}) == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"risk", "age"', '"riks", "age"', "'riks' cannot be read. Mend: did you mean 'risk'"),
        ('("risk", "habit")', '("band", "habit")', "'band' cannot be written"),
        ("written[1] += j", "written[j + 2] += 1", "the rule fails"),
        ("written[1] += j", "written[1] += nothing", "the rule fails"),
    ],
)
def test_a_rule_that_cannot_be_is_one_line(old: str, new: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        live(extended(JUMP.replace(old, new)))


def test_kept_code_finds_its_module_by_name(engine: Engine) -> None:
    """Else numba calls the module dynamic, and a second process cannot load what the first has kept."""
    assert engine.extended is not None
    name = engine.extended.loop.__module__
    assert name in sys.modules
    assert sys.modules[name].__name__ == name
