"""Pictures of a sensitivity analysis: a tornado of one headline, and a map of all against what drives them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from creditarium.analysis.ensembles.headlines import BY_NAME, Headline
from creditarium.analysis.sensitivity.factors import SEED
from creditarium.analysis.sensitivity.result import WEIGHTS
from creditarium.views.ensembles import three_figures
from creditarium.views.style import BLACK, BLUE, GREY, ORANGE, figure, save, settle, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from creditarium.analysis.sensitivity.result import Sensitivity

ROWS = 12
"""How many factors a map shows at most."""
MEASURED = {
    "morris": "how far each moves a headline over its range (μ*), as a share of all in the column",
    "sobol": "share of a headline's variance, with all that it acts upon (total index)",
    "sweep": "squared rank correlation over the members",
}
_WIDTH, _BAR, _CELL = 8.6, 0.34, 0.36
_LONGEST = 52
_MARGIN = 0.2


def tornado(made: Sensitivity, headline: str, path: str | Path | None = None) -> Figure:
    """Draw a headline with each assumption at the low and the high end of its range, the widest on top.

    The grey band is what seeds alone do, where that is known. `path` also writes it, as PNG or SVG by its ending.
    """
    bars, about = made.bars[headline], BY_NAME[headline]
    frame = bars.frame.drop_nans()
    wide = np.maximum(np.abs(frame["low"] - bars.written), np.abs(frame["high"] - bars.written))
    rows = frame[np.argsort(-wide, kind="stable").tolist()]
    with styled():
        drawn = figure(_WIDTH, 1.3 + _BAR * max(rows.height, 2))
        axes = drawn.subplots()
        if bars.seeds is not None:
            axes.axvspan(*bars.seeds, color=GREY, alpha=0.25, linewidth=0, label="other seeds alone")
        for place, (low, high) in enumerate(rows.select("low", "high").iter_rows()):
            first = place == 0
            for value, colour, side in ((low, BLUE, "low"), (high, ORANGE, "high")):
                axes.barh(
                    place, value - bars.written, left=bars.written, height=0.62 if value is low else 0.4, color=colour,
                    label=_side(made.method, side) if first else None,
                )  # fmt: skip
        axes.axvline(bars.written, color=BLACK, linewidth=1)
        axes.axvline(0, color=BLACK, linewidth=1, linestyle=":")
        axes.set_yticks(range(rows.height), [_short(name) for name in rows["factor"]], fontsize=7.5)
        axes.set_ylim(max(rows.height, 2) - 0.5, -0.5)
        axes.grid(axis="x")
        axes.margins(x=0.05)
        axes.set_xlabel(f"{_titled(about)} (line: {_middle(made.method)}, {three_figures(bars.written)}; dotted: 0)")
        if rows.height:
            drawn.legend(loc="outside lower center", ncols=3)
        drawn.suptitle(_whose(made), x=0.01, ha="left", fontsize=8, color="#444444")
        _set_out(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


def heat(made: Sensitivity, path: str | Path | None = None) -> Figure:
    """Draw what drives each headline: factors against headlines, the darker the more.

    `path` also writes it, as PNG or SVG by its ending.
    """
    names, table = shares_of(made)
    with styled():
        drawn = figure(_WIDTH, 2.2 + _CELL * len(names))
        axes = drawn.subplots()
        axes.imshow(table, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        for row, column in np.ndindex(*table.shape):
            value = float(table[row, column])
            if value >= 0.005:
                ink = "white" if value > 0.55 else BLACK
                axes.text(column, row, f"{100 * value:.0f}", ha="center", va="center", fontsize=7.5, color=ink)
        titles = [name.replace("_", " ") + (" (untold)" if name in made.doubts else "") for name in made.headlines]
        axes.set_xticks(range(len(titles)), titles, rotation=35, ha="left", rotation_mode="anchor", fontsize=8)
        axes.xaxis.tick_top()
        axes.set_yticks(range(len(names)), [_short(name) for name in names], fontsize=7.5)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set_xlabel(f"in %: {MEASURED[made.method]}", fontsize=8)
        drawn.suptitle(_whose(made), x=0.01, ha="left", fontsize=8, color="#444444")
        _set_out(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


def shares_of(made: Sensitivity) -> tuple[list[str], np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """Give the factors of the map, those that matter most for any headline, and their shares of each, 0 to 1.

    Of a headline whose shares cannot be told, all are 0.
    """
    weight = WEIGHTS[made.method]
    held: dict[str, list[float]] = {}
    for place, name in enumerate(made.headlines):
        frame = made.effects[name]
        whole = float(frame[weight].sum()) if made.method == "morris" else 1.0
        for factor, value in frame.select("factor", weight).iter_rows():
            row = held.setdefault(factor, [0.0] * len(made.headlines))
            row[place] = min(max(value / whole, 0.0), 1.0) if whole > 0 and name not in made.doubts else 0.0
    order = sorted(held, key=lambda one: -max(held[one]))[:ROWS]
    if SEED in held and SEED not in order:
        order = [*order[:-1], SEED]
    return order, np.array([held[name] for name in order], dtype=np.float64).reshape(len(order), len(made.headlines))


def _titled(about: Headline) -> str:
    return f"{about.title}, {'a person' if about.each == 'person' else f'for {about.each}'}"


def _side(method: str, side: str) -> str:
    return f"median of the members in the {side} third" if method == "sweep" else f"at the {side} end of its range"


def _middle(method: str) -> str:
    return "median of all members" if method == "sweep" else "as written"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"…{name[1 - _LONGEST :]}"


def _set_out(drawn: Figure) -> None:
    """Lay a figure out with room to the left: long names are a little wider in the file than when they are measured."""
    engine = drawn.get_layout_engine()
    if engine is not None:
        engine.set(w_pad=_MARGIN)  # type: ignore[call-arg]
    settle(drawn)


def _whose(made: Sensitivity) -> str:
    scenario = made.plan.scenario
    return (
        f"{scenario.name} against {made.plan.against} · {scenario.people:,} people · {scenario.clock.days} days · "
        f"{made.method} over {len(made.plan.axes)} free numbers"
    )
