"""Which assumption a headline goes with: rank correlations over the members, and what chance alone would give."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.extra import analysis_extra

LEAST_MEMBERS = 10
"""Of fewer members Student's t takes chance for more: of eight it names one of 500 idle axes in every seventh sweep."""
CHANCE = 0.05
"""How often chance alone would show one correlation or more beyond the bound, among all axes together."""


def rank_correlations(axes: pl.DataFrame, values: NDArray[np.float64]) -> pl.DataFrame:
    """Give Spearman's rank correlation of a headline with each axis, the strongest first: path, correlation.

    An axis of variants, and one that did not move, has none. Spearman (1904); ties have their mean rank.
    """
    with analysis_extra():
        from scipy.stats import rankdata
    names = [name for name in axes.columns if axes[name].dtype.is_numeric() and axes[name].n_unique() > 1]
    ranks = rankdata(axes.select(names).to_numpy(), axis=0) if names else np.empty((len(values), 0))
    mine = rankdata(values)
    mine, ranks = mine - mine.mean(), ranks - ranks.mean(axis=0)
    spread = np.sqrt((mine**2).sum() * (ranks**2).sum(axis=0))
    found = (mine[:, None] * ranks).sum(axis=0) / np.where(spread > 0, spread, np.inf)
    found = np.clip(found, -1, 1)  # a last bit beyond
    made = pl.DataFrame({"path": names, "correlation": found}, schema={"path": pl.String, "correlation": pl.Float64})
    return made.sort(pl.col("correlation").abs(), descending=True, maintain_order=True)


def beyond_chance(members: int, axes: int) -> float:
    """Give the correlation that chance alone exceeds in one of twenty sweeps, at any of the axes (Bonferroni).

    It is Student's t of a rank correlation of independent numbers, with ``members`` - 2 degrees of freedom. Of too few
    members nothing is beyond chance: among hundreds of axes some agree with any order of theirs altogether.

    >>> 0.2 < beyond_chance(200, 500) < 0.3
    True
    """
    with analysis_extra():
        from scipy.stats import t
    if members < LEAST_MEMBERS:
        return 1.0
    mark = float(t.isf(CHANCE / (2 * max(axes, 1)), members - 2))
    return mark / float(np.sqrt(members - 2 + mark**2))
