"""`creditarium replay`: one person's year, happening by happening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditarium.cli.output import console, print_json
from creditarium.model.problem import Problem
from creditarium.views.happenings import matters, refused_because, standings, what_and_how, who

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.results.replay import Life


def replay(
    folder: Annotated[str, typer.Argument(help="A run folder.", metavar="RUN")],
    person: Annotated[int, typer.Argument(help="The person's number, from 0.")],
    everything: Annotated[bool, typer.Option("--all", help="Also what nobody saw, and what was left undone.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Live one person's life of a run again, and tell it as a table."""
    from creditarium.results.replay import replay as live_again
    from creditarium.results.run import open_run

    life = live_again(open_run(folder), person)
    if not life.matches:
        raise Problem(f"person {person} does not end as the run recorded", place=folder, mend="live the scenario again")
    if as_json:
        print_json(_plain(life))
        return
    out = console()
    _who(out, life)
    _diary(out, life, everything)
    _end(out, life)


def _plain(life: Life) -> dict[str, Any]:
    return {
        "person": life.number,
        "scenario": life.run.scenario.name,
        "attributes": life.attributes,
        "diary": life.diary.to_dicts(),
        "ledger": life.ledger.to_dicts(),
        "refusals": life.refusals.to_dicts(),
        "state": life.state,
        "matches": life.matches,
    }


def _who(out: Console, life: Life) -> None:
    from rich.text import Text

    out.print(Text(f"Person {life.number} in {life.run.scenario.name}", style="bold"))
    out.print(who(life) + "\n")


def _diary(out: Console, life: Life, everything: bool) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("day", no_wrap=True)
    table.add_column("what", ratio=3)
    table.add_column("", ratio=2)
    table.add_column("by", no_wrap=True)
    for name in ("points", "score", "money"):
        table.add_column(name, justify="right", no_wrap=True)
    told = 0
    for row in life.diary.iter_rows(named=True):
        if everything or matters(row):
            told += 1
            table.add_row(*_cells(row))
    out.print(table)
    if not everything:
        out.print(
            f"\n{len(life.diary) - told:,} more happenings left nothing in a register: --all tells them.", style="dim"
        )


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Write a happening as a row: day, what, how it went, at whose hand, points, score, money."""
    points, score, money = _number(row["delta"]), _number(row["score"], plain=True), _number(row["money"])
    return f"{row['date']:%Y-%m-%d}", *what_and_how(row), row["by"], points, score, money


def _number(value: float | None, plain: bool = False) -> str:
    if value is None or (value == 0 and not plain):
        return ""
    return f"{value:,g}" if plain else f"{value:+,g}"


def _end(out: Console, life: Life) -> None:
    times = "once" if len(life.refusals) == 1 else f"{len(life.refusals)} times"
    scores = ", ".join(standings(life)) or "under no scheme"
    out.print(f"\nAt the end: {scores}; refused because of a scheme {times}.")
    for refusal in refused_because(life):
        out.print(f"  {refusal}")
    out.print("The life ends exactly as the run recorded it. As JSON, with every draw: --json.", style="dim")
