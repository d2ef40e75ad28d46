"""Making a report of a run, part by part."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from creditarium.analysis.audit.audited import Audit
from creditarium.analysis.audit.auditing import audit as audited
from creditarium.analysis.extra import AUDIT, MEND
from creditarium.analysis.pairs.together import Tell
from creditarium.model.problem import Problem
from creditarium.results.run import Run, open_run
from creditarium.views.languages import check_language
from creditarium.views.report.audit import audit_section, no_audit_section
from creditarium.views.report.basis import basis_sections
from creditarium.views.report.conduct import conduct_section
from creditarium.views.report.content import Section
from creditarium.views.report.document import Report
from creditarium.views.report.effects import compared, effects_section
from creditarium.views.report.gains import gains_section
from creditarium.views.report.lives import lives_section
from creditarium.views.report.records import records_section
from creditarium.views.report.refusals import refusals_section
from creditarium.views.report.scores import scores_section
from creditarium.views.report.summary import summary_section
from creditarium.views.wording import counted


def report(
    run: Run,
    path: str | Path | None = None,
    *,
    against: Run | str | Path | None = None,
    audit: Audit | bool = True,
    tell: Tell | None = None,
    language: str = "en",
) -> Report:
    """Make the report of a run: what it did in plain words, charts, three lives, audit, sources and assumptions.

    `path` also writes it, as HTML, Markdown or JSON by its ending. `against` is another run of the same fate (or
    its folder): both are lived again, and what differs for whom is told. `audit` is one that was made already, or
    says whether to make one; where its packages are missing the report says so. `language` is that of its sentences,
    "en" or "sv". A run that is not whole, two runs that are no pair, and a language that no report is written in, are
    a `Problem`.
    """
    check_language(language)
    head = run.contents.head
    if not head.whole:
        what = f"only {head.lived} of {head.windows} windows of the run are lived"
        raise Problem(what, place=str(run.path or ""), mend="finish it with creditarium resume")
    beside = against if isinstance(against, Run) or against is None else open_run(against)
    comparison = compared(run, beside, tell) if beside is not None else None
    done: tuple[Section, ...] = ()
    if run.summary.schemes:
        done = (
            scores_section(run),
            refusals_section(run),
            records_section(run),
            conduct_section(run),
            gains_section(run),
        )
    if comparison is not None:
        done = (*done, effects_section(comparison))
    if run.summary.schemes:
        done = (*done, lives_section(run, beside), _audited(run, audit))
    made = Report(
        title=head.title,
        about=f"{head.people:,} imaginary people in {counted(head.regions, 'region')}, {counted(head.days, 'day')} "
        f"from {head.start}, seed {head.seed}; scenario {head.scenario}",
        sections=(summary_section(run, comparison), *done, *basis_sections(run, beside)),
    ).spoken(language)
    if path is not None:
        made.write(path)
    return made


def _audited(run: Run, audit: Audit | bool) -> Section:
    """Tell the audit of a run, or why there is none."""
    if isinstance(audit, Audit):
        return audit_section(audit)
    if not audit:
        return no_audit_section("it was left out; creditarium audit RUN makes it")
    missing = [package for package in AUDIT if find_spec(package) is None]
    if missing:
        return no_audit_section(f"the package {missing[0]} is not installed; {MEND}")
    return audit_section(audited(run))
