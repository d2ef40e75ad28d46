"""What would have to be otherwise for a conclusion to be reversed: the smallest move of assumptions, lived again.

It moves assumptions alone: a scheme's rules stand where they are written, known or not. The sign that it turns is a
finding's, whichever it is; it is no way to make a scheme do more or less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.ensembles.free import FreeNumber
from creditarium.analysis.sensitivity.ends import mean_of, over_seeds
from creditarium.analysis.sensitivity.factors import Points
from creditarium.analysis.sensitivity.flip import Flip, find_flip
from creditarium.analysis.sensitivity.screening import Evaluate
from creditarium.model.problem import Problem

SEEDS = 3
"""Over how many seeds the search looks; the same ones at every point."""
FRESH = 5
"""Over how many others what it found is lived again."""
_FRESH_SINCE = 1_000
_HOLDS = 0.8
_OUTWARD = 8
"""In how many steps the way from the boundary to the end is gone on, until fresh seeds hold the sign."""


@dataclass(frozen=True)
class Move:
    """One assumption that moved, and from which coordinate of its range to which."""

    free: FreeNumber
    to: float


@dataclass(frozen=True)
class Reversal:
    """The smallest move found that turns a headline's sign, among so many assumptions; or the furthest that it came.

    ``fresh`` is the mean over seeds that the search had not seen, ``holds`` in how many of ``seeds`` of them the sign
    was turned, and ``sure`` in how many of them it is as before where nothing moved.
    """

    headline: str
    flip: Flip
    moves: tuple[Move, ...]
    among: int
    fresh: float
    holds: int
    sure: int
    seeds: int

    @property
    def signed(self) -> bool:
        """Whether there is a sign to turn: fresh seeds have it as well where nothing moved."""
        return bool(self.flip.before) and self.sure >= _HOLDS * self.seeds

    @property
    def turned(self) -> bool:
        """Whether a move within the ranges turns the sign, in fresh seeds and in their mean too."""
        over = self.fresh * self.flip.before < 0
        return self.signed and self.flip.turned and over and self.holds >= _HOLDS * self.seeds


def reversal_of(headline: str, free: Sequence[FreeNumber], candidates: Sequence[int], evaluate: Evaluate) -> Reversal:
    """Search the smallest move of some of a scenario's free numbers that turns a headline, and live it again.

    ``candidates`` are places among ``free``; one that is a scheme's rule is a `Problem`.
    """
    for axis in candidates:
        if free[axis].rule:
            raise Problem(f"'{free[axis].path}' is a scheme's rule, and no search moves one", mend="name an assumption")
    written = np.array([one.home for one in free])
    batches = 0

    def whole(points: Points) -> Points:
        placed = np.tile(written, (len(points), 1))
        placed[:, list(candidates)] = points
        return placed

    def values(points: Points) -> NDArray[np.float64]:
        nonlocal batches
        batches += 1
        return mean_of(over_seeds(evaluate, f"flip-{headline}-{batches:02}", whole(points), SEEDS)[headline])

    found = find_flip(written[list(candidates)].tolist(), values)
    if not len(found.moved):
        return Reversal(headline, found, (), len(candidates), found.before, 0, 0, 0)
    home = written[list(candidates)]
    steps = np.linspace(0, 1, _OUTWARD + 1)[:, None] if found.turned else np.zeros((1, 1))
    ways = found.point + steps * (found.end - found.point)
    stays, *lived = over_seeds(evaluate, f"flip-{headline}-again", whole(np.vstack([home, ways])), FRESH, _FRESH_SINCE)[
        headline
    ]
    sides, fresh = _turned(np.array(lived), found.before), mean_of(np.array(lived))
    held = np.flatnonzero((sides >= _HOLDS * FRESH) & (fresh * found.before < 0))
    chosen = int(held[0]) if len(held) else 0
    point = ways[chosen]
    moved = tuple(np.flatnonzero(point != home).tolist())
    flip = replace(found, point=point, moved=moved, distance=float(np.linalg.norm(point - home)))
    moves = tuple(Move(free[candidates[place]], float(point[place])) for place in moved)
    sure = int(_turned(stays[None], -found.before)[0])
    return Reversal(headline, flip, moves, len(candidates), float(fresh[chosen]), int(sides[chosen]), sure, FRESH)


def _turned(lived: NDArray[np.float64], before: float) -> NDArray[np.int64]:
    """Count at each point the seeds that have the other sign than ``before``, int64[points]."""
    return np.asarray((np.sign(lived) == -np.sign(before)).sum(axis=1))
