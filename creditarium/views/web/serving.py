"""Serving the page: where it listens, who may come in, and how it ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from creditarium.model.problem import Problem
from creditarium.views.web.extra import page_extra
from creditarium.views.web.guard import LOOPBACK, is_loopback
from creditarium.views.web.reading import Caps

LEAST_TOKEN = 16
"""The fewest characters of a token that somebody chose."""
_TOKEN_BYTES = 18
_LONGEST_GOODBYE = 3
"""Seconds that open sockets have to close when the server ends."""


@dataclass(frozen=True)
class Place:
    """Where the page is served."""

    host: str
    port: int
    token: str

    @property
    def address(self) -> str:
        """The address to open: whoever has it may come in."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{self.port}/{self.token}/"


def token_for(host: str, token: str | None) -> str:
    """Give the launch token: a new one, or the one that was chosen, which a server for others must have.

    Without one for other machines, and with one that is short, it is a `Problem`.
    """
    if token is None and not is_loopback(host):
        what = (
            f"on {host} other machines can reach this page, and whoever has the address may start runs on this machine"
        )
        raise Problem(what, place="--host", mend="choose a secret for the class, and give it with --token")
    if token is None:
        return secrets.token_urlsafe(_TOKEN_BYTES)
    if len(token) < LEAST_TOKEN or not all(letter.isalnum() or letter in "-_" for letter in token):
        mend = f"give {LEAST_TOKEN} letters, digits, - or _ at least"
        raise Problem("this token is too easy to guess", place="--token", mend=mend)
    return token


def serve(host: str, port: int, token: str | None, caps: Caps, ready: Callable[[Place], None]) -> None:
    """Serve the page until the program is told to end; `ready` hears where. A missing extra is a `Problem`."""
    secret = token_for(host, token)
    with page_extra():
        import uvicorn

        from creditarium.views.web.app import make_app
    hosts = LOOPBACK if is_loopback(host) else LOOPBACK | {host, "*"}
    app = make_app(secret, hosts, caps)
    config = uvicorn.Config(
        app, host=host, port=port, log_level="critical", access_log=False, server_header=False, date_header=False,
        proxy_headers=False, ws="websockets-sansio", ws_max_size=1 << 16, ws_per_message_deflate=False,
        timeout_graceful_shutdown=_LONGEST_GOODBYE,
    )  # fmt: skip

    class Telling(uvicorn.Server):
        """A server that says where it listens."""

        async def startup(self, sockets: Any = None) -> None:
            """Begin to listen; a port that is taken is a `Problem`."""
            try:
                await super().startup(sockets)
            except SystemExit as ended:
                what = f"nobody can listen on {host}, port {port}"
                raise Problem(what, place="--port", mend="give another port, or 0 for any that is free") from ended
            ready(Place(host, int(self.servers[0].sockets[0].getsockname()[1]), secret))

    Telling(config).run()
