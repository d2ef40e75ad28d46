"""Lifelong states: nothing moves them, and the ceilings of kinds follow them without any headroom."""

from pathlib import Path

import numpy as np
import pytest

from creditarium.cli.ceilings import candidates_a_year, ceilings_of
from creditarium.engine import trace
from creditarium.engine.compile import alike
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.digests import fate_of
from tests.engine.worlds import AGENT, OTHER, THEORY, Trace, engine_of, live, scenario_of, traced

SONGS = "lifelong"
TEXT = (THEORY / f"{SONGS}.yaml").read_text(encoding="utf-8")
FACTORS = np.outer([1, 3.5], [0, 0.5, 1, 4])
"""The most that love and temper make of the rate, [love, temper]."""


def told(folder: Path, *changes: tuple[str, str]) -> Scenario:
    """Read the fixture with some of its text replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "songs.yaml"
    path.write_text(text, encoding="utf-8")
    return resolve(str(path), people=600, seed=5)


@pytest.fixture(scope="module")
def town() -> Trace:
    return traced(scenario_of(SONGS, people=1500, seed=5))


def counts(town: Trace, kind: str, *, acts: bool) -> np.ndarray:
    """Count the occasions of a kind, or its acts, by love and temper; int64[2, 4], persons only."""
    rows = town.of(trace.OCCASION, kind)
    rows = rows[rows[:, AGENT] < town.life.engine.scenario.people]
    rows = rows[rows[:, OTHER] == 1] if acts else rows
    sets = town.life.of("love") * 4 + town.life.of("temper")
    return np.bincount(sets[rows[:, AGENT]], minlength=8).reshape(2, 4)


def people(town: Trace) -> np.ndarray:
    return np.bincount(town.life.of("love") * 4 + town.life.of("temper"), minlength=8).reshape(2, 4)


def test_candidates_come_as_often_as_a_set_of_states_lets_them(town: Trace) -> None:
    """Each set at its own ceiling: the highest rate times the most of its factors, the link's steps included."""
    lifelong = town.life.engine.compiled.lifelong
    assert lifelong.strides == {"love": 4, "temper": 1}
    k = town.life.engine.compiled.kinds.index("singing")
    np.testing.assert_allclose(lifelong.factors[k].reshape(2, 4), FACTORS, rtol=4e-4)
    expected = people(town) * FACTORS * 6 * 364 / 365.25
    found = counts(town, "singing", acts=False)
    assert (np.abs(found - expected) <= 4 * np.maximum(expected, 1) ** 0.5).all()
    assert found[:, 0].sum() == 0
    others = counts(town, "whistling", acts=False), people(town) * 6.0 * 364 / 365.25
    assert (np.abs(others[0] - others[1]) <= 4 * others[1] ** 0.5).all(), "no other kind follows them"


def test_acts_come_as_often_as_their_factors_say() -> None:
    """Who is never hoarse sings at the rate times the factors in force, and dances by the chance times them."""
    town = traced(scenario_of(SONGS, "conduct.kinds.singing.depends.2.times=1", people=1500, seed=6))
    expected = people(town) * np.outer([1, 3], [0, 0.5, 1, 4]) * 4 * 364 / 365.25
    assert (np.abs(counts(town, "singing", acts=True) - expected) <= 4 * np.maximum(expected, 1) ** 0.5).all()
    nights = people(town) * 52
    share = counts(town, "dancing", acts=True) / nights
    wanted = np.outer([1, 1], [0.125, 0.25, 0.5, 0.5])
    assert (np.abs(share - wanted) <= 4 * (wanted * (1 - wanted) / nights) ** 0.5).all()


def test_without_headroom_as_with_it(tmp_path: Path) -> None:
    """The same states, not called lifelong, need fourteen times the candidates for the same acts."""
    rate = "unit: a year, because: case}\n      depends:"
    grown = rate.replace("      depends", "      growth: {fixed: 14, because: case}\n      depends")
    plain = told(tmp_path, ("      lifelong: true\n", ""), (rate, grown))
    one, other = live(scenario_of(SONGS, seed=5)), live(plain.model_copy(update={"people": 4000}))
    acts = one.count("acts", "singing"), other.count("acts", "singing")
    assert abs(acts[0] - acts[1]) <= 4 * (2 * max(acts)) ** 0.5 * 2
    assert other.count("candidates", "singing") > 5 * one.count("candidates", "singing")


def test_a_rule_changes_no_candidate(town: Trace) -> None:
    """A factor lowered thins the same candidates: no act that was not one before, while nobody is hoarse for it."""
    setting = "conduct.kinds.singing.depends.1.times=1"
    other = traced(scenario_of(SONGS, setting, people=1500, seed=5))
    assert fate_of(town.life.engine) == fate_of(other.life.engine)
    for kind in ("singing", "whistling", "dancing"):
        np.testing.assert_array_equal(counts(town, kind, acts=False), counts(other, kind, acts=False))
    fewer, more = counts(other, "singing", acts=True), counts(town, "singing", acts=True)
    np.testing.assert_array_equal(fewer[0], more[0])
    assert fewer[1].sum() < more[1].sum()


