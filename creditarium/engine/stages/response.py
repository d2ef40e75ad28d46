"""Stage 7, response: what people learn from the last window, and how it fades."""

from __future__ import annotations

import numpy as np
from creditarium.engine.jit import inlined

from creditarium.engine.purposes import ROUNDING
from creditarium.engine.randomness import draw, word
from creditarium.engine.record import clip
from creditarium.engine.world import FIELD_LEVELS

_S48 = np.uint64(48)


@inlined
def learn(couplings, key, v):
    """Move each state by its gain times a view of the last window, with keyed stochastic rounding."""
    for j in range(couplings.shape[0]):
        coupling = couplings[j]
        x = v[coupling.at]
        if x != 0:
            part = np.int64(word(key, ROUNDING + coupling.salt) >> _S48)
            v[coupling.to] = clip(v[coupling.to] + ((coupling.gain * x + part) >> 16), coupling.low, coupling.high)


@inlined
def fall(drops, key, v):
    """Let each state that falls by chance fall by one."""
    for j in range(drops.shape[0]):
        drop = drops[j]
        if v[drop.at] > 0 and draw(key, ROUNDING + drop.salt) < drop.chance:
            v[drop.at] -= 1


@inlined
def level(total, own, count, scale):
    """Return what ``count`` others show of a total that holds one's own part, on a scale of 0 to 31."""
    if count <= 1:
        return 0
    return min(((total - own) * FIELD_LEVELS) // ((count - 1) * scale), FIELD_LEVELS)
