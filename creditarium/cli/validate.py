"""`creditarium validate`: live through the cases with a known answer, and say what holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditarium.cli.options import AsJson
from creditarium.cli.output import console, print_json, printed

FAILS = 1


def validate(
    cases: Annotated[
        list[str] | None,
        typer.Argument(help="Shipped cases by number (V3), or files of your own; left out, all that are shipped."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Tell every number, not only what fails.")] = False,
    computed: Annotated[bool, typer.Option("--computed", help="Live nothing; settle what is computed only.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print tables in Markdown.")] = False,
    template: Annotated[bool, typer.Option("--template", help="Print a case to copy, and live nothing.")] = False,
    out: Annotated[
        str | None, typer.Option(help="A new file for tables or template; left out, they are printed.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Live through validation cases; exit code 0 says that every number holds, 1 that one does not."""
    target = Path(out) if out is not None else None
    if template:
        from creditarium.model.reading import text_of
        from creditarium.model.validation import VALIDATION

        printed(text_of(VALIDATION / "template.yaml", "a case").rstrip("\n"), target)
        return
    from creditarium.analysis.validation.validate import validate as settled
    from creditarium.cli.progress import progress
    from creditarium.views.validation import lines, page

    if target is not None:
        from creditarium.results.places import check_new_file

        check_new_file(target)

    with progress(as_json) as shown:
        tell, _ = shown.task("validate", "number")
        found = settled(*(cases or ()), computed=computed, tell=tell)
    if as_json:
        print_json([case.content() for case in found])
    elif markdown or out is not None:
        printed(page(found), target)
    else:
        told = console()
        for text, stands_out in lines(found, every):
            told.print(text, style="bold" if stands_out else None, soft_wrap=True)
    if not all(case.holds for case in found):
        raise typer.Exit(FAILS)
