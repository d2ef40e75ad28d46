"""Section H: due process. Notice, appeals, suspension and repair, as each person met them."""

from __future__ import annotations

import numpy as np
import polars as pl

from creditarium.analysis.audit.answer import Answer, Evidence, Finding, Interval, cannot
from creditarium.analysis.audit.case import Case, Measure, Number, Part, part
from creditarium.analysis.audit.groups import each_group, worst_over_best
from creditarium.analysis.audit.witness import Witness
from creditarium.analysis.survival import Recovery, recovery
from creditarium.model.parameter import Parameter

LATER = 180
"""Days after which it is asked how many marks still stand."""


def appealable(case: Case) -> tuple[str, ...]:
    """Give the schemes of persons that hear appeals."""
    return tuple(name for name in case.personal if case.scenario.scoring[name].appeal is not None)


def declared(what: str, parameter: Parameter[float], unit: str, of: str) -> Finding:
    """Make a finding of a number that the scenario declares, with its declared range."""
    low, high = parameter.lowest, parameter.highest
    spans = "the declared range" if low != high else f"no range: {parameter.kind}"
    return Finding(what, float(parameter.value), unit, Interval(low, high, spans), of=of)


def notice(case: Case) -> Answer:
    """Question 25: which entries are noticed, how late, and whether reasons are given."""
    share = case.per(
        "entries against people that they notice", "share", "entries against people",
        lambda seed: part(seed.adverse, pl.col("noticed")),
    )  # fmt: skip
    wrong = case.per(
        "wrong entries against people that they notice", "share", "wrong entries",
        lambda seed: part(seed.adverse.filter("wrong"), pl.col("noticed")),
    )  # fmt: skip
    delays, reasons = [], []
    for name in case.personal:
        scheme = case.scenario.scoring[name]
        if scheme.appeal is None:
            delays.append(cannot(f"mean days to notice under {name}", "the scheme has no rule on notice or appeal"))
        else:
            delays.append(declared(f"mean days to notice under {name}", scheme.appeal.notice_delay, "days", "entries"))
        told = "published: the rule behind an entry can be read" if scheme.disclosure == "published" else "secret"
        reasons.append(Finding(f"reasons under {name}", told))
    words = (
        "Only what is visible can be noticed. The delay is declared and drawn together with the time of the decision."
    )
    return Answer(25, words, (share, wrong, *delays, *reasons))


def appeals(case: Case) -> Answer:
    """Question 26: appeals filed, upheld, how long they take, and how many wait."""
    if not appealable(case):
        return Answer(
            26, "No scheme of persons hears an appeal.", (Finding("schemes that hear appeals", 0, "schemes"),)
        )
    decided, upheld = case.tallied.total("appeals"), case.tallied.total("upheld")
    filed = case.per(
        "entries against people that they appeal", "share", "entries against people",
        lambda seed: part(seed.adverse, pl.col("filed")),
    )  # fmt: skip
    won = case.per(
        "appeals upheld", "share", "appeals decided",
        lambda seed: (seed.tallied.total("upheld"), seed.tallied.total("appeals")), (upheld, decided),
    )  # fmt: skip
    right = case.per("appeals upheld against true entries", "share", "appeals decided", _upheld(False))
    wrong = case.per("appeals upheld against wrong entries", "share", "appeals decided", _upheld(True))
    curves = {seed.seed: _decided(seed, case.days) for seed in case.seeds}
    times = [
        case.each(f"days from entry to decision, {word}", "days", "appeals", _time(curves, at))
        for word, at in (("median", 0.5), ("95th percentile", 0.95))
    ]
    waiting = case.per("appeals not decided at the end (the backlog)", "share", "appeals filed", _waiting(case))
    rows = _filed(case)
    of = "entries against people in both"
    groups = [worst_over_best(case, group, "entries appealed", rows, of) for group in each_group(case)]
    words = "Times are from the entry to the decision, by the Kaplan-Meier curve, so that what still waits counts."
    return Answer(26, words, (filed, won, right, wrong, *times, waiting, *groups))


def _upheld(wrong: bool) -> Measure:
    def measure(seed: Witness) -> Part:
        end = seed.run.scenario.clock.days
        frame = seed.adverse.filter(pl.col("filed") & (pl.col("decided") <= end) & (pl.col("wrong") == wrong))
        return part(frame, pl.col("upheld"))

    return measure


