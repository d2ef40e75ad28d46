"""The first page of a report: what kind of thing it is, the few numbers to take away, and the year in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from creditarium.views.report.content import Line, Lines, Notice, Number, Numbers, Section
from creditarium.views.report.effects import effects_line
from creditarium.views.text import LEAST_SHARE, told
from creditarium.views.wording import WORLD, counted, ratio_text, share_text, words

if TYPE_CHECKING:
    from creditarium.analysis.pairs.comparison import Comparison
    from creditarium.results.run import Run
    from creditarium.results.summary import Summary

LATER = ("at the end",)
"""Topics that are told in the section on the schemes."""
MARKED = (
    "A mark such as ~ 12 says that a line rests on 12 numbers that nobody published: assumed, recalled or set by hand."
)


def summary_section(run: Run, comparison: Comparison | None = None) -> Section:
    """Say what a run did on one page, losses and gains; and what differs from another world, if there is one."""
    notice = Notice(
        f"Everybody in this report is imaginary: a seed and a number. What it shows is {WORLD}; it is no estimate of "
        f"what happened in any country, and no advice about any person. {MARKED}"
    )
    numbers = tuple(_numbers(run.summary))
    beside = (effects_line(comparison),) if comparison is not None else ()
    lines = Lines((*_lines(run), *beside))
    return Section("summary", "In short", (notice, *((Numbers(numbers),) if numbers else ()), lines))


def _lines(run: Run) -> Iterator[Line]:
    """Tell the year, so short that it fits on a page: bands, and what was refused, have sections of their own."""
    topic, row = "", 0
    for said in told(run):
        topic, row = (said.topic, 0) if said.topic else (topic, row + 1)
        if topic not in LATER and (row == 0 or topic != "refused"):
            yield Line(said.topic, said.text, said.rests)


def _numbers(summary: Summary) -> Iterator[Number]:
    """Choose the numbers to be seen at once; a world without a scheme has none."""
    if not summary.schemes:
        return
    refused, wrong = summary.refused, summary.wrong
    yield Number(
        f"{refused.persons:,}",
        f"{'person' if refused.persons == 1 else 'people'} refused something because of a scheme",
        f"of {summary.covered:,} under one; {counted(refused.attempts, 'attempt')}",
        "harm",
        refused.unsourced,
    )
    yield Number(
        f"{refused.blameless:,}",
        "of them did nothing that a scheme punishes",
        f"{share_text(refused.blameless, refused.persons)} of those refused",
        "harm",
        refused.unsourced,
    )
    each = summary.wrong_days_each
    stood = (
        f"each stood {each or 0:,.0f} days of {summary.days} on average"
        if each is not None or not wrong.entries
        else f"with those of the warm-up they stood {wrong.days:,.0f} days in all"
    )
    yield Number(
        f"{wrong.entries:,}",
        "entries against people who had not done it",
        stood,
        "harm",
        wrong.unsourced,
    )
    yield _silence(summary)
    opened = sum(one.applied for one in summary.access)
    rests = max((one.unsourced for one in summary.access), default=0)
    yield Number(
        f"{opened:,}",
        "times somebody got more than the institution's own rule gives",
        f"{counted(len(summary.access), 'rule')} at work",
        "gain",
        rests,
    )
    gained, lost = sum(one.gained for one in summary.purses), sum(one.lost for one in summary.purses)
    yield Number(
        f"+{gained:,}",
        f"{summary.currency} gained by people through a scheme".strip(),
        f"{lost:,} lost",
        "gain",
        summary.unsourced["purses"],
    )


def _silence(summary: Summary) -> Number:
    """Say how many lawful acts were held back, and where most."""
    less = [shift for shift in summary.silent if shift.lawful and shift.share_held_back >= LEAST_SHARE]
    most = f"most: {words(less[0].domain)}, {ratio_text(less[0].share_held_back)} fewer" if less else "no domain fell"
    return Number(
        f"{sum(shift.held_back for shift in summary.shifts if shift.lawful):,}",
        "lawful acts held back",
        most,
        "harm",
        max((shift.unsourced for shift in summary.shifts if shift.lawful), default=0),
    )
