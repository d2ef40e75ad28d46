"""Trials of the estimators over many seeds: how far each errs, how widely, and how often it holds the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from creditarium.analysis.testbed.estimate import Estimate
from creditarium.analysis.testbed.outcomes import outcome_of
from creditarium.analysis.testbed.pairs import Pair
from creditarium.analysis.testbed.panel import Panel, check_gaps, check_pair, gaps_of
from creditarium.analysis.testbed.planted import planted
from creditarium.analysis.testbed.staggered import NOT_YET
from creditarium.analysis.testbed.verdicts import TITLES, estimates
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.model.showing import tree
from creditarium.results.living import processors

Tell = Callable[[int, int], None]
"""Hears after each seed how many are done, and of how many."""


class Trials:
    """Every estimator on the panel of every seed. It comes from `creditarium.trials`."""

    def __init__(self, name: str, outcome: str, made: Iterable[tuple[int, list[Estimate]]]) -> None:
        self.name, self.outcome = name, outcome
        self._made = sorted(made, key=lambda one: one[0])

    @cached_property
    def frame(self) -> pl.DataFrame:
        """A row for each seed and estimator, with what it estimated and the truth."""
        return pl.DataFrame([{"seed": seed, **asdict(one)} for seed, rows in self._made for one in rows])

    @cached_property
    def scores(self) -> pl.DataFrame:
        """A row for each estimator: seeds, mean estimate and truth, bias, root mean square error, coverage, claimed.

        `coverage` is the share of seeds whose 95 % interval holds the truth, `shown` of those whose interval leaves 0
        out, `claimed` of those in which an effect is claimed.
        """
        error = pl.col("error")
        told = self.frame.group_by("name", maintain_order=True).agg(
            pl.len().alias("seeds"),
            pl.col("estimate").mean(),
            pl.col("truth").mean(),
            error.mean().alias("bias"),
            (error**2).mean().sqrt().alias("rmse"),
            pl.col("covered").mean().alias("coverage"),
            pl.col("shown").mean(),
            pl.col("claimed").mean(),
        )
        return told.rename({"name": "estimator"})

    def __repr__(self) -> str:
        rows = [
            f"{TITLES[row['estimator']]}: bias {row['bias']:+.2f}, holds the truth in {row['coverage']:.0%}"
            for row in self.scores.iter_rows(named=True)
        ]
        head = f"Trials of the estimators on “{self.name}”, {self.outcome}, {len(self._made)} seeds"
        return tree(head, rows)


def trials(
    scenario: str | Path | Scenario = "pilot-rollout",
    outcome: str = "offences",
    *,
    seeds: int = 20,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    scheme: str | None = None,
    months: str = "weeks",
    gaps: float = 0.0,
    comparators: str = NOT_YET,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Trials:
    """Live a scenario under many seeds, with and without the scheme that it rolls out, and try every estimator on each.

    The first seed is the scenario's own, and the others follow it. See `creditarium.panel`.
    """
    _check_seeds(seeds)
    check_gaps(gaps)
    whole = resolve(str(scenario) if isinstance(scenario, Path) else scenario, people=people, days=days, seed=seed)
    wanted = outcome_of(outcome, whole)
    pair = Pair.of(whole, scheme, months)
    check_pair(pair, comparators)

    def tried(one: Pair) -> tuple[int, list[Estimate]]:
        panel = Panel(one, [wanted], one.counted([wanted], 1, lambda: None), gaps, comparators)
        return panel.scenario.seed, panel.estimates(wanted.name)

    pairs = [pair, *(pair.reseeded(whole.seed + j) for j in range(1, seeds))]
    made: list[Any] = []
    with ThreadPoolExecutor(max_workers=threads or processors()) as pool:
        waiting = [pool.submit(tried, one) for one in pairs]
        try:
            for done in as_completed(waiting):
                made.append(done.result())
                if tell is not None:
                    tell(len(made), seeds)
        finally:
            for one in waiting:
                one.cancel()
    return Trials(whole.name, outcome, made)


def planted_trials(
    name: str, *, seeds: int = 200, seed: int = 1, gaps: float = 0.0, comparators: str = NOT_YET,
    tell: Tell | None = None,
) -> Trials:  # fmt: skip
    """Try every estimator on many drawings of a planted panel; see `creditarium.analysis.testbed.planted`.

    >>> planted_trials("constant", seeds=2).scores["seeds"].to_list()
    [2, 2, 2, 2]
    """
    _check_seeds(seeds)
    check_gaps(gaps)
    made = []
    for one in range(seed, seed + seeds):
        seen, effect = planted(name, one)
        missing = gaps_of(one, (len(seen.people), seen.months), gaps)
        holed = replace(seen, outcome=np.where(missing, np.nan, seen.outcome))
        made.append((one, estimates(holed, effect, comparators)))
        if tell is not None:
            tell(len(made), seeds)
    return Trials(name, "planted", made)


def _check_seeds(seeds: int) -> None:
    if seeds < 1:
        raise Problem(f"{seeds} is less than 1", place="--seeds", mend="give 1 or more")
