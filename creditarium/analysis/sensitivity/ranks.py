"""What a sweep that was lived already says: rank correlations, a regression on ranks, and the thirds of each range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.ensembles.design import LEAST_MEMBERS
from creditarium.analysis.ensembles.result import Sweep
from creditarium.analysis.extra import analysis_extra


@dataclass(frozen=True)
class Ranked:
    """A headline's correlations with every assumption, and what those beyond chance explain of its ranks together.

    ``effects`` has factor, size, correlation, share (its square), beyond_chance. ``explained`` is R² of a linear
    regression of the headline's ranks on the ranks of those beyond chance, corrected for their number; ``members``
    came to their end.
    """

    effects: pl.DataFrame
    explained: float
    members: int


def ranked(made: Sweep, headline: str) -> Ranked:
    """Rank a sweep's assumptions by how a headline of its first world goes with them; one member goes with none."""
    members, values = made.values(headline)
    made.check_ended(len(values), least=LEAST_MEMBERS)
    found = made.drivers(headline)
    effects = found.select(
        pl.col("path").alias("factor"),
        pl.lit(1).alias("size"),
        "correlation",
        (pl.col("correlation") ** 2).alias("share"),
        "beyond_chance",
    )
    named = found.filter("beyond_chance")["path"].to_list()
    rows = made.frame().filter(pl.col("world") == made.worlds[0], pl.col("member").is_in(members.tolist()))
    axes = rows.sort("member").select(named).to_numpy() if named else np.empty((len(values), 0))
    return Ranked(effects, explained(axes, values), len(values))


def explained(axes: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    """Give R² of the ranks of a number on the ranks of some axes, float64[n, axes], corrected for their number.

    >>> axes = np.random.default_rng(1).random((200, 2))
    >>> round(explained(axes, axes @ [2.0, 1.0]), 1)
    1.0
    """
    count, many = axes.shape
    if not many or count < many + 2 or np.ptp(values) == 0:
        return 0.0
    with analysis_extra():
        from scipy.stats import rankdata
    ranks, mine = rankdata(axes, axis=0), rankdata(values)
    ranks, mine = ranks - ranks.mean(axis=0), mine - mine.mean()
    slopes, *_ = np.linalg.lstsq(ranks, mine, rcond=None)
    left = float(((mine - ranks @ slopes) ** 2).sum() / (mine**2).sum())
    return float(max(1 - left * (count - 1) / (count - many - 1), 0.0))


def thirds(made: Sweep, headline: str, paths: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give a headline's median over the members in the lowest and in the highest third of some assumptions."""
    members, values = made.values(headline)
    rows = made.frame().filter(pl.col("world") == made.worlds[0], pl.col("member").is_in(members.tolist()))
    frame = rows.sort("member")
    low, high = np.empty(len(paths)), np.empty(len(paths))
    for place, path in enumerate(paths):
        axis = frame[path].to_numpy()
        below, above = np.quantile(axis, [1 / 3, 2 / 3])
        low[place], high[place] = np.median(values[axis <= below]), np.median(values[axis >= above])
    return low, high
