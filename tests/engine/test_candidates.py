"""Candidates: a Poisson stream at the ceilings, of kinds by the alias tables, the same in every world."""

import numpy as np
import pytest

from creditarium.engine import trace
from creditarium.engine.compile.conduct import alias_tables
from creditarium.engine.lives import SCHEDULED_ORDINAL
from creditarium.engine.numbers import ONE, TICKS_PER_DAY
from tests.engine.worlds import AGENT, KIND, ORDINAL, TICK, WINDOW, Trace, X, lived, scenario_of, traced

ROLES_WITHOUT_A_TRACE = ("false_record", "landing")


@pytest.fixture(scope="module")
def town() -> Trace:
    """A year of 2,000 people of Rongcheng without any scheme; seed 31."""
    missing = ("response", "consequences", "sharing", "scoring")
    return traced(scenario_of("glass_town", people=2000, community=2016, days=364, seed=31, missing=missing))


def test_counts_of_candidates_have_mean_and_variance_of_poisson(town: Trace) -> None:
    """N = 104,000 person-windows: the mean is the ceilings', the variance within a segment its mean."""
    engine = town.life.engine
    rows = town.of(trace.OCCASION)
    rows = rows[(rows[:, ORDINAL] < SCHEDULED_ORDINAL) & (rows[:, AGENT] < 2000)]
    counts = np.bincount(rows[:, AGENT] * 52 + rows[:, WINDOW], minlength=2000 * 52).reshape(2000, 52)
    kinds = engine.scenario.conduct.kinds
    noted = [kinds[name].role not in ROLES_WITHOUT_A_TRACE for name in engine.compiled.kinds]
    segment = engine.compiled.segment_of[engine.settled.profiles]
    expected = engine.compiled.ceilings[noted][:, segment].sum(axis=0) * 7 / 365.25
    total = expected.sum() * 52
    assert counts.sum() == pytest.approx(total, abs=3 * total**0.5)
    score = ((counts - expected[:, None]) ** 2).sum() / total
    # The variance of the squared residual of a Poisson count is m + 2 m^2.
    error = ((expected + 2 * expected**2).sum() * 52) ** 0.5 / total
    assert score == pytest.approx(1, abs=3 * error)


def test_windows_are_independent(town: Trace) -> None:
    rows = town.of(trace.OCCASION)
    rows = rows[(rows[:, ORDINAL] < SCHEDULED_ORDINAL) & (rows[:, AGENT] < 2000)]
    counts = np.bincount(rows[:, AGENT] * 52 + rows[:, WINDOW], minlength=2000 * 52).reshape(2000, 52)
    left = counts - counts.mean(axis=1, keepdims=True)
    lag = float((left[:, 1:] * left[:, :-1]).mean() / left.var())
    # Taking each person's mean of 52 windows away makes neighbours correlate by -1/52.
    assert lag == pytest.approx(-1 / 52, abs=3 / (2000 * 51) ** 0.5)


def test_candidates_are_spread_evenly_over_a_window(town: Trace) -> None:
    rows = town.of(trace.OCCASION)
    rows = rows[rows[:, ORDINAL] < SCHEDULED_ORDINAL]
    day = rows[:, TICK] // TICKS_PER_DAY - 7 * rows[:, WINDOW]
    assert set(day.tolist()) == set(range(7))
    counts = np.bincount(day, minlength=7)
    assert float(((counts - counts.mean()) ** 2).sum() / counts.mean()) < 6 + 5 * 12**0.5


def test_kinds_come_as_often_as_their_ceilings(town: Trace) -> None:
    """Every kind within 4 standard errors of its expectation, and all together by chi-square."""
    engine = town.life.engine
    kinds = engine.scenario.conduct.kinds
    segment = engine.compiled.segment_of[engine.settled.profiles]
    years = 364 / 365.25
    scores = []
    for k, name in enumerate(engine.compiled.kinds):
        if kinds[name].rate is None or kinds[name].who.organisation:
            continue
        expected = float(engine.compiled.ceilings[k, segment].sum()) * years
        got = town.life.count("candidates", name)
        assert abs(got - expected) <= 4 * max(expected, 1) ** 0.5, name
        if expected >= 5:
            scores.append((got - expected) ** 2 / expected)
    assert sum(scores) <= len(scores) + 4 * (2 * len(scores)) ** 0.5
    assert sum(scores) >= len(scores) - 4 * (2 * len(scores)) ** 0.5


@pytest.mark.parametrize("seed", range(5))
def test_alias_rows_hold_their_weights_exactly(seed: int) -> None:
    """The cells' shares add up to the weights within the rounding of 32 bits."""
    generator = np.random.default_rng(seed)
    ceilings = 10.0 ** generator.uniform(-7, 2, (60, 3))
    ceilings[generator.random((60, 3)) < 0.4] = 0
    alias, sizes, gaps = alias_tables(ceilings)
    for s in range(3):
        share = np.zeros(60)
        for cell in alias[s, : sizes[s]]:
            share[cell["kind"]] += int(cell["cut"]) / ONE
            share[cell["other"]] += 1 - int(cell["cut"]) / ONE
        wanted = ceilings[:, s] / ceilings[:, s].sum()
        assert share / sizes[s] == pytest.approx(wanted, abs=1e-9)
        assert gaps[s] == pytest.approx(365.25 * TICKS_PER_DAY / ceilings[:, s].sum(), rel=1e-6, abs=0.5)


def test_luck_decides_evenly(town: Trace) -> None:
    """The uniforms of acts are even, and apart from the kind and the one before."""
    rows = town.of(trace.OCCASION)
    rows = rows[rows[:, ORDINAL] < SCHEDULED_ORDINAL]
    u = rows[:, X] >> 28
    counts = np.bincount(u, minlength=16)
    assert float(((counts - counts.mean()) ** 2).sum() / counts.mean()) < 15 + 5 * 30**0.5
    pairs = np.bincount(u[:-1] * 16 + u[1:], minlength=256)
    assert float(((pairs - pairs.mean()) ** 2).sum() / pairs.mean()) < 255 + 5 * 510**0.5
    assert abs(np.corrcoef(rows[:, KIND], rows[:, X])[0, 1]) < 5 / len(rows) ** 0.5


def test_every_world_has_the_same_candidates() -> None:
    """No scheme, response or institution moves a candidate: all counts agree in all groups."""
    bare = ("response", "consequences", "sharing", "scoring")
    worlds = [
        lived("glass_town", seed=32),
        lived("glass_town", seed=32, missing=bare),
        lived("glass_town", "response.reactions.gaming.terms.0.times=1.5", seed=32, transparent=True),
    ]
    for name in worlds[0].engine.compiled.kinds:
        kind = worlds[0].engine.scenario.conduct.kinds[name]
        if kind.role == "bout":
            continue  # a bout that is not lived is no occasion
        for group in ({}, {"sex": "female"}, {"income": "1"}, {"stratum": "rural"}):
            assert len({world.count("candidates", name, **group) for world in worlds}) == 1, name
