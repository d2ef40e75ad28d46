"""Shapley's shares: as the definition by orders has them, and with the four properties that no other share has."""

from fractions import Fraction
from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditarium.analysis.parts.shapley import shares

PARTS = 4
GAMES = st.lists(st.integers(-(10**6), 10**6), min_size=1 << PARTS, max_size=1 << PARTS)


def by_orders(values: list[int]) -> list[Fraction]:
    """Add up what each part adds in every order, and take the mean."""
    parts = len(values).bit_length() - 1
    added = [0] * parts
    for order in permutations(range(parts)):
        inside = 0
        for part in order:
            added[part] += values[inside | 1 << part] - values[inside]
            inside |= 1 << part
    return [Fraction(one, factorial(parts)) for one in added]


def exact(values: list[int]) -> list[Fraction]:
    numerators, whole = shares(np.array(values, dtype=np.int64))
    return [Fraction(int(one), whole) for one in numerators]


@given(GAMES)
def test_the_shares_are_the_mean_over_all_orders(values: list[int]) -> None:
    assert exact(values) == by_orders(values)


def test_seven_parts_too() -> None:
    values = [(37 * j * j + 11 * j) % 1009 for j in range(128)]
    assert exact(values) == by_orders(values)


@given(GAMES)
def test_they_add_up_exactly(values: list[int]) -> None:
    assert sum(exact(values)) == values[-1] - values[0]


@given(GAMES)
def test_a_part_that_adds_nothing_has_nothing(values: list[int]) -> None:
    null = [values[j & ~0b0100] for j in range(len(values))]
    assert exact(null)[2] == 0


@given(GAMES, st.integers(-1000, 1000))
def test_a_part_that_always_adds_the_same_has_that(values: list[int], always: int) -> None:
    dummy = [values[j & ~0b0010] + (always if j & 0b0010 else 0) for j in range(len(values))]
    assert exact(dummy)[1] == always


@given(GAMES)
def test_two_parts_that_do_the_same_have_the_same(values: list[int]) -> None:
    def swapped(j: int) -> int:
        return (j & 0b1100) | (j & 1) << 1 | (j >> 1 & 1)

    alike = [values[min(j, swapped(j))] for j in range(len(values))]
    assert exact(alike)[0] == exact(alike)[1]


@given(GAMES, GAMES)
def test_shares_of_two_harms_add_up_to_those_of_both(one: list[int], other: list[int]) -> None:
    both = [a + b for a, b in zip(one, other, strict=True)]
    assert exact(both) == [a + b for a, b in zip(exact(one), exact(other), strict=True)]


def test_large_counts_do_not_overflow() -> None:
    values = [j * 10**17 for j in range(16)]
    assert exact(values) == by_orders(values)


def test_several_counts_at_once_have_their_own_shares() -> None:
    values = np.arange(48, dtype=np.int64).reshape(8, 3, 2) ** 2
    numerators, whole = shares(values)
    assert numerators.shape == (3, 3, 2)
    for m in range(3):
        for c in range(2):
            mine = [Fraction(int(one), whole) for one in numerators[:, m, c]]
            assert mine == by_orders(values[:, m, c].tolist())


def test_what_are_no_sets_is_refused() -> None:
    with pytest.raises(ValueError, match="3 values"):
        shares(np.zeros(3, dtype=np.int64))
