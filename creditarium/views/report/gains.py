"""Gains in a report: access that institutions would not have given, and money by income."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from creditarium.views.report.content import Chart, Column, Paragraph, Part, Section, Table
from creditarium.views.report.drawings import Bars, Series
from creditarium.views.report.refusals import standing
from creditarium.views.sayings import Composed
from creditarium.views.text import FIFTHS
from creditarium.views.wording import counted

if TYPE_CHECKING:
    from creditarium.results.run import Run
    from creditarium.results.summary import Purse, Summary

_DOES = {
    "grant": "grants what the institution would refuse",
    "favour": "puts first",
    "price": "changes a price",
    "money": "gives money",
}


def gains_section(run: Run) -> Section:
    """Show who gained, and what money moved."""
    text = (
        "A score also opens doors. Gained access is what the institution by its own rule would have refused and a "
        "scheme granted; whoever was put first was preferred to somebody else, who is not counted here."
    )
    parts: list[Part] = [Paragraph(text), *_access(run.summary), *_money(run.summary)]
    return Section("gains", "Who gains, and who pays", tuple(parts))


def _access(summary: Summary) -> Iterator[Part]:
    given = sorted(summary.access, key=lambda one: (-one.applied, one.name))
    if not given:
        yield Paragraph("Nobody got more than the institutions by their own rules give.")
        return
    yield Chart(
        key="gained-access",
        title="Times that a scheme opened a door",
        says=Composed(
            f"{counted(sum(one.applied for one in given), 'time')} in all.", " ", "Most", ": ", given[0].title,
            f", {given[0].applied:,}.",
        ),
        drawing=Bars(
            tuple(one.title for one in given),
            (Series("times", tuple(one.applied for one in given), "green"),),
            "count",
        ),
        table=Table(
            "Rules that granted or preferred, and how often",
            (
                Column("rule"),
                Column("institution"),
                Column("scheme"),
                Column("what it does"),
                Column("times", "count"),
                Column("what the record says of the rule"),
                Column("rests on", "count"),
            ),
            tuple(
                (
                    one.title, one.institution, one.scheme, _DOES[one.does], one.applied,
                    standing(one.reported, one.contradicted), one.unsourced,
                )
                for one in given
            ),
        ),
        rests=max(one.unsourced for one in given),
    )  # fmt: skip


def _each(money: int, purse: Purse) -> float:
    return money / purse.people if purse.people else 0.0


def _money(summary: Summary) -> Iterator[Part]:
    purses, unit = summary.purses, summary.currency
    if not any(purse.gained or purse.lost for purse in purses):
        yield Paragraph("No scheme gave or took any money.")
        return
    labels = tuple(FIFTHS.get(one.income, one.income) for one in purses)
    moving = sorted((one for one in summary.consequences if one.money), key=lambda one: (-abs(one.money), one.name))
    lost = Series("lost", tuple(-_each(one.lost, one) for one in purses), "vermilion")
    gained = Series("gained", tuple(_each(one.gained, one) for one in purses), "green")
    ends = Composed(labels[0], f": {purses[0].each:+,.2f}; ", labels[-1], f": {purses[-1].each:+,.2f}")
    yield Chart(
        key="money",
        title=f"Money gained and lost through a scheme, {unit} a person of the fifth".replace(",  a", " a"),
        says=Composed(
            "By income, from the poorest to the richest fifth; losses stand to the left of nought.",
            " ",
            "Balance a person",
            ": ",
            ends,
            ".",
        ),
        drawing=Bars(labels, tuple(one for one in (lost, gained) if any(one.values)), "money"),
        table=Table(
            f"Money by income fifth, {unit}".rstrip(", "),
            (
                Column("income"),
                Column("people", "count"),
                Column("gained", "count"),
                Column("lost", "count"),
                Column("balance a person", "money"),
            ),
            tuple(
                (label, one.people, one.gained, one.lost, one.each) for label, one in zip(labels, purses, strict=True)
            ),
        ),
        rests=summary.unsourced["purses"],
    )
    yield Table(
        f"Rules that moved money, {unit}".rstrip(", "),
        (Column("rule"), Column("institution"), Column("times", "count"), Column("to the people", "count")),
        tuple((one.title, one.institution, one.applied, one.money) for one in moving),
        folded=True,
    )
