"""`creditarium explain`: one life, why it went so, who learned of it, and what the way back was."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.options import AsJson, note
from creditarium.cli.output import console, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.analysis.explain import Explanation
    from creditarium.analysis.lines import Line
    from creditarium.results.run import Run

LUCK = "u is the luck of a moment, drawn evenly from 0 to 1, and p its chance: it comes about where u lies below p."


def explain(
    folder: Annotated[str, typer.Argument(help="A run folder.", metavar="RUN")],
    person: Annotated[
        int | None, typer.Argument(help="The person's number, from 0; left out, somebody to whom something happened.")
    ] = None,
    organisation: Annotated[int | None, typer.Option(help="An organisation's number instead.")] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="The other world: a run of the same fate, or a scenario; left out, the same without schemes.",
            metavar="RUN|SCENARIO",
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", help="The day from which the way back is searched: 2020-01-31.", formats=["%Y-%m-%d"]),
    ] = None,
    scheme: Annotated[str | None, typer.Option(help="Tell of one scheme only.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what nobody saw, and every number.")] = False,
    plot: Annotated[
        str | None,
        typer.Option("--plot", "--picture", help="A file for the picture of the score, PNG or SVG.", metavar="FILE"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell one life of a run again: what happened and why, what it led to, and the way back."""
    from creditarium.cli.quick import start_quickly

    start_quickly()
    from creditarium.analysis.explain import explain as explained
    from creditarium.results.run import open_run

    run = open_run(folder)
    if plot is not None:
        from creditarium.views.style import check_picture

        check_picture(plot)
    if person is None and organisation is None:
        person = _somebody(run)
    day: date | None = since.date() if since is not None else None
    told = explained(run, person, organisation=organisation, against=against, since=day, scheme=scheme)
    if plot is not None:
        told.plot(plot)
    if as_json:
        print_json(told.as_json())
        return
    out = console()
    _year(out, told, everything)
    _scores(out, told)
    _ways(out, told)
    _beside(out, told)
    _numbers(out, told, everything)
    if plot is not None:
        out.print(f"Picture: {plot}", soft_wrap=True)


def _somebody(run: Run) -> int:
    """Choose a person where nobody is named, and say who it is."""
    from creditarium.views.persons import somebody

    found = somebody(run)
    note(f"nobody is named, so here is person {found.person}: {found.why}")
    return found.person


def _title(out: Console, text: str) -> None:
    from rich.text import Text

    out.print()
    out.print(Text(text, style="bold"))


def _year(out: Console, told: Explanation, everything: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from creditarium.views.explained import decision, matters, steps, who

    out.print(Text(f"{told.life.name.capitalize()} in {told.run.scenario.name}", style="bold"))
    out.print(who(told))
    _title(out, "What happened")
    out.print(LUCK, style="dim")
    lines = [line for line in told.lines if everything or matters(line)]
    for line in lines:
        out.print(f"{line.date:%Y-%m-%d}  {line.title}{': ' + decision(line) if line.outcome else ''}")
        for text in steps(told, line):
            out.print(Padding(Text(text), (0, 0, 0, 12)))
    left = len(told.lines) - len(lines)
    if left:
        out.print(f"{left:,} more occasions left nothing in a register: --all tells them.", style="dim")


def _scores(out: Console, told: Explanation) -> None:
    from creditarium.views.explained import account, denial, reasons

    for one in told.accounts:
        _title(out, f"Why {one.scheme} says {one.score:,g} ({one.band})")
        for text in account(told, one):
            out.print(text)
        if one.ends:
            out.print(f"Listings that stand end on {', '.join(str(day) for day in one.ends)}.")
        if one.reasons:
            out.print("The principal reasons, as a notice would give them:")
            for text in reasons(one.reasons):
                out.print(f"  {text}")
    if told.denials:
        _title(out, "Refused because of a scheme")
        for refusal in told.denials:
            for text in denial(told, refusal):
                out.print(text)


def _ways(out: Console, told: Explanation) -> None:
    from creditarium.views.explained import way

    if told.ways:
        _title(out, "The way back")
        for one in told.ways:
            for text in way(one):
                out.print(text)


def _beside(out: Console, told: Explanation) -> None:
    from rich.table import Table

    from creditarium.analysis.other_world import outcome_of

    if told.other is None:
        return
    _title(out, f"The same life with {told.other.name}")
    table = Table("", told.run.scenario.name, told.other.name, box=None, pad_edge=False, header_style="bold")
    table.columns[1].justify = table.columns[2].justify = "right"
    for name, (here, there) in told.other.sums.items():
        table.add_row(name, f"{here:,g}", f"{there:,g}")
    out.print(table)

    def said(line: Line | None) -> str:
        return "; ".join(part for part in outcome_of(line) if part) if line is not None else "did not come"

    moved = [one for one in told.other.differences if one.here is None or one.there is None or one.either.outcome]
    if moved:
        table = Table("day", "occasion", told.run.scenario.name, told.other.name, box=None, pad_edge=False)
        table.columns[0].no_wrap = True
        for one in moved:
            table.add_row(f"{one.either.date:%Y-%m-%d}", one.either.title, said(one.here), said(one.there))
        out.print(table)


def _numbers(out: Console, told: Explanation, everything: bool) -> None:
    from rich.table import Table

    from creditarium.views.explained import matters, number_rows, paths_told
    from creditarium.views.provenance import count_text
    from creditarium.views.wording import WORLD

    _title(out, "The numbers behind it")
    lines = [line for line in told.lines if matters(line)]
    shown = set(told.numbers) if everything else paths_told(told, lines)
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(4):
        table.add_column(overflow="fold")
    for row in number_rows(told, shown):
        table.add_row(*row)
    out.print(table)
    counts: dict[str, int] = dict.fromkeys(("sourced", "recalled", "assumed", "set", "fixed"), 0)
    for found in told.numbers.values():
        counts[found.kind] += 1
    out.print(f"In all this life rests on {count_text(counts)}. It is {WORLD}.")
    books = "the books balance" if told.balanced else "the books do NOT balance"
    out.print(f"The life ends exactly as the run recorded it, and {books}. Every draw: --all or --json.", style="dim")
