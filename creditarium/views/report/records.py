"""Records in a report: entries that were wrong, who made them, and how long they stood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from creditarium.views.report.content import Chart, Column, Paragraph, Section, Table
from creditarium.views.report.drawings import Bars, Series
from creditarium.views.sayings import Composed

if TYPE_CHECKING:
    from creditarium.results.run import Run

_MOST_SENSORS = 10


def records_section(run: Run) -> Section:
    """Show the wrong entries, where they come from, and what became of them."""
    wrong = run.summary.wrong
    if not wrong.entries:
        text = "No entry was made against anybody who had not done it."
        return Section("records", "What the records get wrong", (Paragraph(text, wrong.unsourced),))
    text = (
        "An entry is wrong if the person had not done it: nobody had (a false record), or somebody else had (a "
        "mistaken identity). Here the truth is known, so these are counted, not estimated."
    )
    rows = (
        ("entries without any act", wrong.false),
        ("entries for what somebody else did", wrong.landed),
        ("all wrong entries", wrong.entries),
        ("days that wrong entries stood, in all", round(wrong.days, 1)),
        ("appeals decided, against right and wrong entries", wrong.appeals),
        ("appeals upheld", wrong.upheld),
    )
    table = Table("Wrong entries", (Column("what"), Column("how many", "count")), rows)
    return Section("records", "What the records get wrong", (Paragraph(text, wrong.unsourced), table, *_sensors(run)))


def _sensors(run: Run) -> Iterator[Chart]:
    """Draw which sensors record what did not happen, or take one person for another."""
    false, astray = (dict(run.tally(name, by="sensor").rows()) for name in ("false_records", "astray"))
    sensors = run.scenario.observation.sensors
    names = sorted(
        (name for name in sensors if false.get(name) or astray.get(name)), key=lambda n: _order(n, false, astray)
    )
    if not names:
        return
    shown = names[:_MOST_SENSORS]
    rows = tuple((sensors[name].title, false.get(name, 0), astray.get(name, 0)) for name in names)
    yield Chart(
        key="wrong-sensors",
        title="Where wrong records come from",
        says=Composed(
            "Records by who made them. Most",
            ": ",
            rows[0][0],
            ". ",
            "Not every record becomes an entry, and one record may become an entry in several schemes.",
        ),
        drawing=Bars(
            tuple(sensors[name].title for name in shown),
            (
                Series("without any act", tuple(false.get(name, 0) for name in shown), "vermilion"),
                Series("sent to the wrong person", tuple(astray.get(name, 0) for name in shown), "purple"),
            ),
            "count",
        ),
        table=Table(
            "Wrong records by sensor",
            (Column("sensor"), Column("without any act", "count"), Column("sent to the wrong person", "count")),
            rows,
        ),
        rests=run.summary.wrong.unsourced,
    )


def _order(name: str, false: dict[str, int], astray: dict[str, int]) -> tuple[int, str]:
    return -(false.get(name, 0) + astray.get(name, 0)), name
