"""`creditarium odd`: a scenario described by the ODD protocol, from the model itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditarium.cli.options import ScenarioName
from creditarium.cli.output import console
from creditarium.model.problem import Problem, suggestion

FORMS = ("md", "html")


def odd(
    scenario: ScenarioName = "reported-2020",
    form: Annotated[
        str | None, typer.Option("--format", help="md or html; left out, as --out ends, or md.", metavar="FORMAT")
    ] = None,
    out: Annotated[str | None, typer.Option(help="The file to write; left out, it is printed.", metavar="FILE")] = None,
) -> None:
    """Describe a scenario by the ODD protocol of 2020, every number with its source or its range and reason."""
    from creditarium.model.resolve import resolve
    from creditarium.views.odd.describe import odd_of
    from creditarium.views.report.document import check_target, form_of

    target = Path(out) if out is not None else None
    chosen = form or (form_of(target) if target is not None and target.suffix[1:].isalpha() else "md")
    if chosen not in FORMS:
        place = "--format" if form is not None else str(target)
        raise Problem(f"no description is written as '{chosen}'", place=place, mend=suggestion(chosen, FORMS))

    if target is not None:
        check_target(target)
    made = odd_of(resolve(scenario))
    if target is None:
        typer.echo(made.text(chosen), nl=False)
        return
    console().print(f"Description: {made.write(target, chosen)}", soft_wrap=True)
