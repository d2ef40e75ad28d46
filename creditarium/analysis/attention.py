"""Does enforcement follow records? The share of attention that a place gets against its share of what happens.

Sensors that go where most was recorded see more there and record more there, whatever happens elsewhere: they run
away (Ensign and others, FAT* 2018). A scheme that watches evenly has a gap that does not widen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from creditarium.model.problem import Problem, suggestion
from creditarium.results.run import Run


@dataclass(frozen=True, eq=False)
class RunAway:
    """The gap between shares of attention and shares of the true rate, ½ Σ |attention − true|, from 0 to 1.

    `first` and `last` are those of the first and the last period, `drift` the slope of the gap in a period (least
    squares), null with one period; `places` holds the shares of the last period.
    """

    first: float
    last: float
    drift: float | None
    places: pl.DataFrame

    @property
    def widens(self) -> bool:
        """Whether the gap grew over the run: what a sensor that follows its own records does."""
        return self.drift is not None and self.drift > 0 and self.last > self.first


def run_away(counts: pl.DataFrame, place: str = "region", period: str = "window") -> RunAway:
    """Test for run-away: `counts` has `place`, `period`, and amounts of `attention` and of what is `true`.

    Both amounts are turned into shares within each period. Periods without either are left out.
    """
    for name in (place, period, "attention", "true"):
        if name not in counts.columns:
            raise Problem(f"the counts have no column '{name}'", mend=suggestion(name, counts.columns))
    amounts = counts.group_by(period, place, maintain_order=True).agg(pl.col("attention", "true").sum())
    shares = amounts.with_columns(
        (pl.col("attention") / pl.col("attention").sum().over(period)).alias("share_of_attention"),
        (pl.col("true") / pl.col("true").sum().over(period)).alias("share_of_true"),
    ).filter(pl.col("share_of_attention").is_not_nan() & pl.col("share_of_true").is_not_nan())
    if not len(shares):
        raise Problem("nothing was seen, or nothing happened", mend="live more people or more days")
    width = (pl.col("share_of_attention") - pl.col("share_of_true")).abs().sum() / 2
    gaps = shares.group_by(period, maintain_order=True).agg(width.alias("gap")).sort(period)
    found = gaps["gap"].to_numpy()
    drift = float(np.polyfit(np.arange(len(found)), found, 1)[0]) if len(found) > 1 else None
    last = shares.filter(pl.col(period) == gaps[period][-1]).sort(place)
    ratio = (pl.col("share_of_attention") / pl.col("share_of_true")).alias("ratio")
    return RunAway(
        float(found[0]), float(found[-1]), drift, last.select(place, "share_of_attention", "share_of_true", ratio)
    )


def attention(run: Run, kinds: tuple[str, ...] | None = None) -> pl.DataFrame:
    """Give what `run_away` reads of a run by window and region: attention is the share of acts seen × people.

    `kinds` are those that some sensor sees, unless given. `true` counts the acts, whoever saw them.
    """
    sensors = run.scenario.observation.sensors.values()
    watched = list(kinds) if kinds is not None else sorted({kind for sensor in sensors for kind in sensor.sees})
    counted = [pl.col("count").filter(pl.col("measure") == name).sum().alias(name) for name in ("acts", "seen")]
    found = (
        run.contents.table("tallies")
        .filter(pl.col("measure").is_in(["acts", "seen"]) & pl.col("item").cast(pl.String).is_in(watched))
        .group_by(pl.col("window_end").alias("window"), "region")
        .agg(counted)
        .collect()
    )
    people = run.tally("people", by="region").rename({"count": "people"})
    everywhere = found.filter(pl.col("acts") > 0).select(pl.col("window").unique()).join(people, how="cross")
    joined = everywhere.join(found, on=["window", "region"], how="left").with_columns(
        pl.col("acts", "seen").fill_null(0)
    )
    per_act = pl.when(pl.col("acts") > 0).then(pl.col("seen") / pl.col("acts")).otherwise(0.0)
    return joined.select(
        "window", "region", (per_act * pl.col("people")).alias("attention"), pl.col("acts").alias("true")
    ).sort("window", "region")
