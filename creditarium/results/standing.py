"""Where people stand at a run's end: how many of each group have each value of a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from creditarium.engine.compile.world import cell_count
from creditarium.model.problem import Problem, suggestion
from creditarium.results.axes import Axes
from creditarium.results.decoding import decoded, stretches

if TYPE_CHECKING:
    from creditarium.results.run import Run


def standing(run: Run, state: str) -> pl.DataFrame:
    """Count the persons by region, sex, age, income, stratum and final value of a state; organisations are left out.

    The columns are these and `persons`. An unknown state is a `Problem`.
    """
    engine = run.engine
    known = engine.compiled.layout.variables
    if state not in known:
        raise Problem(f"no state is called '{state}'", mend=suggestion(state, known))
    cells, low, width = cell_count(), known[state].lowest, 1 << known[state].bits
    counts: dict[int, int] = {}
    for rows, place in stretches(engine):
        values = decoded(engine.compiled, run.state.records[rows], state) - low
        for key, many in zip(*np.unique(place * width + values, return_counts=True), strict=True):
            counts[int(key)] = counts.get(int(key), 0) + int(many)
    place, value = np.divmod(np.array(sorted(counts), dtype=np.int64), width)
    axes = Axes.of(engine)
    return pl.DataFrame(
        {
            "region": axes.region(place // cells),
            **axes.groups(place % cells),
            "value": value + low,
            "persons": [counts[key] for key in sorted(counts)],
        }
    )
