"""Reading and writing the packed record of a life."""

from __future__ import annotations

import numpy as np
from creditarium.engine.jit import inlined


@inlined
def unpack(variables, row, v):
    """Fill the scratch vector ``v`` with the state variables of one record ``row`` (uint16[words])."""
    for j in range(variables.shape[0]):
        place = variables[j]
        v[place.at] = ((row[place.word] >> place.shift) & place.mask) + place.offset


@inlined
def pack(variables, row, v):
    """Write the state variables in ``v`` back into one record ``row``."""
    for j in range(row.shape[0]):
        row[j] = 0
    for j in range(variables.shape[0]):
        place = variables[j]
        row[place.word] |= ((v[place.at] - place.offset) & place.mask) << place.shift


@inlined
def fixed_attributes(attributes, profile, v):
    """Fill the views of the fixed attributes that some rule reads."""
    for j in range(attributes.shape[0]):
        place = attributes[j]
        v[place.at] = (profile >> place.shift) & place.mask


@inlined
def clip(x, low, high):
    """Return ``x`` held within [low, high]."""
    return min(max(x, low), high)


@inlined
def field_of(place, row):
    """Return what a record adds to a field: its state, or 1 if the state is above 0."""
    x = np.int64((row[place.word] >> place.shift) & place.mask)
    return x if place.mean else min(x, 1)
