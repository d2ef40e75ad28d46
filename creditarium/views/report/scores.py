"""The schemes in a report: where their members stood over time, and how the scores are spread at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from creditarium.results.summary import SchemeEnd
from creditarium.views.report.content import Chart, Column, Paragraph, Part, Section, Table
from creditarium.views.report.drawings import Bands, Colour, Histogram, Series
from creditarium.views.sayings import Composed, Kept, Meant, listed
from creditarium.views.wording import ratio_text, share_text

if TYPE_CHECKING:
    from creditarium.results.run import Run

MOST_SCHEMES = 6
_BELOW: tuple[Colour, ...] = ("vermilion", "orange", "yellow", "purple", "grey")
_ABOVE: tuple[Colour, ...] = ("sky", "blue", "green", "black", "purple")
_SORTS = {"points": "points", "weighted": "a weighted score", "list": "a list", "rating": "a rating of organisations"}


def scores_section(run: Run) -> Section:
    """Draw each scheme's bands over time and its scores at the end; those with most members first."""
    schemes = run.summary.schemes
    shown = sorted((one for one in schemes if one.members), key=lambda one: -one.members)[:MOST_SCHEMES]
    parts: list[Part] = [_listed(schemes)]
    left = [one.name for one in schemes if one.members and one not in shown]
    if left:
        text = f"Drawn are the {MOST_SCHEMES} schemes with most members; not drawn: {', '.join(left)}."
        parts.append(Paragraph(text))
    for scheme in shown:
        drawn = (*_bands(run, scheme), *_histogram(run, scheme))
        if drawn:
            parts.append(Section(f"scheme-{scheme.name}", scheme.title, drawn))
    return Section("schemes", "Who is graded, and how", tuple(parts))


def _listed(schemes: tuple[SchemeEnd, ...]) -> Table:
    rows = tuple(
        (
            one.title,
            _SORTS[one.sort],
            Meant(one.disclosure, f"{one.disclosure} rules"),
            one.members,
            _shares(one),
            one.unsourced,
        )
        for one in sorted(schemes, key=lambda one: -one.members)
    )
    columns = (
        Column("scheme"),
        Column("what it is"),
        Column("its rules"),
        Column("members", "count"),
        Column("where they stand at the end"),
        Column("rests on", "count"),
    )
    return Table("The schemes in force", columns, rows)


def _shares(scheme: SchemeEnd) -> str:
    return listed(Composed(name, f" {share_text(n, scheme.members)}") for name, n in scheme.bands.items())


def _bands(run: Run, scheme: SchemeEnd) -> Iterator[Chart]:
    """Draw the shares of a scheme's bands over time; of a list only those who are on it."""
    frame = run.bands(("window", "scheme", "band")).filter(pl.col("scheme").cast(pl.String) == scheme.name)
    names = list(scheme.bands)
    counts = {name: frame.filter(pl.col("band").cast(pl.String) == name)["people"].to_list() for name in names}
    dates = frame["date"].unique(maintain_order=True).to_list()
    members = [sum(held) for held in zip(*counts.values(), strict=True)]
    drawn = names[:1] if scheme.sort == "list" else names
    if scheme.sort == "list" and not any(counts[names[0]]):
        return
    colours = _colours([counts[name][0] for name in drawn]) if len(drawn) > 1 else _BELOW[:1]
    layers = tuple(
        Series(name, tuple(n / max(all_, 1) for n, all_ in zip(counts[name], members, strict=True)), colour)
        for name, colour in zip(drawn, colours, strict=True)
    )
    highest = max(max(value or 0 for value in layers[0].values) * 1.2, 1e-4) if scheme.sort == "list" else 1.0
    who = "organisations" if scheme.sort == "rating" else "people"
    where = "on the list" if scheme.sort == "list" else "in each band"
    rows = tuple((day, *(counts[name][j] for name in names)) for j, day in enumerate(dates))
    during = f"The share {where}, of {members[-1]:,} {who}, from {dates[0]} to {dates[-1]}."
    yield Chart(
        key=f"bands-{scheme.name}",
        title="Listed over time" if scheme.sort == "list" else "The bands over time",
        says=Composed(during, " ", "At the end", ": ", _shares(scheme), "."),
        drawing=Bands(tuple(dates), layers, highest),
        table=Table(
            Composed(Kept(scheme.name), ": ", f"{who} in each band after each window"),
            (Column("last day", "date"), *(Column(name, "count") for name in names)),
            rows,
        ),
        rests=scheme.unsourced,
    )


def _colours(first: list[int]) -> tuple[Colour, ...]:
    """Colour the bands from the lowest to the highest; pale is the ordinary one, that held most at the beginning."""
    ordinary = first.index(max(first))
    below = (_BELOW[j % len(_BELOW)] for j in range(ordinary))
    above = (_ABOVE[j % len(_ABOVE)] for j in range(len(first) - ordinary - 1))
    return (*below, "pale", *above)


def _histogram(run: Run, scheme: SchemeEnd) -> Iterator[Chart]:
    """Draw the spread of a scheme's scores at the end; a list has none."""
    frame = run.scores(scheme.name)
    if not len(frame):
        return
    rules, start = run.scenario.scoring[scheme.name], run.scenario.clock.start
    marks = tuple((band.name, float(band.least.at(start))) for band in rules.bands if band.least is not None)
    low, high, people = (tuple(frame[name].to_list()) for name in ("low", "high", "people"))
    most = people.index(max(people))
    who = "organisations" if scheme.sort == "rating" else "people"
    share = ratio_text(people[most] / sum(people))
    yield Chart(
        key=f"scores-{scheme.name}",
        title="The scores at the end",
        says=Composed(
            f"How many of {sum(people):,} {who} have which score.",
            " ",
            f"Scores run from {low[0]:,g} to {high[-1]:,g}",
            "; ",
            f"the fullest bin, {low[most]:,g} to {high[most]:,g}, holds {share}.",
            " ",
            "A dashed line stands where a band begins.",
        ),
        drawing=Histogram(low, high, people, marks),
        table=Table(
            Composed(Kept(scheme.name), ": ", f"{who} by score at the end"),
            (Column("from", "number"), Column("to", "number"), Column(who, "count")),
            tuple(zip(low, high, people, strict=True)),
        ),
        rests=scheme.unsourced,
    )
