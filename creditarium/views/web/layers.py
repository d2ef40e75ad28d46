"""The layers of the picture: a byte a person, in the order of the persons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.census import decoded, places_of
from creditarium.engine.run import Engine, State
from creditarium.results.cohort import band_places

MOST = 255
"""The most that a byte can say."""
NOT_REFUSED, ANYWAY, ONLY, BOTH = 0, 1, 2, 3

Bytes = NDArray[np.uint8]


def refusals(denied: NDArray[np.int64], twin_refused: NDArray[np.int64]) -> Bytes:
    """Say of every person: not refused, refused anyway, only because of the score, or both.

    `denied` counts what a scheme refused, `twin_refused` what institutions refuse by their own rules in the twin.

    >>> refusals(np.array([0, 0, 1, 2]), np.array([0, 3, 0, 1])).tolist()
    [0, 1, 2, 3]
    """
    return ((twin_refused > 0) * ANYWAY + (denied > 0) * ONLY).astype(np.uint8)


def clipped(values: NDArray[np.int64]) -> Bytes:
    """Give counts as bytes, 255 at most."""
    return np.minimum(values, MOST).astype(np.uint8)


def bands_of(engine: Engine, state: State, people: int) -> Bytes:
    """Give 1 + the place of everybody's band under the first scheme that covers them, and 0 under none."""
    compiled, settled, world = engine.compiled, engine.settled, engine.compiled.world
    clock = engine.scenario.clock
    community = places_of(settled)[0][:people]
    profiles = settled.profiles.astype(np.int64)
    segment, stratum = world.segment_of[profiles], (profiles >> 14) & 3
    made = np.zeros(people, dtype=np.uint8)
    day = min(state.window * clock.window, clock.lived_days)
    records = state.records[:people]
    for c, name in enumerate(compiled.schemes):
        inside = (made == 0) & (world.eligible[c, segment] > 0) & (world.since_day[c, community, stratum] <= day)
        if int(world.schemes[0, c]["consent"]) >= 0:
            inside &= decoded(compiled, records, f"consent.{name}") > 0
        made[inside] = 1 + band_places(engine, name, decoded(compiled, records, f"score.{name}")[inside])
    return made
