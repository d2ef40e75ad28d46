"""The desk that hands out workers: at most so many at once, the others wait in a queue, and each is freed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Protocol, TypeVar

from creditarium.model.problem import Problem
from creditarium.views.web.reading import Caps
from creditarium.views.web.spawned import work

_SPAWN = get_context("spawn")
_PATIENCE = 5.0
"""Seconds that a killed process is waited for."""

IDLE_SECONDS = 120.0
"""A visitor who has asked nothing for so long gives way to one who waits."""
_LOOK_SECONDS = 1.0
"""How often one who waits looks whether somebody is idle."""
_QUIET_SECONDS, _LATEST_SECONDS = 2.0, 20.0
"""The next spare worker is made once nobody was told anything for so long, or at the latest after so long."""

T = TypeVar("T")
Hear = Callable[[bytes | None], None]
"""Hears what a worker sends; None when the worker is gone."""


class Worker:
    """A spawned process that serves one visitor, and the pipe to it."""

    def __init__(self) -> None:
        mine, theirs = _SPAWN.Pipe()
        self._pipe: Connection = mine
        self.process: SpawnProcess = _SPAWN.Process(target=work, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def listen(self, hear: Hear) -> None:
        """Hear all that the worker sends, on the loop that calls this."""
        loop = asyncio.get_running_loop()

        def reading() -> None:
            last = False
            while not last:
                try:
                    heard: bytes | None = self._pipe.recv_bytes()
                except (EOFError, OSError):
                    heard, last = None, True
                try:
                    loop.call_soon_threadsafe(hear, heard)
                except RuntimeError:  # the loop is closed: the server is ending
                    return

        threading.Thread(target=reading, daemon=True).start()

    def send(self, text: str) -> None:
        """Send a message; it waits while the pipe is full. A worker that is gone is heard of by `listen`."""
        try:
            self._pipe.send_bytes(text.encode())
        except OSError:
            return

    def end(self) -> None:
        """End the process, whatever it is doing, and wait until it is gone."""
        self.process.kill()
        self.process.join(_PATIENCE)
        self._pipe.close()


class Visit(Protocol):
    """A visitor who holds a worker."""

    @property
    def idle_seconds(self) -> float:
        """For how long nothing was asked or told; 0 while something is lived."""

    def leave(self) -> None:
        """Give the worker back."""


class Desk:
    """Hands out workers, first come, first served. One more is kept ready, so that a visitor need not wait for it.

    `speed` is how many person-days a second a pair of worlds was lived at last; 0 before the first.
    """

    def __init__(self, caps: Caps) -> None:
        self.caps = caps
        self.speed = 0.0
        self._held: dict[Visit, Worker | None] = {}
        self._spare: Worker | None = None
        self._waiting: dict[Visit, asyncio.Event] = {}
        self._threads = ThreadPoolExecutor(max_workers=2 * caps.runs + 4, thread_name_prefix="desk")
        self._background: set[asyncio.Task[Any]] = set()
        self._closing = False

    @property
    def runs(self) -> int:
        """How many workers are handed out."""
        return len(self._held)

    @property
    def queued(self) -> int:
        """How many visitors wait for one."""
        return len(self._waiting)

    async def open(self) -> None:
        """Make the first spare worker."""
        self._spare = await self.apart(Worker)

    async def close(self) -> None:
        """End every worker, and wait until they are gone."""
        self._closing = True
        await asyncio.gather(*self._background, return_exceptions=True)
        ending = [worker for worker in [*self._held.values(), self._spare] if worker is not None]
        self._held.clear()
        self._spare = None
        await asyncio.gather(*(self.apart(worker.end) for worker in ending))
        self._threads.shutdown(wait=False)

    async def take(self, visit: Visit, told: Callable[[int], None]) -> Worker:
        """Hand out a worker; while all are taken `told` hears how many stand before this visitor.

        Where even the queue is full it is a `Problem`.
        """
        if self.runs >= self.caps.runs:
            await self._queue(visit, told)
        else:
            self._held[visit] = None
        worker, self._spare = self._spare, None
        if worker is None or not worker.process.is_alive():
            worker = await self.apart(Worker)
        if visit not in self._held:  # it left while its worker was being made
            await self.apart(worker.end)
            raise asyncio.CancelledError
        self._held[visit] = worker
        self._later(self._replenish())
        return worker

    def free(self, visit: Visit) -> None:
        """Take a visitor's worker back, end it, and let the next visitor in."""
        if visit not in self._held:
            return
        worker = self._held.pop(visit)
        if worker is not None:
            self._later(self.apart(worker.end))
        self._call()

    async def apart(self, do: Callable[[], T]) -> T:
        """Do what may take a while on a thread of the desk's own."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, do)

    async def _queue(self, visit: Visit, told: Callable[[int], None]) -> None:
        """Wait until a worker is held for a visitor."""
        if self.queued >= self.caps.queue:
            what = f"every run is taken ({self.caps.runs}), and so is every place in the queue ({self.queued})"
            raise Problem(what, mend="come back in a while; whoever starts the page may allow more runs at once")
        turn = asyncio.Event()
        self._waiting[visit] = turn
        before = -1
        try:
            while not turn.is_set():
                place = list(self._waiting).index(visit)
                if place != before:
                    told(place)
                before = place
                self._make_room()
                with suppress(TimeoutError):
                    await asyncio.wait_for(turn.wait(), _LOOK_SECONDS)
        finally:
            self._waiting.pop(visit, None)

    def _call(self) -> None:
        """Hold a worker for the first who waits."""
        if self._waiting and self.runs < self.caps.runs:
            visit = next(iter(self._waiting))
            self._held[visit] = None
            self._waiting.pop(visit).set()

    def _make_room(self) -> None:
        """Let the visitor leave who has been idle for longest, if that is long."""
        idle = max(self._held, key=lambda visit: visit.idle_seconds, default=None)
        if idle is not None and idle.idle_seconds > IDLE_SECONDS:
            idle.leave()

    async def _replenish(self) -> None:
        """Make the next spare worker, which takes seconds of a processor: not while somebody's year is lived."""
        latest = time.monotonic() + _LATEST_SECONDS
        while not self._closing and self._busy() and time.monotonic() < latest:
            await asyncio.sleep(_QUIET_SECONDS / 8)
        if self._spare is not None or self._closing:
            return
        made = await self.apart(Worker)
        if self._spare is None and not self._closing:
            self._spare = made
        else:
            await self.apart(made.end)

    def _busy(self) -> bool:
        """Say whether anything is lived or answered just now."""
        return any(visit.idle_seconds < _QUIET_SECONDS for visit in self._held)

    def _later(self, doing: Coroutine[Any, Any, Any]) -> None:
        """Do something in the background; the desk closes after it."""
        task = asyncio.get_running_loop().create_task(doing)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
