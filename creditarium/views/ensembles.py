"""A sweep in words and in a picture: each headline's band over the members, the sign, and what it hinges on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

from creditarium.analysis.ensembles.headlines import HEADLINES, Headline
from creditarium.views.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, VERMILION, figure, save, settle, styled
from creditarium.views.text import FIFTHS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from creditarium.analysis.ensembles.plan import Plan
    from creditarium.analysis.ensembles.result import Sweep

SPANS = (
    "A band holds nine of ten members. It spans the declared ranges of what is assumed or recalled, and seeds; "
    "more people would not narrow it."
)
"""What an interval of a sweep is, and is not."""
_COLOURS = (VERMILION, BLUE, ORANGE, GREEN, PURPLE)
_WIDTH, _ROW = 8.6, 0.62
_LAST_BIT = 1e-9
"""A hundred times 29 of 100 is a little less than 29."""
_TITLE = 135
"""How many letters of the title go into the width."""


class BandLine(NamedTuple):
    """One headline in words: as written, median, band, and in how many members the sign holds."""

    label: str
    written: str
    median: str
    band: str
    sign: str


def band_lines(made: Sweep, world: str = "", less: str = "") -> Iterator[BandLine]:
    """Tell each headline of a sweep in a line."""
    for row, headline in zip(made.bands(world, less).iter_rows(named=True), HEADLINES, strict=True):
        each = "a person" if headline.each == "person" else f"for {headline.each}"
        yield _line(f"{headline.title} ({each})", row)


def group_lines(made: Sweep, by: str, headline: str, world: str = "", less: str = "") -> Iterator[BandLine]:
    """Tell a headline by group, a line a group."""
    for row in made.groups(by, headline, world, less).iter_rows(named=True):
        yield _line(f"  {by} {FIFTHS.get(row[by], row[by]) if by == 'income' else row[by]}", row)


def _line(label: str, row: dict[str, Any]) -> BandLine:
    return BandLine(
        label,
        three_figures(row["written"]) if row["written"] is not None else "stopped",
        three_figures(row["median"]),
        f"{three_figures(row['low'])} to {three_figures(row['high'])}",
        _sign(row["sign"], row["holds"]),
    )


def size_of(plan: Plan) -> str:
    """Say how large a sweep is."""
    scenario = plan.scenario
    sort = {"lhs": "a Latin hypercube", "sobol": "Sobol's sequence"}[plan.design]
    return (
        f"{plan.members} members over {len(plan.axes)} free numbers ({sort}), {scenario.people:,} people and "
        f"{scenario.clock.days} days each, seeds {plan.seed_of(1)} to {plan.seed_of(plan.members)}"
    )


def bands_plot(made: Sweep, path: str | Path | None = None) -> Figure:
    """Draw each headline's band with its median, and the scenario as written, for every world of a sweep.

    `path` also writes it, as PNG or SVG by its ending.
    """
    tall = 1.3 + _ROW * len(HEADLINES) * max(1.0, 0.55 * len(made.worlds))
    with styled():
        drawn = figure(_WIDTH, tall)
        places = drawn.subplots(len(HEADLINES), 1)
        for axes, headline in zip(places, HEADLINES, strict=True):
            _draw(axes, made, headline)
        handles, labels = places[0].get_legend_handles_labels()
        drawn.legend(handles, labels, loc="outside lower center", ncols=2 * len(made.worlds))
        title = f"{' and '.join(made.worlds)} against {made.plan.against} · {size_of(made.plan)}"
        drawn.suptitle("\n".join(wrap(title, _TITLE)), x=0.01, ha="left", fontsize=8, color="#444444")
        settle(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


def _draw(axes: Axes, made: Sweep, headline: Headline) -> None:
    for place, world in enumerate(made.worlds):
        [row] = made.bands(world).filter(headline=headline.name).to_dicts()
        colour = _COLOURS[place % len(_COLOURS)]
        axes.plot(
            [row["low"], row["high"]], [place, place], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt"
        )
        axes.plot(row["median"], place, "o", color=colour, markersize=6, label=f"{world}: median and 5–95 %")
        if row["written"] is not None:
            axes.plot(
                row["written"], place, "D", color="white", markeredgecolor=BLACK, markersize=4.5, label="as written"
            )
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_ylim(len(made.worlds) - 0.4, -0.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.08)
    axes.grid(axis="x")
    axes.tick_params(axis="x", labelsize=7)
    each = "a person" if headline.each == "person" else f"for {headline.each}"
    axes.set_title(f"{headline.title}, {each}", fontsize=8.5, fontweight="normal")


def three_figures(value: float) -> str:
    """Write a number with three figures, or whole where it is large.

    >>> three_figures(-1234.5), three_figures(0.0123), three_figures(0.0), three_figures(12.34)
    ('−1,234', '0.0123', '0', '12.3')
    """
    if value == 0:
        return "0"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace("-", "−")


def _sign(sign: int, holds: float) -> str:
    """Say which sign a headline has, and in how many members: never more than in so many, and 100 is all of them.

    A median of 0 that is no member's lies between two halves of opposite signs.

    >>> _sign(1, 0.973), _sign(0, 1.0), _sign(-1, 0.29), _sign(0, 0.0)
    ('+ in 97%', '0 in 100%', '− in 29%', '± in 50%')
    """
    if not sign and not holds:
        return "± in 50%"
    return f"{ {1: '+', -1: '−', 0: '0'}[sign] } in {int(100 * holds + _LAST_BIT)}%".strip()
