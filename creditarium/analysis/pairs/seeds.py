"""The same comparison under other luck: between what the effects lie over several seeds."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from creditarium.analysis.pairs.comparison import compare_given
from creditarium.analysis.pairs.given import Given
from creditarium.analysis.pairs.together import Tell
from creditarium.model.resolve import resolve

COLUMNS = ("measure", "unit", "lowest", "mean", "highest")
"""The columns of what `over_seeds` gives; the numbers are mean effects on a person, in the measure's unit."""


def over_seeds(
    first: Given, other: Given, seeds: Sequence[int], *, people: int, threads: int | None = None,
    tell: Tell | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Live two worlds again under each seed, with so many people, and give the span of each mean effect: `COLUMNS`.

    Only luck moves, and with it who lives there: what the record leaves open stays as the two scenarios have it
    (`creditarium.sweep` moves that). A smaller people makes the span wider.

    >>> from creditarium.model.resolve import resolve
    >>> town = Given("town", resolve("rongcheng", people=640, days=28))
    >>> over_seeds(town, town, (1, 2), people=320)["highest"].max()
    0.0
    """
    frames = []
    for nth, seed in enumerate(seeds):
        pair = [Given(one.name, resolve(one.scenario, people=people, seed=seed)) for one in (first, other)]
        made = compare_given(pair, threads=threads, tell=_part(tell, nth, len(seeds)))
        frames.append(made.effects.select("measure", "unit", "mean"))
    effect = pl.col("mean")
    return (
        pl.concat(frames)
        .group_by("measure", "unit", maintain_order=True)
        .agg(effect.min().alias("lowest"), effect.mean().alias("middle"), effect.max().alias("highest"))
        .rename({"middle": "mean"})
        .select(COLUMNS)
    )


def _part(tell: Tell | None, nth: int, of: int) -> Tell | None:
    """Tell how far one of several comparisons is, as a part of all of them."""
    if tell is None:
        return None
    hear = tell
    return lambda done, total: hear(nth * total + done, of * total)
