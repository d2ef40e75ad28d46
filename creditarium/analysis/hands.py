"""Who lives whole worlds at a time: the threads of this process, or the workers of a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from creditarium.results.living import processors


class Hands(NamedTuple):
    """An executor, how many worlds it lives at a time, and how many of them in this machine's memory."""

    pool: Executor
    at_a_time: int
    here: int


@contextmanager
def hands(threads: int | None, workers: str | int | None, most: int) -> Iterator[Hands]:
    """Give who lives at most so many worlds at a time.

    Without `workers` (a number, HOST:PORT or "auto") it is the threads, all processors if none are given.
    """
    if workers is None:
        count = max(1, min(threads or processors(), most, os.cpu_count() or 1))
        with ThreadPoolExecutor(max_workers=count) as pool:
            yield Hands(pool, count, count)
        return
    from creditarium.cluster.joining import joined
    from creditarium.cluster.tasks import Tasks

    with joined(workers) as cluster:
        count = max(1, min(cluster.workers, most))
        yield Hands(Tasks(cluster), count, count if cluster.local else 0)
