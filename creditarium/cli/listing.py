"""`creditarium list`: the presets by kind, and the plug-in that one comes from."""

from __future__ import annotations

import json
import shutil
from typing import Annotated

import typer

from creditarium.model.catalogue import KINDS, plugins_of, titles
from creditarium.model.problem import Problem, suggestion

LINE = 110


def list_presets(
    kind: Annotated[str | None, typer.Argument(help="One kind only: " + ", ".join(KINDS) + ".")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: kind, name, title, and what plug-ins offer.")
    ] = False,
) -> None:
    """List the presets, shipped or of a plug-in: scenarios, populations, occasions, sensors, schemes and the rest."""
    kinds = KINDS if kind is None else (_kind(kind),)
    if as_json:
        origins = {f"{one}/{name}": package for one in kinds for name, package in plugins_of(one).items()}
        told = {one: titles(one) for one in kinds} | ({"plug-ins": origins} if origins else {})
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    width = shutil.get_terminal_size((LINE, 24)).columns
    lines = [line for one in kinds for line in (one, *_rows(one, width))]
    typer.echo("\n".join(lines))
    typer.echo("Look into one: creditarium show NAME. Live in one: creditarium run SCENARIO.")


def _rows(kind: str, width: int) -> list[str]:
    """Give a line for each preset of a kind; one of a plug-in ends with the package's name."""
    ends = {name: f" [{package}]" for name, package in plugins_of(kind).items()}
    return [
        _cut(f"  {name:<28}{title}", width - len(ends.get(name, ""))) + ends.get(name, "")
        for name, title in titles(kind).items()
    ]


def _kind(word: str) -> str:
    """Give the kind that a word means; one of them may be named in the singular."""
    for kind in KINDS:
        if word in (kind, kind.removesuffix("s")):
            return kind
    raise Problem(f"no kind of preset is called '{word}'", mend=suggestion(word, KINDS))


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"
