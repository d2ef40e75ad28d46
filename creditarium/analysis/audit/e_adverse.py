"""Section E: adverse action. Reasons, disclosure of the score, and the time to notice."""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.answer import Answer, Element, Finding, cannot
from creditarium.analysis.audit.case import Case, Measure, Part
from creditarium.analysis.audit.h_process import declared
from creditarium.analysis.audit.witness import Witness

MOST_REASONS = 4
"""As many principal reasons as Regulation B asks for at most (12 CFR 1002.9, comment 9(b)(2)-1)."""


def reasons(case: Case) -> Answer:
    """Question 14: are the reasons specific, at most four, and faithful to what was scored?"""
    few = case.per(
        f"refusals that {MOST_REASONS} kinds of entry or fewer explain whole", "share", "refusals", _few(case)
    )
    covered = case.per(
        f"what the {MOST_REASONS} heaviest kinds explain of a refusal, on average",
        "share",
        "refusals with an entry",
        _covered(case),
    )
    none = case.per("refusals for which no reason of the person's own can be given", "share", "refusals", _none(case))
    secret = [name for name in case.personal if case.scenario.scoring[name].disclosure == "secret"]
    findings = [few, covered, none]
    findings += [cannot(f"reasons as {name} gives them", "its rules are secret: none are given") for name in secret]
    words = (
        "Reasons are the kinds of entry behind a refusal, by what each took. They are faithful by making: they are the "
        "ledger's own."
    )
    return Answer(14, words, tuple(findings))


def _refusals(case: Case, seed: Witness) -> pl.DataFrame:
    """Give by refusal the kinds behind it, what the heaviest explain, and whether any is the person's own."""
    frame = case.harms[seed.seed].filter(pl.col("harm") == "refused")
    kinds = frame.group_by("harm_id", "behind", maintain_order=True).agg(
        pl.col("weight").sum(), pl.col("related").is_not_null().any().alias("own")
    )
    return kinds.sort("weight", descending=True).group_by("harm_id", maintain_order=True).agg(
        pl.len().alias("kinds"),
        pl.col("weight").head(MOST_REASONS).sum().alias("explained"),
        pl.col("own").any(),
    )  # fmt: skip


def _few(case: Case) -> Measure:
    def measure(seed: Witness) -> Part:
        frame = _refusals(case, seed)
        return float((frame["own"] & (frame["kinds"] <= MOST_REASONS)).sum()), float(len(frame))

    return measure


def _covered(case: Case) -> Measure:
    def measure(seed: Witness) -> Part:
        frame = _refusals(case, seed).filter("own")
        return float(frame["explained"].sum()), float(len(frame))

    return measure


def _none(case: Case) -> Measure:
    def measure(seed: Witness) -> Part:
        frame = _refusals(case, seed)
        return float((~frame["own"]).sum()), float(len(frame))

    return measure


def disclosure(case: Case) -> Answer:
    """Question 15: are the score, its range, its date and its source disclosed?"""
    findings = []
    opened = []
    for name in case.personal:
        scheme = case.scenario.scoring[name]
        shown = scheme.disclosure == "published"
        opened.append(shown)
        span = (
            "listed or not"
            if scheme.sort == "list"
            else f"{scheme.floor.value:g} to {scheme.ceiling.value:g}"
            if scheme.floor is not None and scheme.ceiling is not None
            else "no range is declared"
        )
        findings += [
            Finding(f"rules and score of {name}", "disclosed" if shown else "secret"),
            Finding(f"range of {name}", span if shown else f"secret (in the model {span})"),
            Finding(f"source of {name}", scheme.owner),
        ]
    element: Element = "met" if opened and all(opened) else "not met"
    if any(opened) and not all(opened):
        element = "cannot tell"
    words = "A scheme discloses its rules with the score, or neither; schemes here that differ leave the whole open."
    return Answer(15, words, tuple(findings), element)


def latency(case: Case) -> Answer:
    """Question 16: how long after an entry the person hears of it."""
    never = case.per(
        "entries against people that they never hear of", "share", "entries against people",
        lambda seed: (float((~seed.adverse["noticed"]).sum()), float(len(seed.adverse))),
    )  # fmt: skip
    delays = []
    for name in case.personal:
        rule = case.scenario.scoring[name].appeal
        what = f"mean days to notice under {name}, of those who do"
        delays.append(
            declared(what, rule.notice_delay, "days", "entries")
            if rule is not None
            else cannot(what, "the scheme has no rule on notice")
        )
    return Answer(
        16, "Who never hears of an entry has no time to notice; the delay of the others is declared.", (never, *delays)
    )


ANSWERS = {14: reasons, 15: disclosure, 16: latency}
