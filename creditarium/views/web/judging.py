"""The answers that need worlds of their own: a comparison, a decomposition, an audit and a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import polars as pl

from creditarium.analysis.other_world import UNSCHEMED, without_schemes
from creditarium.analysis.pairs.comparison import compare_given
from creditarium.analysis.pairs.given import Given, named_apart
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario
from creditarium.results.living import run as live
from creditarium.views.web.answers import AuditTold, ComparisonTold, DecompositionTold, Harm, ReportMade
from creditarium.views.web.asking import AskAudit, AskCompare, AskDecompose, AskReport, Choice
from creditarium.views.web.crossing import Table
from creditarium.views.web.pair import log_of, plain, scenario_of
from creditarium.views.web.sections import SECTIONS

Tell = Callable[[int, int], None]
_AUDIT = "audit"


def compared(asked: AskCompare, tell: Tell) -> ComparisonTold:
    """Compare two worlds person by person; without a first one, with the world without any scheme."""
    other = chosen(asked.other)
    if asked.first is None:
        first = Given(UNSCHEMED, without_schemes(plain(asked.other)))
    else:
        held = chosen(asked.first)
        first = Given(held.name, held)
    made = compare_given(named_apart([first, Given(other.name, other)]), tell=tell)
    return ComparisonTold(
        names=(made.names[0], made.names[1]),
        fate=made.fate,
        effects=table(made.effects),
        groups={name: table(made.by(name)) for name in asked.by},
        touched=table(made.touched),
        parts=table(made.parts),
    )


def decomposed(asked: AskDecompose, tell: Tell) -> DecompositionTold:
    """Take a world's harm apart."""
    from creditarium.analysis.parts.decompose import decompose
    from creditarium.analysis.parts.harm import HARMS
    from creditarium.analysis.parts.switches import PARTS, WITHOUT

    made = decompose(chosen(asked.choice), tell=tell)
    harms = tuple(
        Harm(
            measure=harm.name, title=harm.title, unit=harm.unit, total=float(made.harm(harm.name)),
            none=float(made.harm(harm.name, *made.parts)), shares=table(made.shares(harm.name)),
        )
        for harm in HARMS
    )  # fmt: skip
    return DecompositionTold(parts=PARTS, without=WITHOUT, harms=harms)


def audited(asked: AskAudit, tell: Tell) -> AuditTold:
    """Audit a world."""
    from creditarium.analysis.audit.auditing import audit

    run = live(chosen(asked.choice))
    return AuditTold(audit=audit(run, seeds=asked.seeds, tell=tell).finite())


def report_of(asked: AskReport, tell: Tell) -> tuple[ReportMade, bytes]:
    """Make a report of a world with the sections asked for (all of them if none is named), as a page of HTML."""
    from creditarium.views.report.making import report

    for name in asked.sections:
        if name not in SECTIONS:
            raise Problem(f"a report has no section '{name}'", mend=suggestion(name, SECTIONS))
    wanted = asked.sections or tuple(SECTIONS)
    run = live(chosen(asked.choice), tell=tell)
    made = report(run, audit=_AUDIT in wanted)
    kept = replace(made, sections=tuple(one for one in made.sections if one.key in wanted))
    if not kept.sections:
        raise Problem("a report of this world has none of these sections", mend="choose others")
    page = kept.html().encode()
    sections = tuple(one.key for one in kept.sections)
    return ReportMade(address=f"api/reports/{uuid4().hex}", sections=sections, size=len(page)), page


def chosen(choice: Choice) -> Scenario:
    """Give the scenario of a choice, its levers moved."""
    held = plain(choice)
    return scenario_of(held, log_of(held, choice))


def table(frame: pl.DataFrame) -> Table:
    """Give a frame as plain values."""
    rows = tuple(tuple(_plainly(value) for value in row) for row in frame.iter_rows())
    return Table(columns=tuple(frame.columns), rows=rows)


def _plainly(value: object) -> bool | int | float | str | None:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
