"""`creditarium resume`: go on with a run that was broken off, or make it longer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditarium.cli.options import Threads, Workers, at_least, note, some_threads, some_workers


def resume(
    folder: Annotated[
        str, typer.Argument(help="A run folder; after a run was broken off, the one it would have had.", metavar="RUN")
    ],
    days: Annotated[int | None, typer.Option(help="How many days in all, from the first on.")] = None,
    threads: Threads = None,
    workers: Workers = None,
    out: Annotated[
        str | None, typer.Option(help="The folder to write; left out, a new one under runs/.", metavar="FOLDER")
    ] = None,
    checkpoint: Annotated[
        int | None,
        typer.Option(help="Save after every so many windows; left out, now and then.", metavar="WINDOWS"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON, and nothing else.")] = False,
) -> None:
    """Go on with a run from where it stopped; the tables are those of one uninterrupted run."""
    at_least("--days", days, 1)
    at_least("--checkpoint", checkpoint, 1)
    some_threads(threads)
    some_workers(workers)
    from creditarium.cli.ending import next_commands, tell_end
    from creditarium.cli.progress import progress
    from creditarium.results.living import resume as go_on

    with progress(as_json) as shown:
        tell, pace = shown.task(Path(folder).name)
        target = Path(out) if out is not None else None
        lived = go_on(
            folder,
            days=days,
            threads=threads,
            workers=workers,
            out=target,
            tell=tell,
            checkpoint=checkpoint,
            say=note,
        )
    tell_end(lived, pace, as_json, next_commands(lived, ""))
