"""Reading states out of packed records, and the people who bear them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.world import Compiled
from creditarium.engine.run import Engine
from creditarium.model.problem import Problem, suggestion

Ints = NDArray[np.int64]


def decoded(compiled: Compiled, records: NDArray[np.uint16], name: str) -> Ints:
    """Give one state of many records, int64[records]; a score is in the scheme's own fixed point."""
    variable = compiled.layout.variables.get(name)
    if variable is None:
        raise Problem(f"no state is called '{name}'", mend=suggestion(name, compiled.layout.variables))
    places = compiled.world.variables
    place = places[int(np.flatnonzero(places["at"] == variable.view)[0])]
    raw = (records[:, int(place["word"])] >> np.uint16(place["shift"])) & np.uint16(place["mask"])
    return raw.astype(np.int64) + int(place["offset"])


def states_of(compiled: Compiled, records: NDArray[np.uint16]) -> dict[str, Ints]:
    """Give every state of many records by name, the names in order."""
    return {name: decoded(compiled, records, name) for name in sorted(compiled.layout.variables)}


def cells_by_region(engine: Engine) -> Ints:
    """Count the agents of each region and group cell, int64[regions, cells]; the organisations come last."""
    society, layout = engine.settled.society, engine.settled.built.layout
    cell_of = engine.compiled.world.cell_of
    n_cells = int(cell_of[-1]) + 1
    counts = np.zeros((len(engine.settled.regions), n_cells), dtype=np.int64)
    for region in range(len(counts)):
        low, high = int(layout.region_start[region]), int(layout.region_start[region + 1])
        counts[region] = np.bincount(cell_of[engine.settled.profiles[low:high]], minlength=n_cells)
    np.add.at(counts[:, -1], society.region, np.diff(society.organisations))
    return counts
