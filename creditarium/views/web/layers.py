"""The layers of the picture: a byte a person, in the order of the persons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.pairs.measures import columns_of
from creditarium.engine.census import decoded
from creditarium.engine.counting import Measures
from creditarium.engine.jit import compiled
from creditarium.engine.run import Engine, State
from creditarium.engine.world import covers
from creditarium.results.cohort import band_places

MOST = 255
"""The most that a byte can say."""
ANYWAY, ONLY, BOTH = 1, 2, 3

Bytes = NDArray[np.uint8]


def refusals(denied: Bytes, twin_refused: Bytes) -> Bytes:
    """Say of every person: not refused, refused anyway, only because of the score, or both.

    `denied` counts what a scheme refused, `twin_refused` what institutions refuse by their own rules in the twin.

    >>> refusals(np.array([0, 0, 1, 2], dtype=np.uint8), np.array([0, 3, 0, 1], dtype=np.uint8)).tolist()
    [0, 1, 2, 3]
    """
    made: Bytes = (twin_refused > 0) * np.uint8(ANYWAY) + (denied > 0) * np.uint8(ONLY)
    return made


def counted(refusal: Bytes, adult: NDArray[np.bool_], blamed: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the adults by refusal (none, anyway, only because of the score, both): of all, and of the blameless.

    >>> refusal, adult = np.array([0, 3, 3, 1], dtype=np.uint8), np.array([True, True, False, True])
    >>> counted(refusal, adult, np.array([0, 1, 0, 0])).tolist()
    [[1, 1, 0, 1], [1, 1, 0, 0]]
    """
    made = np.zeros((2, BOTH + 1), dtype=np.int64)
    _count(refusal, adult, blamed, made)
    return made


@compiled
def _count(
    refusal: NDArray[np.uint8], adult: NDArray[np.bool_], blamed: NDArray[np.int64], made: NDArray[np.int64]
) -> None:
    for i in range(refusal.shape[0]):
        if adult[i]:
            made[0, refusal[i]] += 1
            if blamed[i] == 0:
                made[1, refusal[i]] += 1


def counts_of(measures: Measures, name: str) -> Bytes:
    """Give a measure that counts of every agent, 255 at most."""
    columns = [measures.of(column) for column in measures.names if name in columns_of(column)]
    total = sum(columns[1:], columns[0]) if columns else np.zeros(len(measures.sums), dtype=np.int32)
    return np.minimum(total, MOST).astype(np.uint8)


def bands_of(engine: Engine, state: State, people: int) -> Bytes:
    """Give 1 + the place of everybody's band under the first scheme that covers them, and 0 under none."""
    plan, settled, world = engine.compiled, engine.settled, engine.compiled.world
    clock = engine.scenario.clock
    community = np.repeat(np.arange(settled.communities), np.diff(settled.society.start))
    profiles = settled.profiles.astype(np.int64)
    segment, stratum = world.segment_of[profiles], (profiles >> 14) & 3
    made = np.zeros(people, dtype=np.uint8)
    day = min(state.window * clock.window, clock.lived_days)
    records = state.records[:people]
    for c, name in enumerate(plan.schemes):
        inside = (made == 0) & covers(world, c, segment) & (world.since_day[c, community, stratum] <= day)
        if int(world.schemes[0, c]["consent"]) >= 0:
            inside &= decoded(plan, records, f"consent.{name}") > 0
        made[inside] = 1 + band_places(engine, name, decoded(plan, records, f"score.{name}")[inside])
    return made
