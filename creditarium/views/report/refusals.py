"""Refusals in a report: of what, by whom, to which groups, and how many had done nothing listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from creditarium.results.axes import DIMENSIONS
from creditarium.views.report.content import Chart, Column, Paragraph, Section, Table
from creditarium.views.report.drawings import Bars, Series
from creditarium.views.sayings import Composed
from creditarium.views.text import FIFTHS
from creditarium.views.wording import counted, words

if TYPE_CHECKING:
    from creditarium.results.run import Run
    from creditarium.results.summary import Summary

_MOST_RULES = 12
_DIFFERS = (
    "No conduct is assumed to differ between groups unless a source says so; what differs here comes from sourced "
    "rates, from who is covered and seen, and from the rules. Small groups move by chance: the table has their size."
)
_HEADS = {"sex": "By sex", "age": "By age", "income": "By income", "stratum": "By kind of place"}


def refusals_section(run: Run) -> Section:
    """Show who was refused what because of a scheme."""
    summary = run.summary
    organisations = summary.refused.organisations
    if not summary.refused.persons:
        who = "No person" if organisations else "Nobody"
        said = Paragraph(f"{who} was refused anything because of a scheme in this world.", summary.refused.unsourced)
        return Section("refusals", "Who is refused", (said, *(_by_rule(run) if organisations else ())))
    text: str = (
        "Only what a scheme did is counted here: a request that the institution by its own rule would have granted, "
        "and that a scheme refused. Attempts and people are counted apart: one person refused six tickets is one "
        "person and six attempts. “Did nothing listed” means that the person never did an act that a "
        "scheme in force punishes."
    )
    if organisations:
        besides = f"Organisations were refused in {counted(organisations, 'attempt')} besides, told by rule only."
        text = Composed(text, " ", besides)
    return Section("refusals", "Who is refused", (Paragraph(text), *_by_need(summary), *_by_rule(run), _by_group(run)))


def _by_need(summary: Summary) -> Iterator[Chart]:
    parts = [part for part in summary.refusals if part.persons]
    labels = tuple("anything at all" if part.name == "anything" else words(part.name) for part in parts)
    whole = summary.refused
    yield Chart(
        key="refused-needs",
        title="What people were refused because of a scheme",
        says=f"{whole.persons:,} people were refused something, {whole.blameless:,} of them without any listed act, in "
        f"{counted(whole.attempts, 'attempt')}.",
        drawing=Bars(
            labels,
            (
                Series("attempts", tuple(part.attempts for part in parts), "grey"),
                Series("people", tuple(part.persons for part in parts), "blue"),
                Series("people who did nothing listed", tuple(part.blameless for part in parts), "vermilion"),
            ),
            "count",
        ),
        table=Table(
            "Refused because of a scheme, by what was asked for",
            (
                Column("asked for"),
                Column("requests", "count"),
                Column("attempts", "count"),
                Column("people", "count"),
                Column("did nothing listed", "count"),
                Column("rests on", "count"),
            ),
            tuple(
                (label, part.requests, part.attempts, part.persons, part.blameless, part.unsourced)
                for label, part in zip(labels, parts, strict=True)
            ),
        ),
        rests=whole.unsourced,
    )


def _by_rule(run: Run) -> Iterator[Chart]:
    rules = sorted((one for one in run.summary.consequences if one.attempts), key=lambda one: (-one.attempts, one.name))
    shown = rules[:_MOST_RULES]
    left = len(rules) - len(shown)
    more = (" ", f"The table has {counted(left, 'rule')} more that refused less.") if left else ()
    most = shown[0]
    yield Chart(
        key="refused-rules",
        title="The rules that refused",
        says=Composed(
            "Attempts refused by each institution's rule.", " ", "Most by", " “", most.title, f"”: {most.attempts:,}.",
            *more,
        ),
        drawing=Bars(
            tuple(one.title for one in shown),
            (Series("attempts refused", tuple(one.attempts for one in shown), "blue"),),
            "count",
        ),
        table=Table(
            "Rules that refused, and how often",
            (
                Column("rule"),
                Column("institution"),
                Column("scheme"),
                Column("requests", "count"),
                Column("attempts", "count"),
                Column("requests of people who did nothing listed", "count"),
                Column("what the record says of the rule"),
                Column("rests on", "count"),
            ),
            tuple(
                (
                    one.title, one.institution, one.scheme, one.requests, one.attempts, one.blameless_requests,
                    standing(one.reported, one.contradicted), one.unsourced,
                )
                for one in rules
            ),
        ),
        rests=max(one.unsourced for one in shown),
    )  # fmt: skip


def standing(reported: bool, contradicted: bool) -> str:
    """Say whether a rule is one that the press reports name, and whether the record contradicts it."""
    if contradicted:
        return "reported by the press; the record contradicts it"
    return "reported by the press" if reported else "as the record documents it, or assumed"


def _by_group(run: Run) -> Chart:
    """Compare the groups by how many in a thousand were refused something."""
    rows: list[tuple[str, str, int, int, int, float]] = []
    heads = []
    for name in DIMENSIONS:
        heads.append((len(rows), _HEADS.get(name, f"By {name}")))
        people, refused, blameless = (
            dict(run.tally(measure, by=name).rows()) for measure in ("people", "refused_persons", "blameless_persons")
        )
        for group, count in people.items():
            if count:
                hit = refused.get(group, 0)
                label = FIFTHS[group] if name == "income" else str(group)
                rows.append((words(name), label, count, hit, blameless.get(group, 0), 1000 * hit / count))
    most = max(rows, key=lambda row: row[5])
    oftenest = ("Most often", ": ", most[1], " (", most[0], "), ", f"{most[5]:,.2g} of a thousand", ". ")
    return Chart(
        key="refused-groups",
        title="Refused something, of each thousand people of a group",
        says=Composed(*oftenest, _DIFFERS),
        drawing=Bars(
            tuple(row[1] for row in rows),
            (Series("refused, of a thousand", tuple(row[5] for row in rows), "blue"),),
            "number",
            tuple(heads),
        ),
        table=Table(
            "People refused something because of a scheme, by group",
            (
                Column("by"),
                Column("group"),
                Column("people", "count"),
                Column("refused", "count"),
                Column("did nothing listed", "count"),
                Column("of a thousand", "number"),
            ),
            tuple(rows),
        ),
        rests=run.summary.refused.unsourced,
    )
