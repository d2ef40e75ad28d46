"""The picture of a panel: the event study with the truth beside it, and what each estimator made of the panel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from creditarium.analysis.testbed.verdicts import TITLES
from creditarium.views.style import BLUE, GREY, VERMILION, figure, label_of, save, settle, styled

if TYPE_CHECKING:
    from creditarium.analysis.testbed.panel import Panel

_SIZE = (9.6, 4.4)


def plot(panel: Panel, outcome: str, path: str | Path | None = None) -> Figure:
    """Draw the event study of an outcome and its estimates, both beside the truth.

    `path` also writes it, as PNG or SVG by its ending. An unknown outcome is a `Problem`.
    """
    with styled():
        drawn = figure(*_SIZE)
        left, right = drawn.subplots(1, 2, width_ratios=(1.5, 1))
        draw_events(left, panel, outcome)
        draw_estimates(right, panel, outcome)
        handles, labels = left.get_legend_handles_labels()
        drawn.legend(handles, labels, loc="outside lower center", ncols=3)
        drawn.suptitle(label_of(panel.scenario), x=0.01, ha="left", fontsize=8.5, color="#444444")
        settle(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


def draw_events(axes: Axes, panel: Panel, outcome: str) -> None:
    """Draw the staggered estimate of every month since the roll-out, its interval, and the true effect."""
    frame = panel.events(outcome)
    events, values = frame["event"].to_list(), frame["estimate"].to_numpy()
    reach = [values - frame["low"].to_numpy(), frame["high"].to_numpy() - values]
    axes.errorbar(
        events, values, yerr=reach, fmt="o", color=BLUE, markersize=4, elinewidth=1, label="estimate, 95 % interval"
    )
    axes.plot(events, frame["truth"].to_list(), color=VERMILION, marker="_", linewidth=1.4, label="the true effect")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.axvline(-0.5, color=GREY, linewidth=0.8, linestyle=":", label="the roll-out")
    axes.set_xlabel("months since the scheme came to the place")
    axes.set_ylabel("for 1,000 people in four weeks")
    axes.set_title(f"{panel.outcomes[outcome].title}: month by month")
    axes.grid(axis="y")


def draw_estimates(axes: Axes, panel: Panel, outcome: str) -> None:
    """Draw each estimator's value and interval, with the mean true effect that it speaks of."""
    made = panel.estimates(outcome)
    for place, one in enumerate(made):
        axes.plot([one.low, one.high], [place, place], color=BLUE, linewidth=1.4)
        axes.plot(one.estimate, place, "o", color=BLUE, markersize=5)
        axes.plot(one.truth, place, "|", color=VERMILION, markersize=16, markeredgewidth=2)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(made)), [TITLES[one.name].replace(" d", "\nd").replace(", ", ",\n") for one in made])
    axes.invert_yaxis()
    axes.margins(y=0.2)
    axes.set_title("the mean effect")
    axes.grid(axis="x")
