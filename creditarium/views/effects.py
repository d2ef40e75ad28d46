"""The picture of a comparison: who is worse and better off, by group, over time, directly and in total."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from matplotlib.axes import Axes
from matplotlib.dates import ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from creditarium.analysis.pairs.measures import MEASURES, check
from creditarium.model.problem import Problem
from creditarium.views.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    check_picture,
    figure,
    label_of,
    save,
    settle,
    styled,
)
from creditarium.views.wording import words

if TYPE_CHECKING:
    from creditarium.analysis.pairs.comparison import Comparison

PER = 1_000
"""Effects are drawn for so many people."""
WORLDS = (GREEN, PURPLE, SKY, BLACK)
"""One colour for each other world; worse and better off have their own."""
_SIZE = (10.4, 7.4)


def plot(
    comparison: Comparison, measure: str = "denied", *, path: str | Path | None = None, by: str = "income"
) -> Figure:
    """Draw a comparison; one `measure` is shown `by` groups and over time.

    `path` also writes the figure, as PNG or SVG by its ending. An unknown measure or dimension is a `Problem`.
    """
    check(measure)
    check_drawable(len(comparison.worlds), path)
    groups = comparison.by(by).filter(pl.col("measure") == measure)
    with styled():
        drawn = figure(*_SIZE)
        corners = drawn.subplots(2, 2, width_ratios=(1.15, 1))
        _draw_shares(corners[0, 0], comparison)
        _draw_groups(corners[0, 1], comparison, groups, measure, by)
        _draw_parts(corners[1, 0], comparison)
        _draw_time(corners[1, 1], comparison, measure)
        scenario = comparison.first.run.scenario
        others = " and ".join(other.name for other in comparison.others)
        label = f"{others}, compared with {label_of(scenario)} · {scenario.clock.days} days"
        drawn.suptitle(label, x=0.01, ha="left", fontsize=8.5, color="#444444")
        handles, labels = corners[0, 1].get_legend_handles_labels()
        if len(comparison.others) > 1:
            drawn.legend(handles, labels, loc="outside lower center", ncols=len(comparison.others))
        settle(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


def check_drawable(worlds: int, path: str | Path | None = None) -> None:
    """Refuse more worlds than a picture shows, and a file that is no picture, before anything is lived for it."""
    if worlds > len(WORLDS) + 1:
        raise Problem(f"{worlds} worlds do not fit on one picture", mend=f"give {len(WORLDS) + 1} at most")
    if path is not None:
        check_picture(path)


def _draw_shares(axes: Axes, comparison: Comparison) -> None:
    """Draw, for each measure of which more or less is better, the share worse off (left) and better off (right)."""
    told = [measure for measure in MEASURES if measure.better != "neither"][::-1]
    frame = comparison.effects.filter(pl.col("item") == "")
    high = 0.8 / len(comparison.others)
    for j, other in enumerate(comparison.others):
        mine = {row["measure"]: row for row in frame.filter(pl.col("world") == other.name).iter_rows(named=True)}
        places = [k - (j - (len(comparison.others) - 1) / 2) * high for k in range(len(told))]
        for sign, column, colour in ((-1, "worse", VERMILION), (1, "better", BLUE)):
            shares = [sign * mine[measure.name][column] for measure in told]
            axes.barh(places, shares, height=0.9 * high, color=colour, alpha=1 - 0.45 * j / len(comparison.others))
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(told)), [words(measure.name) for measure in told])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * abs(share):.4g}%"))
    axes.grid(axis="x")
    axes.set_title(f"Share of the people worse off (left) and better off (right){_in_order(comparison)}")


def _in_order(comparison: Comparison) -> str:
    """Say which bar is which world's, where there are several."""
    others = [other.name for other in comparison.others]
    return "" if len(others) == 1 else f"\nfrom above: {', '.join(others)}"


def _draw_groups(axes: Axes, comparison: Comparison, groups: pl.DataFrame, measure: str, by: str) -> None:
    """Draw the effect on one measure in each group."""
    named = groups[by].unique(maintain_order=True).to_list()[::-1]
    high = 0.8 / len(comparison.others)
    for j, other in enumerate(comparison.others):
        mine = dict(groups.filter(pl.col("world") == other.name).select(by, "mean").rows())
        places = [k - (j - (len(comparison.others) - 1) / 2) * high for k in range(len(named))]
        means = [PER * mine.get(name, 0.0) for name in named]
        axes.barh(places, means, height=0.9 * high, color=WORLDS[j], label=other.name)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(named)), [f"{words(by)} {name}" for name in named])
    axes.grid(axis="x")
    axes.set_title(f"{_title(measure)}\nby {words(by)}")
    axes.set_xlabel(f"change for {PER:,} people")


def _draw_parts(axes: Axes, comparison: Comparison) -> None:
    """Draw the total effect on needs granted and lawful acts, stacked from its direct and its indirect part."""
    rows = comparison.parts.rows(named=True)
    labels = []
    for k, row in enumerate(rows[::-1]):
        direct, indirect, total = (PER * row[name] for name in ("direct", "indirect", "total"))
        axes.barh(k, direct, height=0.5, color=ORANGE, label="direct: at the same occasion" if k == 0 else None)
        left = direct if direct * indirect > 0 else 0.0
        label = "indirect: other occasions, other own answers" if k == 0 else None
        axes.barh(k, indirect, left=left, height=0.5, color=GREY, label=label)
        axes.plot([total], [k], marker="D", color="black", linestyle="none", label="total" if k == 0 else None)
        world = f"\n{row['world']}" if len(comparison.others) > 1 else ""
        labels.append(("needs granted" if row["what"] == "granted" else words(row["what"])) + world)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(-0.6, len(rows) + 0.4)
    axes.grid(axis="x")
    axes.legend(loc="upper left", fontsize=7.5)
    axes.set_title("Direct and total effects")
    axes.set_xlabel(f"change for {PER:,} people")


def _draw_time(axes: Axes, comparison: Comparison, measure: str) -> None:
    """Draw how the effect on one measure adds up over time."""
    frame = comparison.over_time.filter(pl.col("measure") == measure)
    for j, other in enumerate(comparison.others):
        mine = frame.filter(pl.col("world") == other.name)
        axes.step(mine["date"].to_list(), (PER * mine["so_far"]).to_list(), where="post", color=WORLDS[j], marker=".")
    axes.axhline(0, color="black", linewidth=0.8)
    locator = axes.xaxis.get_major_locator()
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.grid(axis="y")
    axes.set_title(f"{_title(measure)}\nadded up over time")
    axes.set_ylabel(f"change for {PER:,} people")


def _title(measure: str) -> str:
    title = check(measure).title
    return title[0].upper() + title[1:]
