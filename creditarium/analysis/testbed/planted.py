"""Planted panels: drawn with an effect that is known by construction, to see an estimator err or not err.

Thirty places and 24 months; ten begin in the ninth month, ten in the fifteenth, ten never do. Every place has its
level, every month its own, on a common line; what is left is noise of standard deviation 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from creditarium.analysis.testbed.seen import Floats, Seen
from creditarium.model.problem import Problem, suggestion

MONTHS = 24
EACH = 10
EARLY, LATE = 8, 14
_SLOPE = 0.1
_SIZE = -2.0
_GROWTH = -0.4
_SHOCK = -3.0

PLANTED: dict[str, tuple[str, Callable[[Floats], Floats], float]] = {
    "nothing": ("no effect", lambda event: 0.0 * event, 0.0),
    "constant": ("the same effect everywhere and always", lambda event: _SIZE + 0.0 * event, 0.0),
    "growing": ("an effect that grows month by month", lambda event: _GROWTH * (event + 1), 0.0),
    "shock": ("no effect, and something that befalls all places in the ninth month", lambda event: 0.0 * event, _SHOCK),
}
"""Each in words, its effect by months since the beginning, and what befalls everybody with the first roll-out."""


def planted(name: str, seed: int, noise: float = 1.0) -> tuple[Seen, Floats]:
    """Draw a planted panel, and give its true effects float64[places, months].

    >>> seen, effect = planted("constant", seed=1)
    >>> seen.cohorts, float(effect.min()), float(effect[:, :EARLY].min())
    ([8, 14], -2.0, 0.0)
    """
    if name not in PLANTED:
        raise Problem(f"no panel is planted as '{name}'", place="--planted", mend=suggestion(name, PLANTED))
    _, effect_of, shock = PLANTED[name]
    draws = np.random.Generator(np.random.Philox(seed))
    since = np.repeat([EARLY, LATE, MONTHS], EACH)
    month = np.arange(MONTHS, dtype=np.float64)
    event = month[None, :] - since[:, None]
    effect = np.where(event >= 0, effect_of(event), 0.0)
    level = draws.normal(20.0, 2.0, size=(len(since), 1))
    common = _SLOPE * month + noise * draws.normal(size=MONTHS) / 2 + np.where(month >= EARLY, shock, 0.0)
    outcome = level + common + effect + noise * draws.normal(size=event.shape)
    return Seen(outcome, since.astype(np.int64), np.full(len(since), 1000.0)), effect
