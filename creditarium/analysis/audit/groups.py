"""Groups of people in the audit: by which attributes, and the worst against the best."""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.answer import Finding, cannot
from creditarium.analysis.audit.case import Case

OF_RUN = ("sex", "age", "income", "stratum")
"""The attributes that the run's own tallies are counted by."""
OF_SEEDS = ("education", "migrant", "credit_file")
"""Further attributes, counted in the seeds."""
GROUPS = (*OF_RUN, *OF_SEEDS)
ABSENT = ("ethnicity", "religion", "sexual orientation", "political party", "disability")
"""Protected attributes that no person of the model has."""
WHY_ABSENT = "no person of the model has the attribute, on purpose; the audit says nothing about it"


def each_group(case: Case) -> tuple[str, ...]:
    """Give the attributes by which people differ in this run."""
    return tuple(name for name in GROUPS if case.seeds and case.seeds[0].people[name].n_unique() > 1)


def absent(what: str) -> tuple[Finding, ...]:
    """Say of each protected attribute that the model does not have that nobody can tell."""
    return tuple(cannot(f"{what} by {name}", WHY_ABSENT) for name in ABSENT)


def with_harm(case: Case, happened: pl.DataFrame) -> pl.DataFrame:
    """Give those under a scheme, with how often each is in `happened` (seed, person) as `harm`."""
    counts = happened.group_by("seed", "person", maintain_order=True).len("harm")
    return case.covered.join(counts, on=["seed", "person"], how="left", maintain_order="left")


def worst_over_best(
    case: Case, group: str, what: str, rows: pl.DataFrame, of: str = "people under a scheme in both"
) -> Finding:
    """Give the highest rate of harm among the groups over the lowest; each seed compares the same two groups.

    `rows` has the `seed`, the group and the `harm` of each person (or of each of whatever it is that is counted,
    which `of` names).
    """
    counts = rows.group_by("seed", group, maintain_order=True).agg(
        pl.len().alias("people"), pl.col("harm").sum().cast(pl.Float64)
    )
    pooled = counts.group_by(group, maintain_order=True).agg(pl.col("people", "harm").sum()).sort(group)
    rates = pooled.with_columns((pl.col("harm") / pl.col("people")).alias("rate")).sort("rate", maintain_order=True)
    if len(rates) < 2 or not rates["rate"][0] > 0:
        return cannot(f"{what}: worst over best by {group}", "in some group the seeds saw none")
    best, worst = rates[group][0], rates[group][-1]
    said = f"{what}: {group} {worst} over {best}"
    value = float(rates["rate"][-1] / rates["rate"][0])
    people = float(rates.filter(pl.col(group).is_in([best, worst]))["people"].sum())
    known = _ratios(counts, group, worst, best)
    if not known:
        return cannot(said, "no seed saw any in both groups")
    return case.made(said, "times", of, value, known, people)


def _ratios(counts: pl.DataFrame, group: str, worst: str, best: str) -> list[float]:
    """Give each seed's ratio of the rates, but for those where the better group had no harm."""
    seeds: dict[int, dict[str, float]] = {}
    for seed, name, people, harm in counts.select("seed", group, "people", "harm").iter_rows():
        seeds.setdefault(seed, {})[name] = harm / people
    return [rates.get(worst, 0.0) / rates[best] for rates in seeds.values() if rates.get(best)]
