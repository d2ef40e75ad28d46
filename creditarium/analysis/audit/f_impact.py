"""Section F: disparate impact. Every group and cell is shown, small ones too; a threshold is no verdict."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl

from creditarium.analysis.audit.alternative import alternative
from creditarium.analysis.audit.answer import POINTS, Answer, Evidence, Finding, cannot
from creditarium.analysis.audit.case import Case, Measure, part
from creditarium.analysis.audit.groups import OF_RUN, OF_SEEDS, absent
from creditarium.analysis.audit.lowest_ratio import lowest_ratio
from creditarium.analysis.fairness import calibration, criteria, error_rates, median, scoring_rate, small_share

CROSSED = ("sex", "age", "income")
"""The attributes that are crossed."""
MINORS = "0-17"
CRITERIA_BY = ("income", "sex", "age")
"""The attributes by which criteria are set side by side."""


def impact(case: Case) -> Answer:
    """Question 17: acceptance by group, the ratio to the best, and what an audit would find."""
    findings, tables = [], []
    for group in (*OF_RUN, *OF_SEEDS):
        seeds = _accepted_of_seeds(case, (group,))
        counts = _accepted(case, (group,)) if group in OF_RUN else _pooled(seeds)
        where = "the run" if group in OF_RUN else case.counted
        found = lowest_ratio(case, counts, (group,), seeds, where, "never refused because of a scheme")
        if found is not None:
            findings.append(found[0])
            tables.append(found[1])
    words = (
        "Accepted are adults who were never refused anything because of a scheme. A ratio under four fifths is a rule "
        f"of thumb; it is tested as in an audit of {case.audit_people:,} people. Groups under 2 % of the people are "
        "shown and marked. Question 7 has the ratio of what was refused, which says more where refusals are rare."
    )
    return Answer(17, words, (*findings, *absent("impact ratio")), evidence=tuple(tables))


def _accepted(case: Case, by: Sequence[str]) -> pl.DataFrame:
    """Count the run's adults by groups: who was never refused, and who was."""
    keys = list(dict.fromkeys((*by, "age")))
    people = _worded(case.tallied.tally("people", by=keys), keys, "people")
    refused = _worded(case.tallied.tally("refused_persons", by=keys), keys, "refused")
    joined = people.join(refused, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("refused").fill_null(0)
    )
    joined = joined.filter(pl.col("age") != MINORS)
    parts = [
        joined.select(*by, (pl.col("people") - pl.col("refused")).alias("people"), pl.lit(True).alias("chosen")),
        joined.select(*by, pl.col("refused").alias("people"), pl.lit(False).alias("chosen")),
    ]
    return (
        pl.concat(parts)
        .group_by([*by, "chosen"], maintain_order=True)
        .agg(pl.col("people").sum())
        .filter(pl.col("people") > 0)
    )


def _worded(frame: pl.DataFrame, keys: Sequence[str], name: str) -> pl.DataFrame:
    told = frame.with_columns(pl.col(key).cast(pl.String) for key in keys).rename({"count": name})
    return told.filter(pl.all_horizontal(pl.col(key) != "organisation" for key in keys))


def _accepted_of_seeds(case: Case, by: Sequence[str]) -> pl.DataFrame:
    return _counted(_adults(case).with_columns((pl.col("refused") == 0).alias("chosen")), *by, "chosen")


def _adults(case: Case) -> pl.DataFrame:
    return case.persons.filter(pl.col("age") != MINORS)


