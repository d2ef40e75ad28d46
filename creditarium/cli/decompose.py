"""`creditarium decompose`: which part of a scenario's harm comes from what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.options import (
    AsJson,
    Days,
    Plot,
    Reform,
    ScenarioName,
    Seed,
    Settings,
    SoManyPeople,
    Without,
    Workers,
    at_least,
    seed_in_range,
    some_threads,
    some_workers,
)
from creditarium.cli.output import console, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.analysis.parts.decomposition import Decomposition

PEOPLE = 20_000
"""Enough, as all worlds have the same people."""
PICTURE = "waterfall.png"


def decompose(
    scenario: ScenarioName = "reported-2020",
    measure: Annotated[str, typer.Option(help="The harm that is told in detail.")] = "denied",
    by: Annotated[str, typer.Option(help="The groups: sex, age, income or stratum.")] = "income",
    people: SoManyPeople = PEOPLE,
    days: Days = None,
    seed: Seed = None,
    threads: Annotated[int | None, typer.Option(help="How many worlds at a time; left out, one a processor.")] = None,
    workers: Workers = None,
    reform: Reform = None,
    settings: Settings = None,
    without: Without = None,
    out: Annotated[
        str | None, typer.Option(help="A new folder for tables, reforms and picture.", metavar="FOLDER")
    ] = None,
    plot: Plot = None,
    as_json: AsJson = False,
) -> None:
    """Live a scenario without every set of its seven parts, and give each part its share of the harm."""
    at_least("--people", people, 1)
    at_least("--days", days, 1)
    some_threads(threads)
    some_workers(workers)
    seed_in_range(seed)
    from creditarium.analysis.parts.decompose import decompose as taken_apart
    from creditarium.analysis.parts.decomposition import check
    from creditarium.cli.progress import progress
    from creditarium.model.resolve import resolve
    from creditarium.results.locking import reserved

    check(measure, by)
    with reserved(out):
        if plot is not None:
            from creditarium.views.style import check_picture

            check_picture(plot)
        whole = resolve(
            scenario, reform=reform, settings=settings or (), missing=without or (), people=people, days=days, seed=seed
        )
        with progress(as_json) as shown:
            tell, _ = shown.task(Path(scenario).stem, "world")
            made = taken_apart(whole, threads=threads, workers=workers, tell=tell)
        if out is not None:
            made.plot(measure, made.write(out) / PICTURE)
        if plot is not None:
            made.plot(measure, plot)
    if as_json:
        print_json(made.content())
        return
    screen = console()
    _overview(screen, made)
    _detail(screen, made, measure)
    _groups(screen, made, measure, by)
    _how(screen, made, out)


def _overview(screen: Console, made: Decomposition) -> None:
    from rich.table import Table
    from rich.text import Text

    from creditarium.analysis.parts.harm import HARMS
    from creditarium.analysis.parts.switches import PARTS
    from creditarium.views.wording import words

    scenario = made.engine.scenario
    screen.print(Text(f"{scenario.name}: {scenario.title}", style="bold"))
    table = Table("", *(words(harm.name) for harm in HARMS), box=None, pad_edge=False, header_style="bold")
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"
    table.add_row("the scenario", *(_whole(float(made.harm(harm.name))) for harm in HARMS))
    table.add_row("without all seven", *(_whole(float(made.harm(harm.name, *made.parts))) for harm in HARMS))
    table.add_row("the difference", *(_whole(float(made.total(harm.name))) for harm in HARMS), style="bold")
    exact = [made.exact(harm.name) for harm in HARMS]
    for part in made.parts:
        table.add_row(f"  {PARTS[part]}", *(_share(float(one[part])) for one in exact))
    screen.print(table)


def _detail(screen: Console, made: Decomposition, measure: str) -> None:
    from rich.table import Table

    from creditarium.analysis.parts.harm import BY_NAME
    from creditarium.analysis.parts.switches import PARTS

    screen.print(f"\n{BY_NAME[measure].title} ({measure}), each part", style="bold")
    table = Table(
        "", "share", "if it were alone", "if it alone were gone", box=None, pad_edge=False, header_style="bold"
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for row in made.shares(measure).iter_rows(named=True):
        gone = _share(-row["gone"])
        table.add_row(f"  {PARTS[row['part']]}", _share(row["share"]), _share(row["alone"]), gone)
    screen.print(table)


def _groups(screen: Console, made: Decomposition, measure: str, by: str) -> None:
    from rich.table import Table

    from creditarium.analysis.parts.switches import PARTS
    from creditarium.views.text import FIFTHS

    frame = made.shares(measure, by=by)
    names = frame[by].unique(maintain_order=True).to_list()
    persons = {row[by]: row["persons"] for row in frame.iter_rows(named=True)}
    screen.print(f"\nThe same for 1,000 persons of each group, by {by}", style="bold")
    table = Table("", *(FIFTHS.get(name, name) for name in names), box=None, pad_edge=False, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    for part in made.parts:
        mine = {row[by]: row["share"] for row in frame.iter_rows(named=True) if row["part"] == part}
        table.add_row(f"  {PARTS[part]}", *(_share(1_000 * mine[name] / max(persons[name], 1)) for name in names))
    table.add_row("  persons in the group", *(f"{persons[name]:,}" for name in names), style="dim")
    screen.print(table)


def _how(screen: Console, made: Decomposition, out: str | None) -> None:
    from creditarium.views.wording import WORLD

    scenario = made.engine.scenario
    screen.print(
        f"\nA share is what a part adds on average over every order in which the parts can be put in; the shares "
        f"add up to the difference exactly. {len(made.values)} worlds of the same {scenario.people:,} people and "
        f"{scenario.clock.days} days, {made.lived} of them different, were lived in {made.seconds:.0f} seconds. "
        f"They are exact within the model, of {WORLD}."
    )
    idle = [part for part, reform in made.switches.items() if not reform.changes]
    if idle:
        screen.print(f"The scenario has nothing of: {', '.join(idle)}.")
    if out is not None:
        screen.print(f"Tables, reforms and picture: {out}", soft_wrap=True)


def _whole(value: float) -> str:
    return f"{value:,.0f}".replace("-", "−")


def _share(value: float) -> str:
    """Write a share with its sign; what is nothing is a 0."""
    if value == 0:
        return "0"
    return f"{value:+,.0f}".replace("-", "−") if abs(value) >= 100 else f"{value:+,.2f}".replace("-", "−")
