"""`creditarium schema`: the JSON Schema of a kind of file, for an editor or another program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditarium.cli.output import printed


def schema(
    kind: Annotated[str, typer.Argument(help="A scheme, population, scenario, case, tests, occasions, sensors, …")],
    out: Annotated[str | None, typer.Option(help="A new file; left out, it is printed.", metavar="FILE")] = None,
) -> None:
    """Print the JSON Schema of a kind of file, made from the model's own types."""
    from creditarium.model.json_schema import schema_text

    printed(schema_text(kind).rstrip("\n"), Path(out) if out is not None else None)
