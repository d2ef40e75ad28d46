"""The local page's server: a few addresses to read from, one WebSocket, and the page itself, behind the guard."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Annotated

from fastapi import FastAPI, Path, Request, Response, WebSocket
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp

from creditarium import __version__
from creditarium.model.problem import Problem
from creditarium.views.web.crossing import Name
from creditarium.views.web.desk import Desk
from creditarium.views.web.finished import runs_told
from creditarium.views.web.guard import Guard
from creditarium.views.web.library import Library
from creditarium.views.web.limits import check_choice
from creditarium.views.web.reading import (
    Caps,
    Catalog,
    Estimate,
    Glossary,
    RunsTold,
    ScenarioTold,
    SchemeTold,
    SourcesTold,
    Standing,
    Stories,
    TroubleTold,
    Words,
)
from creditarium.views.web.shelf import Shelf
from creditarium.views.web.visiting import Visitor
from creditarium.views.web.written import choice_of, query_of

ASSETS = "assets"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
"""The sorts of file that the page is made of."""
_INDEX, _SQUEEZED = "index.html", ".gz"
_REFUSED: dict[int | str, dict[str, object]] = {422: {"model": TroubleTold, "description": "Refused, and why"}}
_ABSENT: dict[int | str, dict[str, object]] = {404: {"model": TroubleTold, "description": "There is no such thing"}}
_HTML: dict[int | str, dict[str, object]] = {200: {"content": {"text/html": {}}, "description": "The report"}}


class Absent(Problem):
    """There is no such thing."""


def make_app(token: str, hosts: frozenset[str], caps: Caps) -> ASGIApp:
    """Make the whole application, guarded: it answers to bearers of the token, under these host names."""
    desk, shelf, library = Desk(caps), Shelf(), Library(caps)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        await desk.open()
        library.prepare()
        yield
        await desk.close()

    app = FastAPI(
        title="Creditarium", version=__version__, lifespan=living, openapi_url="/api/openapi.json", docs_url=None,
        redoc_url=None,
    )  # fmt: skip
    _add_troubles(app)
    _add_library(app, library)
    _add_standing(app, desk, library, shelf)
    _add_page(app)

    @app.websocket("/ws")
    async def visit(socket: WebSocket) -> None:
        await Visitor(socket, desk, shelf).visit()

    return Guard(app, token, hosts)


def _add_troubles(app: FastAPI) -> None:
    @app.exception_handler(Problem)
    async def told(_: Request, problem: Problem) -> JSONResponse:
        body = TroubleTold(what=problem.what, place=problem.place, mend=problem.mend)
        return JSONResponse(body.model_dump(), status_code=404 if isinstance(problem, Absent) else 422)


def _add_library(app: FastAPI, library: Library) -> None:
    @app.get("/api/catalog")
    def catalog() -> Catalog:
        """Give all that the page offers."""
        return library.catalog

    @app.get("/api/schemes/{name}", responses={**_ABSENT, **_REFUSED})
    def scheme(name: Annotated[Name, Path()]) -> SchemeTold:
        """Give a scheme with its point table."""
        if name not in library.schemes:
            raise Absent(f"no scheme is called '{name}'", mend="see the catalogue")
        return library.scheme(name)

    @app.get("/api/sources")
    def sources() -> SourcesTold:
        """Give the sources that the presets cite."""
        return library.sources

    @app.get("/api/glossary")
    def glossary() -> Glossary:
        """Give the words that the page uses."""
        return library.glossary

    @app.get("/api/stories")
    def stories() -> Stories:
        """Give the guided stories."""
        return library.stories

    @app.get("/api/words/{language}", responses=_REFUSED)
    def words(language: Annotated[str, Path(pattern="^[a-z]{2}$")]) -> Words:
        """Give the program's own titles in another language; none where there are none."""
        return library.words(language)


def _add_standing(app: FastAPI, desk: Desk, library: Library, shelf: Shelf) -> None:
    @app.get("/api/standing")
    async def standing() -> Standing:
        """Say how busy the server is."""
        return Standing(runs=desk.runs, queued=desk.queued, caps=desk.caps)

    @app.get("/api/scenario", responses=_REFUSED)
    def scenario(
        scenario: str = "reported-2020", people: str = "", days: str = "", seed: str = "", without: str = "",
        levers: str = "",
    ) -> ScenarioTold:  # fmt: skip
        """Read a scenario from a URL: what it is, and how long it takes here."""
        choice = choice_of(scenario, people, days, seed, without, levers)
        check_choice(choice, desk.caps)
        seconds = choice.people * choice.days / desk.speed if desk.speed else None
        card = library.scenario(choice.scenario)
        return ScenarioTold(choice=choice, card=card, estimate=Estimate(seconds=seconds), query=query_of(choice))

    @app.get("/api/runs")
    def runs() -> RunsTold:
        """Give the finished runs in the folder `runs`, by name."""
        return runs_told()

    @app.get("/api/reports/{name}", responses={**_HTML, **_ABSENT, **_REFUSED}, response_class=Response)
    async def report(name: Annotated[Name, Path()], save: bool = False) -> Response:
        """Give a report that was made, to show or to save."""
        page = shelf.get(name)
        if page is None:
            raise Absent("there is no such report, or no longer", mend="make it again")
        headers = {"content-disposition": 'attachment; filename="creditarium-report.html"'} if save else {}
        return Response(page, media_type="text/html", headers=headers)


def _add_page(app: FastAPI) -> None:
    """Serve the page's own files, read once; a path of the client's never becomes a path of this machine's."""
    held = _files()

    @app.get("/", include_in_schema=False)
    async def index(request: Request) -> Response:
        return _file(held, _INDEX, request)

    @app.get("/assets/{name}", include_in_schema=False)
    async def asset(name: str, request: Request) -> Response:
        return _file(held, name, request)


def _files() -> dict[str, tuple[bytes, str, bool]]:
    """Read the page's files: what each holds, its sort, and whether it lies there compressed (`app.js.gz`)."""
    folder = files("creditarium.views.web") / ASSETS
    held = {}
    for item in folder.iterdir() if folder.is_dir() else ():
        name = item.name.removesuffix(_SQUEEZED)
        kind = KINDS.get(name[name.rfind(".") :])
        if kind is not None:
            held[name] = (item.read_bytes(), kind, name != item.name)
    return held


def _file(held: dict[str, tuple[bytes, str, bool]], name: str, request: Request) -> Response:
    """Give a file of the page, compressed if it is and the browser takes it so."""
    if name not in held:
        raise Absent("there is no such file of the page")
    content, kind, squeezed = held[name]
    if squeezed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(content, media_type=kind, headers={"content-encoding": "gzip"})
    return Response(gzip.decompress(content) if squeezed else content, media_type=kind)
