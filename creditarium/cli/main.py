"""The command line: one thin command a verb, each in its own file, imported without the engine.

`creditarium list` must answer at once, so no command imports numbers, figures or tables before it needs them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
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
from creditarium.cli.help_words import Verb, Verbs
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
from creditarium.cli.usage import usage_line
from creditarium.cli.validate import validate
from creditarium.cli.verify import verify
from creditarium.model.catalogue import KINDS
from creditarium.model.problem import Problem

NAME = "creditarium"
BAD_INPUT = 2
INTERRUPTED = 130

VERBS: dict[str, dict[str, Callable[..., None]]] = {
    "Live and look": {
        "first": first,
        "run": run,
        "compare": compare,
        "explain": explain,
        "report": report,
        "serve": serve,
    },
    "Ask": {
        "audit": audit,
        "decompose": decompose,
        "sweep": sweep,
        "sensitivity": sensitivity,
        "estimate": estimate,
        "calibrate": calibrate,
    },
    "See what it rests on": {
        "list": list_presets,
        "show": show,
        "sources": sources,
        "assumptions": assumptions,
        "odd": odd,
        "cite": cite,
    },
    "Bring a scheme of your own": {"new": new, "check": check, "test": trying, "schema": schema},
    "Keep and prove": {"resume": resume, "verify": verify, "validate": validate, "bench": bench},
}
"""Every command by what it is for, in the order in which the help tells them."""


def _version(wanted: bool) -> None:
    if wanted:
        from creditarium import __version__

        typer.echo(f"creditarium {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Carry the options that stand before the verb."""


def app_of(asked: str = "") -> typer.Typer:
    """Make the program with every command, or only the one asked for: Typer reads the options of all it has."""
    made = typer.Typer(
        name=NAME,
        cls=Verbs,
        help="A society under glass: what social-credit schemes do to a synthetic people.",
        epilog="It is a model of scoring systems, never such a system: see RESPONSIBLE_USE.md.",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(_options)
    alone = any(asked in verbs for verbs in VERBS.values())
    for panel, verbs in VERBS.items():
        for name, verb in verbs.items():
            if name == asked or not alone:
                made.command(name, cls=Verb, rich_help_panel=panel)(verb)
    return made


def main() -> None:
    """Run the command line; bad input is one line on the error stream and exit code 2."""
    try:
        status = None if _at_once(sys.argv[1:]) else app_of(*sys.argv[1:2])(standalone_mode=False, prog_name=NAME)
    except Problem as problem:
        sys.exit(_refused(str(problem)))
    except MemoryError:
        sys.exit(_refused("memory ran out. Mend: take fewer people, or free some memory."))
    except typer.TyperException as error:
        sys.exit(_refused(usage_line(error, NAME)))
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except BrokenPipeError:  # what read the output has gone, as `head` does, so nobody is left to tell
        with suppress(OSError):
            sys.stdout.close()
        status = 1
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


def _refused(line: str) -> int:
    """Print the line; a bare `creditarium` has shown its help already, and has nothing more to say."""
    if line:
        print(line, file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    main()
