"""V4: records that send patrols that make records (Ensign and others, FAT* 2018), in closed form and lived.

The towns of the world are so many urns of two communities; a sensor's attention to a community is its share of prior
and records. The urn of the paper gains one ball at a time; a window of the engine may gain several, all drawn at one
share, which keeps the mean and takes a little off the variance: both are given exactly.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.reduce import attended
from creditarium.engine.run import Engine, History
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario

Floats = NDArray[np.float64]


def beta_variance(a: float, b: float) -> float:
    """Give the variance of the beta distribution, to which the urn's share goes.

    >>> round(beta_variance(1, 1), 6), round(beta_variance(5, 1), 6)
    (0.083333, 0.019841)
    """
    return a * b / ((a + b) ** 2 * (a + b + 1))


def batched_variance(start: Sequence[int], balls: float, days: int) -> float:
    """Give the variance of the share after so many windows that each gain a Poisson number of balls.

    k balls drawn at one share x take x(1 - x) to x(1 - x)(1 - k / (W + k)^2) in expectation, W being the balls
    before; one at a time and for ever, this is the beta distribution's.
    """
    most = int(balls * days + 12 * (balls * days) ** 0.5) + 20
    chance = [float(np.exp(-balls))]
    for k in range(1, 20):
        chance.append(chance[-1] * balls / k)
    mean, whole = start[0] / sum(start), sum(start)
    inner = np.zeros(most)
    inner[0] = mean * (1 - mean)
    held = whole + np.arange(most)
    for _ in range(days):
        moved = inner * chance[0]
        for k in range(1, 20):
            moved[k:] += (inner * chance[k] * (1 - k / (held + k) ** 2))[:-k]
        inner = moved
    return mean * (1 - mean) - float(inner.sum())


def limit_root(d_a: float, d_b: float, r_a: float, r_b: float) -> float:
    """Give the limit share of discovered and reported incidents: the root in [0, 1] of the mean drift.

    >>> round(limit_root(2, 1, 0.5, 0.5), 6)
    0.707107
    """
    a, b, c, d = d_a + r_a, r_b, r_a, d_b + r_b
    roots = np.roots(np.trim_zeros(np.array([c + d - a - b, a - 2 * c - d, c]), "f"))
    return float(next(x.real for x in sorted(roots) if 0 <= x <= 1))


def drift(discovered: Sequence[float], balls: float, days: int) -> float:
    """Give the share after so many windows if each gains what is expected of it; it goes to the limit root."""
    a = b = 1.0
    for _ in range(days):
        x = a / (a + b)
        a, b = a + balls * (x * discovered[0] + 0.5), b + balls * ((1 - x) * discovered[1] + 0.5)
    return a / (a + b)


def shares(scenario: Scenario, start: Sequence[int] = (1, 1), seeds: int = 1) -> Floats:
    """Live a world of towns of two communities, and give the first one's share of the balls in every town and seed.

    The world has one adaptive sensor; `start` are the balls of each community, the sensor's prior among them: those
    beyond it stand in the records from the beginning, which no data can say.
    """
    made = []
    for seed in range(scenario.seed, scenario.seed + seeds):
        engine = Engine.of(scenario.model_copy(update={"seed": seed}))
        if (np.bincount(engine.settled.society.region) != 2).any() or len(engine.compiled.adaptive) != 1:
            raise Problem("an urn is a town of two communities under one adaptive sensor", mend="use the world of V4")
        rule = scenario.observation.sensors[engine.compiled.adaptive[0]].adaptive
        prior = int(rule.prior.value) if rule is not None else 0
        state, counts = engine.fresh(), np.zeros((1, engine.settled.communities), dtype=np.int64)
        counts[0, 0::2], counts[0, 1::2] = start[0] - prior, start[1] - prior
        attention, counting = attended(engine, counts)
        before = state.before._replace(attention=attention, counting=counting)
        state = replace(state, adaptive_records=counts, before=before)
        ended = deque(engine.windows(state, History(), threads=1), maxlen=1).pop()
        held = ended.adaptive_records[0] + prior
        made.append(held[0::2] / (held[0::2] + held[1::2]))
    return np.concatenate(made)


# As checks ------------------------------------------------------------------------------------------------


def urn(start: Sequence[int]) -> dict[str, float]:
    """Give mean and variance of the share to which an urn goes that gains one ball at a time."""
    return {"mean": start[0] / sum(start), "variance": beta_variance(*start)}


def batched_urn(start: Sequence[int], balls: float, days: int) -> dict[str, float]:
    """Give the variance of the share after so many windows that each gain a Poisson number of balls at one share."""
    return {"variance": batched_variance(start, balls, days)}


def mixed_urn(discovered: Sequence[float], reported: Sequence[float]) -> dict[str, float]:
    """Give the share to which discovered and reported incidents go."""
    return {"limit": limit_root(*discovered, *reported)}


def urns(scenario: Scenario, start: Sequence[int], seeds: int = 1) -> dict[str, float]:
    """Live so many towns, and give mean, variance and the tenths of the share of their first community."""
    found = shares(scenario, start, seeds)
    upto = {f"below_{tenth / 10:g}": float((found < tenth / 10).mean()) for tenth in (1, 3, 5, 7, 9)}
    return {"mean": float(found.mean()), "variance": float(found.var(ddof=1)), **upto}
