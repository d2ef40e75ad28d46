"""Section D: automated decisions. Who draws strongly on the score, what the person can learn, and their voice."""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.answer import Answer, Element, Evidence, Finding, cannot
from creditarium.analysis.audit.case import Case, Measure, Part, part
from creditarium.analysis.audit.h_process import appealable, declared
from creditarium.analysis.audit.witness import GAINED, REFUSED, Witness


def drawing(case: Case) -> Answer:
    """Question 11: does a third party draw strongly on the score?"""
    scenario, applied = case.scenario, case.total("applied", "consequence")
    rules = {name: rule for name, rule in scenario.consequences.rules.items() if rule.does in ("deny", "grant")}
    strongly = case.told.strongly
    rows = [
        (name, rule.institution, scenario.scoring[rule.scheme].owner, rule.does, rule.chance.value, rule.chance.lowest,
         rule.chance.highest, int(applied.get(name, 0)))
        for name, rule in rules.items()
    ]  # fmt: skip
    columns = ["consequence", "institution", "owner", "does", "share", "lowest", "highest", "applied"]
    table = pl.DataFrame(rows, schema=columns, orient="row").sort(
        "share", "applied", descending=True, maintain_order=True
    )
    others = table.filter(pl.col("institution") != pl.col("owner"))
    strong = others.filter((pl.col("share") >= strongly.value) & (pl.col("applied") > 0))
    bare = Finding(
        f"rules of a third party that decide {strongly.value:g} or more of like requests, and were applied",
        len(strong), "rules", of="rules that refuse or grant", base=len(rules),
    )  # fmt: skip
    decided = case.per(
        "requests that the score alone decided, at needs with such a rule", "share", "requests", _by_score
    )
    firm = others.filter((pl.col("lowest") >= strongly.highest) & (pl.col("applied") > 0))
    element: Element = "met" if len(strong) else "not met"
    if len(strong) and not len(firm):
        words = "On the declared values the element is met; at the low end of their ranges it would not be."
    else:
        words = "A third party draws strongly on a score if like requests are mostly decided by it."
    return Answer(11, words, (bare, decided), element, (Evidence("rules that refuse or grant", table),))


def _by_score(seed: Witness) -> Part:
    rules = seed.run.scenario.consequences.rules.values()
    needs = {rule.need for rule in rules if rule.does in ("deny", "grant")}
    asked = seed.asked.filter(pl.col("kind").cast(pl.String).is_in(needs))
    does = pl.col("does")
    turned = seed.effects.filter(((does == REFUSED) & pl.col("own")) | (does == GAINED))
    return float(len(turned)), float(len(asked))


def applied_rules(case: Case) -> Answer:
    """Question 12: can the person get the procedure that was applied, and learn what would have changed it?"""
    findings: list[Finding] = []
    published = []
    for name in case.personal:
        scheme = case.scenario.scoring[name]
        opened = scheme.disclosure == "published"
        published.append(opened)
        findings.append(Finding(f"rules of {name}", "published" if opened else "secret: the person cannot get them"))
        findings.append(
            Finding(f"how a change would have changed the result under {name}", "can be worked out from the rules")
            if opened
            else cannot(f"how a change would have changed the result under {name}", "the rules are secret")
        )
    element: Element = "met" if all(published) and published else "not met"
    words = (
        "What the person can learn is what the scheme discloses. The model itself can always tell, as question 35 does."
    )
    return Answer(12, words, tuple(findings), element)


def voice(case: Case) -> Answer:
    """Question 13: are intervention, a hearing and contest available, used and effective?"""
    heard = appealable(case)
    available = Finding(
        "schemes of persons that hear appeals", len(heard), "schemes", of="schemes of persons", base=len(case.personal)
    )
    used = case.per("wrong entries against people that they appeal", "share", "wrong entries", _used)
    effective = case.per(
        "wrong entries against people that are taken back in time", "share", "wrong entries", _effective(case)
    )
    chances = []
    for name in heard:
        rule = case.scenario.scoring[name].appeal
        if rule is not None:
            chances.append(
                declared(f"appeals upheld under {name} if the entry is wrong", rule.upheld_if_wrong, "share", "appeals")
            )
    element: Element = "met" if len(heard) == len(case.personal) else "not met"
    if heard and element == "not met":
        element = "cannot tell"
    words = (
        "Available is counted by scheme, used and effective by entry. Whether that is enough is not for a model to say."
    )
    return Answer(13, words, (available, used, effective, *chances), element)


def _used(seed: Witness) -> Part:
    return part(seed.adverse.filter("wrong"), pl.col("filed"))


def _effective(case: Case) -> Measure:
    good = pl.col("filed") & pl.col("upheld") & (pl.col("decided") <= case.days).fill_null(False)
    return lambda seed: part(seed.adverse.filter("wrong"), good)


ANSWERS = {11: drawing, 12: applied_rules, 13: voice}
