"""Who may come in: every request and every WebSocket is looked at before anything else sees it.

An ordinary middleware for HTTP would let WebSockets through, and a WebSocket is bound by no same-origin rule, so this
stands around the whole application. A rebound host name has a Host that is not on the list; a foreign page has an
Origin that is not; whoever has neither still lacks the token.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
REPORTS = "/api/reports/"
_NO_TOKEN = "This address lacks the launch token. Open the address that creditarium serve printed."
_NO_HOST = "This server does not answer under that name."
_NO_ORIGIN = "This server does not answer to pages of another origin."
_EVERYWHERE = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    ("cache-control", "no-store"),
)
_PAGE = (
    "default-src 'self'; connect-src 'self' ws://{host}; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " form-action 'none'; frame-src 'self'; frame-ancestors 'none'"
)
_REPORT = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-downloads"
)


class Guard:
    """The application behind its token, its host names and its origins, with the headers that every answer bears."""

    def __init__(self, app: App, token: str, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts
        self._root = f"/{token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it; what is no request (the server's own beginning and end) passes."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        host = _header(scope, b"host")
        refused = self._why_not(scope, host)
        if refused:
            await _refuse(scope, receive, send, refused)
            return
        path = scope["path"][len(self._root) :]
        csp = _REPORT if path.startswith(REPORTS) else _PAGE.format(host=host)

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [*_EVERYWHERE, ("content-security-policy", csp)]
                message["headers"] = [
                    *message.get("headers", ()), *((name.encode(), value.encode()) for name, value in added)
                ]  # fmt: skip
            await send(message)

        await self._app({**scope, "root_path": self._root}, receive, headed)

    def _why_not(self, scope: Scope, host: str) -> str:
        """Say why a request is refused; nothing if it is not."""
        if not self._knows(host):
            return _NO_HOST
        origin = _header(scope, b"origin")
        if origin and origin.removeprefix("http://") != host:
            return _NO_ORIGIN
        given = scope["path"][: len(self._root)]
        inside = scope["path"][len(self._root) :].startswith("/")
        if not (hmac.compare_digest(given.encode(), self._root.encode()) and inside):
            return _NO_TOKEN
        return ""

    def _knows(self, host: str) -> bool:
        """Say whether a Host is one of ours: a name on the list, or, where "*" is on it, any bare address.

        An address cannot be rebound, as no name stands behind it.
        """
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        return name in self._hosts or ("*" in self._hosts and _is_address(name))


def is_loopback(host: str) -> bool:
    """Say whether a host can be reached from this machine only."""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host.strip("[]")).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _header(scope: Scope, name: bytes) -> str:
    """Give a header that stands there once; twice is as good as a foreign one."""
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else "?" if found else ""


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    head = [(b"content-type", b"text/plain; charset=utf-8"), *((k.encode(), v.encode()) for k, v in _EVERYWHERE)]
    await send({"type": "http.response.start", "status": 403, "headers": head})
    await send({"type": "http.response.body", "body": why.encode()})
