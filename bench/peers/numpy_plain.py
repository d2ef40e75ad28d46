"""R0 in plain NumPy: every rule is a line over all agents, every day."""

from __future__ import annotations

import numpy as np

from bench import r0


class Plain:
    """All agents as arrays."""

    def __init__(self, agents: int, days: int, seed: int) -> None:
        self.days, self.generator = days, np.random.default_rng(seed)
        self.people = r0.people(agents, self.generator)
        self.score = np.full(agents, r0.START, np.int16)

    def run(self) -> r0.Records:
        """Live all days and give the records."""
        records = r0.Records.empty(self.days)
        keep, cuts = 1 - np.array(r0.CHILL), np.array(r0.CUTS)
        size = np.bincount(self.people.region, minlength=r0.REGIONS)
        band = np.searchsorted(cuts, self.score, side="right")
        for day in range(self.days):
            self.live(keep[band])
            band = np.searchsorted(cuts, self.score, side="right")
            asks = self.generator.random(len(band)) < r0.LOAN
            travels = self.generator.random(len(band)) < r0.TRAVEL
            records.mean[day] = self.score.mean()
            records.bands[day] = np.bincount(band, minlength=r0.BANDS)
            records.denied[day] = np.count_nonzero(travels & (band == 0))
            records.loans[day] = np.count_nonzero(asks)
            records.rates[day] = (r0.BASE_RATE - r0.RATE_STEP * band[asks]).sum()
            records.regions[day] = np.bincount(self.people.region, self.score, minlength=r0.REGIONS) / np.maximum(
                size, 1
            )
        records.last = lambda: self.score
        return records

    def live(self, keep: np.ndarray) -> None:
        """Let a day happen to the scores; `keep` is the share of acts that is not held back."""
        draw, n = self.generator, len(self.score)
        detected = draw.binomial(draw.poisson(self.people.neg * keep), r0.DETECTED)
        done = draw.poisson(self.people.pos)
        everybody = np.arange(n)
        loss = draw.choice(r0.LOSSES, detected.sum(), p=r0.LOSS_SHARES)
        gain = draw.integers(1, r0.MOST_GAIN + 1, done.sum())
        change = (detected == 0) & (draw.random(n) < r0.BONUS)
        change = change - np.bincount(np.repeat(everybody, detected), loss, n)
        change += np.bincount(np.repeat(everybody, done), gain, n)
        self.score = np.clip(self.score + change, r0.LOWEST, r0.HIGHEST).astype(np.int16)


def build(agents: int, days: int, seed: int) -> r0.Model:
    """Give the model, its agents drawn."""
    return Plain(agents, days, seed)
