"""Checkpoints while a run is lived: when one is due, and what happens where it cannot be written."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from creditarium.results.contents import Lived
from creditarium.results.folder import write_run
from creditarium.results.storage import Unwritable, discard
from creditarium.results.unfinished import checkpoint_at

LEAST_SECONDS = 60.0
"""A run that says nothing of checkpoints saves one no sooner than this after the last."""
PATIENCE = 20
"""It also waits so many times as long as the last one took to write: less than 5 % of the time goes to writing."""
SLOW_DISK = 200e6
"""Bytes a second that the first checkpoint is expected to take, before one was written."""

Say = Callable[[str], None]
"""Hears a line that whoever waits for the run should know of."""


class Saving:
    """The checkpoints of one run: after every so many windows (`every`), or when one is due by the clock.

    `kept` is the checkpoint that the run goes on from, if any. A new one replaces the last only when it is whole.
    """

    def __init__(self, run: Path, every: int | None, say: Say, kept: Path | None = None) -> None:
        self.run, self.every, self.say, self.kept = run, every, say, kept
        self.seconds = self._cost = 0.0
        self._last = time.perf_counter()
        self._failed = False

    def after(self, lived: Lived) -> None:
        """Save what is lived so far if a checkpoint is due after this window; a last one needs none."""
        window = lived.state.window
        if window == lived.scenario.clock.windows:
            return
        if self.every is not None:
            due = window % self.every == 0
        else:
            cost = self._cost or lived.state.nbytes / SLOW_DISK
            due = time.perf_counter() - self._last >= max(LEAST_SECONDS, PATIENCE * cost)
        if due:
            self._save(lived)

    def left(self) -> str:
        """Say how the run goes on from the checkpoint that is kept; "" where there is none."""
        return f"creditarium resume {self.run} goes on from {self.kept}" if self.kept is not None else ""

    def _save(self, lived: Lived) -> None:
        began = time.perf_counter()
        path = checkpoint_at(self.run, lived.state.window)
        try:
            if path.exists():
                discard(path)
            write_run(path, lived.so_far())
        except Unwritable as problem:
            if not self._failed:
                kept = f"{self.kept} is kept" if self.kept is not None else "there is no earlier one"
                self.say(f"no checkpoint after window {lived.state.window}: {problem.why}; {kept}, and the run goes on")
            self._failed = True
        else:
            former, self.kept, self._failed = self.kept, path, False
            if former is not None and former.exists():
                discard(former)
        self._last = time.perf_counter()
        self._cost = self._last - began
        self.seconds += self._cost
