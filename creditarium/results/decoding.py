"""Reading states out of packed records, a stretch of people at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.census import decoded
from creditarium.engine.compile.world import Compiled, cell_count
from creditarium.engine.run import Engine

__all__ = ["Ints", "cells_by_region", "decoded", "histogram", "states_of", "stretches"]

Ints = NDArray[np.int64]

_STRETCH = 1 << 18
"""People decoded at once, so that the wide integers of a large people never stand in memory together."""


def states_of(compiled: Compiled, records: NDArray[np.uint16]) -> dict[str, Ints]:
    """Give every state of many records by name, the names in order."""
    return {name: decoded(compiled, records, name) for name in sorted(compiled.layout.variables)}


def histogram(compiled: Compiled, records: NDArray[np.uint16], name: str) -> list[tuple[int, int]]:
    """Count records by the value of one state: (value, records) in ascending order, empty ones left out."""
    variable = compiled.layout.variables[name]
    counts = np.zeros(1 << variable.bits, dtype=np.int64)
    for low in range(0, len(records), _STRETCH):
        values = decoded(compiled, records[low : low + _STRETCH], name) - variable.lowest
        counts += np.bincount(values, minlength=len(counts))
    return [(int(value) + variable.lowest, int(counts[value])) for value in np.flatnonzero(counts)]


def stretches(engine: Engine) -> Iterator[tuple[slice, Ints]]:
    """Go through the people in stretches: their rows, and the place of each among regions × group cells."""
    layout, cell_of = engine.settled.built.layout, engine.compiled.world.cell_of
    for low in range(0, engine.scenario.people, _STRETCH):
        rows = slice(low, min(low + _STRETCH, engine.scenario.people))
        persons = np.arange(rows.start, rows.stop, dtype=np.int64)
        region = np.searchsorted(layout.region_start, persons, side="right") - 1
        yield rows, region * cell_count() + cell_of[engine.settled.profiles[rows]]


def cells_by_region(engine: Engine) -> Ints:
    """Count the agents of each region and group cell, int64[regions, cells]; the organisations come last."""
    shape = (len(engine.settled.regions), cell_count())
    counts = np.zeros(shape[0] * shape[1], dtype=np.int64)
    for _, place in stretches(engine):
        counts += np.bincount(place, minlength=len(counts))
    table = counts.reshape(shape)
    society = engine.settled.society
    np.add.at(table[:, -1], society.region, np.diff(society.organisations))
    return table
