"""Effects over time: what each period of the tallies adds to the difference between two worlds."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.pairs.measures import MEASURES, columns_of, names_of
from creditarium.analysis.pairs.together import World
from creditarium.results.axes import last_day, of_persons


def over_time(first: World, other: World) -> pl.DataFrame:
    """Give the effect on each measure by period, in the mean of a person.

    Columns: world, measure, window (before whose start the period ends), date (its last day), first, other,
    effect, and so_far, the sum of the effects up to there.
    """
    clock, people = first.run.scenario.clock, max(first.run.scenario.people, 1)
    one, two = _by_period(first), _by_period(other)
    windows = sorted({*one, *two})
    rows: list[dict[str, str | int | float | date]] = []
    for j, measure in enumerate(MEASURES):
        so_far = 0.0
        for window in windows:
            before, after = (
                float(counts[window][j]) / people / measure.divisor if window in counts else 0.0
                for counts in (one, two)
            )
            so_far += after - before
            rows.append(
                {
                    "world": other.name, "measure": measure.name, "window": window, "date": last_day(clock, window),
                    "first": before, "other": after, "effect": after - before, "so_far": so_far,
                }
            )  # fmt: skip
    return pl.DataFrame(rows)


def _by_period(world: World) -> dict[int, NDArray[np.int64]]:
    """Add up each measure of all persons by the window before which a period ends."""
    engine = world.run.engine
    named = names_of(engine)
    places = {measure.name: j for j, measure in enumerate(MEASURES)}
    mine = {(row.measure, row.item, row.other): columns_of(named(row)) for row in engine.compiled.rows}
    keys = ["window_end", "measure", "item", "other"]
    frame = world.run.frame("tallies")
    counts = frame.filter(of_persons()).group_by(keys).agg(pl.col("count").sum())
    made: dict[int, NDArray[np.int64]] = {}
    for window, measure, item, of, count in counts.rows():
        sums = made.setdefault(window, np.zeros(len(MEASURES), dtype=np.int64))
        for name in mine[measure, item, of]:
            sums[places[name]] += count
    return made
