"""A calibration as a picture: each number's range before and after, and what each target expects and gets.

What was fitted and what was kept to test it stand in blocks of their own, under their own heading, with marks of their
own shape: no reader needs the colours to tell them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from creditarium.views.calibrated import figure_of, judged
from creditarium.views.style import BLACK, BLUE, GREY, ORANGE, figure, label_of, save, settle, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from creditarium.analysis.calibration.calibration import Calibration
    from creditarium.analysis.ensembles.free import FreeNumber

USES: Mapping[Literal["fit", "test"], tuple[str, str, str]] = {
    "fit": ("fitted", "o", BLUE), "test": ("kept to test, never fitted", "D", ORANGE),
}  # fmt: skip
"""What a target is for: its heading, the shape of its mark, and its colour."""
_WIDTH, _HEAD, _ROW, _MARGIN = 10.4, 1.5, 0.31, 0.2
_LABEL, _SMALL = 44, 7.5
_EVEN = 2
"""As far as this many tolerances the scale is even; beyond it is by powers."""
_MARKS = (-1_000, -300, -100, -30, -10, -3, -1, 0, 1, 3, 10, 30, 100, 300, 1_000)


def plot(made: Calibration, path: str | Path | None = None) -> Figure:
    """Draw each fitted number's range before and after, and each target's answer before and after the fit.

    `path` also writes it, as PNG or SVG by its ending; the file says in words what it shows.
    """
    rows = len(made.kept), len(made.names) + len(USES)
    with styled():
        drawn = figure(_WIDTH, 2 * _HEAD + _ROW * sum(rows))
        grid = drawn.add_gridspec(2, 1, height_ratios=(rows[0] + 2, rows[1] + 2))
        draw_numbers(drawn.add_subplot(grid[0]), made)
        draw_targets(drawn.add_subplot(grid[1]), made)
        drawn.suptitle(label_of(made.space.scenario), x=0.01, ha="left", fontsize=8.5, color="#444444")
        engine = drawn.get_layout_engine()
        if engine is not None:
            engine.set(w_pad=_MARGIN)  # type: ignore[call-arg]
        settle(drawn)
    if path is not None:
        save(drawn, path, title=f"{made.space.scenario.name}, calibrated", description=told_of(made))
    return drawn


def told_of(made: Calibration) -> str:
    """Say in words what the picture shows, for those who do not see it."""
    rows = made.frame().to_dicts()
    parts = []
    for use, (heading, _, _) in USES.items():
        mine = [row for row in rows if row["use"] == use]
        if mine:
            within = sum(judged(row) == "within" for row in mine)
            parts.append(f"{within} of {len(mine)} targets {heading}")
    widths = ", ".join(f"{one.free.path} {one.width:.2f}" for one in made.told if one.fitted)
    return f"Within their tolerance are {'; '.join(parts)}. What is left of each range (1 is all of it): {widths}."


def draw_numbers(axes: Axes, made: Calibration) -> None:
    """Draw each fitted number from the low end of its range to the high end: what was allowed, what is left."""
    low, high = made.posterior.interval()
    middle = made.posterior.middle
    names = [made.space.names[j] for j in made.kept]
    for place, j in enumerate(made.kept):
        free, first = made.space.free[j], place == 0
        told = dict.fromkeys(("before", "after", "middle", "written"), "_nolegend_")
        if first:
            told = {"before": "allowed before", "after": "left, 95 %", "middle": "middle", "written": "as written"}
        axes.plot([0, 1], [place] * 2, color="#D0D0D0", linewidth=3, solid_capstyle="butt", label=told["before"])
        axes.plot(
            [low[place], high[place]], [place] * 2, color=BLUE, linewidth=8, solid_capstyle="butt", label=told["after"]
        )
        axes.plot(middle[place], place, "o", color="white", mec=BLACK, markersize=5, ls="none", label=told["middle"])
        axes.plot(free.home, place, "|", color=BLACK, markersize=14, mew=1.5, ls="none", label=told["written"])
        for x, text, side in ((-0.01, _end(free, 0), "right"), (1.01, _end(free, 1), "left")):
            axes.text(x, place, text, ha=side, va="center", fontsize=_SMALL)
    axes.set_yticks(range(len(names)), [_short(name) for name in names], fontsize=_SMALL)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-0.14, 1.14)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title("The numbers: each range before and after")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4)


def draw_targets(axes: Axes, made: Calibration) -> None:
    """Draw how far each target is missed, in tolerances, as written and calibrated, and both numbers beside it."""
    rows = made.frame().to_dicts()
    axes.axvspan(-1, 1, color="#E8E8E8", zorder=0, label="within the tolerance")
    axes.axvline(0, color=BLACK, linewidth=0.8)
    place, labels = 0, []
    for use, (heading, mark, colour) in USES.items():
        mine = [row for row in rows if row["use"] == use]
        if mine:
            axes.axhline(place - 0.5, color=GREY, linewidth=0.5)
            labels.append((place, heading[0].upper() + heading[1:]))
            place += 1
        for row in mine:
            _draw_target(axes, row, place, mark, colour)
            labels.append((place, _short(row["title"])))
            place += 1
        if mine:
            axes.plot([], [], mark, mec=BLACK, mfc=_inside(use, colour), label=heading, ls="none")
    axes.plot([], [], "x", color=GREY, label="as written", ls="none")
    axes.set_yticks([at for at, _ in labels], [text for _, text in labels], fontsize=_SMALL)
    headings = {text[0].upper() + text[1:] for text, _, _ in USES.values()}
    for label in axes.get_yticklabels():
        label.set_fontweight("bold" if label.get_text() in headings else "normal")
    axes.set_ylim(place - 0.4, -0.6)
    axes.set_xscale("symlog", linthresh=_EVEN)
    low, high = axes.get_xlim()
    shown = [mark for mark in _MARKS if low <= mark <= high]
    axes.set_xticks(shown, [figure_of(mark) for mark in shown])
    axes.minorticks_off()
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_xlabel("tolerances above (right) or below what was published")
    axes.set_title("The targets: what was published, and what is reached")
    axes.text(1.01, 1.005, "published → reached", transform=axes.transAxes, ha="left", va="bottom", fontsize=_SMALL)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.07 if place > len(_MARKS) else -0.16), ncols=4)


def _draw_target(axes: Axes, row: Mapping[str, Any], place: int, mark: str, colour: str) -> None:
    low, high, after, before = (
        (row[name] - row["expected"]) / row["tolerance"] for name in ("low", "high", "after", "before")
    )
    width = 5 if row["use"] == "fit" else 2
    axes.plot([low, high], [place, place], color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
    axes.plot(after, place, mark, mec=BLACK, mfc=_inside(row["use"], colour), markersize=6, zorder=4)
    axes.plot(before, place, "x", color=GREY, markersize=6, zorder=3)
    text = f"{figure_of(row['expected'])} → {figure_of(row['after'])}" + (", out of reach" if row["beyond"] > 0 else "")
    axes.text(1.01, place, text, transform=axes.get_yaxis_transform(), ha="left", va="center", fontsize=_SMALL)


def _inside(use: str, colour: str) -> str:
    """Fill a mark of what was fitted, and leave that of a test open."""
    return colour if use == "fit" else "white"


def _end(free: FreeNumber, end: int) -> str:
    """Write what stands at the low (0) or high (1) end of a range."""
    if free.variants:
        return free.variants[-end]
    return figure_of((free.low, free.high)[end])


def _short(name: str) -> str:
    return name if len(name) <= _LABEL else f"…{name[1 - _LABEL :]}"