def _decided(seed: Witness, days: int) -> Recovery:
    """Give the curve of the days from an entry to the decision of its appeal."""
    frame = seed.adverse.filter("filed")
    lasted = np.minimum(frame["decided"].to_numpy(), days) - frame["day"].to_numpy()
    return recovery(np.maximum(lasted, 0.0), (frame["decided"] <= days).to_list())


def _time(curves: dict[int, Recovery], at: float) -> Number:
    return lambda seed: (curves[seed.seed].time_to(at), curves[seed.seed].spells)


def _waiting(case: Case) -> Measure:
    return lambda seed: part(seed.adverse.filter("filed"), pl.col("decided") > case.days)


def _filed(case: Case) -> pl.DataFrame:
    """Give the entries against people, whose they are, and as `harm` whether they were appealed."""
    entries = case.of_seeds(lambda seed: seed.adverse.select("person", pl.col("filed").alias("harm")))
    return entries.join(case.persons, on=["seed", "person"], maintain_order="left")


def suspension(case: Case) -> Answer:
    """Question 27: whether sanctions are suspended during an appeal."""
    heard = appealable(case)
    words = "No: in every scheme here an entry counts until the appeal is decided" + (
        "; a grace before listing is another matter." if _graces(case) else "."
    )
    findings = [
        Finding("schemes that suspend a sanction during an appeal", 0, "schemes", of="schemes", base=len(heard))
    ]
    findings += [
        declared(f"days of grace before {name} lists", scheme.grace, "days", "listings")
        for name, scheme in case.scenario.scoring.items()
        if scheme.grace is not None
    ]
    if not heard:
        return Answer(27, cannot_tell="no scheme of persons hears appeals, so there is nothing to suspend")
    return Answer(27, words, tuple(findings), "not met")


def _graces(case: Case) -> bool:
    return any(scheme.grace is not None for scheme in case.scenario.scoring.values())


def repair(case: Case) -> Answer:
    """Question 28: the half-life of a bad mark, and whether downstream copies are corrected."""
    findings = []
    for name in case.personal:
        curves = {seed: _curve(frame.filter(pl.col("scheme") == name)) for seed, frame in case.spells.items()}
        half = f"days until half of the marks under {name} are made good"
        findings += [case.each(half, "days", "marks", _half(curves)), _still(case, name, curves)]
    copies = [
        declared(f"days until {name} hands a correction on, at most", terms.every, "days", "copies")
        for name, terms in case.scenario.sharing.agreements.items()
        if terms.every is not None and terms.scheme in case.personal
    ]
    words = (
        "A listing is made good when nothing lists the person any more, points when the score is back where it stood. "
        "Copies are corrected when they are next taken; who has read the old one is not told."
    )
    rows = [(name, *_rule(case, name)) for name in case.personal]
    table = pl.DataFrame(rows, schema=["scheme", "recovery", "term_days"], orient="row")
    return Answer(28, words, (*findings, *copies), evidence=(Evidence("how a mark ends by itself", table),))


def _curve(spells: pl.DataFrame) -> Recovery:
    return recovery(spells["days"].to_numpy(), spells["over"].to_list())


def _half(curves: dict[int, Recovery]) -> Number:
    return lambda seed: (curves[seed.seed].time_to(0.5), curves[seed.seed].spells)


def _still(case: Case, name: str, curves: dict[int, Recovery]) -> Finding:
    """Tell how many marks stand after a time, where some seed followed a mark for so long."""
    what = f"marks under {name} that still stand after {LATER} days"
    known = {seed: curve.standing_at(LATER) for seed, curve in curves.items() if curve.spells}
    if known and not any(share is not None for share in known.values()):
        return cannot(what, f"in {case.days} days no mark is seen to stand for {LATER}")

    def measure(seed: Witness) -> Part:
        standing, spells = known.get(seed.seed), curves[seed.seed].spells
        return (standing * spells, spells) if standing is not None else (0.0, 0.0)

    return case.per(what, "share", "marks", measure)


def _rule(case: Case, name: str) -> tuple[str, str]:
    """Say how a scheme gives points back, and for how long its listings stand."""
    scheme = case.scenario.scoring[name]
    back = scheme.recovery
    told = f"{back.points.value} points after {back.after.value:g} clean days" if back is not None else "none"
    terms = {kind: rule.term.value for kind, rule in scheme.rules.items() if rule.term is not None}
    return told, ", ".join(f"{kind} {days:g}" for kind, days in terms.items())


ANSWERS = {25: notice, 26: appeals, 27: suspension, 28: repair}
