"""Section B: is it prohibited social scoring? Elements of a norm, and no more."""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.answer import Answer, Element, Evidence, Finding, Interval
from creditarium.analysis.audit.attribution import EMPLOYERS, NOBODY
from creditarium.analysis.audit.case import Case, Measure, Part
from creditarium.analysis.audit.groups import each_group, worst_over_best
from creditarium.analysis.audit.witness import Witness

LEAST_GRAVITY = 1
"""One grade: harm on conduct below it is told apart, as nothing can be divided by no gravity."""
NO_CONDUCT = (NOBODY, EMPLOYERS)


def over_time(case: Case) -> Answer:
    """Question 4: evaluation over a period of time, of social behaviour or characteristics."""
    schemes, every = case.scenario.scoring, case.scenario.conduct.kinds
    kinds = {kind for name in case.personal for kind in schemes[name].rules}
    findings = [
        Finding("schemes that evaluate persons", len(case.personal), "schemes", of="schemes", base=len(schemes)),
        Finding("kinds of behaviour that they write down", len(kinds), "kinds", of="kinds", base=len(every)),
        *(
            case.per(f"people under {name}", "share", "people", _under(name), _members(case, name))
            for name in case.personal
        ),
    ]
    met = bool(case.personal and kinds)
    words = (
        f"Persons are evaluated over {case.days} days by what they do and by what befalls them."
        if met
        else "No scheme evaluates persons."
    )
    return Answer(4, words, tuple(findings), "met" if met else "not met")


def _under(scheme: str) -> Measure:
    def measure(seed: Witness) -> Part:
        counts = seed.run.bands(by=("scheme",))
        return float(counts.filter(pl.col("scheme").cast(pl.String) == scheme)["people"].sum()), float(len(seed.people))

    return measure


def _members(case: Case, scheme: str) -> Part:
    counts = case.run.bands(by=("scheme",))
    return float(counts.filter(pl.col("scheme").cast(pl.String) == scheme)["people"].sum()), case.people


def detriment(case: Case) -> Answer:
    """Question 5: does the score lead to detriment?"""
    refused = case.per(
        "requests refused because of a scheme, which the institution itself would have granted",
        "for each 1,000 people",
        "people",
        lambda seed: (float(seed.harm["refused"].sum()), float(len(seed.people))),
        (sum(case.total("denied", "consequence").values()), case.people),
        times=1000,
    )
    persons = case.per(
        "persons ever refused so",
        "share",
        "people",
        lambda seed: (float((seed.harm["refused"] > 0).sum()), float(len(seed.people))),
        (case.tallied.total("refused_persons"), case.people),
    )
    dearer = case.per(
        "persons who paid more because of a scheme",
        "share",
        "people",
        lambda seed: (float((seed.harm["lost"] > 0).sum()), float(len(seed.people))),
    )
    element = some_in_all(refused, dearer)
    words = {
        "met": "People are refused, or pay more, because of a scheme.",
        "not met": "Nobody was refused anything, or paid more, because of a scheme.",
    }.get(element, "In some seeds somebody was refused or paid more, in others nobody.")
    table = case.tallied.of_persons("denied", ["consequence"]).sort("count", descending=True, maintain_order=True)
    return Answer(5, words, (refused, persons, dearer), element, (Evidence("refusals by consequence", table),))


def some_in_all(*findings: Finding) -> Element:
    """Say that an element is met if a finding is above 0 in every seed, not met if all are 0 everywhere."""
    intervals = [one.interval for one in findings if one.interval is not None]
    if any(interval.low > 0 for interval in intervals):
        return "met"
    values = [one.value for one in findings if isinstance(one.value, int | float)]
    none = bool(intervals) and all(interval.high == 0 for interval in intervals) and not any(values)
    return "not met" if none else "cannot tell"


def unrelated(case: Case) -> Answer:
    """Question 6: the share of all harm that falls in contexts unrelated to where the data arose."""
    apart, nobody = ~pl.col("related"), pl.col("behind").is_in(NO_CONDUCT)
    refused = case.per("refusals in unrelated contexts", "share", "refusals", _share(case, "refused", apart))
    dearer = case.per("dearer prices in unrelated contexts", "share", "dearer prices", _share(case, "dearer", apart))
    unknown = case.per(
        "refusals with no entry of the person's own behind them", "share", "refusals", _share(case, "refused", nobody)
    )
    if refused.cannot_tell and dearer.cannot_tell:
        return Answer(6, cannot_tell="the seeds saw no harm that could be traced to its data")
    words = (
        "Each harm is shared out over the entries behind it, by what each took. Which domains of life are related is "
        "declared with reasons (presets/audit/measures.yaml): an assumption, not varied."
    )
    table = (
        pl.concat(list(case.harms.values()))
        .group_by("behind", "need", "related", "harm", maintain_order=True)
        .agg(pl.col("weight").sum().alias("harms"))
        .sort("harms", descending=True, maintain_order=True)
    )
    evidence = (Evidence("harms by what stands behind them and what was asked for", table),)
    return Answer(6, words, (refused, dearer, unknown), some_in_all(refused, dearer), evidence)


