"""Section C: the duties of a high-risk system, where a scheme is like credit scoring."""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.answer import Answer, Evidence, Finding, cannot
from creditarium.analysis.audit.case import Case, Measure, Part
from creditarium.analysis.audit.witness import Witness
from creditarium.model.inventory import count_parameters


def accuracy(case: Case) -> Answer:
    """Question 8: evidence for accuracy, robustness and data governance."""
    listed = {kind for name in case.personal for kind in case.scenario.scoring[name].rules}
    acts, seen = case.tallied.of_kinds("acts"), case.tallied.of_kinds("seen")
    done = sum(acts.get(kind, 0.0) for kind in listed)
    true = case.per(
        "entries that are true", "share", "entries",
        lambda seed: (float((~seed.entries["wrong"]).sum()), float(len(seed.entries))),
    )  # fmt: skip
    caught = case.per(
        "sightings for each listed act (of several sensors each counts)", "", "listed acts",
        _seen(listed), (sum(seen.get(kind, 0.0) for kind in listed), done),
    )  # fmt: skip
    kinds = count_parameters(case.scenario)
    every = sum(kinds.values())
    sources = [
        Finding(f"numbers of the scenario that are {kind}", count, "numbers", of="numbers", base=every)
        for kind, count in kinds.items()
    ]
    robust = cannot("robustness against changed assumptions", "assumptions are not varied here; a sweep would tell")
    words = (
        "Accuracy is counted against true conduct. The tables are the same on any number of threads and any machine "
        "(their digest tells); data governance is the list of sources and assumptions."
    )
    return Answer(8, words, (true, caught, *sources, robust))


def _seen(listed: set[str]) -> Measure:
    def measure(seed: Witness) -> Part:
        acts, seen = (seed.tallied.of_kinds(name) for name in ("acts", "seen"))
        return float(sum(seen.get(kind, 0) for kind in listed)), float(sum(acts.get(kind, 0) for kind in listed))

    return measure


def oversight(case: Case) -> Answer:
    """Question 9: who can override a decision, and how often they do."""
    corrected = case.per(
        "entries against people that an office took back", "share", "entries against people", _taken_back
    )
    spared = case.per(
        "requests in reach of a refusal's rule that were let through",
        "share",
        "requests at needs with such a rule",
        _let_through,
    )
    offices = [
        Finding(f"who decides an appeal under {name}", case.scenario.scoring[name].owner)
        if case.scenario.scoring[name].appeal is not None
        else Finding(f"who decides an appeal under {name}", "nobody: the scheme hears none")
        for name in case.personal
    ]
    words = "Nobody overrides a decision by looking at the person; an office of appeals corrects entries afterwards."
    return Answer(9, words, (corrected, spared, *offices))


def _taken_back(seed: Witness) -> Part:
    end = seed.run.scenario.clock.days
    frame = seed.adverse
    return float((frame["upheld"] & frame["filed"] & (frame["decided"] <= end).fill_null(False)).sum()), float(
        len(frame)
    )


def _let_through(seed: Witness) -> Part:
    """Of requests that the institution itself would grant, at needs where a scheme may refuse: those granted."""
    rules = seed.run.scenario.consequences.rules.values()
    needs = {rule.need for rule in rules if rule.does == "deny"}
    asked = seed.asked.filter(pl.col("kind").cast(pl.String).is_in(needs) & pl.col("own"))
    return float(asked["granted"].sum()), float(len(asked))


def assessment(case: Case) -> Answer:
    """Question 10: the items of an assessment of fundamental rights."""
    scenario = case.scenario
    denying = [rule for rule in scenario.consequences.rules.values() if rule.does == "deny"]
    harms = sorted({scenario.conduct.kinds[rule.need].domain for rule in denying})
    rows = []
    for name in case.personal:
        scheme = scenario.scoring[name]
        who = {key: value for key, value in scheme.covers.who.model_dump(exclude_defaults=True).items() if value}
        since = min(place.since for place in scheme.covers.places)
        rows += [
            (name, "process", f"{scheme.title}; owner {scheme.owner}; {scheme.sort}; rules {scheme.disclosure}"),
            (name, "period", f"since {since}; audited {case.window}"),
            (name, "frequency", _frequency(case, name)),
            (name, "persons concerned", ", ".join(f"{key} {value}" for key, value in who.items()) or "everybody"),
            (name, "harms", ", ".join(harms) or "none declared"),
            (name, "oversight", "an office of appeals" if scheme.appeal is not None else "none"),
            (name, "complaints", "appeals against entries" if scheme.appeal is not None else "none"),
            (
                name,
                "measures",
                "points come back with clean time" if scheme.recovery is not None else "none, or a term",
            ),
        ]
    table = pl.DataFrame(rows, schema=["scheme", "item", "said"], orient="row")
    findings = (
        Finding(
            "schemes of persons described", len(case.personal), "schemes", of="schemes", base=len(scenario.scoring)
        ),
        Finding(
            "domains in which somebody may be refused", len(harms), "domains", of="refusing rules", base=len(denying)
        ),
    )
    return Answer(10, "The items that an assessment would hold, as the scenario declares them.", findings,
                  evidence=(Evidence("items of an assessment", table),))  # fmt: skip


def _frequency(case: Case, name: str) -> str:
    scheme = case.scenario.scoring[name]
    when = scheme.recalculate
    return f"recalculated every {when.value:g} days" if when is not None else "at every entry"


ANSWERS = {8: accuracy, 9: oversight, 10: assessment}
