"""The command line: one thin command a verb, each in its own file, imported without the engine.

`creditarium list` must answer at once, so no command imports numbers, figures or tables before it needs them.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from creditarium.cli.assumptions import assumptions
from creditarium.cli.audit import audit
from creditarium.cli.bench import bench
from creditarium.cli.calibrate import calibrate
from creditarium.cli.check import check
from creditarium.cli.cite import cite
from creditarium.cli.compare import compare
from creditarium.cli.decompose import decompose
from creditarium.cli.estimate import estimate
from creditarium.cli.explain import explain
from creditarium.cli.first import first
from creditarium.cli.listing import list_presets
from creditarium.cli.new import new
from creditarium.cli.odd import odd
from creditarium.cli.report import report
from creditarium.cli.resume import resume
from creditarium.cli.run import run
from creditarium.cli.schema import schema
from creditarium.cli.sensitivity import sensitivity
from creditarium.cli.serve import serve
from creditarium.cli.show import show
from creditarium.cli.sources import sources
from creditarium.cli.sweep import sweep
from creditarium.cli.trying import trying
from creditarium.cli.validate import validate
from creditarium.cli.verify import verify
from creditarium.model.catalogue import KINDS
from creditarium.model.problem import Problem

BAD_INPUT = 2
INTERRUPTED = 130

app = typer.Typer(
    name="creditarium",
    help="A society under glass: what social-credit schemes do to a synthetic people.",
    epilog="It is a model of scoring systems, never such a system: see RESPONSIBLE_USE.md.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(first)
app.command()(run)
app.command("list")(list_presets)
app.command()(show)
app.command()(sources)
app.command()(assumptions)
app.command()(new)
app.command()(check)
app.command("test")(trying)
app.command()(compare)
app.command()(report)
app.command()(explain)
app.command()(audit)
app.command()(resume)
app.command()(verify)
app.command()(cite)
app.command()(validate)
app.command()(decompose)
app.command()(sweep)
app.command()(sensitivity)
app.command()(estimate)
app.command()(calibrate)
app.command()(odd)
app.command()(schema)
app.command()(serve)
app.command()(bench)


def _version(wanted: bool) -> None:
    if wanted:
        from creditarium import __version__

        typer.echo(f"creditarium {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Carry the options that stand before the verb."""


def main() -> None:
    """Run the command line; bad input is one line on the error stream and exit code 2."""
    try:
        status = None if _at_once(sys.argv[1:]) else app(standalone_mode=False)
    except Problem as problem:
        sys.exit(_refused(str(problem)))
    except MemoryError:
        sys.exit(_refused("memory ran out. Mend: take fewer people, or free some memory."))
    except typer.TyperException as error:
        sys.exit(_refused(_usage(error)))
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    if status == INTERRUPTED:
        print("stopped; nothing half-written was left", file=sys.stderr)
    sys.exit(status if isinstance(status, int) else 0)


def _at_once(words: list[str]) -> bool:
    """List presets if nothing else is asked for: Typer takes half a list's time to read its options."""
    plain = words[:1] == ["list"] and len(words) <= 3 and {*KINDS, "--json"}.issuperset(words[1:])
    kinds = [word for word in words[1:] if word != "--json"]
    if plain and len(kinds) <= 1:
        list_presets(kinds[0] if kinds else None, "--json" in words)
        return True
    return False


def _usage(error: typer.TyperException) -> str:
    """Say in one line what was wrong with the words of a command."""
    said = " ".join(error.format_message().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else app.info.name
    stop = "" if said.endswith("?") else "."
    return f"{said}{stop} Mend: see {command} --help." if said else ""


def _refused(line: str) -> int:
    """Print the line; a bare `creditarium` has shown its help already, and has nothing more to say."""
    if line:
        print(line, file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    main()
