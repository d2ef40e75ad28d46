"""Progress on the error stream: what is going on, how far it is, and when it will be done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from creditarium.cli.options import note
from creditarium.cli.output import console

if TYPE_CHECKING:
    from creditarium.model.scenario import Scenario

Tell = Callable[[int, int], None]
"""Hears after each window how many are lived, and of how many."""


class Pace:
    """Times a run by its windows: the first, which compiles or loads the code, apart from the rest.

    `living_at` is the time of day (seconds since 1970) at which the first window was lived.
    """

    def __init__(self) -> None:
        self.began = self.last = time.perf_counter()
        self.first = self.rest = 0.0
        self.windows = 0
        self.living_at = 0.0

    def mark(self) -> None:
        """Hear that a window was lived."""
        now = time.perf_counter()
        if self.windows == 0:
            self.first = now - self.last
            self.living_at = time.time()
        else:
            self.rest += now - self.last
        self.last = now
        self.windows += 1

    def rate(self, scenario: Scenario) -> float:
        """Give person-days a second after the first window; of a single window, with it."""
        clock = scenario.clock
        cut = clock.windows * clock.window - clock.lived_days
        windows, seconds = (self.windows - 1, self.rest) if self.windows > 1 else (self.windows, self.first)
        return scenario.people * (windows * clock.window - cut) / max(seconds, 1e-9)


class Progress:
    """A line on the terminal, or nothing where nobody looks."""

    def __init__(self, begin: Callable[[str, str], Tell]) -> None:
        self._begin = begin

    def task(self, what: str, unit: str = "window") -> tuple[Tell, Pace]:
        """Begin with a task: what to tell of every window (or other `unit`), and the pace that it takes."""
        told, pace = self._begin(what, unit), Pace()

        def tell(done: int, total: int) -> None:
            pace.mark()
            told(done, total)

        return tell, pace


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """Show progress while the block runs, if the error stream is a terminal; if it is stopped, say what is kept."""
    try:
        with _shown(quiet) as shown:
            yield shown
    except KeyboardInterrupt as stop:
        for line in getattr(stop, "__notes__", ()):
            note(line)
        raise


@contextmanager
def _shown(quiet: bool) -> Iterator[Progress]:
    if quiet or not sys.stderr.isatty():
        yield Progress(lambda what, unit: lambda done, total: None)
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}", markup=False),
        TimeElapsedColumn(),
        TextColumn("left", style="dim"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console(stderr=True), transient=True) as bars:

        def begin(what: str, unit: str) -> Tell:
            # Until the first window is lived the people are drawn and the code is compiled: no measure.
            task = bars.add_task(what, total=None, said="drawing people, compiling")

            def tell(done: int, total: int) -> None:
                bars.update(task, total=total, completed=done, said=f"{unit} {done} of {total}")

            return tell

        yield Progress(begin)
