"""`creditarium cite`: how to cite the software, a run, and what its numbers rest on."""

from __future__ import annotations

from typing import Annotated

import typer

from creditarium.cli.options import AsJson
from creditarium.cli.output import console, print_json
from creditarium.model.problem import Problem


def cite(
    folder: Annotated[str, typer.Argument(help="A run folder.", metavar="RUN")],
    bibtex: Annotated[bool, typer.Option("--bibtex", help="As BibTeX entries.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say how to cite the software, a run and the records behind it: what it takes to live it again, and its digest."""
    if bibtex and as_json:
        raise Problem("two forms are asked for", place="--bibtex --json", mend="leave one out")
    from pathlib import Path

    from creditarium.cli.presets import find, with_parts
    from creditarium.model.source import sources
    from creditarium.results.folder import MADE, SCENARIO, Stored
    from creditarium.results.storage import read_json
    from creditarium.views.citing import Citation
    from creditarium.views.provenance import origins

    stored, known = Stored(Path(folder)), sources()
    numbers = list(origins(with_parts(find(str(Path(folder, SCENARIO))))))
    behind = {number.source for number in numbers if number.kind == "sourced"}
    citation = Citation(
        manifest=stored.manifest,
        year=int(str(read_json(Path(folder, MADE)).get("at", ""))[:4] or 0),
        sources=tuple(source for key, source in known.items() if key in behind),
        assumed=sum(number.weak for number in numbers),
    )
    if as_json:
        print_json(citation.content())
    else:
        console().print(citation.bibtex() if bibtex else citation.text(), soft_wrap=True, markup=False, highlight=False)
