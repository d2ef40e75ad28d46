"""R0 in Starsim: a module with states and distributions, all agents at once, common random numbers as they come.

Poisson numbers are drawn by inverting uniforms by hand: some fifty times as fast as `ss.poisson` with a rate for each
agent, which has SciPy invert them.
"""

from __future__ import annotations

import numpy as np
import starsim as ss

from bench import r0

MOST = 10
"""Draws of points an agent and day; more acts than these do not occur in any run of this size."""
TINY = 2.0**-40
"""A chance that is less than the steps between the uniforms: rounding would keep the highest of them above all sums."""


def poisson(u: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Invert uniforms to Poisson numbers of small means."""
    left, chance, n = u - np.exp(-mean), np.exp(-mean), np.zeros(len(u), int)
    still = np.flatnonzero(left > 0)
    while len(still):
        n[still] += 1
        chance[still] *= mean[still] / n[still]
        left[still] -= chance[still]
        still = still[(left[still] > 0) & (chance[still] > TINY)]
    return n


class Scored(ss.Module):
    """Everybody's score."""

    def __init__(self, people: r0.People, records: r0.Records) -> None:
        super().__init__(name="scored")
        self.given, self.records = people, records
        self.define_states(
            ss.FloatArr("score", default=r0.START), ss.FloatArr("neg"), ss.FloatArr("pos"),
            ss.IntArr("place"), ss.FloatArr("income"),
        )  # fmt: skip
        self.acts, self.good, self.lucky = ss.random(), ss.random(), ss.bernoulli(r0.BONUS)
        self.loan, self.travel = ss.bernoulli(r0.LOAN), ss.bernoulli(r0.TRAVEL)
        self.losses = [ss.random(name=f"loss_{j}") for j in range(MOST)]
        self.gains = [ss.random(name=f"gain_{j}") for j in range(MOST)]

    def init_post(self) -> None:
        """Give everybody what is fixed of them."""
        super().init_post()
        self.neg[:], self.pos[:], self.income[:] = self.given.neg, self.given.pos, self.given.income
        self.place[:] = self.given.region
        self.size = np.bincount(self.given.region, minlength=r0.REGIONS)

    def step(self) -> None:
        """Let everybody live a day, and close its books."""
        uids = self.sim.people.auids
        band = np.searchsorted(r0.CUTS, self.score.values, side="right")
        rate = r0.DETECTED * self.neg.values * (1 - np.array(r0.CHILL)[band])
        detected = poisson(self.acts.rvs(uids), rate)
        done = poisson(self.good.rvs(uids), self.pos.values)
        change = ((detected == 0) & self.lucky.rvs(uids)).astype(float)
        below = np.cumsum(r0.LOSS_SHARES)[:-1]
        for j in range(min(MOST, detected.max())):
            who = np.flatnonzero(detected > j)
            change[who] -= np.array(r0.LOSSES)[np.searchsorted(below, self.losses[j].rvs(uids[who]), side="right")]
        for j in range(min(MOST, done.max())):
            who = np.flatnonzero(done > j)
            change[who] += 1 + np.floor(self.gains[j].rvs(uids[who]) * r0.MOST_GAIN)
        self.score[uids] = np.clip(self.score.values + change, r0.LOWEST, r0.HIGHEST)
        self.close(uids)

    def close(self, uids: ss.uids) -> None:
        """Write the day's records."""
        day, score, place = self.ti, self.score.values, self.place.values
        if day >= len(self.records.mean):
            return
        band = np.searchsorted(r0.CUTS, score, side="right")
        asks, travels = self.loan.rvs(uids), self.travel.rvs(uids)
        self.records.mean[day] = score.mean()
        self.records.bands[day] = np.bincount(band, minlength=r0.BANDS)
        self.records.denied[day] = np.count_nonzero(travels & (band == 0))
        self.records.loans[day] = np.count_nonzero(asks)
        self.records.rates[day] = (r0.BASE_RATE - r0.RATE_STEP * band[asks]).sum()
        self.records.regions[day] = np.bincount(place, score, minlength=r0.REGIONS) / np.maximum(self.size, 1)


class Ready:
    """A simulation that is initialised."""

    def __init__(self, agents: int, days: int, seed: int) -> None:
        self.records = r0.Records.empty(days)
        self.scored = Scored(r0.people(agents, np.random.default_rng(seed)), self.records)
        clock = {"start": "2020-01-01", "dur": ss.days(days - 1), "dt": ss.days(1)}
        self.sim = ss.Sim(n_agents=agents, modules=self.scored, rand_seed=seed, verbose=0, copy_inputs=False, **clock)
        self.sim.init()

    def run(self) -> r0.Records:
        """Live all days and give the records."""
        self.sim.run()
        self.records.last = lambda: self.scored.score.values
        return self.records


def build(agents: int, days: int, seed: int) -> r0.Model:
    """Give the model, initialised."""
    return Ready(agents, days, seed)
