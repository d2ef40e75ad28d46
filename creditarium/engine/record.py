"""Writing a packed record, and holding numbers within bounds."""

from __future__ import annotations

from creditarium.engine.jit import inlined


@inlined
def pack(variables, row, v):
    """Write the state variables in ``v`` back into one record ``row``."""
    for j in range(row.shape[0]):
        row[j] = 0
    for j in range(variables.shape[0]):
        place = variables[j]
        row[place.word] |= ((v[place.at] - place.offset) & place.mask) << place.shift


@inlined
def clip(x, low, high):
    """Return ``x`` held within [low, high]."""
    return min(max(x, low), high)
