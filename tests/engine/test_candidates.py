"""Candidates: a Poisson stream at the ceilings, of kinds by the alias tables, the same in every world."""

from dataclasses import replace

import numpy as np
import pytest
from numba import njit
from numpy.typing import NDArray

from creditarium.engine import trace
from creditarium.engine.compile.conduct import NO_TOP, alias_tables
from creditarium.engine.numbers import ONE, TICKS_PER_DAY
from creditarium.engine.purposes import ACT, GAP_AND_KIND
from creditarium.engine.randomness import agent_key, draw, occasion_key, window_key, word
from creditarium.engine.stages.conduct import gap_ticks, kind_of_candidate
from creditarium.engine.world import SCHEDULED_ORDINAL, World
from tests.engine.worlds import (
    AGENT,
    KIND,
    ORDINAL,
    TICK,
    WINDOW,
    Trace,
    X,
    engine_of,
    live,
    lived,
    scenario_of,
    traced,
)


@njit
def stream(world: World, seed: np.uint64, person: int, conduct: int, window: int, out: NDArray[np.int64]) -> int:
    """Fill rows (tick, kind, luck) with a person's candidates of a window, from keys alone; return how many."""
    now = window_key(agent_key(seed, person), window)
    t0, t1, mean = window * 7 * TICKS_PER_DAY, (window + 1) * 7 * TICKS_PER_DAY, world.mean_gap[conduct]
    n, tick = 0, t0
    while True:
        here = occasion_key(now, n)
        bits = word(here, GAP_AND_KIND)
        tick += gap_ticks(world.gap, np.int64(bits >> np.uint64(32)), mean)
        if tick >= t1:
            return n
        kind, _ = kind_of_candidate(
            world.alias, conduct, world.alias_size[conduct], np.int64(bits & np.uint64(0xFFFFFFFF))
        )
        out[n, 0], out[n, 1], out[n, 2] = tick, kind, draw(here, ACT)
        n += 1


def noted(town: Trace) -> NDArray[np.int64]:
    """Give the random occasions of kinds that everybody notes: without requirement and of the ordinary role."""
    kinds = town.life.engine.scenario.conduct.kinds
    names = town.life.engine.compiled.kinds
    plain = [k for k, name in enumerate(names) if kinds[name].role == "ordinary" and not kinds[name].requires]
    rows = town.of(trace.OCCASION)
    chosen = (rows[:, ORDINAL] < SCHEDULED_ORDINAL) & (rows[:, AGENT] < 2000) & np.isin(rows[:, KIND], plain)
    return rows[chosen]


@pytest.fixture(scope="module")
def town() -> Trace:
    """A year of 2,000 people of Rongcheng without any scheme; seed 31."""
    missing = ("response", "consequences", "sharing", "scoring")
    return traced(scenario_of("glass_town", people=2000, community=2016, days=364, seed=31, missing=missing))


def test_candidates_are_a_function_of_seed_person_and_window(town: Trace) -> None:
    """The stream is drawn again from its keys alone and holds every occasion of the trace."""
    engine = town.life.engine
    segment = engine.compiled.segment_of[engine.settled.profiles]
    rows = town.of(trace.OCCASION)
    rows = rows[(rows[:, ORDINAL] < SCHEDULED_ORDINAL) & (rows[:, AGENT] < 2000)]
    personal = [k for k, row in enumerate(engine.compiled.world.kinds) if row["personal"]]
    out, found = np.zeros((256, 3), dtype=np.int64), 0
    for person in range(0, 2000, 10):
        mine = rows[rows[:, AGENT] == person]
        for window in range(0, 52, 3):
            n = stream(
                engine.compiled.world,
                engine.seed,
                person,
                int(engine.compiled.world.conduct_of[segment[person]]),
                window,
                out,
            )
            here = mine[mine[:, WINDOW] == window]
            at = here[:, ORDINAL]
            assert np.all(at < n)
            assert np.array_equal(out[at, :2], here[:, [TICK, KIND]])
            own = ~np.isin(here[:, KIND], personal)
            assert np.array_equal(out[at[own], 2], here[own, X])
            found += len(here)
    assert found > 1000


def test_counts_of_candidates_have_mean_and_variance_of_poisson(town: Trace) -> None:
    """N = 104,000 person-windows: the mean is the ceilings', the variance within a segment its mean."""
    engine = town.life.engine
    rows = noted(town)
    counts = np.bincount(rows[:, AGENT] * 52 + rows[:, WINDOW], minlength=2000 * 52).reshape(2000, 52)
    kinds = engine.scenario.conduct.kinds
    plain = [kinds[name].role == "ordinary" and not kinds[name].requires for name in engine.compiled.kinds]
    segment = engine.compiled.segment_of[engine.settled.profiles]
    expected = engine.compiled.ceilings[plain][:, segment].sum(axis=0) * 7 / 365.25
    total = expected.sum() * 52
    assert counts.sum() == pytest.approx(total, abs=3 * total**0.5)
    score = ((counts - expected[:, None]) ** 2).sum() / total
    # The variance of the squared residual of a Poisson count is m + 2 m^2.
    error = ((expected + 2 * expected**2).sum() * 52) ** 0.5 / total
    assert score == pytest.approx(1, abs=3 * error)


def test_windows_are_independent(town: Trace) -> None:
    rows = noted(town)
    counts = np.bincount(rows[:, AGENT] * 52 + rows[:, WINDOW], minlength=2000 * 52).reshape(2000, 52)
    left = counts - counts.mean(axis=1, keepdims=True)
    lag = float((left[:, 1:] * left[:, :-1]).mean() / left.var())
    # Taking each person's mean of 52 windows away makes neighbours correlate by -1/52.
    assert lag == pytest.approx(-1 / 52, abs=3 / (2000 * 51) ** 0.5)


def test_candidates_are_spread_evenly_over_a_window(town: Trace) -> None:
    rows = noted(town)
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
    tops = np.zeros(ceilings.shape, dtype=np.uint8)
    alias, sizes, gaps = alias_tables(ceilings, tops, np.ones((60, 1)))
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
    rows = noted(town)
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


@pytest.mark.parametrize("name", ["rongcheng", "reported-2020", "reported-2020-lean", "documented-2020"])
def test_what_is_passed_over_comes_to_nothing(name: str) -> None:
    """A candidate above the most that its chance can be, and an occasion that sleeps, change no table."""
    engine = engine_of(scenario_of(name, people=4_000, days=70, seed=8))
    world = engine.compiled.world
    alias, nobody = world.alias.copy(), np.zeros_like(world.gate_of)
    assert (world.gate_of > 0).sum() > 10, "nothing would sleep"
    assert (alias["top"][alias["cut"] > 0] < NO_TOP).mean() > 0.2, "nothing would be passed over"
    alias["top"] = alias["other_top"] = NO_TOP
    thorough = replace(engine, compiled=replace(engine.compiled, world=world._replace(alias=alias, gate_of=nobody)))
    fast, slow = live(engine), live(thorough)
    assert np.array_equal(fast.state.records, slow.state.records)
    assert np.array_equal(fast.state.docket, slow.state.docket)
    for mine, theirs in zip(fast.history.tallies, slow.history.tallies, strict=True):
        assert np.array_equal(mine.rows, theirs.rows)