def _share(case: Case, harm: str, chosen: pl.Expr) -> Measure:
    def measure(seed: Witness) -> Part:
        frame = case.harms[seed.seed].filter(pl.col("harm") == harm)
        return float(frame.filter(chosen)["weight"].sum()), float(frame["weight"].sum())

    return measure


def proportion(case: Case) -> Answer:
    """Question 7: harm against the gravity of the conduct behind it, and between groups."""
    kinds = case.scenario.conduct.kinds
    light = [name for name, kind in kinds.items() if case.told.gravity_of(name, kind).value < LEAST_GRAVITY]

    def on_light(seed: Witness) -> Part:
        frame = case.harms[seed.seed].filter((pl.col("harm") == "refused") & ~pl.col("behind").is_in(NO_CONDUCT))
        return float(frame.filter(pl.col("behind").is_in(light))["weight"].sum()), float(frame["weight"].sum())

    lawful = case.per("refusals that rest on conduct of no gravity", "share", "traced refusals", on_light)
    clean = case.per(
        "persons refused who did nothing that a scheme in force punishes",
        "share",
        "persons refused",
        _blameless,
        (case.tallied.total("blameless_persons"), case.tallied.total("refused_persons")),
    )
    table = _by_gravity(case)
    rows = case.covered.rename({"refused": "harm"})
    groups = [worst_over_best(case, each, "refusals", rows) for each in each_group(case)]
    words = (
        "Gravity is a declared scale from 0 (lawful) to 5, with a range for each kind. Harm for each unit of gravity "
        "is how many refusals rest on a kind, divided by its entries times its grade."
    )
    findings = (lawful, clean, *_heaviest(case, table), *groups)
    return Answer(7, words, findings, some_in_all(lawful, clean), (Evidence("harm by gravity", table),))


def _blameless(seed: Witness) -> Part:
    frame = (
        seed.people.select("person", "state.blamed")
        .join(seed.harm, on="person", maintain_order="left")
        .filter(pl.col("refused") > 0)
    )
    return float((~frame["state.blamed"]).sum()), float(len(frame))


def _by_gravity(case: Case) -> pl.DataFrame:
    """Give by kind: entries, refusals that rest on them, grade with its range, refusals for each unit of gravity."""
    harms = pl.concat(list(case.harms.values())).filter(pl.col("harm") == "refused")
    entries = pl.concat([seed.entries.select(pl.col("kind").cast(pl.String), "delta") for seed in case.seeds])
    counted = (
        entries.filter(pl.col("delta") != 0)
        .group_by(pl.col("kind").alias("behind"), maintain_order=True)
        .len("entries")
    )
    table = harms.group_by("behind", maintain_order=True).agg(pl.col("weight").sum().alias("refusals"))
    table = table.join(counted, on="behind", how="left", maintain_order="left").sort(
        "refusals", descending=True, maintain_order=True
    )
    rows = []
    for name, refusals, number in table.rows():
        kind = case.scenario.conduct.kinds.get(name)
        grade = case.told.gravity_of(name, kind) if kind is not None else None
        grades = (grade.value, grade.lowest, grade.highest) if grade is not None else (None, None, None)
        units = [refusals / (number * by) if number and by else None for by in (grades[0], grades[2], grades[1])]
        rows.append((name, number, refusals, *grades, *units))
    names = ("grade", "lowest", "highest", "for_a_unit", "for_a_unit_low", "for_a_unit_high")
    schema = {"behind": pl.String, "entries": pl.Int64, "refusals": pl.Float64, **dict.fromkeys(names, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _heaviest(case: Case, table: pl.DataFrame) -> list[Finding]:
    """Give the kind with most harm for each unit of gravity; the interval spans the declared range of its grade."""
    known = table.drop_nulls("for_a_unit").sort("for_a_unit", descending=True, maintain_order=True)
    if not len(known):
        return []
    worst = known.row(0, named=True)
    high = worst["for_a_unit_high"]
    spans = f"the declared range of its grade, {worst['lowest']:g} to {worst['highest']:g}; all seeds together"
    return [
        Finding(
            f"most refusals for each entry and unit of gravity: {worst['behind']}",
            worst["for_a_unit"],
            "",
            Interval(worst["for_a_unit_low"], float("inf") if high is None else high, spans),
            case.window,
            "entries of this kind",
            float(worst["entries"]),
            case.counted,
        )
    ]


ANSWERS = {4: over_time, 5: detriment, 6: unrelated, 7: proportion}
