"""Groups of people in the audit: by which attributes, and the worst against the best."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from creditarium.analysis.audit.answer import Finding, cannot
from creditarium.analysis.audit.case import Case
from creditarium.analysis.audit.witness import Witness

OF_RUN = ("sex", "age", "income", "stratum")
"""The attributes that the run's own tallies are counted by."""
OF_SEEDS = ("education", "migrant", "credit_file")
"""Further attributes, counted in the seeds."""
GROUPS = (*OF_RUN, *OF_SEEDS)
Table = Callable[[Witness], pl.DataFrame]
"""Of one seed: the group, `people` and `harm`."""
ABSENT = ("ethnicity", "religion", "sexual orientation", "political party", "disability")
"""Protected attributes that no person of the model has."""
WHY_ABSENT = "no person of the model has the attribute, on purpose; the audit says nothing about it"


def each_group(case: Case) -> tuple[str, ...]:
    """Give the attributes by which people differ in this run."""
    return tuple(name for name in GROUPS if case.seeds and case.seeds[0].people[name].n_unique() > 1)


def absent(what: str) -> tuple[Finding, ...]:
    """Say of each protected attribute that the model does not have that nobody can tell."""
    return tuple(cannot(f"{what} by {name}", WHY_ABSENT) for name in ABSENT)


def by_group(seed: Witness, group: str, harm: str = "refused") -> pl.DataFrame:
    """Count the people under a scheme, and harm, by an attribute: group, people, persons harmed, harm."""
    frame = (
        seed.people.filter("covered")
        .select("person", pl.col(group).cast(pl.String))
        .join(seed.harm, on="person", maintain_order="left")
    )
    return (
        frame.group_by(group, maintain_order=True)
        .agg(pl.len().alias("people"), (pl.col(harm) > 0).sum().alias("persons"), pl.col(harm).sum().alias("harm"))
        .sort(group)
    )


def worst_over_best(case: Case, group: str, what: str, table: Table | None = None) -> Finding:
    """Give the highest rate of harm among the groups over the lowest; each seed compares the same two groups."""
    frames = [(table or (lambda seed: by_group(seed, group)))(seed) for seed in case.seeds]
    pooled = pl.concat(frames).group_by(group, maintain_order=True).agg(pl.col("people", "harm").sum()).sort(group)
    rates = pooled.with_columns((pl.col("harm") / pl.col("people")).alias("rate")).sort("rate", maintain_order=True)
    if len(rates) < 2 or not rates["rate"][0] > 0:
        return cannot(f"{what}: worst over best by {group}", "in some group the seeds saw none")
    best, worst = rates[group][0], rates[group][-1]
    ratios = [_ratio(frame, group, worst, best) for frame in frames]
    known = [ratio for ratio in ratios if ratio is not None]
    value = float(rates["rate"][-1] / rates["rate"][0])
    people = float(rates.filter(pl.col(group).is_in([best, worst]))["people"].sum())
    if not known:
        return cannot(f"{what}: {group} {worst} over {best}", "no seed saw any in both groups")
    return case.made(
        f"{what}: {group} {worst} over {best}", "times", "people under a scheme in both", value, known, people
    )


def _ratio(frame: pl.DataFrame, group: str, worst: str, best: str) -> float | None:
    """Give one seed's ratio of the rates; none where the better group had no harm."""
    rates = {name: harm / people for name, harm, people in frame.select(group, "harm", "people").rows() if people}
    return float(rates.get(worst, 0.0) / rates[best]) if rates.get(best) else None
