"""Reading states out of packed records, a stretch of people at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.census import decoded
from creditarium.engine.compile.world import Compiled, cell_count
from creditarium.engine.run import Engine

__all__ = ["Ints", "decoded", "states_of", "stretches"]

Ints = NDArray[np.int64]

_STRETCH = 1 << 18
"""People decoded at once, so that the wide integers of a large people never stand in memory together."""


def states_of(compiled: Compiled, records: NDArray[np.uint16]) -> dict[str, Ints]:
    """Give every state of many records by name, the names in order."""
    return {name: decoded(compiled, records, name) for name in sorted(compiled.layout.variables)}


def stretches(engine: Engine) -> Iterator[tuple[slice, Ints]]:
    """Go through the people in stretches: their rows, and the place of each among regions × group cells."""
    layout, cell_of = engine.settled.built.layout, engine.compiled.world.cell_of
    for low in range(0, engine.scenario.people, _STRETCH):
        rows = slice(low, min(low + _STRETCH, engine.scenario.people))
        persons = np.arange(rows.start, rows.stop, dtype=np.int64)
        region = np.searchsorted(layout.region_start, persons, side="right") - 1
        yield rows, region * cell_count() + cell_of[engine.settled.profiles[rows]]
