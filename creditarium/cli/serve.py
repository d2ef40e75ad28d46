"""`creditarium serve`: the local page, on this machine alone unless it is told otherwise."""

from __future__ import annotations

from typing import Annotated

import typer

from creditarium.cli.options import at_least, whole_number

PORT = 8765
PEOPLE, DAYS = 1_000_000, 3_650
RUNS, QUEUE = 16, 32


def serve(
    port: Annotated[int, typer.Option(help="The port; 0 takes any that is free.")] = PORT,
    host: Annotated[
        str, typer.Option(help="Where to listen; beyond this machine a --token is needed.", metavar="ADDRESS")
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option(
            help="The secret in the address, for a classroom; left out, a new one each time.", metavar="SECRET"
        ),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    people: Annotated[
        int, typer.Option(parser=whole_number, help="The most people of a run.", metavar="NUMBER")
    ] = PEOPLE,
    days: Annotated[int, typer.Option(help="The most days of a run.")] = DAYS,
    runs: Annotated[int, typer.Option(help="The most runs at once, each a process of its own.")] = RUNS,
    queue: Annotated[int, typer.Option(help="How many more visitors may wait.")] = QUEUE,
) -> None:
    """Open the local page: a city switches on a score, and what the engine makes of it. Ctrl-C ends it."""
    at_least("--port", port, 0)
    at_least("--people", people, 64)
    at_least("--days", days, 7)
    at_least("--runs", runs, 1)
    at_least("--queue", queue, 0)
    from contextlib import suppress

    from creditarium.cli.output import console
    from creditarium.views.web.reading import Caps
    from creditarium.views.web.serving import Place
    from creditarium.views.web.serving import serve as served

    out = console()

    def ready(place: Place) -> None:
        out.print(f"The page: {place.address}", soft_wrap=True, highlight=False)
        if host in ("0.0.0.0", "::"):
            out.print(
                "Here it is opened at 127.0.0.1; from elsewhere at this machine's own name or address.", style="dim"
            )
        out.print("Whoever has this address may use it. Ctrl-C ends it, and every run with it.", style="dim")
        if not no_browser:
            import webbrowser

            webbrowser.open_new_tab(place.address)

    with suppress(KeyboardInterrupt):
        served(host, port, token, Caps(people=people, days=days, runs=runs, queue=queue), ready)
