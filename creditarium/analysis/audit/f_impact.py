"""Section F: disparate impact. Every group and cell is shown, small ones too; a threshold is no verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import polars as pl

from creditarium.analysis.audit.alternative import alternative
from creditarium.analysis.audit.answer import Answer, Evidence, Finding, cannot
from creditarium.analysis.audit.case import Case
from creditarium.analysis.audit.groups import OF_RUN, OF_SEEDS, absent
from creditarium.analysis.audit.lowest_ratio import lowest_ratio
from creditarium.analysis.audit.witness import Witness
from creditarium.analysis.fairness import calibration, criteria, error_rates, median, scoring_rate, selection

CROSSED = ("sex", "age", "income")
"""The attributes that are crossed."""
MINORS = "0-17"
CRITERIA_BY = ("income", "sex", "age")
"""The attributes by which criteria are set side by side."""


def impact(case: Case) -> Answer:
    """Question 17: acceptance by group, the ratio to the best, and what an audit would find."""
    findings, tables = [], []
    for group in (*OF_RUN, *OF_SEEDS):
        counts = _accepted(case, (group,)) if group in OF_RUN else _pooled(case, _accepted_of, (group,))
        where = "the run" if group in OF_RUN else case.counted
        found = lowest_ratio(case, counts, (group,), _accepted_of, where, "never refused because of a scheme")
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


def _accepted_of(seed: Witness, by: Sequence[str]) -> pl.DataFrame:
    frame = _adults(seed, by, "person").join(seed.harm.select("person", "refused"), on="person", maintain_order="left")
    return (
        frame.with_columns((pl.col("refused") == 0).alias("chosen"))
        .group_by([*by, "chosen"], maintain_order=True)
        .len("people")
    )


def _adults(seed: Witness, by: Sequence[str], *others: str | pl.Expr) -> pl.DataFrame:
    chosen = seed.people.filter(pl.col("age").cast(pl.String) != MINORS)
    return chosen.select(*(pl.col(name).cast(pl.String) for name in by), *others)


def _pooled(case: Case, of_seed: Callable[..., pl.DataFrame], by: Sequence[str]) -> pl.DataFrame:
    frames = [of_seed(seed, by) for seed in case.seeds]
    keys = [name for name in frames[0].columns if name != "people"]
    return pl.concat(frames).group_by(keys, maintain_order=True).agg(pl.col("people").sum())


def scored(case: Case) -> Answer:
    """Question 18: the share of each group above the median score of all."""
    findings, tables = [], []
    for scheme in case.personal:
        if case.scenario.scoring[scheme].sort == "list":
            findings.append(cannot(f"scoring rate under {scheme}", "a list has no scores"))
            continue
        of_seed = partial(_scores_of, scheme=scheme)
        above = partial(_above_median, scheme=scheme)
        rates = partial(scoring_rate, score="score")
        if not len(_pooled(case, of_seed, ("sex",))):
            findings.append(cannot(f"scoring rate under {scheme}", "it covers nobody in the seeds"))
            continue
        for group in (*OF_RUN, *OF_SEEDS):
            counts = _pooled(case, of_seed, (group,))
            what = f"above the median score of {scheme}"
            found = lowest_ratio(case, counts, (group,), above, case.counted, what, rates)
            if found is not None:
                findings.append(found[0])
                tables.append(found[1])
    words = "The median is that of all whom the scheme covers. Scores are known person by person in the seeds."
    return (
        Answer(18, words, tuple(findings), evidence=tuple(tables))
        if findings
        else Answer(18, cannot_tell="nobody is scored")
    )


def _scores_of(seed: Witness, by: Sequence[str], scheme: str) -> pl.DataFrame:
    frame = _adults(seed, by, f"score.{scheme}", f"in.{scheme}").filter(f"in.{scheme}").drop(f"in.{scheme}")
    return frame.rename({f"score.{scheme}": "score"}).group_by([*by, "score"], maintain_order=True).len("people")


def _above_median(seed: Witness, by: Sequence[str], scheme: str) -> pl.DataFrame:
    """Count one seed's groups by whether they lie above the median of all, as `scoring_rate` does."""
    counts = _scores_of(seed, by, scheme)
    middle = median(counts, "score") if len(counts) else 0.0
    return counts.with_columns((pl.col("score") > middle).alias("chosen"))


