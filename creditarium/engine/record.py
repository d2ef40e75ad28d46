"""Writing a packed record, and holding numbers within bounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Rows, Views
from creditarium.engine.jit import inlined


@inlined
def pack(variables: Rows, row: NDArray[np.uint16], v: Views) -> None:
    """Write the state variables in ``v`` back into one record ``row``."""
    for j in range(row.shape[0]):
        row[j] = 0
    for j in range(variables.shape[0]):
        place = variables[j]
        row[place.word] |= ((v[place.at] - place.offset) & place.mask) << place.shift


@inlined
def clip(x: int, low: int, high: int) -> int:
    """Return ``x`` held within [low, high]."""
    return min(max(x, low), high)
