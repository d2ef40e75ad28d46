"""One WebSocket: what the page asks goes to a worker of its own, and what the worker shows goes to the page.

A page that reads slowly misses frames, never the last one: of the frames that wait, the newest wins. Text is kept
whole and in order.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque

from pydantic import BaseModel, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from creditarium.model.problem import Problem
from creditarium.views.web.asking import MESSAGE, AnyWorld, Ask, Choice, FinishedRun, Message, Start, Stop
from creditarium.views.web.desk import Desk, Worker
from creditarium.views.web.limits import check_world
from creditarium.views.web.replies import Queued, Trouble
from creditarium.views.web.shelf import Shelf
from creditarium.views.web.spawned import FRAME, REPORT, SPEED, TEXT

MOST_TEXT = 1 << 16
"""The longest message of a page, in bytes."""
MOST_WAITING = 64
"""How many messages of a page may wait for its worker."""
_BEGUN = -1
"""Stands among the open questions for a run that has not begun."""
Item = bytes | str


class Outbox:
    """What waits to be sent to the page."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._some = asyncio.Event()

    def put(self, item: Item) -> None:
        """Let something wait; a frame takes the place of one that waits last."""
        if isinstance(item, bytes) and self._items and isinstance(self._items[-1], bytes):
            self._items.pop()
        self._items.append(item)
        self._some.set()

    def say(self, reply: BaseModel) -> None:
        """Let a text message wait."""
        self.put(reply.model_dump_json())

    async def next(self) -> Item:
        """Take what has waited longest."""
        while not self._items:
            self._some.clear()
            await self._some.wait()
        return self._items.popleft()


class Visitor:
    """A visitor: a socket, and a worker from the first message that needs one to the last."""

    def __init__(self, socket: WebSocket, desk: Desk, shelf: Shelf) -> None:
        self._socket, self._desk, self._shelf = socket, desk, shelf
        self._outbox = Outbox()
        self._inbox: asyncio.Queue[Message] = asyncio.Queue(MOST_WAITING)
        self._worker: Worker | None = None
        self._asked: set[int] = set()
        self._last = time.monotonic()

    @property
    def idle_seconds(self) -> float:
        """For how long nothing was asked or told; 0 while a question is open."""
        return 0.0 if self._asked else time.monotonic() - self._last

    def leave(self) -> None:
        """Give the worker back, and say so."""
        self._give_back()
        what = "your run gave way to a visitor who waited, as nothing was asked of it for a while"
        self._outbox.say(Trouble(what=what, mend="start it again", fatal=True))

    async def visit(self) -> None:
        """Serve the socket until it is closed; then the worker is freed at once."""
        await self._socket.accept()
        tasks = [asyncio.create_task(part()) for part in (self._hear, self._forward, self._show)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._give_back()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self) -> None:
        """Take what the page says; what is no message is refused in words."""
        while True:
            try:
                text = await self._socket.receive_text()
            except (WebSocketDisconnect, KeyError, RuntimeError):
                return
            self._last = time.monotonic()
            try:
                message = MESSAGE.validate_json(text)
                for world in _worlds(message):
                    check_world(world, self._desk.caps)
            except ValidationError as refused:
                self._outbox.say(_trouble(refused))
            except Problem as problem:
                number = message.id if isinstance(message, Ask) else None
                self._outbox.say(Trouble(id=number, what=problem.what, place=problem.place, mend=problem.mend))
            else:
                await self._inbox.put(message)

    async def _forward(self) -> None:
        """Hand on what the page asks, to a worker that is taken when the first message needs one."""
        while True:
            message = await self._inbox.get()
            if isinstance(message, Stop):
                self._give_back()
                continue
            if self._worker is None and not isinstance(message, Start | Ask):
                self._outbox.say(Trouble(what="no run is going on", mend="start one"))
                continue
            try:
                worker = self._worker or await self._taken()
            except Problem as problem:
                self._outbox.say(Trouble(what=problem.what, mend=problem.mend, fatal=True))
                continue
            if isinstance(message, Ask | Start):  # nobody is idle whose year is being settled, however long that takes
                self._asked.add(message.id if isinstance(message, Ask) else _BEGUN)
            text = message.model_dump_json()
            await self._desk.apart(lambda text=text, worker=worker: worker.send(text))  # type: ignore[misc]

    async def _taken(self) -> Worker:
        worker = await self._desk.take(self, lambda before: self._outbox.say(Queued(before=before)))
        self._worker = worker
        worker.listen(lambda heard: self._told(worker, heard))
        return worker

    def _told(self, worker: Worker, heard: bytes | None) -> None:
        """Take what a worker tells; one that was given back is not listened to."""
        if worker is not self._worker:
            return
        self._last = time.monotonic()
        if heard is None:
            self._give_back()
            self._outbox.say(Trouble(what="the process of this run ended", mend="start it again", fatal=True))
        elif heard[:1] == FRAME:
            self._outbox.put(heard[1:])
        elif heard[:1] == SPEED:
            self._desk.speed = float(heard[1:])
        elif heard[:1] == REPORT:
            name, _, page = heard[1:].partition(b"\n")
            self._shelf.put(name.decode(), page)
        elif heard[:1] == TEXT:
            self._asked.clear()
            self._outbox.put(heard[1:].decode())

    def _give_back(self) -> None:
        self._worker = None
        self._asked.clear()
        self._desk.free(self)

    async def _show(self) -> None:
        while True:
            item = await self._outbox.next()
            try:
                await (self._socket.send_text(item) if isinstance(item, str) else self._socket.send_bytes(item))
            except (WebSocketDisconnect, RuntimeError):
                return


def _worlds(message: Message) -> list[AnyWorld]:
    """Give every world that a message names."""
    if isinstance(message, Start):
        return [message.choice]
    parts = message.question if isinstance(message, Ask) else None
    named = [getattr(parts, name, None) for name in ("choice", "first", "other")]
    return [world for world in named if isinstance(world, Choice | FinishedRun)]


def _trouble(refused: ValidationError) -> Trouble:
    first = refused.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return Trouble(what=f"this is no message: {first['msg'].lower()}", place=place, mend="see docs/page.md")
