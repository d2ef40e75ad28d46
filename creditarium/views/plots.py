"""Figures of one run: bands over time, what was refused, and how scores are spread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from creditarium.model.problem import Problem, suggestion
from creditarium.results.axes import of_persons
from creditarium.results.tables import LISTED, band_names
from creditarium.views.style import BLUE, LADDER, ORANGE, VERMILION, figure, label_of, save, settle, styled
from creditarium.views.wording import words

if TYPE_CHECKING:
    from creditarium.results.run import Run

MOST_PANELS = 6
_DAYS_BY_MONTH = 100
_WIDTH, _PANEL_HEIGHT, _BAR_HEIGHT = 7.6, 2.5, 0.42


def plot(run: Run, *wanted: str, path: str | Path | None = None, scheme: str | None = None) -> Figure:
    """Draw figures of a run, one above the other: any of "bands", "denials" and "scores", or all.

    `scheme` keeps one scheme; `path` also writes the figure, as PNG or SVG by its ending. An unknown figure
    or scheme is a `Problem`, and so is a run that has nothing to show.
    """
    for name in wanted:
        if name not in FIGURES:
            raise Problem(f"no figure is called '{name}'", mend=suggestion(name, FIGURES))
    if scheme is not None and scheme not in run.scenario.scoring:
        raise Problem(f"no scheme is called '{scheme}'", mend=suggestion(scheme, run.scenario.scoring))
    panels = [panel for name in wanted or FIGURES for panel in FIGURES[name](run, scheme)]
    if not panels:
        what = f"{run.scenario.name} has nothing to show as {' or '.join(wanted or FIGURES)}"
        raise Problem(what, mend="choose a scenario with a scheme and consequences")
    with styled():
        heights = [height for height, _ in panels]
        drawn = figure(_WIDTH, sum(heights) + 0.5)
        rows = drawn.subplots(len(panels), 1, squeeze=False, height_ratios=heights)
        for (_, draw), row in zip(panels, rows[:, 0], strict=True):
            draw(row)
        drawn.suptitle(label_of(run.scenario), x=0.01, ha="left", fontsize=8.5, color="#444444")
        settle(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


Panel = tuple[float, Callable[[Axes], None]]
"""How high a panel is, in inches, and what draws it."""


def _bands(run: Run, scheme: str | None) -> list[Panel]:
    frame = run.bands(("window", "scheme", "band"))
    nobody = {name for name, rules in run.scenario.scoring.items() if rules.sort == "list" and not _listed(frame, name)}
    shown = _shown(run, scheme, nobody)
    return [(_PANEL_HEIGHT, partial(draw_bands, run=run, scheme=name, frame=frame)) for name in shown]


def _listed(frame: pl.DataFrame, scheme: str) -> bool:
    """Say whether anybody ever stood on a list: in its first band."""
    mine = frame.filter((pl.col("scheme").cast(pl.String) == scheme) & (pl.col("people") > 0))
    return LISTED[0] in mine["band"].cast(pl.String).to_list()


def draw_bands(axes: Axes, run: Run, scheme: str, frame: pl.DataFrame) -> None:
    """Stack the shares of a scheme's bands over time; of a list only those who are on it are drawn."""
    rules = run.scenario.scoring[scheme]
    mine = frame.filter(pl.col("scheme").cast(pl.String) == scheme)
    names = band_names(rules)
    dates = mine["date"].unique(maintain_order=True).to_list()
    counts = [mine.filter(pl.col("band").cast(pl.String) == name)["people"].to_numpy() for name in names]
    total = np.sum(counts, axis=0)
    shares = [count / np.maximum(total, 1) for count in counts]
    who = f"{int(total[-1]):,} {'organisations' if rules.sort == 'rating' else 'people'}"
    if rules.sort == "list":
        axes.fill_between(dates, 0, shares[0], color=LADDER[0], linewidth=0)
        axes.set_ylim(0, max(float(shares[0].max()) * 1.25, 1e-4))
        axes.set_title(f"{scheme}: share of {who} on the list")
    else:
        axes.stackplot(dates, *shares, labels=names, colors=_ladder(len(names)), linewidth=0)
        axes.set_ylim(0, 1)
        axes.set_title(f"{scheme}: {who} by band")
        handles, labels = axes.get_legend_handles_labels()
        axes.legend(handles[::-1], labels[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.set_xlim(dates[0], dates[-1] if len(dates) > 1 else None)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.4g}%"))
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=7))  # type: ignore[no-untyped-call]
    months = (dates[-1] - dates[0]).days > _DAYS_BY_MONTH
    named = DateFormatter("%b %Y" if months else "%d %b %Y")  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(named)


