"""`creditarium replay`: one person's year, happening by happening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditarium.cli.output import console, print_json
from creditarium.model.problem import Problem

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
        "person": life.person,
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

    out.print(Text(f"Person {life.person} in {life.run.scenario.name}", style="bold"))
    said = ", ".join(f"{name.replace('_', ' ')} {_plainly(value)}" for name, value in life.attributes.items())
    out.print(f"{said}. Nobody here is anybody.\n")


def _plainly(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _diary(out: Console, life: Life, everything: bool) -> None:
    from rich.table import Table

    table = Table("day", "what", "", "by", box=None, pad_edge=False, header_style="bold")
    for name in ("points", "score", "money"):
        table.add_column(name, justify="right")
    told = 0
    for row in life.diary.iter_rows(named=True):
        if not everything and not _matters(row):
            continue
        told += 1
        what = row["what"] or row["happening"]
        said = row["outcome"] if row["happening"] != "consequence" else f"{row['outcome']} because of the scheme"
        points, score, money = _number(row["delta"]), _number(row["score"], plain=True), _number(row["money"])
        table.add_row(f"{row['date']:%Y-%m-%d}", what, said, row["by"], points, score, money)
    out.print(table)
    if not everything:
        left = len(life.diary) - told
        out.print(
            f"\n{left:,} more happenings followed from nothing or led to nothing: --all tells them.",
            style="dim",
        )


def _matters(row: dict[str, Any]) -> bool:
    """Say whether a happening is told: what was written down, refused, granted by a scheme, or set right."""
    if row["happening"] in ("occasion", "seen"):
        return False
    return not (row["happening"] == "answered" and not row["by"])


def _number(value: float | None, plain: bool = False) -> str:
    if value is None or (value == 0 and not plain):
        return ""
    return f"{value:,g}" if plain else f"{value:+,g}"


def _end(out: Console, life: Life) -> None:
    scores = ", ".join(f"{name} {score:,g}" for name, score in life.scores.items())
    out.print(f"\nAt the end: {scores or 'no scheme'}; refused because of a scheme {len(life.refusals)} times.")
    for row in life.refusals.iter_rows(named=True):
        entries = ", ".join(str(entry) for entry in row["entries"])
        out.print(f"  {row['date']:%Y-%m-%d} {row['consequence']}: entries {entries or 'none of their own'}")
    out.print("The life ends exactly as the run recorded it. As JSON, with every draw: --json.", style="dim")
