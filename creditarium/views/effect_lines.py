"""A comparison in words: the rows of its tables, and the sentences under them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from creditarium.analysis.pairs.measures import check
from creditarium.views.text import currency
from creditarium.views.wording import words

if TYPE_CHECKING:
    from creditarium.analysis.pairs.comparison import Comparison

PER = 1_000
"""Means are told for so many people."""
HEADS = {"direct": "at the same occasions", "total": "in the two worlds"}


class EffectLine(NamedTuple):
    """One row: what it is about, and the cells; a heading has no cells."""

    label: str
    cells: tuple[str, ...] = ()


def heads(first: str, other: str) -> tuple[str, ...]:
    """Give the heads of the columns."""
    return (f"for {PER:,} people", first, other, "change", "worse off", "better off", "untouched", "worst 1%")


def effect_lines(comparison: Comparison, world: str) -> Iterator[EffectLine]:
    """Give the effects of one world as rows; a measure that nothing happened to in either world is left out."""
    frame = comparison.effects.filter(pl.col("world") == world)
    money = next(filter(None, (currency(one.run.scenario) for one in comparison.worlds)), "")
    for effect, head in HEADS.items():
        yield EffectLine(head)
        for row in frame.filter(pl.col("effect") == effect).iter_rows(named=True):
            if row["first"] or row["other"]:
                unit = f" ({money})" if row["unit"] == "money" and money else ""
                label = f"    {words(row['item'])}" if row["item"] else f"  {check(row['measure']).title}{unit}"
                yield EffectLine(label, cells_of(row))


def group_lines(comparison: Comparison, world: str, dimension: str, measure: str) -> Iterator[EffectLine]:
    """Give the effects on one measure by group as rows, each with its number of persons."""
    yield EffectLine(f"{check(measure).title}, by {words(dimension)}")
    frame = comparison.by(dimension).filter((pl.col("world") == world) & (pl.col("measure") == measure))
    for row in frame.iter_rows(named=True):
        yield EffectLine(f"  {row[dimension]} (n {row['n']:,})", cells_of(row))


def cells_of(row: dict[str, Any]) -> tuple[str, ...]:
    """Write a row of effects as cells: means for a thousand people, shares in percent."""
    worse, better = (share_cell(row[name]) for name in ("worse", "better"))
    means = (amount(PER * row["first"]), amount(PER * row["other"]), signed(PER * row["mean"]))
    worst = "" if row["worst"] is None else signed(row["worst"])
    return (*means, worse, better, share_cell(row["untouched"]), worst)


def sentences(comparison: Comparison, world: str) -> Iterator[str]:
    """Tell of one world whom it touched, and what was direct and what indirect."""
    counts = dict(comparison.touched.filter(pl.col("world") == world).select("touched", "persons").rows())
    yield (
        f"Of {sum(counts.values()):,} people {counts['untouched']:,} were left alone in every respect, "
        f"{counts['lost']:,} only lost, {counts['gained']:,} only gained, {counts['gained and lost']:,} did both, and "
        f"{counts['changed']:,} did other things without losing or gaining."
    )
    for row in comparison.parts.filter(pl.col("world") == world).iter_rows(named=True):
        what = "Needs granted" if row["what"] == "granted" else "Lawful acts"
        direct, indirect, total = (signed(PER * row[name]) for name in ("direct", "indirect", "total"))
        yield (
            f"{what}: {total} for {PER:,} people in total, {direct} directly (at the same occasions) and {indirect} "
            "indirectly (other occasions, other own answers)."
        )


def amount(value: float) -> str:
    """Write a number with as many digits as it deserves.

    >>> amount(0), amount(0.02), amount(3.14), amount(1234.5)
    ('0', '< 0.1', '3.1', '1,234')
    """
    if value == 0:
        return "0"
    size = abs(value)
    said = "< 0.1" if size < 0.05 else f"{size:,.{1 if size < 100 else 0}f}"
    return f"−{said}" if value < 0 else said


def signed(value: float) -> str:
    """Write a change with its sign.

    >>> signed(0), signed(0.02), signed(-3.14)
    ('0', '+< 0.1', '−3.1')
    """
    return f"+{amount(value)}" if value > 0 else amount(value)


def share_cell(share: float | None) -> str:
    """Write a share in percent so that few are never none and most are never all; nothing where it has no meaning.

    >>> share_cell(0.0), share_cell(0.00001), share_cell(0.2345), share_cell(0.99999), share_cell(1.0)
    ('0%', '< 0.1%', '23.4%', '> 99.9%', '100%')
    """
    if share is None:
        return ""
    if share in (0.0, 1.0):
        return f"{share:.0%}"
    return "< 0.1%" if share < 0.0005 else "> 99.9%" if share >= 0.9995 else f"{share:.1%}"
