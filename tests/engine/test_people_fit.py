"""What the people are drawn with: theory of the tools, and the fit to the published tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditarium.engine import people_draw
from creditarium.engine.household_circles import fill_circles
from creditarium.engine.people import CIRCLE
from creditarium.engine.people_fit import ONE, alias_tables, apportion, income_fifths, odds_model
from tests.engine.peoples import POPULATIONS, built

# The tools


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**10), min_size=1, max_size=40))
def test_apportionment_is_exact_and_within_one_of_the_quota(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    whole = sum(weights)
    if whole == 0:
        assert parts == [0] * len(weights)
        return
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part - total * weight // whole <= (1 if weight else 0)


@given(st.lists(st.floats(0, 1000, allow_subnormal=False), min_size=2, max_size=60))
@settings(max_examples=50)
def test_an_alias_table_holds_the_weights_to_the_last_bit_of_a_draw(weights: list[float]) -> None:
    table = alias_tables(np.array([weights]))[0]
    held = np.zeros(len(weights))
    for slot, word in enumerate(table.tolist()):
        accept = min(word >> 8, ONE)
        held[slot] += accept / ONE
        held[word & 255] += 1 - accept / ONE
    total = sum(weights)
    if total == 0:
        assert held[0] == len(weights)
        return
    np.testing.assert_allclose(held / len(weights), np.array(weights) / total, atol=2 / ONE)
    assert all(held[i] == 0 for i, weight in enumerate(weights) if weight == 0)


def test_alias_draws_have_the_frequencies_of_the_weights() -> None:
    weights = np.array([[5.0, 0.0, 1.0, 3.0, 1.0]])
    table = alias_tables(weights)
    uniform = (np.arange(50_000, dtype=np.int64) * ONE) // 50_000
    picked = [int(people_draw._pick(table, np.int64(0), u)) for u in uniform]
    np.testing.assert_allclose(np.bincount(picked, minlength=5) / 50_000, weights[0] / 10, atol=1e-3)


def test_the_logistic_model_keeps_every_published_share() -> None:
    base = np.array([[100.0, 300.0], [200.0, 50.0]])
    rows, columns = np.indices(base.shape)
    margins = [(rows == 0, 0.5), (rows == 1, 0.4), (columns == 0, 0.2), (columns == 1, 90 / 350)]
    shares = odds_model(base, margins, [[0, 1], [2, 3]])
    assert (base * shares)[0].sum() == pytest.approx(200)
    assert (base * shares)[1].sum() == pytest.approx(100)
    assert (base * shares)[:, 0].sum() == pytest.approx(120)
    odds = shares / (1 - shares)
    assert odds[0, 0] * odds[1, 1] == pytest.approx(odds[0, 1] * odds[1, 0])


def test_income_fifths_are_fifths_of_the_whole_and_richer_places_hold_more_of_the_top() -> None:
    means, weights = np.array([10.0, 20.0, 30.0]), np.array([5.0, 3.0, 2.0])
    shares = income_fifths(means, 2.5, weights)
    np.testing.assert_allclose((shares * weights[:, None]).sum(axis=0) / 10, 0.2, atol=1e-9)
    assert shares[0, 4] < shares[1, 4] < shares[2, 4]
    below = shares.cumsum(axis=1)[:, :4]
    odds = below / (1 - below)
    np.testing.assert_allclose(odds[0] / odds[1], 2.0**2.5, rtol=1e-9)


@pytest.mark.parametrize("name", POPULATIONS)
def test_a_full_circle_holds_the_kinds_as_often_as_it_should(name: str) -> None:
    people = built(name)
    kinds, shares = people.kinds, people.fit.shares
    chance = fill_circles(shares, kinds)
    chance /= np.maximum(chance.sum(axis=2, keepdims=True), 1e-300)
    reached = np.zeros((shares.shape[0], CIRCLE + 1))
    reached[:, CIRCLE] = 1.0
    expected = np.zeros_like(shares)
    for left in range(CIRCLE, 0, -1):
        here = reached[:, left, None] * chance[:, left]
        expected += here
        for k, size in enumerate(kinds.size.tolist()):
            if size <= left:
                reached[:, left - size] += here[:, k]
    np.testing.assert_allclose(reached[:, 0], 1.0)
    np.testing.assert_allclose(expected / expected.sum(axis=1, keepdims=True), shares, atol=1e-9)


# The fit


@pytest.mark.parametrize("name", POPULATIONS)
def test_the_raking_meets_the_published_tables(name: str) -> None:
    residuals = built(name).residuals
    assert residuals.ages < 2e-6
    assert residuals.households < 2e-6


def test_households_differ_between_regions_only_as_far_as_ages_do() -> None:
    shares = built("sweden-2021").fit.shares
    np.testing.assert_allclose(shares, np.broadcast_to(shares[0], shares.shape), rtol=1e-9)
