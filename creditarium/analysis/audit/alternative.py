"""A less discriminatory alternative: less harm at equal utility, where the auditor declares one."""

from __future__ import annotations

from creditarium.analysis.alternatives.declared import UTILITIES, Harms, Utility
from creditarium.analysis.alternatives.search import Search, Tried, less_harmful
from creditarium.analysis.audit.answer import Answer, Evidence, Finding, Interval
from creditarium.analysis.audit.case import Case

_UNDECLARED = (
    "no utility is declared that must be kept (how many listed acts are recorded, how many entries are right, or how "
    "few acts break the law)"
)
MOST_TOLD = 3
"""How many of the alternatives that no other betters are told in words; the table has all."""


def alternative(case: Case) -> Answer:
    """Question 21: is there a rule with less harm at equal declared utility?"""
    if not case.utility:
        return Answer(21, cannot_tell=_UNDECLARED, declarable=tuple(UTILITIES))
    seeds = tuple(seed.seed for seed in case.seeds[:2])
    found = less_harmful(case.scenario, Utility(case.utility), seeds=seeds, people=case.seed_people, days=case.days)
    least = sorted(found.frontier, key=lambda one: one.total.denials)[:MOST_TOLD]
    findings = (
        Finding(
            "alternatives with less harm at equal utility", len(found.less_harm), "alternatives",
            of="alternatives lived", base=len(found.tried),
        ),
        *(finding for one in least for finding in _against(case, found, one)),
    )  # fmt: skip
    words = (
        f"Kept is: {case.utility.replace('_', ' ')}. Tried are the ends of the ranges that the schemes' own rules "
        "declare, and pairs of those that help; nothing but less harm is looked for."
    )
    return Answer(21, words, findings, evidence=(Evidence("every alternative that was lived", found.table()),))


def _against(case: Case, found: Search, one: Tried) -> list[Finding]:
    """Give what an alternative makes of the refusals and of the days of wrong entries, seed by seed."""
    spans = f"{len(found.seeds)} seeds of {found.people:,} people each; assumptions not varied"
    made = []
    for name, what in (("denials", "refusals"), ("wrong_days", "days of wrong entries")):
        pairs = [(_of(mine, name), _of(base, name)) for mine, base in zip(one.harms, found.base, strict=True)]
        told = [mine / base for mine, base in pairs if base > 0]
        if told:
            whole = sum(base for _, base in pairs)
            made.append(
                Finding(
                    f"{what} under {one.candidate.name}, against the schemes as they are",
                    sum(mine for mine, _ in pairs) / whole,
                    "times",
                    Interval(min(told), max(told), spans),
                    case.window,
                    f"{what} as they are",
                    whole,
                    f"{len(found.seeds)} seeds",
                )
            )
    return made


def _of(harms: Harms, name: str) -> float:
    value: float = getattr(harms, name)
    return value
