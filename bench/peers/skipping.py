"""What the compiled versions share: agents as arrays, a part of them for each thread, and records from changes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from bench import r0

Live = Callable[..., Any]
"""Lives agents first to last: (seed, first, last, days, neg, pos, region, scores, bands, regions, loans, denied)."""


class Skipping:
    """All agents, and the function that lives a run of them through all days."""

    def __init__(self, agents: int, days: int, seed: int, threads: int, live: Live) -> None:
        self.days, self.seed, self.threads, self.live = days, seed, threads, live
        drawn = r0.people(agents, np.random.default_rng(seed))
        self.neg, self.pos = drawn.neg.astype(np.float32), drawn.pos.astype(np.float32)
        self.region, self.income = drawn.region.astype(np.uint8), drawn.income.astype(np.float32)
        self.score = np.full(agents, r0.START, np.int16)

    def run(self) -> r0.Records:
        """Live all days and give the records."""
        marks = [len(self.score) * j // self.threads for j in range(self.threads + 1)]
        with ThreadPoolExecutor(self.threads) as pool:
            parts = list(pool.map(self._part, marks[:-1], marks[1:]))
        bands, regions, loans, denied = (sum(part[j].astype(np.int64) for part in parts) for j in range(4))
        return self._records(bands, regions, loans, denied)

    def _part(self, first: int, last: int) -> tuple[np.ndarray, ...]:
        shapes = ((self.days, r0.BANDS), (self.days, r0.REGIONS), (self.days, r0.BANDS), (self.days,))
        made = tuple(np.zeros(shape, np.int32) for shape in shapes)
        self.live(self.seed, first, last, self.days, self.neg, self.pos, self.region, self.score, *made)
        return made

    def _records(self, bands: Any, regions: Any, loans: Any, denied: Any) -> r0.Records:
        agents, size = len(self.score), np.bincount(self.region, minlength=r0.REGIONS)
        bands[0, sum(cut <= r0.START for cut in r0.CUTS)] += agents
        sums = size * r0.START + np.cumsum(regions, axis=0)
        price = r0.BASE_RATE - r0.RATE_STEP * np.arange(r0.BANDS)
        return r0.Records(
            mean=sums.sum(axis=1) / agents,
            bands=np.cumsum(bands, axis=0),
            denied=denied,
            loans=loans.sum(axis=1),
            rates=loans @ price,
            regions=sums / np.maximum(size, 1),
            last=lambda: self.score,
        )
