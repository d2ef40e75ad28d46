"""A run beside another world of the same people: what the difference did to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from creditarium.analysis.pairs.comparison import Comparison, compare
from creditarium.analysis.pairs.measures import BY_NAME
from creditarium.analysis.pairs.together import Tell
from creditarium.model.scenario import STAGES
from creditarium.views.effect_lines import PER, sentences
from creditarium.views.report.content import Cell, Chart, Column, Line, Lines, Paragraph, Section, Table
from creditarium.views.report.drawings import Bars, Series, Steps
from creditarium.views.sayings import Composed, Meant, listed
from creditarium.views.text import FIFTHS
from creditarium.views.wording import ratio_text, words

if TYPE_CHECKING:
    from creditarium.results.run import Run

BY_INCOME = ("denied", "gained", "wrong_entries", "held_back")
OVER_TIME = "denied"
_LEAST_DRAWN = 0.0005


def compared(run: Run, against: Run, tell: Tell | None = None) -> Comparison:
    """Live both worlds again, every person measured; the other one is the first, so effects are this run's."""
    return compare(against, run, tell=tell)


def effects_section(comparison: Comparison) -> Section:
    """Show what this world did to the same people that the other did not."""
    this, rests = comparison.names[1], _rests(comparison)
    text = Composed(
        f"The same people, with the same occasions, once in this world and once in {other_world(comparison)}.",
        " ",
        "An effect is a person's count in this world less that in the other. It is exact within the model, as both "
        "share people and fate; it is no estimate, and a larger people would narrow nothing.",
        " ",
        f"Means are told for {PER:,} people.",
    )
    said = Lines(
        tuple(Line("" if row else "whom it touched", line) for row, line in enumerate(sentences(comparison, this)))
    )
    charts = (*_shares(comparison, rests), *_by_income(comparison, rests), *_over_time(comparison, rests))
    return Section("effects", "Beside another world", (Paragraph(text, rests), said, *charts))


def effects_line(comparison: Comparison) -> Line:
    """Say on the first page whom the difference touched."""
    first = next(iter(sentences(comparison, comparison.names[1]))).rstrip(".")
    text = f"with the same people in {other_world(comparison)}: {first[0].lower()}{first[1:]}"
    return Line(Meant("compared", "compared with another world"), text, _rests(comparison))


def other_world(comparison: Comparison) -> str:
    """Name the other world: by its title, or by the stages in which it differs if it has the same."""
    this, other = (world.run.scenario for world in reversed(comparison.worlds))
    if this.title != other.title:
        return f"another, “{other.title}”"
    stages = [stage for stage in STAGES if getattr(this, stage) != getattr(other, stage)]
    return f"another that differs in {' and '.join(stages) or 'nothing'}"


def _rests(comparison: Comparison) -> int:
    return max(world.run.summary.unsourced["whole"] for world in comparison.worlds)


