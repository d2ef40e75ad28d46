"""Section M: what the rules of China ask of a scheme: basis, measures, publication, objection, repair."""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.answer import Answer, Element, Evidence, Finding, cannot
from creditarium.analysis.audit.case import Case
from creditarium.analysis.audit.h_process import declared
from creditarium.model.parameter import Parameter
from creditarium.model.scoring import Rule


def basis(case: Case) -> Answer:
    """Question 41: the basis in law of each item that is scored or listed."""
    rows, findings = [], []
    for name, scheme in case.scenario.scoring.items():
        footing = case.told.china.get(name)
        if footing is None:
            findings.append(cannot(f"basis in law of {name}", "it is no scheme of China among the presets"))
            continue
        findings.append(Finding(f"basis in law of {name}", f"{footing.basis} ({', '.join(footing.sources)})"))
        rows += [(name, kind, *_origin(rule)) for kind, rule in scheme.rules.items()]
    table = pl.DataFrame(rows, schema=["scheme", "item", "stands on", "record"], orient="row")
    bare = table.filter(pl.col("stands on") != "a published record")
    counted = Finding(
        "items for which no published record gives the rule", len(bare), "items", of="items", base=len(table)
    )
    words = "Guobanfa [2020] 49 asks for a basis in law for every item; a record of a rule is less than a basis in law."
    return Answer(41, words, (counted, *findings), evidence=(Evidence("items and what they stand on", table),))


def _origin(rule: Rule) -> tuple[str, str]:
    """Say what stands behind an item's number: a published record, memory, or an assumption."""
    number: Parameter[float] | Parameter[int] | None = rule.points or rule.term or rule.add
    if number is None:
        return "a rule without a number", ""
    if number.source:
        return "a published record", number.source
    return ("memory", number.memory) if number.memory else ("an assumption", "")


def measures(case: Case) -> Answer:
    """Question 42: the list of measures."""
    rows = [
        (rule.scheme, rule.title, rule.institution, rule.does, "reported" if rule.reported else "documented")
        for rule in case.scenario.consequences.rules.values()
    ]
    table = pl.DataFrame(rows, schema=["scheme", "measure", "institution", "does", "known as"], orient="row")
    contradicted = sum(rule.contradicted for rule in case.scenario.consequences.rules.values())
    findings = (
        Finding("measures in the scenario", len(rows), "measures", of="measures", base=len(rows)),
        Finding("measures that the record contradicts", contradicted, "measures", of="measures", base=len(rows)),
        cannot(
            "whether the list is closed in law", "the basic list of measures names classes; no record maps these to it"
        ),
    )
    return Answer(42, "In the model the list is closed: nothing else follows from a score.", findings,
                  evidence=(Evidence("measures", table),))  # fmt: skip


def publication(case: Case) -> Answer:
    """Question 43: whether rules, listings and measures are published."""
    schemes = case.scenario.scoring
    findings = [Finding(f"rules of {name}", scheme.disclosure) for name, scheme in schemes.items()]
    secret = [name for name, scheme in schemes.items() if scheme.disclosure == "secret"]
    element: Element = "met" if not secret else "not met" if len(secret) == len(schemes) else "cannot tell"
    words = "Met if all rules are published, not met if none are; a mixture is left open."
    return Answer(43, words, tuple(findings), element)


def objection(case: Case) -> Answer:
    """Question 44: the channel of objection, and the time to an answer."""
    findings, heard = [], 0
    for name in case.personal:
        rule = case.scenario.scoring[name].appeal
        if rule is None:
            findings.append(cannot(f"days to a decision under {name}", "the scheme has no channel of objection"))
        else:
            heard += 1
            findings.append(
                declared(
                    f"mean days from objection to decision under {name}", rule.decision_delay, "days", "objections"
                )
            )
    element: Element = "met" if heard == len(case.personal) else "not met" if not heard else "cannot tell"
    return Answer(44, "Question 26 has how often it is used, and how it ends.", tuple(findings), element)


def repair(case: Case) -> Answer:
    """Question 45: the rule of repair."""
    rows = []
    for name in case.personal:
        scheme = case.scenario.scoring[name]
        if scheme.recovery is not None:
            back = scheme.recovery
            rows.append(
                (name, f"{back.points.value} points after {back.after.value:g} clean days, up to {back.up_to.value:g}")
            )
        rows += [
            (name, f"{kind}: ends after {rule.term.value:g} days") for kind, rule in scheme.rules.items() if rule.term
        ]
        rows += [(name, f"{kind}: ends every listing") for kind, rule in scheme.rules.items() if rule.removes]
    table = pl.DataFrame(rows, schema=["scheme", "rule"], orient="row")
    without = [name for name in case.personal if name not in set(table["scheme"].to_list())]
    findings = [Finding("rules of repair", len(rows), "rules", of="schemes of persons", base=len(case.personal))]
    findings += [cannot(f"repair under {name}", "the scheme has no rule of repair") for name in without]
    words = "NDRC Order 58 makes repair a right unless law says otherwise. Question 28 has how long marks stand."
    return Answer(45, words, tuple(findings), evidence=(Evidence("rules of repair", table),))


ANSWERS = {41: basis, 42: measures, 43: publication, 44: objection, 45: repair}
