"""`creditarium report`: a run told as one file that opens anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditarium.cli.output import console


def report(
    folder: Annotated[str, typer.Argument(help="A run folder.", metavar="RUN")],
    form: Annotated[
        str | None, typer.Option("--format", help="html, md or json; else told by --out's ending.", metavar="FORMAT")
    ] = None,
    out: Annotated[
        str | None, typer.Option(help="The file to write, or - for the output; else beside the run folder.")
    ] = None,
) -> None:
    """Tell a run in plain words, with charts, three lives, sources and every assumption, in one file."""
    from creditarium.results.run import open_run
    from creditarium.views.report.document import check_form, check_target, form_of
    from creditarium.views.report.making import report as made

    if form is not None:
        check_form(form)
    run = open_run(folder)
    if out == "-":
        typer.echo(made(run).text(form or "html"), nl=False)
        return
    target = Path(out) if out is not None else _beside(Path(folder), form or "html")
    check_target(target)
    written = made(run).write(target, form or form_of(target))
    console().print(f"Report: {written}", soft_wrap=True)


def _beside(folder: Path, ending: str) -> Path:
    """Name the file beside a run folder: it goes by the folder's name."""
    whole = folder.resolve()
    return (
        folder.parent / f"{whole.name}-report.{ending}"
        if folder.name
        else whole.parent / f"{whole.name}-report.{ending}"
    )