def crossed(case: Case) -> Answer:
    """Question 19: the groups crossed; every cell shown, and the unknown counted."""
    counts = _accepted(case, CROSSED)
    found = lowest_ratio(case, counts, CROSSED, _accepted_of, "the run", "never refused because of a scheme")
    if found is None:
        return Answer(19, cannot_tell="there is one cell only")
    lowest, table = found
    small = table.frame.filter("small")
    adults = float(table.frame["people"].sum())
    cells = Finding("cells", len(table.frame), "cells", of="cells", base=len(table.frame))
    few = Finding("cells under 2 % of the adults, all shown", len(small), "cells", of="cells", base=len(table.frame))
    inside = case.made(
        "adults in such cells", "share", "adults", float(small["people"].sum()) / max(adults, 1.0),
        [_small_share(seed) for seed in case.seeds], adults, "the run",
    )  # fmt: skip
    unknown = Finding("people whose attributes are not known", 0, "people", of="people", base=case.people)
    words = "Every person of a synthetic people has every attribute, so that nobody is unknown and no cell is hidden."
    return Answer(19, words, (lowest, cells, few, inside, unknown, *absent("crossed cells")), evidence=(table,))


def _small_share(seed: Witness) -> float:
    table = selection(_accepted_of(seed, CROSSED), list(CROSSED), "chosen")
    return float(table.filter("small")["people"].sum()) / float(table["people"].sum())


def errors(case: Case) -> Answer:
    """Question 20: the balance of errors and calibration by group, and which criteria conflict."""
    if not any(seed.people["covered"].any() for seed in case.seeds):
        return Answer(20, cannot_tell="the schemes cover nobody in the seeds")
    findings, tables = [], []
    overall = _seed_rates(case, ())
    for column, what in (
        ("fpr", "marked though they did nothing that is punished (false positive rate)"),
        ("fnr", "not marked though they did (false negative rate)"),
        ("ppv", "did it, of those marked (predictive value)"),
    ):
        known = overall.select(column, "people").drop_nulls().rows()
        if not known:
            findings.append(cannot(what, "no seed has anybody who could tell"))
            continue
        value = sum(rate for rate, _ in known) / len(known)
        base = float(sum(people for _, people in known))
        findings.append(case.made(what, "share", "people under a scheme", value, [rate for rate, _ in known], base))
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


def _seed_rates(case: Case, by: Sequence[str]) -> pl.DataFrame:
    """Give the error rates of each seed, by groups if wanted: all seeds at one time, as many small frames are slow."""
    counts = pl.concat([_marked(seed, by).with_columns(pl.lit(seed.seed).alias("seed")) for seed in case.seeds])
    return error_rates(counts, ["seed", *by], "did", "marked")


def _marked(seed: Witness, by: Sequence[str]) -> pl.DataFrame:
    frame = _adults(seed, by, "covered", "marked", pl.col("state.blamed").alias("did")).filter("covered")
    return frame.group_by([*by, "did", "marked"], maintain_order=True).len("people")


def _conflict(case: Case, group: str) -> tuple[list[Finding], list[Evidence]]:
    """Set criteria side by side for one attribute: the widest difference of each between groups."""
    pooled = pl.concat([_marked(seed, (group,)) for seed in case.seeds])
    pooled = pooled.group_by(group, "did", "marked", maintain_order=True).agg(pl.col("people").sum())
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
            findings.append(
                case.made(what, "share", "people under a scheme", difference, known, float(pooled["people"].sum()))
            )
    tables = [Evidence(f"criteria side by side, by {group}", side), Evidence(f"errors by {group}", rates)]
    return findings, [*tables, *_calibrated(case, group)]


def _calibrated(case: Case, group: str) -> list[Evidence]:
    made = []
    for scheme in case.personal:
        band, did = pl.col(f"band.{scheme}").alias("band"), pl.col("state.blamed").alias("did")
        frames = [_adults(seed, (group,), f"in.{scheme}", band, did).filter(f"in.{scheme}") for seed in case.seeds]
        counts = pl.concat(frames).group_by(group, "band", "did", maintain_order=True).len("people")
        if len(counts):
            table = calibration(counts, [group], "band", "did")
            made.append(Evidence(f"share who did it, by {group} and band of {scheme}", table))
    return made


ANSWERS = {17: impact, 18: scored, 19: crossed, 20: errors, 21: alternative}
