"""What stands at the end of a run: the summary in words, what to do next, speed and folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from creditarium.cli.output import console, print_json
from creditarium.views.text import told
from creditarium.views.wording import WORLD

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.cli.progress import Pace
    from creditarium.results.run import Run


def tell_end(
    run: Run, pace: Pace, as_json: bool, following: list[tuple[str, str]], more: Mapping[str, Any] | None = None
) -> None:
    """Print a run's summary for people, or as JSON for a script, which then also holds ``more``."""
    if as_json:
        print_json(plain(run) | {"living_at": pace.living_at} | dict(more or {}))
        return
    out, summary = console(), run.summary
    out.print(Text(f"{summary.scenario}: {summary.title}", style="bold"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(style="yellow", no_wrap=True, justify="right")
    for said in told(run):
        table.add_row(said.topic, said.text, said.mark)
    out.print(table)
    out.print()
    out.print(
        f"This is {WORLD}. `~ 12` says that a line rests on 12 numbers that are assumed, recalled or set "
        f"by hand; the scenario has {summary.unsourced.get('whole', 0):,}."
    )
    print_next(out, following)
    print_speed(out, pace, run)


def plain(run: Run) -> dict[str, Any]:
    """Give the summary as plain values, with the folder and the digest of all tables."""
    summary = run.summary
    content = asdict(summary)
    content["refused"] = asdict(summary.refused)
    content["said"] = WORLD
    content["folder"] = str(run.path) if run.path else None
    content["digest"] = run.manifest.digest
    return content


def print_next(out: Console, following: list[tuple[str, str]]) -> None:
    """Print commands that one may want next, and what each is for."""
    out.print()
    out.print("Next:")
    wide = max(len(command) for command, _ in following)
    for command, purpose in following:
        line = Text("  ").append(command.ljust(wide), style="cyan").append(f"   {purpose}", style="dim")
        out.print(line, soft_wrap=True)


def print_speed(out: Console, pace: Pace, run: Run) -> None:
    """Print how fast the lives were lived, and where the tables are."""
    timings = run.timings
    steps = [
        f"settling {timings.get('compile', 0.0):.1f} s",
        f"first window with compiling or loading the code {pace.first:.1f} s",
        f"the rest {pace.rest:.1f} s",
        f"writing {timings.get('write', 0.0):.1f} s",
    ]
    rate = pace.rate(run.scenario) / 1e6
    out.print(f"\n{rate:.1f} million person-days a second ({', '.join(steps)})", style="dim")
    if run.path:
        out.print(f"Tables: {run.path}", soft_wrap=True)


def next_commands(run: Run, scenario: str) -> list[tuple[str, str]]:
    """Choose three commands to follow a run: a life, a world with one thing changed, and what it rests on."""
    from creditarium.views.persons import somebody

    found, folder = somebody(run), run.path or "RUN"
    name = scenario or run.summary.scenario
    other = f"creditarium run {name} --without sharing" if run.summary.schemes else "creditarium run reported-2020"
    return [
        (f"creditarium explain {folder} {found.person}", found.why),
        (
            other,
            "the same people, if nobody shared a score" if run.summary.schemes else "the same people, scored",
        ),
        (f"creditarium assumptions {name}", "what this rests on"),
    ]
