"""One picture of several worlds of the same people: who was refused, what fell silent, who gained."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from creditarium.model.problem import Problem
from creditarium.views.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION, figure, save, settle, styled
from creditarium.views.text import currency
from creditarium.views.wording import WORLD, words

if TYPE_CHECKING:
    from creditarium.results.run import Run
    from creditarium.results.summary import Summary

COLOURS = (GREY, VERMILION, BLUE, GREEN, PURPLE, ORANGE, SKY)
"""One for each world, in their order."""
NOTABLE = 0.03
_MOST_DOMAINS = 8
_SIZE = (9.6, 6.4)


def compare_picture(runs: Sequence[Run], path: str | Path | None = None) -> Figure:
    """Draw worlds of the same people side by side; `path` also writes it, as PNG or SVG by its ending."""
    if not 0 < len(runs) <= len(COLOURS):
        raise Problem(f"{len(runs)} worlds do not fit on one picture", mend=f"give 1 to {len(COLOURS)}")
    summaries = [run.summary for run in runs]
    with styled():
        drawn = figure(*_SIZE)
        corners = drawn.subplots(2, 2)
        _refused(corners[0, 0], summaries)
        _wrong(corners[0, 1], summaries)
        _silent(corners[1, 0], summaries)
        _money(corners[1, 1], summaries, next(filter(None, (currency(run.scenario) for run in runs)), ""))
        handles, labels = corners[1, 0].get_legend_handles_labels()
        drawn.legend(handles, labels, loc="outside lower center", ncols=len(runs))
        first = summaries[0]
        size = f"{first.people:,} synthetic people · {first.days} days · seed {first.seed}"
        label = f"{size} · the same people in each · {WORLD}"
        drawn.suptitle(label, x=0.01, ha="left", fontsize=8.5, color="#444444")
        settle(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


def _bars(axes: Axes, groups: Sequence[str], worlds: Sequence[Sequence[float]], names: Sequence[str]) -> None:
    """Draw upright bars: a group for each thing counted, a bar in it for each world."""
    wide = 0.8 / len(worlds)
    for j, values in enumerate(worlds):
        places = [group + (j - (len(worlds) - 1) / 2) * wide for group in range(len(groups))]
        axes.bar(places, values, width=wide * 0.92, color=COLOURS[j], label=names[j])
        for place, value in zip(places, values, strict=True):
            axes.text(place, value, f"{value:,.0f}", ha="center", va="bottom", fontsize=7.5)
    axes.set_xticks(range(len(groups)), groups)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y")
    axes.margins(y=0.12)


def _names(summaries: Sequence[Summary]) -> list[str]:
    return [summary.scenario for summary in summaries]


def _refused(axes: Axes, summaries: Sequence[Summary]) -> None:
    counts = [[s.refused.attempts, s.refused.persons, s.refused.blameless] for s in summaries]
    _bars(axes, ("attempts", "people", "people who did\nnothing listed then"), counts, _names(summaries))
    axes.set_title("Refused something because of a scheme")


def _wrong(axes: Axes, summaries: Sequence[Summary]) -> None:
    counts = [[s.wrong.landed, s.wrong.false] for s in summaries]
    _bars(axes, ("for what somebody else did", "without any act"), counts, _names(summaries))
    axes.set_title("Entries against people who had not done it")


def _silent(axes: Axes, summaries: Sequence[Summary]) -> None:
    """Draw the lawful acts that became rarer, as shares of what would have been done."""
    shares = [{x.domain: x.share_held_back for x in s.shifts if x.lawful} for s in summaries]
    most = {name: max(world.get(name, 0.0) for world in shares) for world in shares for name in world}
    domains = sorted((name for name in most if most[name] >= NOTABLE), key=lambda name: -most[name])
    domains = domains[:_MOST_DOMAINS][::-1]
    high = 0.8 / len(summaries)
    for j, world in enumerate(shares):
        places = [row - (j - (len(shares) - 1) / 2) * high for row in range(len(domains))]
        values = [world.get(name, 0.0) for name in domains]
        axes.barh(places, values, height=high * 0.92, color=COLOURS[j], label=summaries[j].scenario)
    axes.set_yticks(range(len(domains)), [words(name) for name in domains])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{share:.0%}"))
    axes.grid(axis="x")
    axes.set_title("Lawful acts held back, of what would be done")


def _money(axes: Axes, summaries: Sequence[Summary], unit: str) -> None:
    """Draw what the schemes gave or took by income fifth, a person."""
    wide = 0.8 / len(summaries)
    for j, summary in enumerate(summaries):
        places = [row + (j - (len(summaries) - 1) / 2) * wide for row in range(len(summary.purses))]
        axes.bar(places, [purse.each for purse in summary.purses], width=wide * 0.92, color=COLOURS[j])
    incomes = [purse.income for purse in summaries[0].purses]
    ends = {0: "poorest\nfifth", len(incomes) - 1: "richest\nfifth"}
    axes.set_xticks(range(len(incomes)), [ends.get(j, name) for j, name in enumerate(incomes)])
    axes.axhline(0, color="black", linewidth=0.8)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:+,.4g}" if amount else "0"))
    axes.grid(axis="y")
    axes.set_title(f"Money given or taken, {unit} a person".replace(",  a", " a"))
