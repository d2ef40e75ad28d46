"""`creditarium report`: a run told as one file that opens anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.output import console

if TYPE_CHECKING:
    from creditarium.results.run import Run


def report(
    folder: Annotated[str, typer.Argument(help="A run folder.", metavar="RUN")],
    against: Annotated[
        str | None, typer.Option(help="A run of the same people: what this one did that it did not.", metavar="RUN")
    ] = None,
    no_audit: Annotated[bool, typer.Option("--no-audit", help="Leave the audit out, which lives eight seeds.")] = False,
    form: Annotated[
        str | None, typer.Option("--format", help="html, md or json; left out, as --out ends.", metavar="FORMAT")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the report: en, or sv.", metavar="LANGUAGE")] = "en",
    out: Annotated[
        str | None,
        typer.Option(help="The file to write, or - to print it; left out, one beside the run folder.", metavar="FILE"),
    ] = None,
) -> None:
    """Tell a run in plain words, with charts, three lives, sources and every assumption, in one file."""
    from creditarium.cli.progress import progress
    from creditarium.results.run import open_run
    from creditarium.views.languages import check_language
    from creditarium.views.report.document import check_form, check_target, form_of
    from creditarium.views.report.making import report as made

    check_language(language)
    if form is not None:
        check_form(form)
    elif out is not None and out != "-":
        form = form_of(Path(out))
    run, other = open_run(folder), open_run(against) if against is not None else None
    target = Path(out) if out is not None else _beside(Path(folder), other, form or "html", language)
    if out != "-":
        check_target(target)
    with progress(quiet=other is None) as shown:
        tell, _ = shown.task("two worlds")
        told = made(run, against=other, audit=not no_audit, tell=tell, language=language)
    if out == "-":
        typer.echo(told.text(form or "html"), nl=False)
        return
    written = told.write(target, form or "html")
    console().print(f"Report: {written}", soft_wrap=True)


def _beside(folder: Path, other: Run | None, ending: str, language: str) -> Path:
    """Name the file beside a run folder, by the folder's name, the other's, and a language that is not English."""
    whole = folder.resolve()
    spoken = "" if language == "en" else f"-{language}"
    against = f"-against-{other.path.resolve().name}" if other is not None and other.path is not None else ""
    return (folder.parent if folder.name else whole.parent) / f"{whole.name}{against}-report{spoken}.{ending}"
