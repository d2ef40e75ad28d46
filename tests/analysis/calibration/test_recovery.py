"""Planted numbers are found again, and what the targets do not depend on is said to be unknown."""

from collections.abc import Callable
from typing import Any

import numpy as np

import creditarium as cr
from creditarium.analysis.ensembles.space import space_of
from creditarium.model.scenario import Scenario

from .conftest import RATE, SEES

REPETITIONS, SAMPLED = 20, 4
LEAST = 17
"""Of 20 repetitions, those whose 95 % interval must hold what was planted: 19 are expected."""
TRIALS = 30


def recovered(planted: Scenario, published: Callable[..., dict[str, Any]], repetition: int) -> list[bool]:
    """Plant both numbers, publish what one world of them shows, calibrate others to it, and say which came back."""
    places = tuple(np.random.default_rng(repetition).uniform(0.2, 0.8, 2))
    made = cr.calibrate(
        planted, published(places, 1_000 + repetition), free=[RATE, SEES], trials=TRIALS, seed=10 * repetition
    )
    low, high = made.posterior.interval()
    space = space_of(planted).only([RATE, SEES])
    ranges = dict(made.ranges())
    for j, name in enumerate(space.names):
        told = ranges[name].range
        assert told is not None
        assert space.free[j].low < told[0] < told[1] < space.free[j].high
    return [bool(low[j] <= place <= high[j]) for j, place in enumerate(places)]


def test_planted_numbers_lie_in_their_intervals(
    planted: Scenario, published: Callable[..., dict[str, Any]], heavy: bool
) -> None:
    count = REPETITIONS if heavy else SAMPLED
    found = np.array([recovered(planted, published, repetition) for repetition in range(count)])
    assert (found.sum(axis=0) >= count - (REPETITIONS - LEAST if heavy else 1)).all()
