"""The picture of a life: each score over the year, with what moved it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from creditarium.model.problem import Problem
from creditarium.views.naming import name_points
from creditarium.views.style import BLUE, GREEN, GREY, VERMILION, figure, label_of, save, settle, styled
from creditarium.views.wording import words

if TYPE_CHECKING:
    from creditarium.analysis.explain import Explanation
    from creditarium.analysis.reasons import Account

_WIDTH, _HEIGHT = 7.6, 2.7
_IDLE = 0.12
"""How high the panel is of a list that nothing came onto, where 1 is any other's: it says so, and draws nothing."""
_MOST_NAMED = 8


def draw_life(told: Explanation, path: str | Path | None = None) -> Figure:
    """Draw each score of a life over the year; its greatest moves are named, refusals are marked.

    Equal moves are named once; a name that has no room is left out, and the account tells every move. A list that
    nothing ever came onto says so in a line.

    `path` also writes the figure, as PNG or SVG by its ending. A life under no scheme is a `Problem`.
    """
    if not told.accounts:
        what = f"{told.life.name} is under no scheme, so there is no score to draw"
        raise Problem(what, mend="choose somebody whom a scheme covers")
    with styled():
        heights = [_IDLE if _idle(told, one) else 1.0 for one in told.accounts]
        drawn = figure(_WIDTH, _HEIGHT * sum(heights) + 0.5)
        rows = drawn.subplots(len(heights), 1, squeeze=False, sharex=True, height_ratios=heights)
        for one, axes in zip(told.accounts, rows[:, 0], strict=True):
            draw = _say_nothing if _idle(told, one) else _draw
            draw(axes, told, one)
        label = f"{told.life.name} · {label_of(told.run.scenario)}"
        drawn.suptitle(label, x=0.01, ha="left", fontsize=8.5, color="#444444")
        settle(drawn)
        for one, axes in zip(told.accounts, rows[:, 0], strict=True):
            if not _idle(told, one):
                _name(axes, told, one)
    if path is not None:
        save(drawn, path)
    return drawn


def _day(moment: date) -> float:
    """Give a moment as the figure counts it, in days."""
    number: float = date2num(moment)  # type: ignore[no-untyped-call]
    return number


def _held(told: Explanation, one: Account) -> pl.DataFrame:
    """Give the rows of one score's ledger."""
    return told.life.ledger.filter(pl.col("scheme") == one.scheme)


def _idle(told: Explanation, one: Account) -> bool:
    """Say whether a score is a list's that nothing ever came onto."""
    return told.run.scenario.scoring[one.scheme].sort == "list" and not any(_held(told, one)["score"])


def _moves(held: pl.DataFrame) -> list[dict[str, Any]]:
    """Give the rows that moved a score, the greatest moves first."""
    return sorted((row for row in held.to_dicts()[1:] if row["delta"]), key=lambda row: -abs(row["delta"]))


def _span(told: Explanation) -> tuple[float, float]:
    """Give the first and the last day of a run as the figure counts them."""
    clock = told.run.scenario.clock
    return _day(clock.start), _day(clock.start + timedelta(days=clock.days))


def _name(axes: Axes, told: Explanation, one: Account) -> None:
    """Name the greatest moves of one score, falls below and rises above their points, equal ones once."""
    held = _held(told, one)
    moved: dict[tuple[float, str], list[tuple[float, float]]] = {}
    for row in _moves(held):
        moved.setdefault((row["delta"], row["kind"] or row["entered"]), []).append((_day(row["date"]), row["score"]))
    named = {_called(*move, len(points)): points for move, points in [*moved.items()][:_MOST_NAMED]}
    days, scores = [*(_day(day) for day in held["date"].to_list()), _span(told)[1]], held["score"].to_list()
    corners = [corner for day, to, y in zip(days, days[1:], scores, strict=False) for corner in ((day, y), (to, y))]
    name_points(axes, named, corners, above=[name for name in named if name.startswith("+")])


def _called(delta: float, what: str, times: int) -> str:
    """Say what moved a score by how much, and how often it did.

    >>> _called(-5, "video_game_purchase", 1), _called(3, "recovered", 4)
    ('−5 video game purchase', '+3 recovered (4 times)')
    """
    often = f" ({times} times)" if times > 1 else ""
    return f"{'+' if delta > 0 else '−'}{abs(delta):g} {words(what)}{often}"


def _say_nothing(axes: Axes, told: Explanation, one: Account) -> None:
    """Say that nothing came onto a list, above the days."""
    axes.set_title(f"{one.scheme}: nothing came onto this list")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    _dated(axes, told)


def _dated(axes: Axes, told: Explanation) -> None:
    """Let the horizontal axis be the days of the run."""
    axes.set_xlim(*_span(told))
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=8))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%d %b"))  # type: ignore[no-untyped-call]


def _draw(axes: Axes, told: Explanation, one: Account) -> None:
    """Draw one score as steps, its bands' bounds dashed."""
    rules = told.run.scenario.scoring[one.scheme]
    held, (_, end) = _held(told, one), _span(told)
    days, scores = [_day(day) for day in held["date"].to_list()], held["score"].to_list()
    axes.step([*days, end], [*scores, scores[-1]], where="post", color=BLUE, linewidth=1.5)
    for row in _moves(held):
        colour = VERMILION if row["delta"] < 0 else GREEN
        axes.plot([_day(row["date"])], [row["score"]], "o", color=colour, markersize=4)
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
    dotted = "; dotted: refused because of it" if refused else ""
    axes.set_title(f"{one.scheme}: {one.score:g} ({one.band}) at the end{dotted}")
    _dated(axes, told)
