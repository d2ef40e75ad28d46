"""`creditarium first`: the same people in three worlds, side by side. It is what `make run` calls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.options import SoManyPeople, at_least, seed_in_range
from creditarium.cli.output import console

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.cli.progress import Pace
    from creditarium.results.run import Run

WORLDS = ("no-scheme", "reported-2020", "documented-2020")
SAYS = {
    "no-scheme": "nobody is scored",
    "reported-2020": "the system as two press reports describe it",
    "documented-2020": "the system as the record documents it",
}
PEOPLE = 100_000


def first(
    people: SoManyPeople = PEOPLE,
    days: Annotated[int, typer.Option(help="How many days.")] = 365,
    seed: Annotated[int, typer.Option(help="The seed of their fate, the same in all three worlds.")] = 1,
    picture: Annotated[
        str | None, typer.Option("--picture", "--plot", help="A file for the picture, PNG or SVG.", metavar="FILE")
    ] = None,
    table_only: Annotated[bool, typer.Option("--table-only", help="Write nothing: no tables, no picture.")] = False,
) -> None:
    """Live one year of the same people in three worlds, and show what each did to them."""
    at_least("--people", people, 1)
    at_least("--days", days, 1)
    seed_in_range(seed)
    if not table_only:
        from creditarium.results.folder import RUNS
        from creditarium.views.style import check_picture

        for wanted in (picture, RUNS / "first.png"):
            if wanted is not None:
                check_picture(wanted)
    from creditarium.cli.quick import start_quickly

    compiled = start_quickly()
    from creditarium.cli.progress import progress
    from creditarium.results.living import run as live

    out = console()
    out.print(f"{people:,} synthetic people, {days} days, three worlds with the seed {seed}.")
    for name in WORLDS:
        out.print(f"  {name:<17}{SAYS[name]}")
    waits = "" if compiled else "The engine is compiled for this machine first (about half a minute).\n"
    out.print(waits, style="dim")
    runs: list[Run] = []
    paces: list[Pace] = []
    with progress() as shown:
        for name in WORLDS:
            tell, pace = shown.task(name)
            runs.append(live(name, people=people, days=days, seed=seed, tell=tell))
            paces.append(pace)
    _table(out, runs)
    if table_only:
        return
    _save(out, runs, picture)
    _closing(out, runs, paces)


def _table(out: Console, runs: list[Run]) -> None:
    from rich.table import Table
    from rich.text import Text

    from creditarium.views.columns import side_by_side

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    table.add_column("")
    for run in runs:
        table.add_column(run.summary.scenario, justify="right", no_wrap=True)
    table.add_column("rests on", style="yellow", justify="right", no_wrap=True)
    for line in side_by_side(runs):
        label = Text(line.label, style="" if line.cells else "bold")
        table.add_row(
            label,
            *line.cells,
            *([""] * (len(runs) - len(line.cells))),
            f"~ {line.rests}" if line.rests else "",
        )
    out.print(table)


def _save(out: Console, runs: list[Run], picture: str | None) -> None:
    """Write the three run folders, and a picture of all three: beside the first, unless it is named."""
    from creditarium.results.folder import new_folder
    from creditarium.views.comparison import compare_picture

    with out.status("writing tables and picture"):
        folders = [run.write(new_folder(run.scenario)) for run in runs]
        beside = folders[0].parent / f"{folders[0].name.replace(WORLDS[0], 'first')}.png"
        target = Path(picture) if picture is not None else beside
        compare_picture(runs, target)
    out.print(f"\nPicture: {target}", soft_wrap=True)
    for folder in folders:
        out.print(f"Tables:  {folder}", soft_wrap=True)


def _closing(out: Console, runs: list[Run], paces: list[Pace]) -> None:
    from creditarium.cli.ending import print_next
    from creditarium.views.persons import somebody
    from creditarium.views.wording import WORLD

    out.print(
        f"\nEach column is {WORLD}. `~ 12` says that a line rests on 12 numbers that are assumed or "
        "recalled. The reported and the documented system differ: do not quote the first as the second."
    )
    found = somebody(runs[1])
    print_next(
        out,
        [
            (f"creditarium explain {runs[1].path} {found.person}", found.why),
            (
                "creditarium run reported-2020 --without response.chilling",
                "the same year, if nobody fell silent",
            ),
            ("creditarium assumptions reported-2020", "what the second column rests on"),
        ],
    )
    rates = ", ".join(
        f"{run.scenario.name} {pace.rate(run.scenario) / 1e6:.0f}" for run, pace in zip(runs, paces, strict=True)
    )
    waited = paces[0].first
    out.print(
        f"\nMillion person-days a second: {rates}; compiling or loading the code took {waited:.1f} s.",
        style="dim",
    )
