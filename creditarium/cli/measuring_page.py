"""Measuring the local page's server: what three tabs at once see, and how long an answer takes while a million live."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import struct
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple

TABS, TAB_PEOPLE, TAB_DAYS = 3, 100_000, 182
MILLION, MILLION_DAYS = 1_000_000, 56
REQUESTS = 60
ASKED = ("api/standing", "api/catalog", "api/schemes/rongcheng-2018")
_NINETEEN_OF_TWENTY = 0.95
_TEXT, _BINARY, _PING, _PONG = 1, 2, 9, 10
_MASK = b"\0\0\0\0"
"""A client must mask what it sends; a mask of zeros leaves it as it is."""
Tell = Callable[[str], None]


class Page(NamedTuple):
    """Updates a second of the slowest of three tabs, and seconds that nineteen of twenty answers take at most."""

    updates: float
    answer: float


def page(tell: Tell, *, tab_people: int = TAB_PEOPLE, many: int = MILLION) -> Page:
    """Serve the page in a process of its own, and visit it: three tabs, then one with many people."""
    command = [sys.executable, "-m", "creditarium.cli.main", "serve", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ.copy()) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().split()[-1]
            return asyncio.run(_measured(address, tell, tab_people, many))
        finally:
            process.send_signal(signal.SIGINT)


async def _measured(address: str, tell: Tell, tab_people: int, many: int) -> Page:
    tell("the page's catalogue")
    await _request(address, ASKED[1])
    tell(f"{TABS} tabs of {tab_people:,} people")
    settled = asyncio.Barrier(TABS)
    updates = min(await asyncio.gather(*(_tab(address, seed, tab_people, TAB_DAYS, settled) for seed in range(TABS))))
    tell(f"the page while {many:,} people live")
    going = asyncio.create_task(_tab(address, TABS, many, MILLION_DAYS, asyncio.Barrier(1)))
    taken = []
    for number in range(REQUESTS):
        began = time.perf_counter()
        await _request(address, ASKED[number % len(ASKED)])
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(0.05)
    await going
    return Page(updates, sorted(taken)[round(_NINETEEN_OF_TWENTY * len(taken)) - 1])


async def _tab(address: str, seed: int, people: int, days: int, settled: asyncio.Barrier) -> float:
    """Live a pair of worlds as a tab does, and give its updates a second, from when every tab's people are settled."""
    reader, writer = await _opened(address, "ws", {"Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": b64encode(bytes(16)).decode()})  # fmt: skip
    choice = {"people": people, "days": days, "seed": seed}
    _send(writer, _TEXT, json.dumps({"type": "start", "pace": 0, "paused": True, "choice": choice}).encode())
    frames, first, last, waiting = 0, 0.0, 0.0, True
    while True:
        sort, content = await _received(reader)
        if sort == _PING:
            _send(writer, _PONG, content)
        elif sort == _BINARY:
            last = time.perf_counter()
            first = first or last
            frames += 1
        elif sort != _TEXT:
            raise ConnectionError("the page closed the socket")
        elif waiting and json.loads(content)["type"] == "paused":
            await settled.wait()
            frames, first, waiting = 0, 0.0, False
            _send(writer, _TEXT, b'{"type": "resume"}')
        elif json.loads(content)["type"] in ("ended", "problem"):
            if waiting:
                await settled.abort()
            break
    writer.close()
    return (frames - 1) / max(last - first, 1e-9)


async def _request(address: str, path: str) -> None:
    """Ask for something, and wait for the whole answer."""
    reader, writer = await _opened(address, path, {"Connection": "close"})
    await reader.read()
    writer.close()


async def _opened(
    address: str, path: str, headers: dict[str, str]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Send the head of a request, and give what comes after the head of its answer."""
    _, _, host, token, _ = address.split("/")
    name, _, port = host.rpartition(":")
    reader, writer = await asyncio.open_connection(name, int(port), limit=1 << 26)
    lines = [f"GET /{token}/{path} HTTP/1.1", f"Host: {host}", *(f"{key}: {value}" for key, value in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if head.split()[1] not in (b"101", b"200"):
        raise ConnectionError(head.decode())
    return reader, writer


def _send(writer: asyncio.StreamWriter, sort: int, content: bytes) -> None:
    size = len(content)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size)
    writer.write(bytes([0x80 | sort]) + length + _MASK + content)


async def _received(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    first, size = await reader.readexactly(2)
    if size == 126:
        (size,) = struct.unpack(">H", await reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack(">Q", await reader.readexactly(8))
    return first & 15, await reader.readexactly(size)
