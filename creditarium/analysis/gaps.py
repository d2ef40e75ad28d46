"""The gap between groups over time, and what it would have been without the scheme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from creditarium.engine.compile.conduct import DAYS_A_YEAR
from creditarium.model.problem import Problem, suggestion


@dataclass(frozen=True)
class Trend:
    """The widest gap between the groups' means: in the first period, in the last, and its slope in a year.

    All in the unit of the value; `slope` is null with one period.
    """

    first: float
    last: float
    slope: float | None


def gap_trend(counts: pl.DataFrame, group: str, value: str, baseline: pl.DataFrame | None = None) -> Trend:
    """Give the trend of the gap between groups' mean `value`, weighted by `people`, by `date`.

    With a `baseline` (the same columns, of the same people without the scheme) the baseline's gap is taken off
    in each period first, so that 0 means as without the scheme; a period that only one of them has is left out.
    """
    gaps = _gaps(counts, group, value)
    if baseline is not None:
        other = _gaps(baseline, group, value).rename({"gap": "without"})
        gaps = (
            gaps.join(other, on="date", how="inner", maintain_order="left")
            .with_columns((pl.col("gap") - pl.col("without")).alias("gap"))
            .sort("date")
        )
    if not len(gaps):
        raise Problem("no period is in both worlds", mend="compare runs of the same dates")
    found = gaps["gap"].to_numpy()
    years = np.array([(day - gaps["date"][0]).days for day in gaps["date"].to_list()]) / DAYS_A_YEAR
    slope = float(np.polyfit(years, found, 1)[0]) if len(found) > 1 else None
    return Trend(float(found[0]), float(found[-1]), slope)


def _gaps(counts: pl.DataFrame, group: str, value: str) -> pl.DataFrame:
    for name in ("date", group, value, "people"):
        if name not in counts.columns:
            raise Problem(f"the counts have no column '{name}'", mend=suggestion(name, counts.columns))
    weighted = (pl.col(value) * pl.col("people")).sum() / pl.col("people").sum()
    means = counts.filter(pl.col("people") > 0).group_by("date", group, maintain_order=True).agg(weighted.alias("mean"))
    return (
        means.group_by("date", maintain_order=True)
        .agg((pl.col("mean").max() - pl.col("mean").min()).alias("gap"))
        .sort("date")
    )
