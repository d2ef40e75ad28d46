"""`creditarium run`: live one scenario, and say what it did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditarium.cli.options import (
    Days,
    People,
    Reform,
    ScenarioName,
    Seed,
    Settings,
    Threads,
    Without,
    Workers,
    at_least,
    note,
    seed_in_range,
    some_threads,
    some_workers,
)
from creditarium.cli.output import console


def run(
    scenario: ScenarioName = "reported-2020",
    people: People = None,
    days: Days = None,
    seed: Seed = None,
    threads: Threads = None,
    workers: Workers = None,
    out: Annotated[
        str | None, typer.Option(help="The folder to write; left out, a new one under runs/.", metavar="FOLDER")
    ] = None,
    reform: Reform = None,
    settings: Settings = None,
    without: Without = None,
    checkpoint: Annotated[
        int | None,
        typer.Option(help="Save after every so many windows; left out, now and then.", metavar="WINDOWS"),
    ] = None,
    transparent: Annotated[bool, typer.Option("--transparent", help="Publish every scheme's rules.")] = False,
    members: Annotated[
        int | None, typer.Option(help="Also so many members under other assumptions: bands beside the summary.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON, and nothing else.")] = False,
) -> None:
    """Live a scenario through, write its tables, and say what it did to whom.

    Checkpoints are saved beside its folder on the way; after it was broken off, `creditarium resume` goes on.
    """
    at_least("--people", people, 1)
    at_least("--days", days, 1)
    some_threads(threads)
    some_workers(workers)
    at_least("--checkpoint", checkpoint, 1)
    seed_in_range(seed)
    if members is not None:
        from creditarium.analysis.ensembles.design import check_design

        check_design("lhs", members)
    from creditarium.cli.quick import start_quickly

    start_quickly()
    from creditarium.cli.ending import next_commands, tell_end
    from creditarium.cli.progress import progress
    from creditarium.results.living import NEW
    from creditarium.results.living import run as live

    with progress(as_json) as shown:
        tell, pace = shown.task(Path(scenario).stem)
        lived = live(
            scenario,
            people=people,
            days=days,
            seed=seed,
            threads=threads,
            workers=workers,
            reform=reform,
            set=settings or (),
            without=without or (),
            transparent=transparent,
            out=Path(out) if out is not None else NEW,
            tell=tell,
            checkpoint=checkpoint,
            say=note,
        )
    following = next_commands(lived, "" if reform or settings or without else scenario)
    if members is None:
        tell_end(lived, pace, as_json, following)
        return
    from creditarium.cli.sweep import swept_beside, tell_sweep

    made = swept_beside(lived, members, threads, workers, as_json)
    tell_end(lived, pace, as_json, following, {"ensemble": made.content()})
    if not as_json:
        tell_sweep(console(), made)
