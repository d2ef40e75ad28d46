"""Conduct in a report: what people did less of, and what more, because they were scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditarium.views.report.content import Chart, Column, Paragraph, Part, Section, Table
from creditarium.views.report.drawings import Bars, Series
from creditarium.views.sayings import Composed
from creditarium.views.wording import ratio_text, words

if TYPE_CHECKING:
    from creditarium.results.run import Run
    from creditarium.results.summary import Shift


_LEAST_DRAWN = 0.001


def conduct_section(run: Run) -> Section:
    """Show the lawful acts that fell silent, and the unlawful ones that were deterred."""
    text = (
        "Held back is an act that would have been done at that very occasion if the scheme had not taught people to be "
        "careful; brought about is one that was done only for it. Lawful acts that people hold back are the silence "
        "that a score spreads; unlawful ones are what its makers hope for."
    )
    parts: list[Part] = [Paragraph(text)]
    for lawful in (True, False):
        moved = [one for one in run.summary.shifts if one.lawful == lawful and (one.held_back or one.induced)]
        if any(max(one.share_held_back, one.share_induced) >= _LEAST_DRAWN for one in moved):
            parts.append(_chart(moved, lawful))
        else:
            kind = "lawful" if lawful else "unlawful"
            parts.append(Paragraph(f"Hardly any {kind} act was held back or brought about."))
    return Section("conduct", "What people do otherwise", tuple(parts))


def _chart(moved: list[Shift], lawful: bool) -> Chart:
    kind = "Lawful acts" if lawful else "Acts against the law"
    most = max(moved, key=lambda one: one.share_held_back)
    drawn = [one for one in moved if max(one.share_held_back, one.share_induced) >= _LEAST_DRAWN]
    held = Series("held back", tuple(-one.share_held_back for one in drawn), "vermilion" if lawful else "blue")
    grown = Series("brought about", tuple(one.share_induced for one in drawn), "green")
    return Chart(
        key=f"conduct-{'lawful' if lawful else 'unlawful'}",
        title=f"{kind}, held back and brought about",
        says=Composed(
            "Shares of what would have been done, by domain; what was held back stands to the left of nought.", " ",
            f"Most was held back in {words(most.domain)}: {ratio_text(most.share_held_back)} "
            f"({most.held_back:,} acts).", " ",
            "The table has what is too little to be drawn.",
        ),
        drawing=Bars(
            tuple(words(one.domain) for one in drawn),
            (held, grown) if any(grown.values) else (held,),
            "share",
        ),
        table=Table(
            f"{kind} by domain",
            (
                Column("domain"),
                Column("done", "count"),
                Column("would have been done", "count"),
                Column("held back", "count"),
                Column("brought about", "count"),
                Column("held back, share", "share"),
                Column("brought about, share", "share"),
                Column("rests on", "count"),
            ),
            tuple(
                (
                    words(one.domain), one.acts, one.otherwise, one.held_back, one.induced,
                    one.share_held_back, one.share_induced, one.unsourced,
                )
                for one in moved
            ),
        ),
        rests=max(one.unsourced for one in moved),
    )  # fmt: skip
