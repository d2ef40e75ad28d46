"""The process of one visitor's run: it lives windows, and between two of them hears what the page asks.

It is spawned (see `creditarium.views.web.spawned`), holds the engine, and ends with the pipe or with its server.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from uuid import uuid4

from pydantic import BaseModel

from creditarium.model.problem import Problem
from creditarium.views.web.answering import answered
from creditarium.views.web.asking import (
    MESSAGE,
    Again,
    Ask,
    AskReport,
    Choice,
    Layer,
    Message,
    MoveLever,
    Pause,
    Resume,
    Seek,
    Start,
    Step,
    Stop,
    Watch,
)
from creditarium.views.web.judging import report_of
from creditarium.views.web.pair import Pair
from creditarium.views.web.reel import Reel
from creditarium.views.web.replies import ALWAYS, Answer, Ended, Paused, Progress, Trouble
from creditarium.views.web.spawned import FRAME, REPORT, SPEED, TEXT
from creditarium.views.web.telling import header, moved, started
from creditarium.views.web.wording import learnt

_TINY = 1e-9
_PROBE = Choice(people=10_000, days=28)


def serve(pipe: Connection, threads: int) -> None:
    """Serve one visitor until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send_bytes(SPEED + str(_warm_up(threads)).encode())
        Visitor(pipe, threads).serve()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _warm_up(threads: int) -> float:
    """Load what the first window needs, and give how many person-days a second this machine lives in a pair."""
    pair = Pair(_PROBE, threads)
    pair.step()
    began = time.perf_counter()
    while not pair.over:
        pair.step()
    days = (pair.windows - 1) * pair.plain.clock.window
    return pair.people * days / (time.perf_counter() - began)


class Visitor:
    """One visitor's run: what is lived, what was shown, and how it goes on."""

    def __init__(self, pipe: Connection, threads: int) -> None:
        self._pipe, self._threads = pipe, threads
        self._pair: Pair | None = None
        self._reel = Reel()
        self._name = ""
        self._layers: tuple[Layer, ...] = ()
        self._to_live = 0
        self._pace, self._due = 0.0, 0.0
        self._began = 0.0

    def serve(self) -> None:
        """Hear messages, and live windows between them."""
        while True:
            going = self._pair is not None and self._to_live > 0
            wait = max(self._due - time.monotonic(), 0.0) if going else None
            if self._pipe.poll(wait):
                self._hear(MESSAGE.validate_json(self._pipe.recv_bytes()))
            elif going:
                self._live()

    def _hear(self, message: Message) -> None:
        try:
            self._do(message)
        except Problem as problem:
            number = message.id if isinstance(message, Ask) else None
            self._say(Trouble(id=number, what=problem.what, place=problem.place, mend=problem.mend))

    def _do(self, message: Message) -> None:
        if isinstance(message, Start):
            self._start(message.choice, message.layers, message.paused, message.pace)
            return
        if isinstance(message, Ask):
            self._answer(message)
            return
        if isinstance(message, Stop):
            self._pair, self._reel, self._to_live = None, Reel(), 0
            return
        pair = self._running()
        if isinstance(message, Again):
            self._start(pair.again(message.levers), self._layers, message.paused, message.pace)
        elif isinstance(message, Pause):
            self._pause()
        elif isinstance(message, Resume):
            self._go(pair.windows)
        elif isinstance(message, Step):
            self._go(message.windows)
        elif isinstance(message, MoveLever):
            pair.move(message.lever, message.value)
            self._say(moved(pair))
        elif isinstance(message, Watch):
            self._layers = message.layers
            self._reel.add({layer: pair.layer(layer) for layer in message.layers})
            self._show(pair.window, live=True)
        elif isinstance(message, Seek):
            self._show(message.window, live=False)

    def _running(self) -> Pair:
        if self._pair is None:
            raise Problem("no run is going on", mend="start one")
        return self._pair

    def _start(self, choice: Choice, layers: tuple[Layer, ...], paused: bool, pace: float) -> None:
        self._pair, self._reel = None, Reel()
        self._pair = pair = Pair(choice, self._threads)
        self._name, self._layers, self._pace = uuid4().hex, layers, pace
        self._to_live, self._due, self._began = (0 if paused else pair.windows), 0.0, time.monotonic()
        self._say(started(pair, self._name))
        if pair.log:
            self._say(moved(pair))
        self._keep()
        if paused:
            self._say(Paused(window=0, ended=False))

    def _live(self) -> None:
        pair = self._running()
        now = time.monotonic()
        self._due = max(self._due, now - 1 / self._pace) + 1 / self._pace if self._pace else now
        pair.step()
        self._to_live -= 1
        if pair.over:
            self._to_live = 0
        self._keep()
        if pair.over:
            seconds = time.monotonic() - self._began
            lived = max(world.run.timings["live"] for world in (pair.world, pair.twin))
            self._pipe.send_bytes(SPEED + str(pair.people * pair.choice.days / max(lived, _TINY)).encode())
            self._say(Ended(tally=pair.tally(), seconds=seconds))
        elif self._to_live == 0:
            self._say(Paused(window=pair.window, ended=False))

    def _pause(self) -> None:
        self._to_live = 0
        pair = self._running()
        self._say(Paused(window=pair.window, ended=pair.over))

    def _go(self, windows: int) -> None:
        pair = self._running()
        self._to_live = 0 if pair.over else windows
        if pair.over:
            self._say(Paused(window=pair.window, ended=True))

    def _keep(self) -> None:
        """Keep the frame of the window just lived, and show it."""
        pair = self._running()
        head = header(pair, self._name, paused=self._to_live == 0)
        self._reel.keep(head, pair.small(), {layer: pair.layer(layer) for layer in {ALWAYS, *self._layers}})
        self._pipe.send_bytes(FRAME + self._reel.packed(pair.window, self._layers))

    def _show(self, window: int, *, live: bool) -> None:
        """Show a window again."""
        if window >= len(self._reel.frames):
            raise Problem(f"window {window} is not lived yet", mend=f"give 0 to {len(self._reel.frames) - 1}")
        self._pipe.send_bytes(FRAME + self._reel.packed(window, self._layers, live=live, paused=self._to_live == 0))

    def _answer(self, asked: Ask) -> None:
        def tell(done: int, total: int) -> None:
            self._say(Progress(id=asked.id, done=done, total=total))

        if isinstance(asked.question, AskReport):
            made, pages = report_of(asked.question, tell)
            for name, page in pages.items():
                self._pipe.send_bytes(REPORT + name.encode() + b"\n" + page)
            self._say(Answer(id=asked.id, content=made, words={}))
            return
        content = answered(asked.question, self._pair, tell)
        self._say(Answer(id=asked.id, content=content, words=learnt(content.model_dump())))

    def _say(self, reply: BaseModel) -> None:
        self._pipe.send_bytes(TEXT + reply.model_dump_json().encode())
