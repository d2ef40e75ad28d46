"""A ratio between groups: with its test as an audit would make it, and the range that the seeds show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import polars as pl

from creditarium.analysis.audit.answer import Evidence, Finding, cannot
from creditarium.analysis.audit.case import Case
from creditarium.analysis.fairness import selection


def lowest_ratio(
    case: Case, counts: pl.DataFrame, by: Sequence[str], seeds: pl.DataFrame, where: str, what: str,
    rates: Callable[..., pl.DataFrame] | None = None,
) -> tuple[Finding, Evidence] | None:  # fmt: skip
    """Give the lowest ratio with its test, and the table of all groups with the range that the seeds show.

    `counts` has the groups, `chosen` and `people`; `seeds` the same of each `seed`.
    """
    if counts.select(by).unique().height < 2:
        return None
    keys = list(by)
    rates = rates or partial(selection, chosen="chosen")
    table = rates(counts, keys, audited=case.audit_people)
    large = table.filter(~pl.col("small"))
    best = (large if len(large) else table).sort("rate", descending=True, maintain_order=True).row(0, named=True)
    top: dict[str, object] = {name: best[name] for name in keys}
    ratios = _ratios(seeds, top)
    range_ = ratios.group_by(keys, maintain_order=True).agg(
        pl.col("ratio").min().alias("seeds_low"), pl.col("ratio").max().alias("seeds_high")
    )  # fmt: skip
    shown = table.join(range_, on=keys, how="left", nulls_equal=True, maintain_order="left").sort(keys)
    told = table.drop_nulls("ratio").sort("ratio", maintain_order=True)
    name = " × ".join(keys)
    if len(told) < 2:
        return cannot(f"lowest ratio by {name}", "nobody, or everybody, was accepted"), Evidence(name, shown)
    worst = told.row(0, named=True)
    cell = ", ".join(str(worst[key]) for key in keys)
    known = ratios.filter(_is_cell({key: worst[key] for key in keys}))["ratio"].drop_nulls().to_list()
    made = case.made(
        f"lowest ratio by {name} ({what}): {cell} over {', '.join(str(value) for value in top.values())}",
        "ratio", "people", float(worst["ratio"]), known, float(table["people"].sum()), where,
    )  # fmt: skip
    return _with_test(case, made, worst), Evidence(f"{what}, by {name}", shown)


def _with_test(case: Case, finding: Finding, worst: dict[str, object]) -> Finding:
    p, flagged = worst["p"], worst["flagged"]
    said = "below four fifths" if flagged else "not below four fifths"
    if isinstance(p, float):
        said += f"; p = {p:.2g} in an audit of {case.audit_people:,} people; elements {worst['elements']}"
    return Finding(**{**vars(finding), "test": said})


def _ratios(seeds: pl.DataFrame, top: dict[str, object]) -> pl.DataFrame:
    """Give in each seed the `ratio` of each group's share of people who are `chosen` to that of the group `top`."""
    chosen = pl.col("people").filter("chosen").sum() / pl.col("people").sum()
    rates = seeds.group_by("seed", *top, maintain_order=True).agg(chosen.alias("rate"))
    scale = rates.filter(_is_cell(top) & (pl.col("rate") > 0)).select("seed", (1 / pl.col("rate")).alias("scale"))
    joined = rates.join(scale, on="seed", how="left", maintain_order="left")
    return joined.select("seed", *top, (pl.col("rate") * pl.col("scale")).alias("ratio"))


def _is_cell(cell: dict[str, object]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == value for name, value in cell.items())
