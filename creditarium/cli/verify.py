"""`creditarium verify`: compute a run's digests again, and say what differs and where first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.options import AsJson, Threads, at_least, seed_in_range, some_threads
from creditarium.cli.output import console, print_json

if TYPE_CHECKING:
    from creditarium.results.verification import Verdict

DIFFERS = 1


def verify(
    folder: Annotated[str, typer.Argument(help="A run folder.", metavar="RUN")],
    communities: Annotated[
        int | None, typer.Option(help="Live so many communities again; left out, all of them.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The seed by which the communities are drawn.")] = 1,
    threads: Threads = None,
    as_json: AsJson = False,
) -> None:
    """Compute a run's digests again; exit code 0 says that all is as recorded, 1 that something differs."""
    at_least("--communities", communities, 1)
    some_threads(threads)
    seed_in_range(seed)
    from creditarium.cli.progress import progress
    from creditarium.results.verification import verify as compare

    with progress(as_json) as shown:
        tell, _ = shown.task(Path(folder).name, "window" if communities is None else "community")
        verdict = compare(folder, communities=communities, seed=seed, threads=threads, tell=tell)
    if as_json:
        print_json(verdict.content())
    else:
        _told(verdict)
    if not verdict.same:
        raise typer.Exit(DIFFERS)


def _told(verdict: Verdict) -> None:
    out = console()
    by = {"files": "from its files", "living": "by living it again"}
    for way, said in by.items():
        same = [check.what for check in verdict.checks if check.by == way and check.same]
        if same:
            out.print(f"as recorded, {said}: {', '.join(same)}")
    for check in verdict.differences:
        out.print(f"DIFFERS, {by[check.by]}: {check.what}: {check.difference}", style="bold")
    if not verdict.same and not any(check.by == "living" for check in verdict.checks):
        out.print("The scenario is not the one that was lived, so it was not lived again.")
    if not verdict.same and verdict.other_versions:
        changed = "; ".join(f"{name} then {said}" for name, said in verdict.other_versions.items())
        out.print(f"Other versions than those that wrote the run: {changed}.", style="dim")
    if verdict.same:
        out.print(f"{len(verdict.checks)} things compared, and all are as the run recorded them.")
