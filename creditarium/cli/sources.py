"""`creditarium sources`: where the numbers come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.options import AsJson
from creditarium.cli.output import console, print_json
from creditarium.cli.presets import find, with_parts

if TYPE_CHECKING:
    from creditarium.model.source import Source


def sources(
    name: Annotated[str | None, typer.Argument(help="A preset, a file, or a source's id; left out, all.")] = None,
    weak: Annotated[bool, typer.Option("--weak", help="Only what is recalled, or has no address.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the records that a preset's numbers rest on, with title, year, address and how they were found."""
    from creditarium.model.source import is_weak
    from creditarium.model.source import sources as register

    known = register()
    if name is None:
        _list([source for source in known.values() if not weak or is_weak(source)], {}, "the register", as_json)
    elif name in known:
        _one(known[name], as_json)
    elif weak:
        _recalled(name, as_json)
    else:
        uses = _uses(name, known)
        _list([source for key, source in known.items() if key in uses], uses, name, as_json)


def _uses(name: str, records: Iterable[str]) -> dict[str, list[str]]:
    """Give the paths of the numbers that rest on each record."""
    from creditarium.views.provenance import origins

    uses: dict[str, list[str]] = {}
    for origin in origins(with_parts(find(name, records))):
        if origin.source:
            uses.setdefault(origin.source, []).append(origin.path)
    return uses


def _recalled(name: str, as_json: bool) -> None:
    """List the numbers of a preset that are remembered, each with what it is remembered by."""
    from creditarium.views.preset_tree import Line
    from creditarium.views.provenance import origins

    numbers = list(origins(with_parts(find(name))))
    recalled = [one for one in numbers if one.kind == "recalled"]
    if as_json:
        print_json([one.as_json() for one in recalled])
        return
    from creditarium.cli.lines import print_line

    out = console()
    for one in recalled:
        between = f" ({one.between})" if one.between else ""
        says = f"~ {one.says}{between} {one.source}: {one.reason}".rstrip(": ")
        print_line(out, Line(0, one.path, says, one.kind))
    out.print(f"\n{len(recalled)} of the {len(numbers)} numbers of {name} are recalled: remembered, not")
    out.print("read again. They count with the assumptions, and each has a range.")


def _list(rows: list[Source], uses: dict[str, list[str]], name: str, as_json: bool) -> None:
    if as_json:
        print_json([_plain(source) | ({"numbers": uses[source.id]} if uses else {}) for source in rows])
        return
    from creditarium.cli.lines import print_line
    from creditarium.views.preset_tree import Line

    out = console()
    for source in rows:
        title = f"{source.title}, {source.year}" if source.year else source.title
        times = f"; behind {_numbers(len(uses[source.id]))}" if uses else ""
        print_line(out, Line(0, source.id, f"{title} ({source.confidence} confidence{times})"))
        if source.address:
            out.print(f"    {source.address}", style="green", soft_wrap=True)
        if source.found_by == "memory" or not source.address:
            missing = "recalled, not read again" if source.found_by == "memory" else "no address"
            out.print(f"    ~ {missing}", style="yellow")
    out.print(f"\n{len(rows)} records of {name}. One in full: creditarium sources ID. What is recalled: --weak.")


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count} numbers"


def _one(source: Source, as_json: bool) -> None:
    if as_json:
        print_json(_plain(source))
        return
    out = console()
    out.print(repr(source))
    for label, text in (("says", source.statement), ("verdict", source.verdict), ("note", source.note)):
        if text:
            out.print(f"  {label}: {text}")
    for figure in source.values:
        value = "unknown" if figure.value is None else figure.value
        out.print(f"  {figure.name}: {value} {figure.unit}".rstrip())


def _plain(source: Source) -> dict[str, object]:
    from dataclasses import asdict

    return {key: value for key, value in asdict(source).items() if value not in (None, "", (), False)}
