"""R0 in Mesa: an agent a person, a step a day, by `do` (agents do not interact, so no order need be shuffled)."""

from __future__ import annotations

from bisect import bisect

import mesa
import numpy as np

from bench import r0
from bench.peers.one_life import after_a_day


class Person(mesa.Agent):
    """One agent."""

    def __init__(self, model: Society, neg: float, pos: float, region: int, income: float) -> None:
        super().__init__(model)
        self.neg, self.pos, self.region, self.income = neg, pos, region, income
        self.score = r0.START

    def step(self) -> None:
        """Live a day, and tell the day's books."""
        random, books, day = self.random, self.model.records, self.model.day
        self.score = after_a_day(random, self.score, self.neg, self.pos)
        band = bisect(r0.CUTS, self.score)
        self.model.bands[band] += 1
        self.model.sums[self.region] += self.score
        if random.random() < r0.LOAN:
            books.loans[day] += 1
            books.rates[day] += r0.BASE_RATE - r0.RATE_STEP * band
        if random.random() < r0.TRAVEL and band == 0:
            books.denied[day] += 1


class Society(mesa.Model):
    """All agents."""

    def __init__(self, agents: int, days: int, seed: int) -> None:
        super().__init__(seed=seed)
        drawn = r0.people(agents, np.random.default_rng(seed))
        self.days, self.day, self.size = days, 0, np.bincount(drawn.region, minlength=r0.REGIONS)
        self.records = r0.Records.empty(days)
        given = (drawn.neg.tolist(), drawn.pos.tolist(), drawn.region.tolist(), drawn.income.tolist())
        Person.create_agents(self, agents, *given)

    def step(self) -> None:
        """Let everybody live a day, and close its books."""
        self.bands, self.sums = [0] * r0.BANDS, [0] * r0.REGIONS
        self.agents.do("step")
        self.records.bands[self.day] = self.bands
        self.records.mean[self.day] = sum(self.sums) / len(self.agents)
        self.records.regions[self.day] = np.array(self.sums) / np.maximum(self.size, 1)
        self.day += 1

    def run(self) -> r0.Records:
        """Live all days and give the records."""
        for _ in range(self.days):
            self.step()
        self.records.last = lambda: self.agents.get("score")
        return self.records


def build(agents: int, days: int, seed: int) -> r0.Model:
    """Give the model, its agents made."""
    return Society(agents, days, seed)
