"""`creditarium audit`: every question that an audit of a scoring scheme must answer, answered from a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditarium.cli.options import at_least


def audit(
    folder: Annotated[str, typer.Argument(help="A run folder.", metavar="RUN")],
    question: Annotated[int | None, typer.Option(help="Answer this question only, 1 to 45.")] = None,
    audit_people: Annotated[int, typer.Option(help="How many people a test thinks of.")] = 2_000,
    seeds: Annotated[int, typer.Option(help="How many seeds the intervals span.")] = 8,
    seed_people: Annotated[
        int | None, typer.Option(help="How many people each seed has; left out, as many as the run, 4,096 at most.")
    ] = None,
    utility: Annotated[
        str, typer.Option(help="What an alternative must keep, for question 21: recorded, precision or lawful.")
    ] = "",
    out: Annotated[str | None, typer.Option(help="The file to write; left out, it is printed.", metavar="FILE")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, with the tables behind each answer.")] = False,
) -> None:
    """Answer the audit's checklist about a run: each question with number, interval, window and denominator."""
    at_least("--seeds", seeds, 2)
    at_least("--audit-people", audit_people, 1)
    from creditarium.analysis.audit.auditing import audit as answered
    from creditarium.cli.output import printed
    from creditarium.cli.progress import progress
    from creditarium.results.places import check_new_file

    target = Path(out) if out is not None else None
    if target is not None:
        check_new_file(target)
    with progress(as_json) as shown:
        tell, _ = shown.task("seeds")
        made = answered(
            folder, question=question, seeds=seeds, seed_people=seed_people, audit_people=audit_people,
            utility=utility, tell=tell,
        )  # fmt: skip
    if as_json:
        printed(made.to_json(), target)
        return
    from creditarium.views.audit_text import text_of

    printed(text_of(made), target)
