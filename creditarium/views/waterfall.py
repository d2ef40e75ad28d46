"""The picture of a decomposition: a waterfall of one harm's parts, and the same by group."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from creditarium.analysis.parts.decomposition import GROUPED
from creditarium.analysis.parts.harm import BY_NAME
from creditarium.analysis.parts.switches import PARTS
from creditarium.views.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    VERMILION,
    YELLOW,
    figure,
    label_of,
    save,
    settle,
    styled,
)

if TYPE_CHECKING:
    from creditarium.analysis.parts.decomposition import Decomposition

COLOURS = dict(zip(PARTS, (VERMILION, ORANGE, PURPLE, BLUE, BLACK, YELLOW, GREEN), strict=True))
"""One for each part."""
THOUSAND = 1_000
_SIZE = (9.6, 8.2)


def waterfall(made: Decomposition, measure: str = "denied", path: str | Path | None = None) -> Figure:
    """Draw how one harm comes about: from the world without all parts to the scenario, part by part, then by group.

    `path` also writes it, as PNG or SVG by its ending. An unknown measure is a `Problem`.
    """
    made.exact(measure)
    with styled():
        drawn = figure(*_SIZE)
        grid = drawn.add_gridspec(2, len(GROUPED), height_ratios=(1.25, 1))
        draw_waterfall(drawn.add_subplot(grid[0, :]), made, measure)
        for j, by in enumerate(GROUPED):
            draw_groups(drawn.add_subplot(grid[1, j]), made, measure, by)
        handles, labels = drawn.axes[1].get_legend_handles_labels()
        drawn.legend(handles, labels, loc="outside lower center", ncols=4)
        drawn.suptitle(label_of(made.engine.scenario), x=0.01, ha="left", fontsize=8.5, color="#444444")
        settle(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


def draw_waterfall(axes: Axes, made: Decomposition, measure: str) -> None:
    """Draw one bar for each part, each beginning where the one above it ends."""
    harm, exact = BY_NAME[measure], made.exact(measure)
    level = float(made.harm(measure, *made.parts))
    names, starts, lengths, colours = ["without all seven"], [0.0], [level], [GREY]
    for part, share in exact.items():
        names.append(PARTS[part])
        starts.append(level)
        lengths.append(float(share))
        colours.append(COLOURS[part])
        level += float(share)
    names, starts, lengths = [*names, "the scenario"], [*starts, 0.0], [*lengths, float(made.harm(measure))]
    places = list(range(len(names)))
    axes.barh(places, lengths, left=starts, height=0.7, color=[*colours, GREY])
    axes.margins(x=0.12)
    for place, start, length in zip(places, starts, lengths, strict=True):
        end, whole = start + length, place in (places[0], places[-1])
        text = f" {length:,.0f} " if whole else f" {length:+,.1f} ".replace("-", "−")
        axes.text(max(start, end), place, text, va="center", ha="left", fontsize=8)
    axes.plot([level, level], [places[0], places[-1]], color="#BBBBBB", linewidth=0.6, linestyle=":")
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.axvline(0, color="black", linewidth=0.8)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axes.grid(axis="x")
    axes.set_title(harm.title[:1].upper() + harm.title[1:])


def draw_groups(axes: Axes, made: Decomposition, measure: str, by: str) -> None:
    """Stack each group's shares for a thousand persons: what adds to the right of 0, what takes away to the left."""
    frame = made.shares(measure, by=by)
    groups = frame[by].unique(maintain_order=True).to_list()
    right, left = [0.0] * len(groups), [0.0] * len(groups)
    for part in made.parts:
        mine = {row[by]: row for row in frame.iter_rows(named=True) if row["part"] == part}
        lengths = [THOUSAND * mine[name]["share"] / max(mine[name]["persons"], 1) for name in groups]
        starts = [right[j] if length > 0 else left[j] for j, length in enumerate(lengths)]
        axes.barh(groups, lengths, left=starts, height=0.75, color=COLOURS[part], label=PARTS[part])
        for j, length in enumerate(lengths):
            right[j], left[j] = right[j] + max(length, 0.0), left[j] + min(length, 0.0)
    axes.invert_yaxis()
    axes.axvline(0, color="black", linewidth=0.8)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.4g}"))
    axes.tick_params(axis="x", labelsize=7.5)
    axes.grid(axis="x")
    axes.set_xlabel("for 1,000 persons", fontsize=8)
    axes.set_title(f"by {by}", fontsize=9)
