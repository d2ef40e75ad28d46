"""Making a report of a run, part by part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from creditarium.model.problem import Problem
from creditarium.views.report.basis import basis_sections
from creditarium.views.report.conduct import conduct_section
from creditarium.views.report.content import Section
from creditarium.views.report.document import Report
from creditarium.views.report.gains import gains_section
from creditarium.views.report.lives import lives_section
from creditarium.views.report.records import records_section
from creditarium.views.report.refusals import refusals_section
from creditarium.views.report.scores import scores_section
from creditarium.views.report.summary import summary_section
from creditarium.views.wording import counted

if TYPE_CHECKING:
    from creditarium.results.run import Run


def report(run: Run, path: str | Path | None = None) -> Report:
    """Make the report of a run: what it did in plain words, charts, three lives, sources and assumptions.

    `path` also writes it, as HTML, Markdown or JSON by its ending. A run that is not whole is a `Problem`.
    """
    head = run.contents.head
    if not head.whole:
        what = f"only {head.lived} of {head.windows} windows of the run are lived"
        raise Problem(what, place=str(run.path or ""), mend="finish it with creditarium resume")
    done: tuple[Section, ...] = ()
    if run.summary.schemes:
        done = (
            scores_section(run),
            refusals_section(run),
            records_section(run),
            conduct_section(run),
            gains_section(run),
            lives_section(run),
        )
    made = Report(
        title=head.title,
        about=f"{head.people:,} imaginary people in {counted(head.regions, 'region')}, {counted(head.days, 'day')} "
        f"from {head.start}, seed {head.seed}; scenario {head.scenario}",
        sections=(summary_section(run), *done, *basis_sections(run)),
    )
    if path is not None:
        made.write(path)
    return made
