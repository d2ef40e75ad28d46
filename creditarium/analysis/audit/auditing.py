"""Auditing a run: its seeds are lived, and every question is asked of both."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path

from creditarium.analysis.alternatives.declared import Utility
from creditarium.analysis.audit.audited import Audit, Audited
from creditarium.analysis.audit.case import Case
from creditarium.analysis.audit.registry import SECTIONS
from creditarium.analysis.audit.seeds import PEOPLE, SEEDS, Tell, witnesses
from creditarium.analysis.extra import AUDIT, analysis_extra
from creditarium.analysis.ratios import AUDITED
from creditarium.model.checklist import checklist
from creditarium.model.problem import Problem
from creditarium.results.run import Run, open_run

OF_CHINA = "M"
"""The section that is asked of schemes of China only."""
LEAST_PEOPLE = 256
"""Fewer people than these tell nothing of a year."""


def audit(
    run: Run | str | Path,
    *,
    question: int | None = None,
    seeds: int = SEEDS,
    seed_people: int | None = None,
    audit_people: int = AUDITED,
    utility: str = "",
    tell: Tell | None = None,
) -> Audit:
    """Answer every question of the audit's checklist about a run (or only one `question`), and give the `Audit`.

    A value is the run's where its tables count it, else that of the `seeds`: smaller peoples of `seed_people`
    (as many as the run has, or 4,096 if it has more) with the seeds after the run's, lived with the schemes,
    without them, and with schemes that make no mistake. An interval goes from the lowest seed to the highest.
    A p-value stands only where a rule asks for a test, as in an audit of `audit_people` people.
    `utility` declares what a less discriminatory alternative must keep (question 21): nothing is searched without.
    A run without schemes, an unknown question and a missing extra `analysis` are a `Problem`.
    """
    began = time.perf_counter()
    _need_extra()
    held = run if isinstance(run, Run) else open_run(run)
    _check(held, question, seeds, seed_people, audit_people)
    if utility:
        Utility(utility)
    people = max(min(held.scenario.people, PEOPLE), LEAST_PEOPLE) if seed_people is None else seed_people
    case = Case(held, witnesses(held, seeds, people, tell), audit_people, utility)
    answers = {
        number: answer(case)
        for letter, section in SECTIONS.items()
        for number, answer in section.items()
        if question in (None, number) and (letter != OF_CHINA or chinese(case) or question == number)
    }
    return Audit(_audited(case), checklist(), answers, time.perf_counter() - began)


def _check(run: Run, question: int | None, seeds: int, seed_people: int | None, audit_people: int) -> None:
    place = str(run.path) if run.path is not None else ""
    if not run.scenario.scoring:
        raise Problem(
            "nobody is scored in this run, so there is nothing to audit",
            place=place,
            mend="audit a run with a scheme, such as one of reported-2020",
        )
    known = [number for _, number, _ in checklist().each()]
    if question is not None and question not in known:
        raise Problem(f"there is no question {question}", place="--question", mend=f"give {known[0]} to {known[-1]}")
    for option, given, least in (
        ("--seeds", seeds, 2),
        ("--seed-people", LEAST_PEOPLE if seed_people is None else seed_people, LEAST_PEOPLE),
        ("--audit-people", audit_people, 1),
    ):
        if given < least:
            raise Problem(f"{given} is less than {least}", place=option, mend=f"give {least} or more")


def _need_extra() -> None:
    """Say at once, before anything is lived, that a package of the extra is missing."""
    with analysis_extra():
        for package in AUDIT:
            import_module(package)


def chinese(case: Case) -> bool:
    """Say whether a scheme of the run is one of those whose basis in law the presets declare."""
    return any(name in case.told.china for name in case.scenario.scoring)


def _audited(case: Case) -> Audited:
    head = case.run.contents.head
    return Audited(
        scenario=head.scenario,
        title=head.title,
        people=head.people,
        seed=head.seed,
        start=head.start,
        days=case.days,
        window=case.window,
        digest=case.run.manifest.digest,
        version=head.creditarium,
        seeds=tuple(seed.seed for seed in case.seeds),
        seed_people=case.seed_people,
        audit_people=case.audit_people,
        spans=case.spans,
    )
