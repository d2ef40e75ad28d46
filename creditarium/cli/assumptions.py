"""`creditarium assumptions`: every number that rests on memory or on an assumption."""

from __future__ import annotations

from typing import Annotated

import typer

from creditarium.cli.options import AsJson
from creditarium.cli.output import console, print_json
from creditarium.cli.presets import find, with_parts


def assumptions(
    name: Annotated[str, typer.Argument(help="A preset, or a file of your own.")] = "reported-2020",
    as_json: AsJson = False,
) -> None:
    """List every number that is assumed or only recalled, with its range and reason."""
    from creditarium.views.provenance import count_text, counted, origins

    found = find(name)
    numbers = list(origins(with_parts(found)))
    weak = [number for number in numbers if number.weak]
    if as_json:
        print_json({"name": found.full, "counts": counted(numbers), "assumptions": [one.as_json() for one in weak]})
        return
    from creditarium.cli.lines import print_line
    from creditarium.views.preset_tree import Line

    out = console()
    for one in weak:
        between = f" ({one.between})" if one.between else ""
        why = f"recalled, {one.source}: {one.reason}".rstrip(": ") if one.kind == "recalled" else one.reason
        print_line(out, Line(0, one.path, f"~ {one.says}{between} {why}", one.kind))
    out.print()
    out.print(f"{found.full}: {count_text(counted(numbers))}.")
    tables = sum(one.whole for one in weak)
    of_them = f"of them ({tables} {'is a table' if tables == 1 else 'are tables'})" if tables else "of them"
    out.print(f"{len(weak):,} {of_them} rest on memory or on an assumption; a result that moves with one is marked ~.")
