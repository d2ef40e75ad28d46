"""Stage 3, observation: who sees an act, whether it is taken for somebody else's, and how late it arrives."""

from __future__ import annotations

from creditarium.engine.jit import inlined

from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.purposes import DELAY
from creditarium.engine.randomness import draw
from creditarium.engine.stages.conduct import gap_ticks


@inlined
def seeing(cover, sensitivity, group, attention):
    """Return the threshold that a covered, sensitive sensor sees an act.

    ``cover`` and ``sensitivity`` are thresholds; ``group`` and ``attention`` factors scaled by 2**16.
    """
    p = (((cover >> 1) * (sensitivity >> 1)) >> 30) * group >> 16
    return min(p * attention >> 16, 1 << 32)


@inlined
def arrival(gap, key, sensor, tick):
    """Return the tick at which what a sensor saw reaches the schemes (an exponential delay)."""
    if sensor.delay_days == 0:
        return tick
    return tick + gap_ticks(gap, draw(key, DELAY + sensor.salt), sensor.delay_days * TICKS_PER_DAY)
