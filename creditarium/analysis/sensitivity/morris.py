"""Morris's elementary effects, by SALib: how far a factor moves a headline over its range, on the average."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.extra import analysis_extra
from creditarium.analysis.sensitivity.factors import Drawn, Factor, TooFew, order_of, problem_of
from creditarium.model.problem import Problem

LEVELS = 4
LEAST = 2


def check_trajectories(trajectories: int) -> None:
    """Refuse fewer trajectories than a deviation needs."""
    if trajectories < LEAST:
        raise Problem(f"{trajectories} is less than {LEAST}", place="--trajectories", mend=f"give {LEAST} or more")


def morris_design(factors: Sequence[Factor], names: Sequence[str], trajectories: int, seed: int) -> Drawn:
    """Draw trajectories (Morris 1991; groups by Campolongo, Cariboni and Saltelli 2007): each moves every factor once.

    Every trajectory begins at a seed of its own and changes it once, as it does every factor.
    """
    with analysis_extra():
        from SALib.sample.morris import morris
    drawn = morris.sample(problem_of(factors, names), trajectories, num_levels=LEVELS, seed=seed)
    level = np.rint(drawn[:, -1] * (LEVELS - 1)).astype(np.int64)
    begun = np.arange(len(drawn)) // (len(factors) + 1)
    return Drawn(order_of(factors, names), _within(drawn[:, :-1]), 1 + begun * LEVELS + level)


def morris_effects(drawn: Drawn, names: Sequence[str], values: NDArray[np.float64], seed: int) -> pl.DataFrame:
    """Give each factor's effect on a number: factor, size, mu_star, mu_star_conf, mu, sigma.

    ``mu_star`` is the mean of the absolute effects, scaled to the whole range, with its 95 % confidence by bootstrap,
    widened for few trajectories (see `for_few`);
    ``mu`` is the signed mean and ``sigma`` the deviation, null for a factor of several numbers. Trajectories in which
    a world stopped are left out; where fewer than two are left, that is `TooFew`.
    """
    with analysis_extra():
        from SALib.analyze import morris
    steps = len(drawn.factors) + 1
    whole = np.isfinite(values).reshape(-1, steps).all(axis=1).repeat(steps)
    if whole.sum() < LEAST * steps:
        raise TooFew(int(whole.sum()) // steps, len(whole) // steps, "trajectories")
    coordinates = np.column_stack([drawn.points, ((drawn.seeds - 1) % LEVELS) / (LEVELS - 1)])[whole]
    found: dict[str, Any] = morris.analyze(
        problem_of(drawn.factors, names), coordinates, values[whole], num_levels=LEVELS, seed=seed
    )
    singles = [len(factor.axes) <= 1 for factor in drawn.factors]
    return pl.DataFrame(
        {
            "factor": [factor.name for factor in drawn.factors],
            "size": [len(factor.axes) for factor in drawn.factors],
            "mu_star": np.asarray(found["mu_star"], dtype=np.float64),
            "mu_star_conf": for_few(int(whole.sum()) // steps) * np.asarray(found["mu_star_conf"], dtype=np.float64),
            "mu": _where(found["mu"], singles),
            "sigma": _where(found["sigma"], singles),
        },
        schema_overrides={"mu": pl.Float64, "sigma": pl.Float64},
    )


def for_few(count: int) -> float:
    """Give by how much the confidence of a mean of few effects is wider than SALib's bootstrap and normal law have it.

    A bootstrap of n values takes their variance for less by (n - 1) / n, and their mean varies as Student's t has it.

    >>> round(for_few(4), 3), round(for_few(1_000), 2)
    (1.875, 1.0)
    """
    with analysis_extra():
        from scipy.stats import norm, t
    return float(t.ppf(0.975, count - 1) / norm.ppf(0.975) * np.sqrt(count / (count - 1)))


def _where(numbers: Any, singles: list[bool]) -> list[float | None]:
    return [float(number) if single else None for number, single in zip(numbers, singles, strict=True)]


def _within(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep the levels in the unit cube, whose ends sums of thirds may pass by a last bit."""
    return np.clip(points, 0, 1)
