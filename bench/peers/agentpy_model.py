"""R0 in AgentPy: an agent a person, a step a day."""

from __future__ import annotations

from bisect import bisect

import agentpy
import numpy as np

from bench import r0
from bench.peers.one_life import after_a_day


class Person(agentpy.Agent):
    """One agent."""

    def setup(self) -> None:
        """Take what is fixed from the model."""
        self.score = r0.START

    def live(self) -> None:
        """Live a day, and tell the day's books."""
        model = self.model
        random, books, day = model.random, model.books, model.day
        self.score = after_a_day(random, self.score, self.neg, self.pos)
        band = bisect(r0.CUTS, self.score)
        model.counted[band] += 1
        model.sums[self.region] += self.score
        if random.random() < r0.LOAN:
            books.loans[day] += 1
            books.rates[day] += r0.BASE_RATE - r0.RATE_STEP * band
        if random.random() < r0.TRAVEL and band == 0:
            books.denied[day] += 1


class Society(agentpy.Model):
    """All agents."""

    def setup(self) -> None:
        """Make the agents."""
        drawn = r0.people(self.p.agents, np.random.default_rng(self.p.seed))
        self.size = np.bincount(drawn.region, minlength=r0.REGIONS)
        self.books, self.day = r0.Records.empty(self.p.days), 0
        self.people = agentpy.AgentList(self, self.p.agents, Person)
        for name in ("neg", "pos", "region", "income"):
            setattr(self.people, name, agentpy.AttrIter(getattr(drawn, name).tolist()))

    def step(self) -> None:
        """Let everybody live a day, and close its books."""
        self.counted, self.sums = [0] * r0.BANDS, [0] * r0.REGIONS
        self.people.live()
        self.books.bands[self.day] = self.counted
        self.books.mean[self.day] = sum(self.sums) / len(self.people)
        self.books.regions[self.day] = np.array(self.sums) / np.maximum(self.size, 1)
        self.day += 1


class Ready:
    """A society whose agents are made."""

    def __init__(self, agents: int, days: int, seed: int) -> None:
        self.days = days
        self.model = Society({"agents": agents, "days": days, "seed": seed, "steps": days})
        self.model.sim_setup(days, seed)

    def run(self) -> r0.Records:
        """Live all days and give the records."""
        for _ in range(self.days):
            self.model.sim_step()
        self.model.books.last = lambda: list(self.model.people.score)
        return self.model.books


def build(agents: int, days: int, seed: int) -> r0.Model:
    """Give the model, its agents made."""
    return Ready(agents, days, seed)
