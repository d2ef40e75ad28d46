"""`creditarium show`: one preset, each number with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditarium.cli.output import console, print_json
from creditarium.cli.presets import Found, find, whole, with_parts

if TYPE_CHECKING:
    from rich.console import Console


def show(
    name: Annotated[str, typer.Argument(help="A preset (NAME, or KIND/NAME where several have it), or a file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Show a preset as a tree: values, units, sources, and what is assumed."""
    found = find(name)
    tree = whole(found.path)
    if as_json:
        print_json(tree)
        return
    from rich.text import Text

    from creditarium.cli.lines import print_line
    from creditarium.model.catalogue import shown
    from creditarium.views.preset_tree import lines_of
    from creditarium.views.provenance import count_text, counted, origins

    out = console()
    out.print(Text(f"{found.full}  ", style="bold").append(shown(found.path), style="dim"))
    for line in lines_of(tree):
        print_line(out, line)
    numbers = list(origins(tree if found.kind != "scenarios" else with_parts(found)))
    if numbers:
        out.print()
        out.print(count_text(counted(numbers)) + (" (with all its presets)" if found.kind == "scenarios" else ""))
    _footer(out, found, {number.source for number in origins(tree) if number.source})


def _footer(out: Console, found: Found, used: set[str]) -> None:
    from creditarium.model.source import sources

    known: dict[str, Any] = {name: sources()[name] for name in sorted(used) if name in sources()}
    if known:
        out.print(f"~ is recalled or assumed. {len(known)} sources: creditarium sources {found.full}")
    if found.others:
        out.print("The same name stands for: " + ", ".join(found.others))
