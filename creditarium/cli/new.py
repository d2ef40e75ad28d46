"""`creditarium new`: write a commented file to begin with, which `creditarium check` accepts as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditarium.model.problem import Problem, suggestion

KINDS = ("scheme", "population", "scenario", "case", "tests")


def new(
    kind: Annotated[str, typer.Argument(help="What to write: " + ", ".join(KINDS) + ".")],
    file: Annotated[str, typer.Argument(help="The new file; one that is there already is left alone.")],
    scheme: Annotated[
        str | None,
        typer.Option(
            help="The scheme of a new scenario or of new tests: a preset's name, or a file.", metavar="SCHEME"
        ),
    ] = None,
) -> None:
    """Write a new scheme, population, scenario, validation case or tests of a scheme, to be changed."""
    from creditarium.model.templates import template

    if kind not in KINDS:
        raise Problem(f"there is no template of a '{kind}'", place=kind, mend=suggestion(kind, KINDS))
    if not file.endswith((".yaml", ".yml")):
        raise Problem("a file of this sort ends in .yaml", place=file, mend=f"write {file}.yaml")
    if scheme is not None and kind not in ("scenario", "tests"):
        raise Problem("only a new scenario and new tests name a scheme", place="--scheme", mend="leave it out")
    from creditarium.cli.output import written_new

    target = Path(file)
    written_new(template(kind, scheme, target), target)
    verb = "test" if kind == "tests" else "check"
    typer.echo(f"{file} is written. Change it, then: creditarium {verb} {file}")
