"""`creditarium calibrate`: which values of a scenario's assumptions agree with what was published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.options import (
    AsJson,
    Plot,
    Reform,
    ScenarioName,
    Settings,
    SoManyPeople,
    Threads,
    Without,
    at_least,
    seed_in_range,
    some_threads,
)
from creditarium.cli.output import console, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.analysis.calibration.calibration import Calibration

PEOPLE = 20_000
"""Enough for counts of hundreds; the noise of so few people is part of every spread."""
PICTURES = ("calibration.png", "calibration.svg")


def calibrate(
    scenario: ScenarioName,
    targets: Annotated[str, typer.Option(help="A file of targets, or a shipped one by name.", metavar="FILE")],
    method: Annotated[str, typer.Option(help="bayes, anneal, abc-smc or abc-rejection.")] = "bayes",
    trials: Annotated[int | None, typer.Option(help="The most points to try after looking around.")] = None,
    keep: Annotated[int, typer.Option(help="How many points abc draws.")] = 100,
    free: Annotated[
        list[str] | None,
        typer.Option(
            help="A number to fit, or many by *; may be repeated; left out, those that matter.", metavar="PATH"
        ),
    ] = None,
    hold: Annotated[
        list[str] | None, typer.Option(help="A number to leave as it is; may be repeated.", metavar="PATH")
    ] = None,
    people: SoManyPeople = PEOPLE,
    seed: Annotated[int | None, typer.Option(help="The first seed of their fate.")] = None,
    seeds: Annotated[int, typer.Option(help="How many seeds every point is lived under.")] = 2,
    threads: Threads = None,
    reform: Reform = None,
    settings: Settings = None,
    without: Without = None,
    out: Annotated[
        str | None,
        typer.Option(
            help="The folder for worlds, ranges and picture; a fit that was broken off goes on there.", metavar="FOLDER"
        ),
    ] = None,
    plot: Plot = None,
    as_json: AsJson = False,
) -> None:
    """Move a scenario's assumptions, within their ranges, until its worlds answer what was published."""
    at_least("--people", people, 1)
    some_threads(threads)
    seed_in_range(seed)
    from creditarium.analysis.calibration.calibrate import calibrate as calibrated
    from creditarium.cli.progress import progress
    from creditarium.views.style import check_picture

    if plot is not None:
        check_picture(plot)
    with progress(as_json) as shown:
        tell, _ = shown.task(Path(scenario).stem, "point")
        made = calibrated(
            scenario, targets, method=method, trials=trials, keep=keep, people=people, seed=seed, seeds=seeds,
            free=free or (), hold=hold or (), reform=reform, settings=settings or (), without=without or (),
            threads=threads, out=out, tell=tell,
        )  # fmt: skip
    if out is not None:
        for name in PICTURES:
            made.plot(Path(out) / name)
    if plot is not None:
        made.plot(plot)
    if as_json:
        print_json(made.content())
        return
    _tell(console(), made, out)


def _tell(screen: Console, made: Calibration, out: str | None) -> None:
    from rich.text import Text

    scenario = made.space.scenario
    screen.print(Text(f"{scenario.name}, calibrated to: {made.targets.title}", style="bold"))
    _fit(screen, made, "fit", "Fitted")
    _fit(screen, made, "test", "Kept to test, and never fitted")
    _numbers(screen, made)
    from creditarium.views.calibrated import sentences

    screen.print()
    for sentence in sentences(made):
        screen.print(sentence)
    if out is not None:
        screen.print(f"\nWorlds, ranges and pictures: {out}", soft_wrap=True)


def _fit(screen: Console, made: Calibration, use: str, heading: str) -> None:
    from rich.table import Table

    from creditarium.views.calibrated import figure_of, judged

    rows = [row for row in made.frame().to_dicts() if row["use"] == use]
    if not rows:
        return
    screen.print(f"\n{heading}", style="bold")
    table = Table("", "expected", "±", "as written", "calibrated", "from", "to", "", box=None, pad_edge=False)
    for column in table.columns[1:7]:
        column.justify, column.no_wrap = "right", True
    table.header_style = "bold"
    for row in rows:
        numbers = (row[name] for name in ("expected", "tolerance", "before", "after", "low", "high"))
        table.add_row(f"  {row['title']} ({row['source']})", *(figure_of(one) for one in numbers), judged(row))
    screen.print(table)


def _numbers(screen: Console, made: Calibration) -> None:
    from rich.table import Table

    from creditarium.views.calibrated import figure_of

    ranges = dict(made.ranges())
    screen.print("\nThe numbers that were fitted", style="bold")
    table = Table("", "written", "from", "to", "calibrated", "from", "to", "moves", "width", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    table.header_style = "bold"
    for one in made.told:
        if not one.fitted:
            continue
        free, left = one.free, ranges.get(one.free.path)
        old = [figure_of(value) for value in (free.at(free.home), free.low, free.high)]
        bounds = left.range or (None, None) if left is not None else (None, None)
        new = [figure_of(value) for value in (left.value if left is not None else None, *bounds)]
        table.add_row(f"  {free.path}", *old, *new, f"{one.strength:,.1f}", f"{one.width:.2f}")
    screen.print(table)