def _ladder(count: int) -> Sequence[str]:
    """Take as many colours as there are bands, from both ends of the ladder."""
    if count >= len(LADDER):
        return [LADDER[j % len(LADDER)] for j in range(count)]
    places = {1: (4,), 2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4), 6: (0, 1, 2, 3, 4, 5)}
    return [LADDER[j] for j in places.get(count, range(count))]


def _denials(run: Run, scheme: str | None) -> list[Panel]:
    frame = denials_of(run, scheme)
    if not len(frame):
        return []
    return [(0.9 + _BAR_HEIGHT * len(frame), partial(draw_denials, frame=frame))]


def denials_of(run: Run, scheme: str | None = None) -> pl.DataFrame:
    """Give what people were refused because of a scheme: refused, attempts, persons; the most frequent last.

    With one scheme named there are attempts only, as a person may have been refused by several.
    """
    attempts = run.tally("attempts", by=["refused", "scheme", "sex"])
    attempts = attempts.filter(of_persons())
    if scheme is not None:
        attempts = attempts.filter(pl.col("scheme") == scheme)
    attempts = attempts.group_by("refused").agg(pl.col("count").sum().alias("attempts"))
    persons = run.tally("refused_persons", by="refused").rename({"count": "persons"})
    persons = persons.with_columns(pl.col("refused").cast(pl.String))
    joined = attempts.join(persons, on="refused", how="left").filter(pl.col("attempts") > 0)
    if scheme is not None:
        joined = joined.with_columns(pl.lit(None, dtype=pl.Int64).alias("persons"))
    return joined.sort("attempts", "refused")


def draw_denials(axes: Axes, frame: pl.DataFrame) -> None:
    """Draw, for each thing refused, the attempts beside the persons."""
    places = list(range(len(frame)))
    attempts, persons = frame["attempts"].to_list(), frame["persons"].to_list()
    longest = max(attempts)
    for shift, values, colour, label in (
        (0.2, attempts, ORANGE, "attempts"),
        (-0.2, persons, BLUE, "persons"),
    ):
        known = [value or 0 for value in values]
        if not any(known):
            continue
        axes.barh([place + shift for place in places], known, height=0.38, color=colour, label=label)
        for place, value in zip(places, known, strict=True):
            axes.text(value + longest * 0.01, place + shift, f"{value:,}", va="center", fontsize=7.5)
    axes.set_yticks(places, [words(name) or "anything else" for name in frame["refused"].to_list()])
    axes.set_xlim(0, longest * 1.12)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="x")
    axes.set_title("refused because of a scheme")
    axes.legend(loc="lower right")


def _scores(run: Run, scheme: str | None) -> list[Panel]:
    return [
        (_PANEL_HEIGHT, partial(draw_scores, run=run, scheme=name))
        for name in _shown(run, scheme)
        if len(run.scores(name))
    ]


def draw_scores(axes: Axes, run: Run, scheme: str) -> None:
    """Draw the histogram of a scheme's scores at the end, with the lowest score of each band."""
    rules, frame = run.scenario.scoring[scheme], run.scores(scheme)
    low, high, people = (frame[name].to_numpy() for name in ("low", "high", "people"))
    width = float((high - low).min()) + (1.0 if rules.scale == 1 else 0.0)
    axes.bar(low, people, width=width, align="edge", color=BLUE, linewidth=0)
    for band in rules.bands:
        if band.least is not None:
            axes.axvline(float(band.least.at(run.scenario.clock.start)), color=VERMILION, linewidth=1, linestyle="--")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y")
    who = f"{int(people.sum()):,} {'organisations' if rules.sort == 'rating' else 'people'}"
    axes.set_title(f"{scheme}: {who} by score at the end")
    axes.set_xlabel("points (dashed: where a band begins)")


def _shown(run: Run, scheme: str | None, nobody: Collection[str] = ()) -> list[str]:
    """Give the schemes that are drawn, in their order: the one named, or those with most people in them.

    Those in `nobody` have nothing to show.
    """
    if scheme is not None:
        return [scheme]
    held: dict[str, int] = dict.fromkeys(run.scenario.scoring, 0)
    for name, people in run.bands(("scheme",)).iter_rows():
        held[str(name)] = people
    most = sorted((name for name in held if held[name] and name not in nobody), key=lambda name: -held[name])[
        :MOST_PANELS
    ]
    return [name for name in held if name in most]


FIGURES: dict[str, Callable[[Any, str | None], list[Panel]]] = {
    "bands": _bands,
    "denials": _denials,
    "scores": _scores,
}
"""The figures by name."""