def _counted(persons: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Count the people of each seed."""
    return persons.group_by("seed", *by, maintain_order=True).len("people")


def _pooled(seeds: pl.DataFrame) -> pl.DataFrame:
    """Count the people of all seeds together."""
    keys = [name for name in seeds.columns if name not in ("seed", "people")]
    return seeds.group_by(keys, maintain_order=True).agg(pl.col("people").sum())


def scored(case: Case) -> Answer:
    """Question 18: the share of each group above the median score of all."""
    findings, tables = [], []
    for scheme in case.personal:
        if case.scenario.scoring[scheme].sort == "list":
            findings.append(cannot(f"scoring rate under {scheme}", "a list has no scores"))
            continue
        members = _adults(case).filter(f"in.{scheme}").rename({f"score.{scheme}": "score"})
        if not len(members):
            findings.append(cannot(f"scoring rate under {scheme}", "it covers nobody in the seeds"))
            continue
        middles = _medians(members)
        for group in (*OF_RUN, *OF_SEEDS):
            scores = _counted(members, group, "score")
            seeds = scores.join(middles, on="seed", maintain_order="left").with_columns(
                (pl.col("score") > pl.col("middle")).alias("chosen")
            )
            what = f"above the median score of {scheme}"
            rates = partial(scoring_rate, score="score")
            found = lowest_ratio(case, _pooled(scores), (group,), seeds, case.counted, what, rates)
            if found is not None:
                findings.append(found[0])
                tables.append(found[1])
    words = "The median is that of all whom the scheme covers. Scores are known person by person in the seeds."
    return (
        Answer(18, words, tuple(findings), evidence=tuple(tables))
        if findings
        else Answer(18, cannot_tell="nobody is scored")
    )


def _medians(members: pl.DataFrame) -> pl.DataFrame:
    """Give the `middle` of each seed, above which `scoring_rate` looks."""
    seeds = _counted(members, "score").partition_by("seed")
    rows = [(one["seed"][0], median(one, "score")) for one in seeds]
    return pl.DataFrame(rows, schema={"seed": members.schema["seed"], "middle": pl.Float64}, orient="row")


def crossed(case: Case) -> Answer:
    """Question 19: the groups crossed; every cell shown, and the unknown counted."""
    counts = _accepted(case, CROSSED)
    seeds = _accepted_of_seeds(case, CROSSED)
    found = lowest_ratio(case, counts, CROSSED, seeds, "the run", "never refused because of a scheme")
    if found is None:
        return Answer(19, cannot_tell="there is one cell only")
    lowest, table = found
    small = table.frame.filter("small")
    cells = Finding("cells", len(table.frame), "cells", of="cells", base=len(table.frame))
    few = Finding("cells under 2 % of the adults, all shown", len(small), "cells", of="cells", base=len(table.frame))
    inside = case.made(
        "adults in such cells", "share", "adults", small_share(counts, CROSSED),
        [small_share(one, CROSSED) for one in seeds.partition_by("seed", maintain_order=True)],
        float(table.frame["people"].sum()), "the run",
    )  # fmt: skip
    unknown = Finding("people whose attributes are not known", 0, "people", of="people", base=case.people)
    words = "Every person of a synthetic people has every attribute, so that nobody is unknown and no cell is hidden."
    return Answer(19, words, (lowest, cells, few, inside, unknown, *absent("crossed cells")), evidence=(table,))


def errors(case: Case) -> Answer:
    """Question 20: the balance of errors and calibration by group, and which criteria conflict."""
    if not len(case.covered):
        return Answer(20, cannot_tell="the schemes cover nobody in the seeds")
    did, marked = pl.col("state.blamed"), pl.col("marked")
    findings = [
        case.per(what, "share", of, _rate(among, chosen))
        for what, of, among, chosen in (
            (
                "marked though they did nothing that is punished (false positive rate)",
                "people under a scheme who did nothing that is punished",
                ~did,
                marked,
            ),
            (
                "not marked though they did (false negative rate)",
                "people under a scheme who did what is punished",
                did,
                ~marked,
            ),
            ("did it, of those marked (predictive value)", "people marked", marked, did),
        )
    ]
    tables = []
    for group in CRITERIA_BY:
        found = _conflict(case, group)
        findings += found[0]
        tables += found[1]
    words = (
        "Marked is who ends in a band below the one that everybody begins in, or on a list; the truth is whether the "
        "person did what a scheme in force punishes. Where base rates differ, equal error rates and equal predictive "
        "values cannot hold together unless the mark is perfect: the two stand side by side."
    )
    return Answer(20, words, tuple(findings), evidence=tuple(tables))


def _rate(among: pl.Expr, chosen: pl.Expr) -> Measure:
    """Count the adults under a scheme who are `chosen`, among some of them."""
    adult = pl.col("age").cast(pl.String) != MINORS
    return lambda seed: part(seed.people.filter(pl.col("covered") & adult & among), chosen)


def _seed_rates(case: Case, by: Sequence[str]) -> pl.DataFrame:
    """Give the error rates of each seed by groups: all seeds at one time, as many small frames are slow."""
    return error_rates(_marked(case, by), ["seed", *by], "did", "marked")


def _marked(case: Case, by: Sequence[str]) -> pl.DataFrame:
    return _counted(_adults(case).filter("covered").rename({"state.blamed": "did"}), *by, "did", "marked")


def _conflict(case: Case, group: str) -> tuple[list[Finding], list[Evidence]]:
    """Set criteria side by side for one attribute: the widest difference of each between groups."""
    pooled = _pooled(_marked(case, (group,)))
    if pooled[group].n_unique() < 2:
        return [], []
    rates = error_rates(pooled, [group], "did", "marked")
    side = criteria(rates)
    each = _seed_rates(case, (group,)).partition_by("seed")
    seeds = [dict(criteria(one).select("criterion", "difference").rows()) for one in each]
    findings = []
    for name, difference, _ in side.rows():
        known = [one[name] for one in seeds if one.get(name) is not None]
        what = f"{name} by {group}: widest difference"
        if difference is None or not known:
            findings.append(cannot(what, "fewer than two groups can tell"))
        else:
            wide, people = [100 * one for one in known], float(pooled["people"].sum())
            findings.append(case.made(what, POINTS, "people under a scheme", 100 * difference, wide, people))
    tables = [Evidence(f"criteria side by side, by {group}", side), Evidence(f"errors by {group}", rates)]
    return findings, [*tables, *_calibrated(case, group)]


def _calibrated(case: Case, group: str) -> list[Evidence]:
    made = []
    for scheme in case.personal:
        members = _adults(case).filter(f"in.{scheme}").rename({f"band.{scheme}": "band", "state.blamed": "did"})
        counts = _pooled(_counted(members, group, "band", "did"))
        if len(counts):
            table = calibration(counts, [group], "band", "did")
            made.append(Evidence(f"share who did it, by {group} and band of {scheme}", table))
    return made


ANSWERS = {17: impact, 18: scored, 19: crossed, 20: errors, 21: alternative}
