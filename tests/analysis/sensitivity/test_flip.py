"""The smallest move that turns a sign, on functions whose nearest boundary is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from creditarium.analysis.sensitivity.flip import find_flip

NEAR = 2 / 64


def linear(least: float, *slopes: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """A number that is ``least`` in the middle of the cube, and falls or rises from there."""
    return lambda points: least + (points - 0.5) @ np.array(slopes)


def test_one_coordinate_is_enough_and_the_nearest_counts() -> None:
    """Of 1 − 3 (x − ½) + 4 (y − ½) the sign turns at x = 5/6 (a third away), and at y = ¼."""
    found = find_flip([0.5, 0.5, 0.5], linear(1.0, -3.0, 4.0, 0.5))
    assert (found.turned, found.moved) == (True, (1,))
    assert found.distance == pytest.approx(0.25, abs=NEAR)
    assert found.distance >= 0.25
    assert (found.before, found.after < 0) == (1.0, True)


def test_where_one_is_not_enough_two_move_to_the_nearest_boundary() -> None:
    """Of 1 − x − 1.5 y the nearest point of the boundary is 1/√(1² + 1.5²) away, along the slope."""
    found = find_flip([0.5] * 3, linear(1.0, -1.0, -1.5, 0.1))
    assert found.moved == (0, 1)
    assert found.distance == pytest.approx(1 / np.hypot(1, 1.5), abs=NEAR)
    step = found.point - 0.5
    assert step[0] / step[1] == pytest.approx(1 / 1.5, abs=0.15)


def test_a_boundary_beyond_an_end_is_reached_along_the_end() -> None:
    """The steeper coordinate stops at its end, half a range away, and the other makes up for it."""
    found = find_flip([0.5, 0.5], linear(1.6, -0.7, -3.0))
    assert found.moved == (0, 1)
    assert found.point[1] == pytest.approx(1.0, abs=NEAR)
    assert found.point[0] == pytest.approx(0.5 + 0.1 / 0.7, abs=2 * NEAR)


def test_as_few_as_it_takes_move_and_no_more() -> None:
    slopes = np.array([-1.0, 0.9, -0.8, 0.7, 0.0])
    found = find_flip([0.5] * 5, linear(1.1, *slopes))
    assert found.moved == (0, 1, 2)
    shortest = 1.1 / np.linalg.norm(slopes[:3])
    assert shortest <= found.distance <= shortest + 3 * NEAR


def test_none_within_the_ranges_is_said_with_how_far_it_came() -> None:
    found = find_flip([0.5] * 3, linear(4.0, -1.0, 2.0, 0.0))
    assert (found.turned, found.before) == (False, 4.0)
    assert found.after == pytest.approx(2.5)
    assert found.point.tolist() == [1.0, 0.0, 0.5]


def test_a_negative_number_turns_upwards() -> None:
    found = find_flip([0.0], lambda points: points[:, 0] - 0.3)
    assert found.turned
    assert found.point[0] == pytest.approx(0.3, abs=1 / 32)
    assert found.after > 0


def test_a_boundary_that_bends_is_approached_again() -> None:
    """Of 1.3 − x² − y², from the corner, the boundary is √1.3 away whichever way one goes."""
    found = find_flip([0.0, 0.0], lambda points: 1.3 - (points**2).sum(axis=1))
    assert found.moved == (0, 1)
    assert found.distance == pytest.approx(1.3**0.5, abs=0.05)


def test_nothing_at_home_has_no_sign_and_what_stops_turns_none() -> None:
    assert not find_flip([0.5], lambda points: points[:, 0] - 0.5).turned

    def stops(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(points[:, 0] > 0.6, np.nan, 1.0 - points[:, 0] / 10)

    assert not find_flip([0.5], stops).turned
    assert not find_flip([], lambda points: np.ones(len(points))).turned


@given(st.lists(st.floats(-4, 4), min_size=1, max_size=5), st.floats(0.05, 3), st.floats(0, 1))
@settings(max_examples=60)
def test_what_it_finds_is_turned_and_stays_within_the_ranges(slopes: list[float], least: float, home: float) -> None:
    """Of a linear function: it turns if and only if its best corner does, and never nearer than the boundary."""
    weights = np.array(slopes)
    found = find_flip([home] * len(slopes), lambda points: least + (points - home) @ weights)
    lowest = least + np.minimum(weights * (1 - home), -weights * home).sum()
    assert found.turned == bool(lowest < -1e-9) or abs(lowest) < 1e-9
    assert found.point.min() >= 0
    assert found.point.max() <= 1
    if found.turned:
        assert found.after < 0
        assert found.distance >= least / np.linalg.norm(weights) - 1e-9


@given(st.floats(0.1, 2), st.floats(0.1, 2))
@settings(max_examples=20)
def test_a_conclusion_further_from_none_takes_no_smaller_move(one: float, other: float) -> None:
    near, far = (find_flip([0.5, 0.5], linear(least, -3.0, -2.0)) for least in sorted((one, other)))
    if far.turned:
        assert near.turned
        assert near.distance <= far.distance + NEAR or len(near.moved) < len(far.moved)
