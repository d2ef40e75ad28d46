"""Sobol's indices, by SALib: which share of a headline's variance a factor explains, alone and with the others."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.extra import analysis_extra
from creditarium.analysis.sensitivity.factors import Drawn, Factor, TooFew, order_of, problem_of
from creditarium.model.problem import Problem

LEAST = 4
SEEDS = 2**16
"""Into how many seeds the axis of the seed is cut."""


def check_base(base: int) -> None:
    """Refuse a size at which Sobol's sequence is not balanced: one that is no power of two."""
    if base < LEAST or base & (base - 1):
        near = 2 ** max(base.bit_length(), 2)
        what = f"{base} is no power of two" if base >= LEAST else f"{base} is less than {LEAST}"
        raise Problem(what, place="--base", mend=f"give {max(near // 2, LEAST)} or {max(near, 2 * LEAST)}")


def sobol_design(factors: Sequence[Factor], names: Sequence[str], base: int, seed: int) -> Drawn:
    """Draw the points of Saltelli et al. (2010) over Sobol's sequence, scrambled: ``base`` x (factors + 2) worlds.

    Each block is two independent worlds, and the first again with every factor, in turn, as it is in the second.
    """
    check_base(base)
    with analysis_extra():
        from SALib.sample import sobol
    drawn = sobol.sample(problem_of(factors, names), base, calc_second_order=False, seed=seed)
    moved = np.minimum(drawn[:, -1] * SEEDS, SEEDS - 1).astype(np.int64)
    return Drawn(order_of(factors, names), drawn[:, :-1], 1 + moved)


def sobol_indices(drawn: Drawn, names: Sequence[str], values: NDArray[np.float64], seed: int) -> pl.DataFrame:
    """Give each factor's shares of a number's variance: factor, size, first, first_conf, total, total_conf.

    ``first`` is what it explains by itself, ``total`` with everything that it acts upon, each with its 95 % confidence
    by bootstrap. Blocks in which a world stopped are left out, and where fewer than four are left, that is `TooFew`. A
    number that never moves has no variance: all are 0.
    """
    with analysis_extra():
        from SALib.analyze import sobol
    steps = len(drawn.factors) + 2
    kept = np.isfinite(values).reshape(-1, steps).all(axis=1).repeat(steps)
    if kept.sum() < LEAST * steps:
        raise TooFew(int(kept.sum()) // steps, len(kept) // steps, "blocks")
    mine = values[kept]
    found: dict[str, Any] = dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"), np.zeros(len(drawn.factors)))
    if np.ptp(mine) > 0:
        with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
            # A subset that never moves gives an index that is no number, and of that `doubt_of` tells.
            warnings.filterwarnings("ignore", "Constant values encountered")
            # SALib takes the seed 0 for none.
            found = sobol.analyze(problem_of(drawn.factors, names), mine, calc_second_order=False, seed=seed + 1)
    held = {name: np.asarray(found[name], dtype=np.float64) for name in ("S1", "S1_conf", "ST", "ST_conf")}
    return pl.DataFrame(
        {
            "factor": [factor.name for factor in drawn.factors],
            "size": [len(factor.axes) for factor in drawn.factors],
            "first": held["S1"],
            "first_conf": held["S1_conf"],
            "total": held["ST"],
            "total_conf": held["ST_conf"],
        }
    )
