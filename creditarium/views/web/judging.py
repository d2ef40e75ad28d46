"""The answers that need worlds of their own: a comparison, a decomposition, an audit and a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import polars as pl

from creditarium.analysis.other_world import UNSCHEMED, without_schemes
from creditarium.analysis.pairs.comparison import compare_given
from creditarium.analysis.pairs.given import Given, check_pair, named_apart
from creditarium.analysis.pairs.seeds import over_seeds
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario
from creditarium.results.living import run as live
from creditarium.results.run import Run
from creditarium.views.languages import SPOKEN
from creditarium.views.text import currency
from creditarium.views.web.answers import (
    AuditTold,
    ComparisonTold,
    DecompositionTold,
    Harm,
    ReportMade,
    ReportPage,
    SpanTold,
)
from creditarium.views.web.asking import (
    AnyWorld,
    AskAudit,
    AskCompare,
    AskDecompose,
    AskReport,
    AskSpan,
    Choice,
    FinishedRun,
)
from creditarium.views.web.crossing import Table
from creditarium.views.web.finished import opened
from creditarium.views.web.pair import log_of, plain, scenario_of
from creditarium.views.web.sections import SECTIONS

Tell = Callable[[int, int], None]
_AUDIT = "audit"
SPAN_PEOPLE = 5_000
"""The most people of a world that is lived under several seeds."""


def compared(asked: AskCompare, tell: Tell) -> ComparisonTold:
    """Compare two worlds person by person; without a first one, with the world without any scheme."""
    pair = _pair(asked.first, asked.other)
    made = compare_given(named_apart(pair), tell=tell)
    return ComparisonTold(
        names=(made.names[0], made.names[1]),
        fate=made.fate,
        effects=table(made.effects),
        groups={name: table(made.by(name)) for name in asked.by},
        touched=table(made.touched),
        touched_by={name: table(made.touched_by(name)) for name in asked.by},
        parts=table(made.parts),
        currency=next(filter(None, (currency(one.scenario) for one in pair)), ""),
    )


def spanned(asked: AskSpan, tell: Tell) -> SpanTold:
    """Compare two worlds under several seeds, from their own seed on, with fewer people."""
    first, other = _pair(asked.first, asked.other)
    scenario = other.scenario
    seeds, people = range(scenario.seed, scenario.seed + asked.seeds), min(scenario.people, SPAN_PEOPLE)
    made = over_seeds(first, other, seeds, people=people, by=asked.by, tell=tell)
    return SpanTold(
        seeds=tuple(str(seed) for seed in seeds),
        people=people,
        effects=table(made.effects),
        groups={name: table(frame) for name, frame in made.groups.items()},
        touched_by={name: table(frame) for name, frame in made.touched.items()},
    )


def _pair(first: AnyWorld | None, other: AnyWorld) -> list[Given]:
    """Take two worlds; of two finished runs the manifests say whether they are a pair, before anything is lived."""
    held = [world for world in (other, first) if isinstance(world, FinishedRun)]
    runs = {world.run: opened(world.run) for world in held}
    like = runs[held[0].run].scenario if held else None

    def taken(world: AnyWorld) -> Given:
        if isinstance(world, FinishedRun):
            return Given(world.run, runs[world.run].scenario, runs[world.run])
        scenario = chosen(world if like is None else _sized(world, like))
        return Given(scenario.name, scenario)

    there = taken(other)
    if first is None:
        bare = there.scenario if isinstance(other, FinishedRun) else plain(other)
        return [Given(UNSCHEMED, without_schemes(bare)), there]
    here = taken(first)
    if here.run is not None and there.run is not None:
        check_pair(here, there, here.run.manifest.fate, there.run.manifest.fate)
    return [here, there]


def _sized(choice: Choice, like: Scenario) -> Choice:
    """Give a choice the people, days and seed of a finished run."""
    return choice.model_copy(update={"people": like.people, "days": like.clock.days, "seed": like.seed})


def decomposed(asked: AskDecompose, tell: Tell) -> DecompositionTold:
    """Take a world's harm apart."""
    from creditarium.analysis.parts.decompose import decompose
    from creditarium.analysis.parts.harm import HARMS
    from creditarium.analysis.parts.switches import PARTS, WITHOUT

    scenario = scenario_asked(asked.choice)
    made = decompose(scenario, tell=tell)
    harms = tuple(
        Harm(
            measure=harm.name, title=harm.title, unit=harm.unit, total=float(made.harm(harm.name)),
            none=float(made.harm(harm.name, *made.parts)), shares=table(made.shares(harm.name)),
        )
        for harm in HARMS
    )  # fmt: skip
    return DecompositionTold(parts=PARTS, without=WITHOUT, harms=harms, currency=currency(scenario))


def audited(asked: AskAudit, tell: Tell) -> AuditTold:
    """Audit a world."""
    from creditarium.analysis.audit.auditing import audit

    return AuditTold(audit=audit(run_asked(asked.choice), seeds=asked.seeds, tell=tell).finite())


def report_of(asked: AskReport, tell: Tell) -> tuple[ReportMade, dict[str, bytes]]:
    """Make a report of a world with the sections asked for (all of them if none is named).

    The pages of HTML are given by their names, one for each language.
    """
    from creditarium.views.report.making import report

    for name in asked.sections:
        if name not in SECTIONS:
            raise Problem(f"a report has no section '{name}'", mend=suggestion(name, SECTIONS))
    wanted = asked.sections or tuple(SECTIONS)
    run = run_asked(asked.choice, tell)
    made = report(run, audit=_AUDIT in wanted)
    kept = replace(made, sections=tuple(one for one in made.sections if one.key in wanted))
    if not kept.sections:
        raise Problem("a report of this world has none of these sections", mend="choose others")
    name, sections = uuid4().hex, tuple(one.key for one in kept.sections)
    written = {language: kept.spoken(language).html().encode() for language in SPOKEN}
    shown = {
        language: ReportPage(address=f"api/reports/{name}-{language}", size=len(page))
        for language, page in written.items()
    }
    return ReportMade(sections=sections, pages=shown), {
        f"{name}-{language}": page for language, page in written.items()
    }


def run_asked(world: AnyWorld, tell: Tell | None = None) -> Run:
    """Give a world lived: a finished run is opened."""
    return opened(world.run) if isinstance(world, FinishedRun) else live(chosen(world), tell=tell)


def scenario_asked(world: AnyWorld) -> Scenario:
    """Give the scenario of a world."""
    return opened(world.run).scenario if isinstance(world, FinishedRun) else chosen(world)


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
