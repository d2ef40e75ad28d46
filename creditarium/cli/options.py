"""What several commands ask for: each option written once, and checked in one place."""

from __future__ import annotations

import sys
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from creditarium.model.problem import Problem


def whole_number(text: str | int) -> int:
    """Read a whole number, be it written as 1000000, 1_000_000 or 1e6.

    >>> whole_number("1.41e9")
    1410000000
    """
    written = str(text).replace("_", "")
    try:
        number = int(Decimal(written))
    except (InvalidOperation, OverflowError, ValueError):
        number = None
    if number is None or number != Decimal(written):
        raise typer.BadParameter(f"{text!r} is no whole number")
    return number


ScenarioName = Annotated[str, typer.Argument(help="A scenario: a preset's name, or a file.")]
People = Annotated[
    int | None, typer.Option(parser=whole_number, help="How many people: 100000, or 1e5.", metavar="NUMBER")
]
SoManyPeople = Annotated[
    int, typer.Option(parser=whole_number, help="How many people: 100000, or 1e5.", metavar="NUMBER")
]
Days = Annotated[int | None, typer.Option(help="How many days.")]
Seed = Annotated[int | None, typer.Option(help="The seed of their fate.")]
Threads = Annotated[int | None, typer.Option(help="How many threads; left out, all processors.")]
Workers = Annotated[
    str | None,
    typer.Option(
        help="On a Ray cluster: so many workers here, or those at HOST:PORT or auto.", metavar="NUMBER|ADDRESS"
    ),
]
Reform = Annotated[str | None, typer.Option(help="A file of changes.", metavar="FILE")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Change one value; may be repeated.", metavar="PATH=VALUE")
]
Without = Annotated[
    list[str] | None,
    typer.Option(help="Leave out a stage or one item of it; may be repeated.", metavar="STAGE[.NAME]"),
]
Against = Annotated[str, typer.Option(help="The baseline: none (no scheme), or a scenario.", metavar="none|SCENARIO")]
Plot = Annotated[
    str | None, typer.Option("--plot", "--picture", help="A file for the picture, PNG or SVG.", metavar="FILE")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]

MOST_SEED = 2**63 - 1


def at_least(option: str, value: int | None, least: int) -> None:
    """Refuse a number that is too small; nothing given is fine."""
    if value is not None and value < least:
        raise Problem(f"{value} is less than {least}", place=option, mend=f"give {least} or more")


def some_threads(threads: int | None) -> None:
    """Refuse less than one thread; more than there are processors are taken, with a word of warning."""
    at_least("--threads", threads, 1)
    if threads is not None and threads > 1:
        from creditarium.results.living import processors

        if threads > processors():
            note(f"--threads: {threads} threads on {processors()} processors are no faster than {processors()}")


def some_workers(workers: str | None) -> None:
    """Refuse less than one worker; more than there are processors here are taken, with a word of warning."""
    if workers is not None and workers.isdecimal():
        at_least("--workers", int(workers), 1)
        from creditarium.results.living import processors

        if int(workers) > processors():
            note(f"--workers: {workers} workers on {processors()} processors are no faster than {processors()}")


def note(line: str) -> None:
    """Print a line that one should know of while a command works, on the error stream."""
    print(line, file=sys.stderr)


def seed_in_range(value: int | None) -> None:
    """Refuse a seed that is no whole number from 0 to 2**63 - 1."""
    at_least("--seed", value, 0)
    if value is not None and value > MOST_SEED:
        raise Problem(f"{value} is more than {MOST_SEED}", place="--seed", mend="give a smaller one")
