"""A calibration in words and as a picture: prior against posterior, and the fit against what was kept to test it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditarium.views.style import BLUE, GREY, ORANGE, VERMILION, figure, label_of, save, settle, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from creditarium.analysis.calibration.calibration import Calibration

_WIDTH, _HEAD, _ROW = 9.6, 1.9, 0.34
_FEW = 5
_LABEL = 40


def figure_of(value: Any) -> str:
    """Write a number of any size in few signs; nothing where there is none."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if isinstance(value, tuple | list):
        return " ".join(figure_of(item) for item in value)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value)
    size = abs(value)
    if size >= 1_000_000:
        return f"{value / 1_000_000:,.2f}m".replace("-", "−")
    return (f"{value:,.0f}" if size >= 1_000 else f"{value:.3g}").replace("-", "−")


def judged(row: Mapping[str, Any]) -> str:
    """Say in words how a target came out."""
    if row["after"] is None or not math.isfinite(row["after"]):
        return "no answer"
    if row["beyond"] > 0:
        return f"out of reach, by {figure_of(row['beyond'])}"
    off = abs(row["off"])
    return "within" if off <= 1 else f"{off:.1f} tolerances off"


def sentences(made: Calibration) -> Iterator[str]:
    """Say what the calibration tells, and what it cannot."""
    fitted = [one for one in made.told if one.fitted]
    lost = [one.free.path for one in fitted if not one.identified]
    known = [one.free.path for one in fitted if one.identified]
    yield (
        "“Moves” is how far a number alone moves the targets, in standard deviations; “width” is what is left of its "
        "range: 1 is all of it."
    )
    if known:
        yield f"The targets tell of: {', '.join(known)}."
    if lost:
        yield f"They do not tell of, though it was fitted: {', '.join(lost)}. Its range stays as it was."
    still = [one.free.path for one in made.told if not one.fitted]
    if still:
        shown = ", ".join(still[:_FEW]) + (f" and {len(still) - _FEW} more" if len(still) > _FEW else "")
        yield f"They were looked at and left as written, since they move the targets less: {shown}."
    for first, second, close in made.tied:
        way = "the higher the one, the higher the other" if close > 0 else "the higher the one, the lower the other"
        yield f"Not told apart: {first} and {second} ({way}; correlation {close:.2f})."
    scenario = made.space.scenario
    size = f"{scenario.people:,} people, {scenario.clock.days} days from {scenario.clock.start}"
    seeds = f"{len(made.seeds)} seed{'s' if len(made.seeds) > 1 else ''}"
    yield (
        f"{made.lived} points of {size} under {seeds}, in {made.seconds:.0f} seconds, by {made.method}. "
        "A number that agrees with what was published is not thereby known."
    )


def plot(made: Calibration, path: str | Path | None = None) -> Figure:
    """Draw each fitted number's range before and after, and each target's answer before and after the fit.

    `path` also writes it, as PNG or SVG by its ending.
    """
    rows = len(made.kept), len(made.names)
    with styled():
        drawn = figure(_WIDTH, 2 * _HEAD + _ROW * sum(rows))
        grid = drawn.add_gridspec(2, 1, height_ratios=(rows[0] + 2, rows[1] + 2))
        draw_numbers(drawn.add_subplot(grid[0]), made)
        draw_targets(drawn.add_subplot(grid[1]), made)
        drawn.suptitle(label_of(made.space.scenario), x=0.01, ha="left", fontsize=8.5, color="#444444")
        settle(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


def draw_numbers(axes: Axes, made: Calibration) -> None:
    """Draw each fitted number from the low end of its range (0) to the high end (1): what was allowed, what is left."""
    low, high = made.posterior.interval()
    middle = made.posterior.middle
    names = [made.space.names[j] for j in made.kept]
    for place, j in enumerate(made.kept):
        axes.plot([0, 1], [place, place], color="#DDDDDD", linewidth=6, solid_capstyle="butt", zorder=1)
        axes.plot([low[place], high[place]], [place, place], color=BLUE, linewidth=6, solid_capstyle="butt", zorder=2)
        axes.plot(middle[place], place, "o", color="white", markersize=4, zorder=3)
        axes.plot(made.space.home[j], place, "|", color="black", markersize=12, zorder=4)
    short = [name if len(name) <= _LABEL else f"…{name[-_LABEL:]}" for name in names]
    axes.set_yticks(range(len(names)), short, fontsize=7.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-0.01, 1.01)
    axes.set_xticks([0, 0.5, 1], ["lowest", "", "highest"])
    axes.set_title("Each range: allowed (grey), left (blue), as written (|)")


def draw_targets(axes: Axes, made: Calibration) -> None:
    """Draw how far each target is missed, in tolerances: as written, and calibrated."""
    rows = made.frame().to_dicts()
    axes.axvspan(-1, 1, color="#E8E8E8", zorder=0)
    axes.axvline(0, color="black", linewidth=0.8)
    for place, row in enumerate(rows):
        scale = row["tolerance"]
        ends = [(row[name] - row["expected"]) / scale for name in ("low", "high", "after", "before")]
        colour = BLUE if row["use"] == "fit" else ORANGE
        axes.plot(ends[:2], [place, place], color=colour, linewidth=4, solid_capstyle="butt", zorder=2)
        axes.plot(ends[2], place, "o", color=colour, markersize=5, zorder=3)
        axes.plot(ends[3], place, "x", color=VERMILION if row["beyond"] > 0 else GREY, markersize=6, zorder=3)
    axes.set_yticks(range(len(rows)), [row["target"] for row in rows], fontsize=7.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xscale("symlog", linthresh=2)
    axes.grid(axis="x")
    axes.set_xlabel("tolerances above (right) or below what was published")
    axes.set_title("Each target: fitted (blue), kept to test (orange), as written (×)")
