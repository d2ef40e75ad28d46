"""The picture of a life: each score over the year, with what moved it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from creditarium.model.problem import Problem
from creditarium.views.style import BLUE, GREEN, GREY, VERMILION, figure, label_of, save, settle, styled
from creditarium.views.wording import words

if TYPE_CHECKING:
    from creditarium.analysis.explain import Explanation
    from creditarium.analysis.reasons import Account

_WIDTH, _HEIGHT = 7.6, 2.7
_MOST_NAMED = 8


def draw_life(told: Explanation, path: str | Path | None = None) -> Figure:
    """Draw each score of a life over the year; what moved it is named, refusals are marked below.

    `path` also writes the figure, as PNG or SVG by its ending. A life under no scheme is a `Problem`.
    """
    if not told.accounts:
        what = f"{told.life.name} is under no scheme, so there is no score to draw"
        raise Problem(what, mend="choose somebody whom a scheme covers")
    with styled():
        drawn = figure(_WIDTH, _HEIGHT * len(told.accounts) + 0.5)
        rows = drawn.subplots(len(told.accounts), 1, squeeze=False, sharex=True)
        for one, axes in zip(told.accounts, rows[:, 0], strict=True):
            _draw(axes, told, one)
        label = f"{told.life.name} · {label_of(told.run.scenario)}"
        drawn.suptitle(label, x=0.01, ha="left", fontsize=8.5, color="#444444")
        settle(drawn)
    if path is not None:
        save(drawn, path)
    return drawn


def _day(moment: date) -> float:
    """Give a moment as the figure counts it, in days."""
    number: float = date2num(moment)  # type: ignore[no-untyped-call]
    return number


def _draw(axes: Axes, told: Explanation, one: Account) -> None:
    """Draw one score as steps, its bands' bounds dashed, the greatest moves named."""
    rules, clock = told.run.scenario.scoring[one.scheme], told.run.scenario.clock
    held = told.life.ledger.filter(pl.col("scheme") == one.scheme)
    start, end = _day(clock.start), _day(clock.start + timedelta(days=clock.days))
    days, scores = [_day(day) for day in held["date"].to_list()], held["score"].to_list()
    axes.step([*days, end], [*scores, scores[-1]], where="post", color=BLUE, linewidth=1.5)
    moves = sorted((row for row in held.to_dicts()[1:] if row["delta"]), key=lambda row: -abs(row["delta"]))
    for number, row in enumerate(moves):
        day = _day(row["date"])
        axes.plot([day], [row["score"]], "o", color=VERMILION if row["delta"] < 0 else GREEN, markersize=4)
        if number < _MOST_NAMED:
            text = f"{row['delta']:+g} {words(row['kind'] or row['entered'])}"
            offset = (4, -9 if row["delta"] < 0 else 5)
            axes.annotate(text, (day, row["score"]), offset, textcoords="offset points", fontsize=6.5)
    refused = [denial for denial in told.denials if denial.account.scheme == one.scheme]
    for denial in refused:
        axes.axvline(_day(denial.date), color=VERMILION, linewidth=0.8, linestyle=":")
    low, high = min(scores), max(scores)
    near = max(high - low, 4.0)
    bounds = [(band.name, band.least.value) for band in rules.bands if band.least is not None]
    shown = [(name, least) for name, least in bounds if low - near <= least <= high + near]
    for name, least in shown:
        axes.axhline(least, color=GREY, linewidth=0.8, linestyle="--")
        axes.text(end, least, f" {name}", va="center", fontsize=7, color=GREY)
    low, high = min([low, *(least for _, least in shown)]), max([high, *(least for _, least in shown)])
    room = max((high - low) * 0.1, 1.0)
    axes.set_ylim(low - room, high + room)
    if rules.sort == "list":  # how much lists the person: never less than nothing, never half
        axes.set_ylim(-0.1, max(high, 1) + 0.1)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(start, end)
    dotted = "; dotted: refused because of it" if refused else ""
    axes.set_title(f"{one.scheme}: {one.score:g} ({one.band}) at the end{dotted}")
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=8))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%d %b"))  # type: ignore[no-untyped-call]
