"""Progress on the error stream: what is going on, how far it is, and when it will be done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from creditarium.cli.output import console

Tell = Callable[[int, int], None]
"""Hears after each window how many are lived, and of how many."""


class Progress:
    """A line on the terminal, or nothing where nobody looks."""

    def __init__(self, begin: Callable[[str], Tell]) -> None:
        self._begin = begin

    def task(self, what: str) -> Tell:
        """Begin with a task; the function that it gives back is told of every window."""
        return self._begin(what)


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """Show progress while the block runs, if the error stream is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield Progress(lambda what: lambda done, total: None)
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

        def begin(what: str) -> Tell:
            # Until the first window is lived the people are drawn and the code is compiled, which has no measure.
            task = bars.add_task(what, total=None, said="drawing people, compiling")

            def tell(done: int, total: int) -> None:
                bars.update(task, total=total, completed=done, said=f"window {done} of {total}")

            return tell

        yield Progress(begin)
