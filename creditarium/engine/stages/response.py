"""Stage 7, response: how the others' doings look to one of them (what is learned from it: opening.py)."""

from __future__ import annotations

import numpy as np

from creditarium.engine.jit import inlined
from creditarium.engine.world import FIELD_LEVELS

_S48 = np.uint64(48)


@inlined
def level_scale(count: int, scale: int) -> int:
    """Return the factor (times 2**16) that brings a sum over ``count`` - 1 others to the scale of 0 to 31."""
    others = max((count - 1) * scale, 1)
    return ((FIELD_LEVELS << 16) + others - 1) // others


@inlined
def level(total: int, factor: int) -> int:
    """Return what the others show in all, on the scale of 0 to 31."""
    return min((total * factor) >> 16, FIELD_LEVELS)
