"""Stage 6, consequences: what an institution answers, by its own rule and by what it knows of a score."""

from __future__ import annotations

import numpy as np

from creditarium.engine.arrays import Row, Views
from creditarium.engine.jit import inlined
from creditarium.engine.purposes import ATTEMPTS
from creditarium.engine.randomness import draw

MOST_ATTEMPTS = 64


@inlined
def holds(rule: Row, who: bool, day: int, v: Views) -> bool:
    """Tell whether a consequence may apply to this request: its dates, its people, its condition."""
    if day < rule.since_day or day >= rule.until_day or not who or v[rule.member] == 0:
        return False
    known = v[rule.at]
    if known < rule.low or known > rule.high:
        return False
    also: bool = v[rule.also] >= rule.also_low and v[rule.also] <= rule.also_high
    return also


@inlined
def attempts(rule: Row, key: np.uint64) -> int:
    """Return how often a refused person tries: 1 and a geometric number more (``retry`` is its threshold)."""
    n = 1
    while n < MOST_ATTEMPTS and draw(key, ATTEMPTS + rule.salt + np.uint64(n)) < rule.retry:
        n += 1
    return n
