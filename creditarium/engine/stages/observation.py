"""Stage 3, observation: who sees an act, whether it is taken for somebody else's, and how late it arrives."""

from __future__ import annotations

import numpy as np

from creditarium.engine.arrays import Ints, Row
from creditarium.engine.jit import inlined
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.purposes import DELAY
from creditarium.engine.randomness import draw
from creditarium.engine.stages.conduct import gap_ticks

EVERYWHERE = np.int64(1 << 16)
"""The attention of a sensor that does not adapt: a factor of 1."""


@inlined
def seeing(cover: int, sensitivity: int, group: int, attention: int) -> int:
    """Return the threshold that a covered, sensitive sensor sees an act.

    ``cover`` and ``sensitivity`` are thresholds; ``group`` and ``attention`` factors scaled by 2**16.
    """
    p = (((cover >> 1) * (sensitivity >> 1)) >> 30) * group >> 16
    return min(p * attention >> 16, 1 << 32)


@inlined
def arrival(gap: Ints, key: np.uint64, sensor: Row, tick: int) -> int:
    """Return the tick at which what a sensor saw reaches the schemes (an exponential delay)."""
    if sensor.delay_days == 0:
        return tick
    return tick + gap_ticks(gap, draw(key, DELAY + sensor.salt), sensor.delay_days * TICKS_PER_DAY)
