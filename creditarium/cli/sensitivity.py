"""`creditarium sensitivity`: which assumption drives which conclusion, and what would reverse it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.options import Against, AsJson, ScenarioName, at_least, seed_in_range, whole_number
from creditarium.cli.output import console, print_json
from creditarium.model.problem import Problem

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.analysis.sensitivity.result import Sensitivity


def sensitivity(
    scenario: ScenarioName = "reported-2020",
    method: Annotated[
        str | None,
        typer.Option(
            help="morris (effects), sobol (shares of variance), or sweep (rank correlations); left out, morris, "
            "or sweep with --from."
        ),
    ] = None,
    headline: Annotated[
        list[str] | None, typer.Option(help="A headline; may be repeated; left out, all.", metavar="NAME")
    ] = None,
    flip: Annotated[bool, typer.Option("--flip", help="Find the smallest move that reverses each headline.")] = False,
    against: Against = "none",
    sweep: Annotated[
        str | None,
        typer.Option(
            "--from", help="The folder of a sweep: of worlds only those of --flip are lived.", metavar="FOLDER"
        ),
    ] = None,
    trajectories: Annotated[int, typer.Option(help="Trajectories in each round of morris.")] = 4,
    base: Annotated[int, typer.Option(help="Blocks of sobol, a power of two.")] = 32,
    members: Annotated[int, typer.Option(help="Members of a sweep.")] = 200,
    keep: Annotated[int, typer.Option(help="How many assumptions are looked at one by one.")] = 6,
    people: Annotated[
        int | None,
        typer.Option(parser=whole_number, help="How many people in each world; left out, 2,000.", metavar="NUMBER"),
    ] = None,
    days: Annotated[int | None, typer.Option(help="How many days; left out, 91.")] = None,
    seed: Annotated[int | None, typer.Option(help="The seed of the design; those of the worlds follow it.")] = None,
    threads: Annotated[int | None, typer.Option(help="How many worlds at a time; left out, one a processor.")] = None,
    out: Annotated[
        str | None,
        typer.Option(
            help="The folder to write; one that holds a part of this analysis is gone on with.", metavar="FOLDER"
        ),
    ] = None,
    tornado: Annotated[
        str | None, typer.Option(help="A file for the tornado of the first headline, PNG or SVG.", metavar="FILE")
    ] = None,
    heat: Annotated[str | None, typer.Option(help="A file for the map of all, PNG or SVG.", metavar="FILE")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask which of a scenario's assumptions its conclusions hinge on, and what would reverse them.

    The same command on the same folder goes on after a break.
    """
    at_least("--people", people, 1)
    at_least("--days", days, 1)
    at_least("--threads", threads, 1)
    seed_in_range(seed)
    if sweep is not None and method not in (None, "sweep"):
        raise Problem(
            "the members of a sweep are ranked only", place=f"--method {method}", mend="leave out --method or --from"
        )
    from creditarium.analysis.sensitivity.sensitivity import sensitivity as asked
    from creditarium.cli.progress import progress
    from creditarium.results.living import NEW
    from creditarium.views.style import check_picture

    for file in (tornado, heat):
        if file is not None:
            check_picture(file)
    with progress(as_json) as shown:
        made = asked(
            scenario,
            method=method or "morris",
            headlines=headline or (),
            against=against,
            trajectories=trajectories,
            base=base,
            members=members,
            keep=keep,
            flips=flip,
            sweep=sweep,
            people=people,
            days=days,
            seed=seed,
            threads=threads,
            out=Path(out) if out is not None else NEW,
            begin=lambda what: shown.task(what, "world")[0],
        )
    if tornado is not None:
        made.tornado(made.headlines[0], tornado)
    if heat is not None:
        made.heat(heat)
    if as_json:
        print_json(made.content())
        return
    tell_sensitivity(console(), made)


def tell_sensitivity(out: Console, made: Sensitivity) -> None:
    """Print what each headline hinges on, how many worlds that took, and what stopped."""
    from creditarium.analysis.ensembles.headlines import BY_NAME

    scenario = made.plan.scenario
    out.print(f"{scenario.name} against {made.plan.against}", style="bold")
    for name in made.headlines:
        about = BY_NAME[name]
        each = "a person" if about.each == "person" else f"for {about.each}"
        out.print(f"\n{name}: {about.title} ({each})", style="bold")
        for sentence in made.words(name):
            out.print(f"  {sentence}")
    size = f"{len(made.plan.axes)} free numbers, {scenario.people:,} people and {scenario.clock.days} days"
    out.print(f"\nBy {made.method}, over {size}. {_cost(made)}")
    for row in made.failed.iter_rows(named=True):
        out.print(f"World {row['member']} of {row['batch']} stopped at {row['stage']}: {row['reason']}")
    if made.path is not None:
        out.print(f"Worlds: {made.path}", soft_wrap=True)


def _cost(made: Sensitivity) -> str:
    if not made.worlds:
        return "No world was lived for it: the sweep was there."
    kept = f", of which {made.worlds - made.lived:,} were there already" if made.lived < made.worlds else ""
    return f"{made.worlds:,} worlds, each beside its baseline{kept}; {made.seconds:.0f} s."
