"""Tables of links, gaps and logarithms against exact values, and the exponential gap they give."""

from decimal import Decimal, localcontext
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from numpy.typing import NDArray

from creditarium.engine.compile.context import index_of
from creditarium.engine.numbers import (
    GAP_BITS,
    GAP_CELLS,
    LINK_TOP,
    LOGISTIC_MIDDLE,
    NEVER,
    ONE,
    STEPS_PER_OCTAVE,
    TICKS_PER_DAY,
    gap_table,
    link_tables,
    log_steps,
    logit_steps,
    threshold,
)
from creditarium.engine.stages.conduct import gap_ticks


@njit
def gaps(table: NDArray[np.int64], u: NDArray[np.int64], mean: int) -> NDArray[np.int64]:
    """Compile the kernel's own gap into a loop that Python may call."""
    out = np.empty(len(u), dtype=np.int64)
    for j in range(len(u)):
        out[j] = gap_ticks(table, u[j], mean)
    return out


def test_the_log_link_is_exact_to_the_last_integer() -> None:
    table = link_tables()[0]
    with localcontext() as context:
        context.prec = 60
        for index in [1, 2, 3, 1000, 8191, *range(LINK_TOP - 1100, LINK_TOP + 1, 7), LINK_TOP]:
            exact = ONE * Decimal(2) ** (Decimal(index - LINK_TOP) / STEPS_PER_OCTAVE)
            assert abs(int(table[index]) - exact) <= 1
    assert table[LINK_TOP] == ONE
    assert table[0] == 0


def test_the_linear_link_is_exact_to_half_an_integer() -> None:
    table = link_tables()[1]
    index = np.arange(LINK_TOP + 1)
    assert all(abs(2 * LINK_TOP * int(table[j]) - 2 * int(j) * ONE) <= LINK_TOP for j in index)
    assert table[0] == 0
    assert table[LINK_TOP] == ONE


def test_the_logistic_link_is_exact_to_the_last_integer() -> None:
    table = link_tables()[2]
    with localcontext() as context:
        context.prec = 50
        for index in range(1, LINK_TOP + 1, 61):
            exact = ONE / (1 + (Decimal(LOGISTIC_MIDDLE - index) / STEPS_PER_OCTAVE).exp())
            assert abs(int(table[index]) - exact) <= 1
    assert table[0] == 0
    assert table[LOGISTIC_MIDDLE] == ONE // 2


def test_links_never_fall() -> None:
    assert np.all(np.diff(link_tables(), axis=1) >= 0)


def test_the_gap_table_is_exact_to_half_an_integer() -> None:
    table = gap_table()
    assert len(table) == GAP_CELLS + 2
    with localcontext() as context:
        context.prec = 40
        for cell in range(GAP_CELLS + 1):
            exact = -(Decimal(GAP_CELLS + cell) / (2 * GAP_CELLS)).ln() * (1 << GAP_BITS)
            assert abs(int(table[cell]) - exact) <= Decimal("0.5000001")
        assert abs(int(table[GAP_CELLS + 1]) - Decimal(2).ln() * (1 << GAP_BITS)) <= Decimal("0.5000001")


def test_gaps_follow_the_exact_logarithm() -> None:
    """The worst error over all octaves is the interpolation's, below 2e-7 of the mean, and half a tick."""
    generator = np.random.default_rng(1)
    u = np.concatenate([[0, 1, 2, 3, ONE - 1, ONE - 2, ONE // 2], generator.integers(0, ONE, 20_000)])
    mean = 7 * TICKS_PER_DAY
    got = gaps(gap_table(), u, mean)
    for tick, draw in zip(got.tolist(), u.tolist(), strict=True):
        exact = -log((2 * draw + 1) / 2**33) * mean
        assert abs(tick - exact) <= 1 + 2e-7 * mean + 2e-7 * exact
    assert got.min() >= 0


def test_gaps_have_the_moments_of_the_exponential() -> None:
    """N = 2**20 evenly spread draws: mean and deviation are the mean's, the share above x means is exp(-x)."""
    mean = 1 << 20
    got = gaps(gap_table(), np.arange(0, ONE, 4096, dtype=np.int64) + 2048, mean)
    assert got.mean() == pytest.approx(mean, rel=1e-4)
    assert got.std() == pytest.approx(mean, rel=1e-3)
    for x in (0.1, 0.5, 1, 2, 4):
        assert float((got > x * mean).mean()) == pytest.approx(exp(-x), abs=1e-5)


def test_the_longest_mean_gap_does_not_overflow() -> None:
    got = gaps(gap_table(), np.array([0, ONE - 1]), 1 << 34)
    assert got[0] == pytest.approx(33 * log(2) * 2**34, rel=1e-6)
    assert got[1] >= 0


@given(st.floats(1e-6, 64, allow_nan=False))
def test_log_steps_are_the_nearest(factor: float) -> None:
    steps = log_steps(factor)
    with localcontext() as context:
        context.prec = 40
        exact = Decimal(factor).ln() / Decimal(2).ln() * STEPS_PER_OCTAVE
        assert abs(steps - exact) <= Decimal("0.5000001")


@given(st.floats(1e-6, 1 - 1e-6))
def test_logit_steps_are_the_nearest(chance: float) -> None:
    exact = STEPS_PER_OCTAVE * log(chance / (1 - chance))
    assert abs(logit_steps(chance) - exact) <= 0.5 + 1e-6


def test_what_never_happens_is_out_of_every_table() -> None:
    assert log_steps(0) == NEVER
    assert index_of(0, "log") <= 0
    assert index_of(1, "log") == LINK_TOP
    assert NEVER + 4 * LINK_TOP < 0


@given(st.floats(2**-15, 1), st.sampled_from(["log", "linear", "logistic"]))
def test_a_chance_survives_its_link(chance: float, link: str) -> None:
    """A log step is 0.07 %, a linear one 1/16,383, a logistic one a 1,024th of a logit."""
    table = link_tables()[("log", "linear", "logistic").index(link)]
    index = min(max(index_of(chance, link), 0), LINK_TOP)
    got = int(table[index]) / ONE
    edge = 0 if 4e-4 < chance < 1 - 4e-4 else 4e-4  # the logistic link ends at 8 logits
    slack = {"log": 4e-4 * chance, "linear": 0.5 / LINK_TOP, "logistic": 5e-4 * chance * (1 - chance) + edge}
    assert abs(got - chance) <= slack[link] + 1e-9


@given(st.integers(0, ONE))
def test_thresholds_are_exact(n: int) -> None:
    assert threshold(n / ONE) == n
