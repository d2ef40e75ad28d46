"""Section K: the people. One life explained, how harm is spread, and who gains."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from creditarium.analysis.audit.answer import Answer, Evidence, Finding, cannot
from creditarium.analysis.audit.case import Case, Measure, Number, Part
from creditarium.analysis.audit.witness import GAINED, Witness
from creditarium.analysis.inequality import gini
from creditarium.analysis.obstacles import outside
from creditarium.analysis.way_back import way_back
from creditarium.results.replay import Life, replay

WORST = 0.01
"""The share of people who count as the worst off."""


def spread(case: Case) -> Answer:
    """Question 36: how harm is spread over persons, the worst one percent, and who gains."""
    each = case.per(
        "requests refused because of a scheme, on average", "for each 1,000 people", "people under a scheme",
        lambda seed: (_covered(seed, "refused").sum(), float(seed.people["covered"].sum())), times=1000,
    )  # fmt: skip
    worst = case.each("share of all refusals that fall on the worst 1 %", "share", "refusals", _worst("refused"))
    dear = case.each("share of all money lost that the worst 1 % lose", "share", "money lost", _worst("lost"))
    uneven = case.each("Gini coefficient of refusals", "", "people under a scheme", _gini)
    most = case.each("most refusals of one person", "refusals", "people under a scheme", _most)
    sides = [case.per(f"people {word}", "share", "people under a scheme", _side(sign)) for word, sign in _SIDES.items()]
    gains = _gains(case)
    table = pl.concat([_quantiles(seed) for seed in case.seeds])
    words = (
        "Better and worse off is counted in requests granted, against the same person's time without schemes: all that "
        "follows is in it. Who gains is told apart: it is no balance."
    )
    evidence = (Evidence("requests refused for a person, by seed", table),)
    return Answer(36, words, (each, worst, dear, uneven, most, *sides, *gains), evidence=evidence)


_SIDES = {"with fewer requests granted than without schemes": -1, "with more": 1, "with as many": 0}


def _covered(seed: Witness, column: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    frame = seed.people.filter("covered").select("person").join(seed.harm, on="person", maintain_order="left")
    return np.asarray(frame[column].to_numpy(), dtype=np.float64)


def _worst(column: str) -> Number:
    def measure(seed: Witness) -> tuple[float | None, float]:
        values = np.sort(_covered(seed, column))[::-1]
        total = float(values.sum())
        few = max(int(np.ceil(WORST * len(values))), 1)
        return (float(values[:few].sum()) / total if total > 0 else None), total

    return measure


def _gini(seed: Witness) -> tuple[float | None, float]:
    values = _covered(seed, "refused")
    return (gini(values) if values.sum() > 0 else None), float(len(values))


def _most(seed: Witness) -> tuple[float | None, float]:
    values = _covered(seed, "refused")
    return (float(values.max()) if len(values) else None), float(len(values))


def _side(sign: int) -> Measure:
    def measure(seed: Witness) -> Part:
        change = np.sign(seed.granted - seed.plain_granted)[seed.people["covered"].to_numpy()]
        return float((change == sign).sum()), float(len(change))

    return measure


def _quantiles(seed: Witness) -> pl.DataFrame:
    values = _covered(seed, "refused")
    points = (0.5, 0.9, 0.99, 0.999, 1.0)
    row = {"seed": seed.seed, "people": len(values), "refused": float(values.sum())}
    found = {f"at_{point:g}": float(np.quantile(values, point)) if len(values) else 0.0 for point in points}
    return pl.DataFrame([row | found])


def _gains(case: Case) -> list[Finding]:
    """Give who got what the institution itself would have refused, people with a thin credit file apart."""
    rules = case.scenario.consequences.rules
    grants = {name for name, rule in rules.items() if rule.does == "grant"}
    if not grants:
        return [cannot("access gained", "no consequence grants anything")]
    loans = {name for name in grants if case.scenario.conduct.kinds[rules[name].need].domain == "loans"}
    run = sum(count for name, count in case.total("applied", "consequence").items() if name in grants)
    gained = case.per(
        "requests granted because of a scheme, which the institution itself would have refused",
        "for each 1,000 people", "people", _gained(grants), (run, case.people), times=1000,
    )  # fmt: skip
    thin = case.per(
        "people without a credit file who got a loan so", "share", "people without a credit file", _thin(loans)
    )
    return [
        gained,
        thin if loans else cannot("people without a credit file who got a loan so", "no rule grants a loan"),
    ]


def _gained(grants: set[str]) -> Measure:
    chosen = (pl.col("does") == GAINED) & pl.col("consequence").cast(pl.String).is_in(grants)
    return lambda seed: (float(seed.effects.select(chosen.sum()).item() or 0), float(len(seed.people)))


def _thin(loans: set[str]) -> Measure:
    def measure(seed: Witness) -> Part:
        chosen = (pl.col("does") == GAINED) & pl.col("consequence").cast(pl.String).is_in(loans)
        got = seed.effects.filter(chosen)["person"].unique(maintain_order=True)
        thin = seed.people.filter(pl.col("covered") & (pl.col("credit_file").cast(pl.String) == "no"))
        return float(thin["person"].is_in(got.implode()).sum()), float(len(thin))

    return measure


def one_life(case: Case) -> Answer:
    """Question 35: one person's score, what it is made of, the same life without the scheme, and the way back."""
    seed = case.seeds[0]
    harmed = seed.people.filter("covered").select("person").join(seed.harm, on="person", maintain_order="left")
    if not len(harmed):
        return Answer(35, cannot_tell="no scheme covers anybody in the seeds")
    person = int(harmed.sort("refused", "lost", "wrong", "person", descending=[True, True, True, False])["person"][0])
    life = replay(seed.run, person)
    mine = harmed.filter(pl.col("person") == person).row(0, named=True)
    entries = life.ledger.with_columns(pl.when(pl.col("kind") == "").then("entered").otherwise("kind").alias("from"))
    made = entries.group_by("scheme", "from", maintain_order=True).agg(pl.col("delta").sum().alias("points"))
    findings = (
        Finding("who", _who(life.attributes)),
        *(Finding(f"score under {name}", f"{score:g}") for name, score in life.scores.items() if name in case.personal),
        Finding("requests refused because of a scheme", int(mine["refused"]), "requests"),
        Finding("requests granted with the schemes", int(seed.granted[person]), "requests"),
        Finding("requests granted in the same life without them", int(seed.plain_granted[person]), "requests"),
        *(_way(life, name) for name in case.personal if outside(life, name) is None),
    )
    words = f"Person {person} of seed {seed.seed}, the one whom the schemes refused most. Nobody here is anybody."
    tables = (Evidence("what the scores are made of", made), Evidence("refusals", _plainly(life.refusals)))
    return Answer(35, words, findings, evidence=tables)


_TOLD = ("sex", "age", "region", "stratum", "education", "income", "role")
_CALLED = {"income": "fifth by income"}


def _way(life: Life, scheme: str) -> Finding:
    """Tell the cheapest way to the next band, as it was lived, or what bars it."""
    way = way_back(life, scheme)
    what = f"cheapest way to the next band of {scheme}, from {way.since}"
    if way.reached is None:
        return cannot(what, f"there is none, because {way.obstacle.because}" if way.obstacle else "none was found")
    acts = "; ".join(f"{act.date:%Y-%m-%d} {'do' if act.do else 'leave'}: {act.title}" for act in way.acts)
    by = f"by {len(way.acts)} acts ({acts})" if acts else "by no act"
    return Finding(what, f"{way.aim} on {way.reached}, {by}")


def _who(attributes: dict[str, Any]) -> str:
    return ", ".join(f"{_CALLED.get(name, name)} {attributes[name]}" for name in _TOLD if name in attributes)


def _plainly(refusals: pl.DataFrame) -> pl.DataFrame:
    return refusals.select(
        "date", "kind", "consequence", "institution", pl.col("entries").list.len().alias("entries_behind")
    )


ANSWERS = {35: one_life, 36: spread}