def _rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Give the effects of this world, without those of which nothing happened in either."""
    return [
        row for row in comparison.effects.iter_rows(named=True) if not row["item"] and (row["first"] or row["other"])
    ]


def _shares(comparison: Comparison, rests: int) -> Iterator[Chart | Paragraph]:
    """Draw for each measure how many people are worse off, and how many better."""
    rows = _rows(comparison)
    weighed = [row for row in rows if row["worse"] is not None]
    drawn = [row for row in weighed if max(row["worse"], row["better"]) >= _LEAST_DRAWN]
    if not drawn:
        yield Paragraph("By no measure is anybody worse or better off in either world.", rests)
        return
    people = comparison.first.run.scenario.people
    worst = max(weighed, key=lambda row: row["worse"])
    most = Composed(BY_NAME[worst["measure"]].title, f", {ratio_text(worst['worse'])}")
    yield Chart(
        key="effects-shares",
        title="Who is worse off in this world, and who better",
        says=Composed(
            "Shares of all people, by measure; who is worse off stands to the left of nought.", " ",
            "Most often worse off", ": ", most, ".",
        ),
        drawing=Bars(
            tuple(BY_NAME[row["measure"]].title for row in drawn),
            (
                Series("worse off", tuple(-row["worse"] for row in drawn), "vermilion"),
                Series("better off", tuple(row["better"] for row in drawn), "green"),
            ),
            "share",
        ),
        table=Table(
            Composed(f"Effects on {people:,} people", "; ", f"means for {PER:,} of them"),
            (
                Column("measure"), Column("unit"), Column("counted"), Column("other world", "number"),
                Column("this world", "number"), Column("change", "number"), Column("worse off", "share"),
                Column("better off", "share"), Column("untouched", "share"), Column("worst hundredth", "number"),
            ),
            tuple(
                (
                    BY_NAME[row["measure"]].title, row["unit"], _counted(row["effect"]), PER * row["first"],
                    PER * row["other"], PER * row["mean"], row["worse"], row["better"], row["untouched"], row["worst"],
                )
                for row in rows
            ),
        ),
        rests=rests,
    )  # fmt: skip


def _counted(effect: str) -> str:
    return "at the same occasions" if effect == "direct" else "in the two worlds"


def _by_income(comparison: Comparison, rests: int) -> Iterator[Chart]:
    """Draw the effects by income fifth, for those measures that moved."""
    frame = comparison.by("income")
    rows: list[tuple[Cell, ...]] = []
    heads = []
    for name in BY_INCOME:
        mine = list(frame.filter(pl.col("measure") == name).iter_rows(named=True))
        if any(row["mean"] for row in mine):
            heads.append((len(rows), BY_NAME[name].title))
            for row in mine:
                label = FIFTHS.get(str(row["income"]), str(row["income"]))
                rows.append((BY_NAME[name].title, label, row["n"], PER * row["mean"], row["worse"], row["better"]))
    if not rows:
        return
    yield Chart(
        key="effects-income",
        title=f"The change by income, for {PER:,} people of a fifth",
        says=Composed(
            "How much more of each happened in this world than in the other, in the mean of each fifth of incomes",
            ": ",
            listed(said for _, said in heads),
            ".",
        ),
        drawing=Bars(
            tuple(str(row[1]) for row in rows),
            (Series("change", tuple(float(str(row[3])) for row in rows), "blue"),),
            "number",
            tuple(heads),
        ),
        table=Table(
            Composed("Effects by income fifth", "; ", f"means for {PER:,} people"),
            (
                Column("measure"),
                Column("income"),
                Column("people", "count"),
                Column("change", "number"),
                Column("worse off", "share"),
                Column("better off", "share"),
            ),
            tuple(rows),
        ),
        rests=rests,
    )


def _over_time(comparison: Comparison, rests: int) -> Iterator[Chart]:
    """Draw how the effect on refusals grew through the time of the run."""
    frame = comparison.over_time.filter(pl.col("measure") == OVER_TIME)
    if not any(frame["effect"].to_list()):
        return
    dates, so_far = frame["date"].to_list(), [PER * value for value in frame["so_far"].to_list()]
    title = BY_NAME[OVER_TIME].title
    yield Chart(
        key="effects-time",
        title=Composed(words(title).capitalize(), ": ", f"the difference so far, for {PER:,} people"),
        says=Composed(
            f"The sum of what each period added, from {dates[0]} to {dates[-1]}",
            "; ",
            "at the end",
            f" {so_far[-1]:+,.3g}.",
        ),
        drawing=Steps(tuple(dates), tuple(so_far), dates[-1]),
        table=Table(
            Composed(title, " ", "by period", "; ", f"means for {PER:,} people"),
            (
                Column("last day", "date"),
                Column("other world", "number"),
                Column("this world", "number"),
                Column("difference", "number"),
                Column("so far", "number"),
            ),
            tuple(
                (day, PER * first, PER * here, PER * effect, total)
                for day, first, here, effect, total in zip(
                    dates, frame["first"], frame["other"], frame["effect"], so_far, strict=True
                )
            ),
        ),
        rests=rests,
    )
