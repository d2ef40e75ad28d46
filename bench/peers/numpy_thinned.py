"""R0 in NumPy, vectorised by hand: only what happens is touched.

Acts are drawn for a month of days at once at the rate that no chill lowers, sorted by day and thinned on their day.
Records move by what changes. It is the fastest array version that we found.
"""

from __future__ import annotations

import numpy as np

from bench import r0

BLOCK = 30
"""Days that are drawn at once."""


class Thinned:
    """All agents as arrays, and the month's acts as arrays."""

    def __init__(self, agents: int, days: int, seed: int) -> None:
        self.days, self.agents, self.generator = days, agents, np.random.default_rng(seed)
        self.people = r0.people(agents, self.generator)
        self.score = np.full(agents, r0.START, np.int16)
        self.band = np.searchsorted(r0.CUTS, self.score, side="right").astype(np.int8)
        self.change, self.mark = np.zeros(agents, np.int16), np.zeros(agents, np.int32)
        self.hit = np.zeros(agents, bool)
        self.band_of = np.searchsorted(r0.CUTS, np.arange(r0.HIGHEST + 1), side="right").astype(np.int8)

    def run(self) -> r0.Records:
        """Live all days and give the records."""
        records = r0.Records.empty(self.days)
        size = np.bincount(self.people.region, minlength=r0.REGIONS)
        sums = size * float(r0.START)
        count = np.bincount(self.band, minlength=r0.BANDS)
        for first in range(0, self.days, BLOCK):
            for day, acts in enumerate(self._drawn(min(BLOCK, self.days - first)), start=first):
                touched, before = self._live(*acts[:3])
                moved = self.score[touched] - before
                sums += np.bincount(self.people.region[touched], moved, minlength=r0.REGIONS)
                old, new = self.band[touched], self.band_of[self.score[touched]]
                count += np.bincount(new, minlength=r0.BANDS) - np.bincount(old, minlength=r0.BANDS)
                self.band[touched] = new
                borrowers, travellers = acts[3:]
                records.mean[day] = sums.sum() / self.agents
                records.bands[day] = count
                records.denied[day] = np.count_nonzero(self.band[travellers] == 0)
                records.loans[day] = len(borrowers)
                records.rates[day] = (r0.BASE_RATE - r0.RATE_STEP * self.band[borrowers]).sum()
                records.regions[day] = sums / np.maximum(size, 1)
        records.last = lambda: self.score
        return records

    def _live(self, neg: np.ndarray, pos: np.ndarray, lucky: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Let a day's acts happen; give whoever was touched, each once, and their scores before."""
        draw = self.generator
        keep = (1 - np.array(r0.CHILL, np.float32))[self.band[neg]]
        seen = neg[draw.random(len(neg), np.float32) < keep]
        self.hit[seen] = True
        clean = lucky[~self.hit[lucky]]
        self.hit[seen] = False
        loss = np.array(r0.LOSSES, np.int16)[
            np.searchsorted(np.cumsum(r0.LOSS_SHARES)[:-1], draw.random(len(seen)), side="right")
        ]
        np.subtract.at(self.change, seen, loss)
        np.add.at(self.change, pos, draw.integers(1, r0.MOST_GAIN + 1, len(pos), np.int16))
        self.change[clean] += 1
        everyone = np.concatenate((seen, pos, clean))
        place = np.arange(len(everyone), dtype=np.int32)
        self.mark[everyone] = place
        touched = everyone[self.mark[everyone] == place]
        before = self.score[touched]
        self.score[touched] = np.clip(before + self.change[touched], r0.LOWEST, r0.HIGHEST)
        self.change[touched] = 0
        return touched, before

    def _drawn(self, days: int) -> zip[tuple[np.ndarray, ...]]:
        """Draw what may happen in the next days: by day, the agents of each sort of act."""
        streams = [self._poisson(r0.DETECTED * self.people.neg, days), self._poisson(self.people.pos, days)]
        streams += [self._bernoulli(chance, days) for chance in (r0.BONUS, r0.LOAN, r0.TRAVEL)]
        return zip(*streams, strict=True)

    def _poisson(self, rate: np.ndarray, days: int) -> list[np.ndarray]:
        counts = self.generator.poisson(rate * days)
        agents = np.repeat(np.arange(self.agents, dtype=np.int32), counts)
        day = self.generator.integers(days, size=len(agents), dtype=np.uint8)
        order = np.argsort(day, kind="stable")
        return np.split(agents[order], np.cumsum(np.bincount(day, minlength=days))[:-1])

    def _bernoulli(self, chance: float, days: int) -> list[np.ndarray]:
        """Give the agents to whom it happens: gaps over all agents of all days."""
        cells = self.agents * days
        most = int(cells * chance + 10 * (cells * chance) ** 0.5 + 50)
        at = np.cumsum(self.generator.geometric(chance, most)) - 1
        ends = np.searchsorted(at, np.arange(1, days + 1) * self.agents)
        starts = np.concatenate(([0], ends[:-1]))
        return [
            (at[a:b] - day * self.agents).astype(np.int32) for day, (a, b) in enumerate(zip(starts, ends, strict=True))
        ]


def build(agents: int, days: int, seed: int) -> r0.Model:
    """Give the model, its agents drawn."""
    return Thinned(agents, days, seed)
