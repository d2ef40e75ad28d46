"""`creditarium sweep`: what follows from everything the record allows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.options import (
    Against,
    AsJson,
    Days,
    Plot,
    Workers,
    at_least,
    seed_in_range,
    some_threads,
    some_workers,
    whole_number,
)
from creditarium.cli.output import console, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.analysis.ensembles.result import Sweep
    from creditarium.results.run import Run

MEMBERS = 200
MOST_DRIVERS = 3
"""How many of the assumptions beyond chance are named for a headline."""


def sweep(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Scenarios: presets' names, or files; left out, reported-2020.", metavar="SCENARIO…"),
    ] = None,
    members: Annotated[int, typer.Option(help="How many members.")] = MEMBERS,
    design: Annotated[str, typer.Option(help="lhs (a Latin hypercube) or sobol.")] = "lhs",
    against: Against = "none",
    people: Annotated[
        int | None,
        typer.Option(
            parser=whole_number,
            help="How many people in each member; left out, as many as the scenario, 20,000 at most.",
            metavar="NUMBER",
        ),
    ] = None,
    days: Days = None,
    seed: Annotated[int | None, typer.Option(help="The seed of the design; members' seeds follow it.")] = None,
    threads: Annotated[int | None, typer.Option(help="How many members at a time; left out, one a processor.")] = None,
    workers: Workers = None,
    out: Annotated[
        str | None,
        typer.Option(
            help="The folder to write; one that holds a part of this sweep is gone on with.", metavar="FOLDER"
        ),
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="Also by group: sex, age, income or stratum; may be repeated.")
    ] = None,
    plot: Plot = None,
    as_json: AsJson = False,
) -> None:
    """Live a scenario under numbers drawn from every range that it declares, and give each headline's band.

    The same command on the same folder goes on after a break.
    """
    at_least("--people", people, 1)
    at_least("--days", days, 1)
    some_threads(threads)
    some_workers(workers)
    seed_in_range(seed)
    from creditarium.analysis.ensembles.headlines import check_group
    from creditarium.analysis.ensembles.sweep import sweep as lived
    from creditarium.cli.progress import progress
    from creditarium.results.living import NEW
    from creditarium.views.style import check_picture

    names = scenarios or ["reported-2020"]
    if plot is not None:
        check_picture(plot)
    for dimension in by or []:
        check_group(dimension)
    with progress(as_json) as shown:
        tell, _ = shown.task(" and ".join(Path(name).stem for name in names), "member")
        made = lived(
            *names,
            members=members,
            design=design,
            against=against,
            people=people,
            days=days,
            seed=seed,
            threads=threads,
            workers=workers,
            out=Path(out) if out is not None else NEW,
            tell=tell,
        )
    if plot is not None:
        made.plot(plot)
    if as_json:
        print_json(made.content())
        return
    tell_sweep(console(), made, by or [])


def swept_beside(run: Run, members: int, threads: int | None, workers: str | None, quiet: bool) -> Sweep:
    """Sweep the scenario of a run against no scheme, in memory, with at most as many people as a sweep takes."""
    from creditarium.analysis.ensembles.sweep import PEOPLE
    from creditarium.analysis.ensembles.sweep import sweep as lived
    from creditarium.cli.progress import progress

    with progress(quiet) as shown:
        tell, _ = shown.task("members", "member")
        people = min(run.scenario.people, PEOPLE)
        return lived(run.scenario, members=members, people=people, threads=threads, workers=workers, tell=tell)


def tell_sweep(out: Console, made: Sweep, by: Sequence[str] = ()) -> None:
    """Print the bands of a sweep's worlds, what they hinge on, what stopped, and where the table is."""
    from creditarium.views.ensembles import SPANS, band_lines, size_of

    for world in made.worlds:
        out.print(f"{world} against {made.plan.against}", style="bold")
        _print(out, list(band_lines(made, world)))
        _print_outside(out, made, world)
        _print_drivers(out, made, world)
        _print_groups(out, made, by, world)
        out.print()
    for other in made.worlds[1:]:
        out.print(f"{made.worlds[0]} less {other}, member by member", style="bold")
        _print(out, list(band_lines(made, made.worlds[0], other)))
        _print_drivers(out, made, made.worlds[0], other)
        _print_groups(out, made, by, made.worlds[0], other)
        out.print()
    out.print(f"{size_of(made.plan)}. {SPANS}")
    over, most = made.clipped
    if over:
        said = f"{most:,.0f}" if most >= 100 else f"{most:.2g}"
        out.print(f"In {over} members some acts lay above their ceiling and stayed out: at most {said} of 1,000.")
    for row in made.failed.iter_rows(named=True):
        out.print(f"Member {row['member']} of {row['world']} stopped at {row['stage']}: {row['reason']}")
    if made.path is not None:
        out.print(f"Members: {made.path}/members.parquet", soft_wrap=True)


def _print(out: Console, lines: list[tuple[str, str, str, str, str]]) -> None:
    from rich.table import Table

    table = Table(
        "", "as written", "median", "5–95 % of members", "sign", box=None, pad_edge=False, header_style="bold"
    )
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    for line in lines:
        table.add_row(*line)
    out.print(table)


def _print_outside(out: Console, made: Sweep, world: str) -> None:
    """Say where the scenario as it is written lies outside the band: its numbers stand at the ends of ranges."""
    outside = [
        row["headline"]
        for row in made.bands(world).iter_rows(named=True)
        if row["written"] is not None and not row["low"] <= row["written"] <= row["high"]
    ]
    if outside:
        out.print(f"As it is written, the scenario lies outside the band of {', '.join(outside)}.")


def _print_groups(out: Console, made: Sweep, by: Sequence[str], world: str, less: str = "") -> None:
    """Print who was refused something, and who is worse off, by group."""
    from creditarium.analysis.ensembles.headlines import GROUPED, check_headline
    from creditarium.views.ensembles import group_lines

    for name in GROUPED if by else ():
        out.print(f"\n{check_headline(name).title}, for 1,000 people of each group", style="bold")
        _print(out, [line for dimension in by for line in group_lines(made, dimension, name, world, less)])


def _print_drivers(out: Console, made: Sweep, world: str, less: str = "") -> None:
    """Name the assumptions that a headline goes with more than chance would have it."""
    from creditarium.analysis.ensembles.headlines import HEADLINES

    for headline in HEADLINES:
        found = made.drivers(headline.name, world, less).filter("beyond_chance").head(MOST_DRIVERS)
        if found.height:
            said = ", ".join(f"{row['path']} ({row['correlation']:+.2f})" for row in found.iter_rows(named=True))
            out.print(f"{headline.name} goes with {said.replace('-0', '−0')}")
