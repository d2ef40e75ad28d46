"""A run's tallies with periods and regions added up once, as an audit asks them often."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from creditarium.results.axes import DIMENSIONS, of_persons
from creditarium.results.run import Run
from creditarium.results.tally import tally_of


class Tallied:
    """Answers `tally` and `total` as the run does; what is asked by window or region goes to the run itself."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def tally(self, measure: str, by: str | Sequence[str] = ()) -> pl.DataFrame:
        """Add up one measure by some of its dimensions; see `Run.tally`."""
        wanted = (by,) if isinstance(by, str) else tuple(by)
        if {"window", "region"} & set(wanted):
            return self.run.tally(measure, wanted)
        return tally_of(self.run.scenario, self._table, measure, wanted)

    def of_persons(self, measure: str, by: Sequence[str] = ()) -> pl.DataFrame:
        """Add up one measure without what organisations did or suffered: they are a category of each group."""
        group = next((name for name in DIMENSIONS if name in by), "")
        frame = self.tally(measure, (*by, *(() if group else (DIMENSIONS[0],))))
        frame = frame.filter(of_persons(group or DIMENSIONS[0]))
        if group:
            return frame
        if not by:
            return frame.select(pl.col("count").sum())
        return frame.group_by(by, maintain_order=True).agg(pl.col("count").sum())

    def total(self, measure: str) -> float:
        """Give one measure in total."""
        return float(self.tally(measure)["count"][0])

    def of_kinds(self, measure: str) -> dict[str, float]:
        """Give a measure that is counted by kind, kind by kind; what never came up is left out."""
        return self._of_kinds.get(measure, {})

    @cached_property
    def _flat(self) -> pl.DataFrame:
        keys = ("measure", "item", "other", *DIMENSIONS)
        return self.run.contents.table("tallies").group_by(keys).agg(pl.col("count").sum()).sort(keys).collect()

    @cached_property
    def _of_kinds(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        counts = self._flat.filter(pl.col("other").cast(pl.String) == "").group_by(
            "measure", "item", maintain_order=True
        )
        for measure, item, count in counts.agg(pl.col("count").sum()).rows():
            found.setdefault(measure, {})[item] = float(count)
        return found

    def _table(self, name: str) -> pl.LazyFrame:
        return self._flat.lazy() if name == "tallies" else self.run.contents.table(name)
