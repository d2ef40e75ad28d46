"""`creditarium list`: the shipped presets, by kind."""

from __future__ import annotations

import json
import shutil
from typing import Annotated

import typer

from creditarium.model.catalogue import KINDS, titles
from creditarium.model.problem import Problem, suggestion

LINE = 110


def list_presets(
    kind: Annotated[str | None, typer.Argument(help="One kind only: " + ", ".join(KINDS) + ".")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: kind, name, title.")] = False,
) -> None:
    """List the shipped presets: scenarios, populations, occasions, sensors, schemes and the rest."""
    kinds = KINDS if kind is None else (_kind(kind),)
    if as_json:
        typer.echo(json.dumps({one: titles(one) for one in kinds}, ensure_ascii=False, indent=2))
        return
    width = shutil.get_terminal_size((LINE, 24)).columns
    for one in kinds:
        typer.echo(one)
        for name, title in titles(one).items():
            typer.echo(_cut(f"  {name:<28}{title}", width))
    typer.echo("Look into one: creditarium show NAME. Live in one: creditarium run SCENARIO.")


def _kind(word: str) -> str:
    """Give the kind that a word means; one of them may be named in the singular."""
    for kind in KINDS:
        if word in (kind, kind.removesuffix("s")):
            return kind
    raise Problem(f"there is no kind of preset called '{word}'", mend=suggestion(word, KINDS))


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"