def test_who_begins_otherwise_has_another_fate() -> None:
    """So does who has other ceilings; a world without lifelong states says nothing of them."""
    fate = fate_of(engine_of(scenario_of(SONGS)))
    begins = fate_of(engine_of(scenario_of(SONGS, "conduct.states.love.start.0.share=0.5")))
    assert {name for name in fate if fate[name] != begins[name]} == {"lifelong", "whole"}
    assert "lifelong" not in fate_of(engine_of(scenario_of("sleeping")))


def test_other_factors_make_other_ceilings(tmp_path: Path) -> None:
    fate, other = (
        fate_of(engine_of(told(tmp_path))),
        fate_of(engine_of(told(tmp_path, ("[0, 0.5, 1, 4]", "[0, 1, 1, 4]")))),
    )
    assert {name for name in fate if fate[name] != other[name]} == {"ceilings", "whole"}


def test_what_is_told_of_the_ceilings_counts_them(town: Trace) -> None:
    """The candidates of a year, and the most of a kind."""
    engine = town.life.engine
    told_year = candidates_a_year(engine)
    drawn = sum(town.life.count("candidates", kind) for kind in ("singing", "whistling"))
    expected = told_year * engine.scenario.people * 364 / 365.25
    assert abs(drawn - expected) <= 4 * expected**0.5
    most = {one.kind: one.highest for one in ceilings_of(engine.compiled)}
    assert most["singing"] == pytest.approx(6 * 14, rel=1e-3)
    assert all(one.acceptance <= 1 for one in ceilings_of(engine.compiled))


MOVED = {
    "fades": ("      bits: 2\n", "      bits: 2\n      fade: {fixed: 0.1, because: case}\n", "it fades or drops"),
    "an effect": ("state: hoarse, set", "state: temper, set", "the kind 'singing' moves it"),
    "a bout": ("    dancing:\n", "    loving:\n      title: In love\n      sort: mishap\n      domain: public_order\n"
               "      role: bout\n      bout: love\n    dancing:\n", "the bout 'loving' moves it"),
    "a consequence": (
        "{title: Nothing follows, institutions: {}, rules: {}}",
        "{title: One follows, institutions: {}, rules: {smile: {title: A smile, institution: none, need: dancing, "
        "scheme: none, when: {band_at_least: x}, does: grant, chance: {fixed: 1, because: case}, "
        "then: [{on: grant, state: love, set: {fixed: 1, because: case}}]}}}",
        "the consequence 'smile' moves it",
    ),
    "a reaction": (
        "response: none",
        "response: {title: One learns, reactions: {joy: {title: Joy, couplings: [{to: temper, view: acted, "
        "gain: {fixed: 1, because: case}}]}}}",
        "the reaction 'joy' moves it",
    ),
    "the response's own": (
        "response: none",
        "response: {title: One is, states: {calm: {title: Calm, bits: 1, lifelong: true}}}",
        "it is a state of the response",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", MOVED)
def test_what_is_moved_is_not_lifelong(how: str, tmp_path: Path) -> None:
    old, new, why = MOVED[how]
    with pytest.raises(Problem, match="cannot be lifelong: " + why):
        engine_of(told(tmp_path, (old, new)))


def test_an_extension_that_moves_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "jump.py").write_text(
        'READS = ("temper",)\nWRITES = ("temper",)\n\n\ndef rule(read, luck, written):\n    written[0] = read[0]\n',
        encoding="utf-8",
    )
    with pytest.raises(Problem, match="cannot be lifelong: the extension moves it"):
        engine_of(told(tmp_path, ("response: none", "response: none\nextension: ./jump.py")))


def test_a_factor_above_the_ceiling_is_refused() -> None:
    with pytest.raises(Problem, match="a factor by 'love' lies above the ceiling"):
        engine_of(scenario_of(SONGS, "conduct.kinds.singing.depends.1.times=3.6"))


def test_too_many_combinations_for_the_classes_of_people_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each combination has a row of candidates for each class: persons and organisations here."""
    monkeypatch.setattr(alike, "MOST_STREAMS", 8 * 2)
    engine_of(told(tmp_path))
    monkeypatch.setattr(alike, "MOST_STREAMS", 8 * 2 - 1)
    with pytest.raises(Problem, match="8 combinations of lifelong states for 2 classes of people that do the same"):
        engine_of(told(tmp_path))


def test_too_many_combinations_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="love, temper have 32,768 combinations"):
        engine_of(told(tmp_path, ("      bits: 2\n", "      bits: 14\n")))
