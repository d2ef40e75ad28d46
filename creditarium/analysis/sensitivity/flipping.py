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
"""Over how many others a point is chosen on the way outward, and over how many others again that one is confirmed."""
_CHOOSING_SINCE, _CONFIRMING_SINCE = 1_000_000, 2_000_000
"""How far these seeds lie behind the scenario's own: further than any sweep or design counts."""
_HOLDS = 0.8
_OUTWARD = 8
"""In how many steps the way from the boundary to the end is gone on, until other seeds hold the sign."""


@dataclass(frozen=True)
class Move:
    """One assumption that moved, and from which coordinate of its range to which."""

    free: FreeNumber
    to: float


@dataclass(frozen=True)
class Reversal:
    """The smallest move found that turns a headline's sign, among so many assumptions; or the furthest that it came.

    ``fresh`` is the mean over seeds that neither found nor chose the point, ``holds`` in how many of ``seeds`` of them
    the sign was turned. ``stays`` is their mean where nothing moved, and ``sure`` in how many it is as before there.
    """

    headline: str
    flip: Flip
    moves: tuple[Move, ...]
    among: int
    stays: float
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
        return self.signed and self.flip.turned and bool(_held(self.holds, self.fresh, self.flip.before))


def reversal_of(headline: str, free: Sequence[FreeNumber], candidates: Sequence[int], evaluate: Evaluate) -> Reversal:
    """Search the smallest move of some of a scenario's free numbers that turns a headline, and live it again.

    ``candidates`` are places among ``free``; one that is a scheme's rule is a `Problem`.
    """
    for axis in candidates:
        if free[axis].rule:
            raise Problem(f"'{free[axis].path}' is a scheme's rule, and no search moves one", mend="name an assumption")
    written = np.array([one.home for one in free])
    home, batches = written[list(candidates)], 0

    def lived(name: str, points: Points, count: int, since: int = 0) -> NDArray[np.float64]:
        placed = np.tile(written, (len(points), 1))
        placed[:, list(candidates)] = points
        return over_seeds(evaluate, f"flip-{headline}-{name}", placed, count, since)[headline]

    def values(points: Points) -> NDArray[np.float64]:
        nonlocal batches
        batches += 1
        return mean_of(lived(f"{batches:02}", points, SEEDS))

    found = find_flip(home.tolist(), values)
    if not len(found.moved):
        return Reversal(headline, found, (), len(candidates), found.before, found.before, 0, 0, 0)
    point = found.point
    if found.turned:
        ways = found.point + np.linspace(0, 1, _OUTWARD + 1)[:, None] * (found.end - found.point)
        point = ways[_chosen(lived("outward", ways, FRESH, _CHOOSING_SINCE), found.before)]
    home_again, *ends = lived("confirmed", np.vstack([home, point, found.end]), FRESH, _CONFIRMING_SINCE)
    sides, fresh = _turned(np.array(ends), found.before), mean_of(np.array(ends))
    # The end is looked at first: where it does not hold, no nearer point is taken for a reversal.
    at = 0 if not found.turned or _held(sides, fresh, found.before).all() else 1
    point = (point, found.end)[at]
    moved = tuple(np.flatnonzero(point != home).tolist())
    flip = replace(found, point=point, moved=moved, distance=float(np.linalg.norm(point - home)))
    moves = tuple(Move(free[candidates[place]], float(point[place])) for place in moved)
    stays, sure = float(mean_of(home_again[None])[0]), int(_turned(home_again[None], -found.before)[0])
    return Reversal(headline, flip, moves, len(candidates), stays, float(fresh[at]), int(sides[at]), sure, FRESH)


def _chosen(lived: NDArray[np.float64], before: float) -> int:
    """Give the nearest of some points, float64[points, seeds] on a way outward, from which on all hold; else the last.

    A nearer one that holds while a further one does not is luck of the seeds.
    """
    holds = _held(_turned(lived, before), mean_of(lived), before)
    return len(lived) - max(int(np.logical_and.accumulate(holds[::-1]).sum()), 1)


def _turned(lived: NDArray[np.float64], before: float) -> NDArray[np.int64]:
    """Count at each point the seeds that have the other sign than ``before``, int64[points]."""
    return np.asarray((np.sign(lived) == -np.sign(before)).sum(axis=1))


def _held(sides: int | NDArray[np.int64], mean: float | NDArray[np.float64], before: float) -> NDArray[np.bool_]:
    """Say of each point whether enough seeds turn the sign, and their mean with them."""
    return np.asarray((np.asarray(sides) >= _HOLDS * FRESH) & (np.asarray(mean) * before < 0))
