"""`creditarium test`: try a scheme's rules by tests written beside it, and say of each whether it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from creditarium.cli.options import AsJson
from creditarium.cli.output import console, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.analysis.rules.judging import RulesTried

FAILS = 1


def trying(
    tests: Annotated[
        list[str] | None,
        typer.Argument(help="Files of tests, or shipped schemes by name; left out, all that are shipped."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Tell every test of several files, not only what fails.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Try the rules of a scheme; exit code 0 says that every test holds, 1 that one does not."""
    from creditarium.analysis.rules.judging import try_rules
    from creditarium.model.rule_tests import shipped_tests

    given = tests or shipped_tests()
    tried = [try_rules(file) for file in given]
    if as_json:
        print_json([_content(one) for one in tried])
    else:
        out = console()
        for one in tried:
            _tell(out, one, every or len(tried) == 1)
    if not all(one.hold for one in tried):
        raise typer.Exit(FAILS)


def _tell(out: Console, tried: RulesTried, every: bool) -> None:
    """Print the verdicts (those that hold too, if `every`), then how many hold and what is not tested."""
    if every or not tried.hold:
        out.print(f"{tried.title} ({tried.scheme})")
    for verdict in tried.verdicts:
        if every or not verdict.holds:
            style = None if verdict.holds else "bold"
            out.print(f"  {'holds' if verdict.holds else 'FAILS'}  {verdict.title}", style=style, soft_wrap=True)
        for miss in verdict.misses:
            out.print(f"         {miss}", soft_wrap=True)
        if not verdict.holds:
            out.print(f"         {verdict.place}", soft_wrap=True)
    out.print(repr(tried), soft_wrap=True)
    if tried.untested:
        out.print(f"  no test expects an entry of: {', '.join(tried.untested)}", soft_wrap=True)


def _content(tried: RulesTried) -> dict[str, object]:
    verdicts = [
        {"title": one.title, "place": one.place, "holds": one.holds, "misses": list(one.misses)}
        for one in tried.verdicts
    ]
    return {"scheme": tried.scheme, "holds": tried.hold, "untested": list(tried.untested), "tests": verdicts}
