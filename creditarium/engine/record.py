"""Writing a packed record, and holding numbers within bounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Row, Rows, Views
from creditarium.engine.jit import inlined

OF_PROFILE = -1
"""The word of a place that lies not in the record but in the profile."""


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


@inlined
def state_of(place: Row, row: NDArray[np.uint16], profile: int) -> int:
    """Return the state at a place of one record, or the attribute at a place of the profile."""
    source = profile if place.word == OF_PROFILE else np.int64(row[max(place.word, 0)])
    return int(((source >> place.shift) & place.mask) + place.offset)


@inlined
def keep_state(place: Row, row: NDArray[np.uint16], x: int) -> None:
    """Write ``x``, held within the state's range, at its place of one record."""
    raw = clip(x - place.offset, 0, place.mask)
    row[place.word] = (np.int64(row[place.word]) & ~(np.int64(place.mask) << place.shift)) | (raw << place.shift)
