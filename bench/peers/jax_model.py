"""R0 in JAX on the CPU: one compiled scan over the days, all agents at once.

Poisson numbers are drawn by counting down their distribution: some fifteen times as fast as `jax.random.poisson`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random

from bench import r0

CHILL, CUTS = np.array(r0.CHILL, np.float32), np.array(r0.CUTS)
BELOW, SIZES = np.cumsum(r0.LOSS_SHARES)[:-1].astype(np.float32), np.array(r0.LOSSES, np.int32)

TINY = 2.0**-30
"""A chance that is less than the steps between the uniforms: rounding would keep the highest of them above all sums."""


def band_of(score: Any) -> Any:
    """Give the bands of scores."""
    return sum((score >= cut).astype(jnp.int32) for cut in r0.CUTS)


def goes_on(left: Any, chance: Any) -> Any:
    """Tell whether a uniform lies beyond the chances so far, and further ones can still tell."""
    return (left > chance) & (chance > TINY)


def poisson(key: Any, mean: Any) -> Any:
    """Draw Poisson numbers of small means, all at once, until the largest is found."""

    def further(state: Any) -> Any:
        left, chance, n = state
        more = goes_on(left, chance)
        count = n + more
        return jnp.where(more, left - chance, -1.0), chance * mean / jnp.maximum(count, 1), count

    start = random.uniform(key, mean.shape), jnp.exp(-mean), jnp.zeros(mean.shape, jnp.int32)
    return lax.while_loop(lambda state: jnp.any(goes_on(state[0], state[1])), further, start)[2]


def added(key: Any, counts: Any, points: Any) -> Any:
    """Add up so many draws of points as each count says; `points` makes them of uniforms."""

    def further(state: Any) -> Any:
        j, total = state
        u = random.uniform(random.fold_in(key, j), counts.shape)
        return j + 1, total + jnp.where(counts > j, points(u), 0)

    most = counts.max()
    return lax.while_loop(lambda state: state[0] < most, further, (0, jnp.zeros_like(counts)))[1]


def losses(u: Any) -> Any:
    """Give the points of detected acts."""
    return sum((jnp.where(u >= cut, SIZES[j + 1] - SIZES[j], 0) for j, cut in enumerate(BELOW)), SIZES[0])


def gains(u: Any) -> Any:
    """Give the points of good acts."""
    return 1 + (u * r0.MOST_GAIN).astype(jnp.int32)


@partial(jax.jit, static_argnames="days")
def lived(key: Any, neg: Any, pos: Any, region: Any, score: Any, days: int) -> Any:
    """Live all days; give the last scores and a row of records a day."""

    def day(state: Any, key: Any) -> Any:
        keys = random.split(key, 7)
        acts = neg * (1 - jnp.take(CHILL, band_of(state)))
        detected = poisson(keys[0], r0.DETECTED * acts)
        bonus = (detected == 0) & (random.uniform(keys[1], state.shape) < r0.BONUS)
        change = added(keys[4], poisson(keys[3], pos), gains) - added(keys[2], detected, losses) + bonus
        state = jnp.clip(state + change, r0.LOWEST, r0.HIGHEST)
        band = band_of(state)
        asks = random.uniform(keys[5], state.shape) < r0.LOAN
        denied = (band == 0) & (random.uniform(keys[6], state.shape) < r0.TRAVEL)
        counts = jnp.stack([(band == b).sum() for b in range(r0.BANDS)])
        sums = jax.ops.segment_sum(state, region, r0.REGIONS)
        rates = jnp.where(asks, r0.BASE_RATE - r0.RATE_STEP * band, 0.0).sum()
        return state, (counts, denied.sum(), asks.sum(), rates, sums)

    return lax.scan(day, score, random.split(key, days))


class Scan:
    """All agents as arrays, the scan compiled."""

    def __init__(self, agents: int, days: int, seed: int) -> None:
        drawn = r0.people(agents, np.random.default_rng(seed))
        self.agents, self.size = agents, np.bincount(drawn.region, minlength=r0.REGIONS)
        self.income = jnp.asarray(drawn.income, jnp.float32)
        neg, pos = (jnp.asarray(x, jnp.float32) for x in (drawn.neg, drawn.pos))
        score = jnp.full(agents, r0.START, jnp.int32)
        self.given = (random.key(seed), neg, pos, jnp.asarray(drawn.region, jnp.int32), score)
        self.scan = lived.lower(*self.given, days=days).compile()

    def run(self) -> r0.Records:
        """Live all days and give the records."""
        score, (bands, denied, loans, rates, sums) = jax.block_until_ready(self.scan(*self.given))
        regions = np.asarray(sums, np.float64)
        return r0.Records(
            mean=regions.sum(axis=1) / self.agents,
            bands=np.asarray(bands),
            denied=np.asarray(denied),
            loans=np.asarray(loans),
            rates=np.asarray(rates),
            regions=regions / np.maximum(self.size, 1),
            last=lambda: np.asarray(score),
        )


def build(agents: int, days: int, seed: int) -> r0.Model:
    """Give the model, its agents drawn and its scan compiled."""
    return Scan(agents, days, seed)
