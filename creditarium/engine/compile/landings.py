"""Where what was written of somebody else lands: at whom it may, and how likely one such entry is to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.conduct import DAYS_A_YEAR
from creditarium.engine.compile.context import Context
from creditarium.engine.mistakes import MOST_LANDED
from creditarium.engine.numbers import threshold
from creditarium.engine.society import Settled
from creditarium.engine.world import Society


def landing_rates(context: Context, ceilings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give how many candidates of the landing kind a person of each profile has a year, float64[65536]; 0 for none."""
    landing = [k for k, name in enumerate(context.kinds) if context.scenario.conduct.kinds[name].role == "landing"]
    if not landing or not context.schemes:
        return np.zeros(1 << 16)
    return np.ascontiguousarray(ceilings[landing[0]][context.segment_of[: 1 << 16]], dtype=np.float64)


def with_landings(settled: Settled, rates: NDArray[np.float64], window: int) -> Society:
    """Fill in how likely one entry sent astray lands at a candidate of the landing kind, by its rates."""
    society = settled.society
    scale = np.zeros(settled.communities, dtype=np.int64)
    start, profiles = society.start - society.person_base, settled.profiles
    for j in range(settled.communities) if rates.any() else ():
        expected = float(rates[profiles[start[j] : start[j + 1]]].sum()) * window / DAYS_A_YEAR
        scale[j] = threshold(min(1.0 / expected, MOST_LANDED)) if expected > 0 else 0
    return society._replace(landing_scale=scale)
