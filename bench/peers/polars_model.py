"""R0 in Polars: a frame of agents, and expressions that make the next day's columns.

Polars draws no random numbers; they come from NumPy as columns. Poisson numbers are drawn by NumPy too.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from bench import r0


def band_of(score: pl.Expr) -> pl.Expr:
    """Give the band of a score."""
    return pl.sum_horizontal([(score >= cut).cast(pl.Int8) for cut in r0.CUTS])


def frame_of(agents: int, generator: np.random.Generator) -> pl.DataFrame:
    """Draw the agents."""
    drawn = r0.people(agents, generator)
    columns = {"neg": drawn.neg, "pos": drawn.pos, "region": drawn.region, "income": drawn.income}
    scored = pl.DataFrame(columns).with_columns(score=pl.lit(r0.START, pl.Int16))
    return scored.with_columns(band=band_of(pl.col("score")))


def lived(frame: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    """Give the frame a day later; `asks` and `travels` tell who asks for what that day."""
    n, chill = frame.height, pl.lit(pl.Series(r0.CHILL))
    rate = frame.select(pl.col("neg") * (1 - chill.gather(pl.col("band")))).to_series()
    detected = draw.binomial(draw.poisson(rate.to_numpy()), r0.DETECTED)
    done = draw.poisson(frame["pos"].to_numpy())
    loss = sums(detected, draw.choice(r0.LOSSES, detected.sum(), p=r0.LOSS_SHARES), n)
    gain = sums(done, draw.integers(1, r0.MOST_GAIN + 1, done.sum()), n)
    drawn = {"u": draw.random(n), "asks": draw.random(n), "travels": draw.random(n), "D": detected}
    score = pl.col("score") - loss + gain + ((pl.col("D") == 0) & (pl.col("u") < r0.BONUS)).cast(pl.Int64)
    return (
        frame.lazy()
        .with_columns(**{name: pl.Series(values) for name, values in drawn.items()})
        .with_columns(score=score.clip(r0.LOWEST, r0.HIGHEST).cast(pl.Int16))
        .with_columns(band=band_of(pl.col("score")))
        .with_columns(asks=pl.col("asks") < r0.LOAN, travels=pl.col("travels") < r0.TRAVEL)
        .drop("u", "D")
        .collect()
    )


def sums(counts: np.ndarray, points: np.ndarray, n: int) -> pl.Series:
    """Add up points, so many to each agent as its count says."""
    return pl.Series(np.bincount(np.repeat(np.arange(n), counts), points, n).astype(np.int64))


def close(frame: pl.DataFrame, records: r0.Records, day: int) -> None:
    """Write a day's records."""
    band = pl.col("band")
    whole = frame.select(
        pl.col("score").mean(),
        loans=pl.col("asks").sum(),
        rates=(r0.BASE_RATE - r0.RATE_STEP * band.filter(pl.col("asks"))).sum(),
        denied=(pl.col("travels") & (band == 0)).sum(),
    ).row(0)
    records.mean[day], records.loans[day], records.rates[day], records.denied[day] = whole
    for found, people in frame.group_by("band").len().iter_rows():
        records.bands[day, found] = people
    regions = frame.group_by("region").agg(pl.col("score").mean())
    records.regions[day, regions["region"].to_numpy()] = regions["score"].to_numpy()


class Frame:
    """All agents as a frame."""

    def __init__(self, agents: int, days: int, seed: int) -> None:
        self.days, self.generator = days, np.random.default_rng(seed)
        self.frame = frame_of(agents, self.generator)

    def run(self) -> r0.Records:
        """Live all days and give the records."""
        records = r0.Records.empty(self.days)
        for day in range(self.days):
            self.frame = lived(self.frame, self.generator)
            close(self.frame, records, day)
        records.last = lambda: self.frame["score"].to_numpy()
        return records


def build(agents: int, days: int, seed: int) -> r0.Model:
    """Give the model, its agents drawn."""
    return Frame(agents, days, seed)
