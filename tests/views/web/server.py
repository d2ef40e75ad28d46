"""A real server on a free port, as `creditarium serve` starts it, and what a page would say to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from numpy.typing import NDArray
from websockets.sync.client import ClientConnection, connect

from creditarium.views.web.frames import unpacked
from creditarium.views.web.replies import Frame

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 300
"""Seconds that anything is waited for: a machine may be busy, and no test asserts a time."""
SMALL = {"people": 2_000, "days": 28}


class Served:
    """A server that runs: where it is, and its process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.address = process.stdout.readline().split()[-1]
        self.host = self.address.split("/")[2]

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask for something as the page does."""
        return httpx.get(self.address + path, timeout=PATIENCE, **options)

    @contextmanager
    def visit(self, **options: Any) -> Iterator[Visit]:
        """Open a WebSocket as the page does."""
        with connect(self.address.replace("http", "ws") + "ws", max_size=None, **options) as socket:
            yield Visit(socket)

    def workers(self) -> set[int]:
        """Give the numbers of the worker processes below this one; those that ended do not count."""
        command = ["ps", "-ww", "-eo", "pid,ppid,stat,args"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 3) for line in listed.splitlines()[1:]]
        return {
            int(pid) for pid, above, state, args in rows
            if int(above) == self.process.pid and "spawn_main" in args and not state.startswith("Z")
        }  # fmt: skip

    def memory(self) -> int:
        """Give the bytes that the server itself holds, without its workers."""
        command = ["ps", "-o", "rss=", "-p", str(self.process.pid)]
        return 1024 * int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    def runs(self) -> int:
        """Give how many runs are going on."""
        count: int = self.get("api/standing").json()["runs"]
        return count

    def end(self) -> int:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


class Visit:
    """A page's socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def say(self, **message: Any) -> None:
        """Send a message."""
        self.socket.send(json.dumps(message))

    def hear(self) -> dict[str, Any] | tuple[Frame, dict[str, NDArray[Any]]]:
        """Receive a message, or a frame unpacked."""
        heard = self.socket.recv(PATIENCE)
        return unpacked(heard) if isinstance(heard, bytes) else json.loads(heard)

    def until(self, *types: str) -> tuple[dict[str, Any], list[tuple[Frame, dict[str, NDArray[Any]]]]]:
        """Receive up to a message of one of these types; give it, and the frames before it."""
        frames = []
        while True:
            heard = self.hear()
            if isinstance(heard, tuple):
                frames.append(heard)
            elif heard["type"] in types:
                return heard, frames
            elif heard["type"] != "queued":
                assert heard["type"] != "problem", heard

    def ask(self, question: dict[str, Any], *, number: int = 1) -> dict[str, Any]:
        """Ask a question, and give the content of its answer (or the problem)."""
        self.say(type="ask", id=number, question=question)
        heard, _ = self.until("answer", "problem")
        assert heard["id"] == number
        return heard.get("content", heard)

    def live(self, **choice: Any) -> tuple[dict[str, Any], list[tuple[Frame, dict[str, NDArray[Any]]]]]:
        """Live a run to its end: how it ended, and its frames."""
        self.say(type="start", choice={**SMALL, **choice}, pace=0, layers=["refusal"])
        return self.until("ended")


@contextmanager
def serving(*flags: str) -> Iterator[Served]:
    """Serve the page by the real command line, and end it."""
    command = [sys.executable, "-m", "creditarium.cli.main", "serve", "--port", "0", "--no-browser", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ.copy()) as process:
        try:
            yield Served(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
