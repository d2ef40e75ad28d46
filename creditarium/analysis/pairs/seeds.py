"""The same comparison under other luck: between what the effects lie over several seeds, of all and by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from creditarium.analysis.pairs.comparison import compare_given
from creditarium.analysis.pairs.given import Given
from creditarium.analysis.pairs.together import Tell
from creditarium.model.resolve import resolve

COLUMNS = ("measure", "unit", "lowest", "mean", "highest")
"""The columns of `Spans.effects`; the numbers are mean effects on a person, in the measure's unit."""


@dataclass(frozen=True)
class Spans:
    """Between what a comparison lies over several seeds.

    `effects` has `COLUMNS`. `groups` has by dimension the same with a first column of the dimension's name, and
    `touched` who was left alone, lost or gained: group, touched, and the lowest, mean and highest share of the group.
    """

    effects: pl.DataFrame
    groups: dict[str, pl.DataFrame]
    touched: dict[str, pl.DataFrame]


def over_seeds(
    first: Given, other: Given, seeds: Sequence[int], *, people: int, by: Sequence[str] = (),
    threads: int | None = None, tell: Tell | None = None,
) -> Spans:  # fmt: skip
    """Live two worlds again under each seed, with so many people, and give the spans of all and by each dimension.

    Only luck moves, and with it who lives there: what the record leaves open stays as the two scenarios have it
    (`creditarium.sweep` moves that). A smaller people makes the span wider.

    >>> from creditarium.model.resolve import resolve
    >>> town = Given("town", resolve("rongcheng", people=640, days=28))
    >>> over_seeds(town, town, (1, 2), people=320).effects["highest"].max()
    0.0
    """
    made = []
    for nth, seed in enumerate(seeds):
        pair = [Given(one.name, resolve(one.scenario, people=people, seed=seed)) for one in (first, other)]
        made.append(compare_given(pair, threads=threads, tell=_part(tell, nth, len(seeds))))
    return Spans(
        _span([one.effects for one in made], ("measure", "unit"), "mean"),
        {name: _span([one.by(name) for one in made], (name, "measure", "unit"), "mean") for name in by},
        {name: _span([one.touched_by(name) for one in made], (name, "touched"), "share") for name in by},
    )


def _span(frames: Sequence[pl.DataFrame], keys: Sequence[str], value: str) -> pl.DataFrame:
    """Give the lowest, mean and highest value of each row over frames of one shape."""
    lowest, mean, highest = (pl.col("value").min(), pl.col("value").mean(), pl.col("value").max())
    return (
        pl.concat([frame.select(*keys, pl.col(value).alias("value")) for frame in frames])
        .group_by(keys, maintain_order=True)
        .agg(lowest.alias("lowest"), mean.alias("mean"), highest.alias("highest"))
    )


def _part(tell: Tell | None, nth: int, of: int) -> Tell | None:
    """Tell how far one of several comparisons is, as a part of all of them."""
    if tell is None:
        return None
    hear = tell
    return lambda done, total: hear(nth * total + done, of * total)
