"""Section L: is the model to be believed? What was validated, what was varied, and what it cannot say."""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.answer import Answer, Evidence, Finding, cannot
from creditarium.analysis.audit.case import Case, Measure
from creditarium.analysis.audit.groups import ABSENT
from creditarium.analysis.audit.tallied import Tallied
from creditarium.model.showing import WORLD
from creditarium.model.validation import Case as Validated
from creditarium.model.validation import CaseFile, case_paths
from creditarium.results.assumptions import Resting

HEADLINES = {
    "requests refused": ("denied",),
    "wrong entries": ("false", "landed"),
    "acts held back": ("held_back",),
}
"""The measures whose interval stands for all."""


def validated(case: Case) -> Answer:
    """Question 37: which validation cases pass, at which tolerance."""
    files = [CaseFile.read(name) for name in case_paths()]
    rows = [(file.name, file.case.title, *_sizes(file.case), file.case.source) for file in files]
    columns = ["case", "what", "numbers", "lived", "tolerances", "source"]
    table = pl.DataFrame(rows, schema=columns, orient="row")
    findings = (
        Finding(
            "cases with a published or exact answer that the program is held to",
            len(rows),
            "cases",
            of="cases",
            base=len(rows),
        ),
        cannot("cases that pass on this machine", "an audit lives none; creditarium validate lives them"),
        cannot("agreement of this scenario with a country", "no country's outcomes are published case by case"),
    )
    words = (
        "The cases test the machinery against closed forms and published figures; none of them validates a scenario."
    )
    return Answer(37, words, findings, evidence=(Evidence("validation cases", table),))


def _sizes(case: Validated) -> tuple[int, int, str]:
    """Count a case's numbers and those that are lived, and give the tolerances that they are held to."""
    lived = sum(max(len(one.values), 1) for one in case.expect if one.world or one.observable is not None)
    whole = sum(max(len(one.values), 1) for one in case.expect)
    tolerances = sorted({one.within for one in case.expect})
    return whole, lived, " to ".join(f"{one:g}" for one in dict.fromkeys((tolerances[0], tolerances[-1])))


def sensitive(case: Case) -> Answer:
    """Question 38: which assumptions matter most, and which conclusions flip."""
    resting, scenario = Resting(case.scenario), case.scenario
    denying = [name for name, rule in scenario.consequences.rules.items() if rule.does == "deny"]
    parts = {
        "refusals": resting.on_consequences(denying),
        "wrong entries": resting.on_errors(),
        "bands": resting.on_schemes(case.personal),
    }
    findings = [
        Finding(
            f"assumed or recalled numbers behind {name}",
            resting.under(under),
            "numbers",
            of="such numbers",
            base=resting.total,
        )
        for name, under in parts.items()
    ]
    ranking = cannot(
        "ranking of assumptions, and conclusions that flip", "assumptions are not varied here; a sweep would tell"
    )
    return Answer(
        38,
        "What a conclusion rests on can be counted; how far it leans on each cannot, until they are varied.",
        (*findings, ranking),
    )


def replicated(case: Case) -> Answer:
    """Question 39: seeds, replications, and an interval on every headline."""
    headlines = [
        case.per(
            what,
            "for each 1,000 people",
            "people",
            _headline(names),
            (_persons(case.tallied, names), case.people),
            times=1000,
        )
        for what, names in HEADLINES.items()
    ]
    seeds = (
        Finding("seeds", len(case.seeds), "seeds", of="seeds", base=len(case.seeds)),
        Finding("people of each seed", case.seed_people, "people", of="people of the run", base=case.people),
        Finding("worlds lived for each seed", 3, "worlds", of="worlds", base=3 * len(case.seeds)),
    )
    inside = [
        one for one in headlines if one.interval and one.interval.low <= float(one.value or 0) <= one.interval.high
    ]
    words = (
        f"{len(inside)} of {len(headlines)} headlines of the run lie between the lowest and the highest seed. Two "
        "worlds of one seed share people and occasions, so that their difference is exact within the model."
    )
    return Answer(39, words, (*seeds, *headlines))


def _headline(names: tuple[str, ...]) -> Measure:
    return lambda seed: (_persons(seed.tallied, names), float(len(seed.people)))


def _persons(tallied: Tallied, names: tuple[str, ...]) -> float:
    return float(sum(tallied.of_persons(name)["count"][0] for name in names))


def silent(case: Case) -> Answer:
    """Question 40: what the model cannot say."""
    absent = ", ".join(case.scenario.absent) or "nothing declared"
    findings = (
        Finding("left out by the scenario", absent),
        Finding("attributes that nobody has", ", ".join(ABSENT)),
        *(Finding("note of the scenario", note) for note in case.scenario.notes),
    )
    words = (
        f"This is {WORLD}. It cannot say what happened to any person, nor what law a court would find; a larger people "
        "narrows nothing that the assumptions leave wide."
    )
    return Answer(40, words, findings)


ANSWERS = {37: validated, 38: sensitive, 39: replicated, 40: silent}
