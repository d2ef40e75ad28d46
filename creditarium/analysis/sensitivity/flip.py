"""The smallest move that turns a number's sign: one coordinate, then two, then as few as it takes.

The search is over a function of the unit cube, whatever it stands for. One coordinate goes to its ends; where an end
turns the sign, the boundary is found by halving. Several move along the steepest descent, each no further than its
end, which is the nearest boundary of a linear function (as in the first-order reliability method, Hasofer and Lind
1974); then the slope is taken again at the boundary, and each coordinate is drawn back as far as the sign allows.
A turn inside a range whose ends do not turn the sign is not found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Values = Callable[[NDArray[np.float64]], Vector]
"""Gives the number at some points, float64[n, coordinates] to float64[n]; not a number where there is none."""
HALVINGS = 6
"""How often the way to a boundary is halved: it is found to a 64th of it."""
_SLOPE = 0.25
"""How much of the way home the slope at a boundary is taken over."""
_PAIRS = 20
"""How many pairs are tried, the strongest first."""


@dataclass(frozen=True)
class Flip:
    """Where a number's sign turns, or how far it came.

    ``moved`` are the coordinates that differ from home, and ``distance`` is Euclid's, in the unit cube. ``before``
    and ``after`` are the number at home and at ``point``; where it ``turned`` not, the point is the furthest.
    """

    turned: bool
    point: Vector
    end: Vector
    moved: tuple[int, ...]
    distance: float
    before: float
    after: float


class _Search:
    """The number from its own side: positive as at home, and none or less where its sign is turned."""

    def __init__(self, home: Sequence[float], values: Values) -> None:
        self.home = np.asarray(home, dtype=np.float64)
        self._values = values
        self.before = float(values(self.home[None])[0])
        self.side = float(np.sign(self.before))

    def __call__(self, points: NDArray[np.float64]) -> Vector:
        found = self._values(points) * self.side if len(points) else np.empty(0)
        return np.where(np.isfinite(found), found, np.inf)

    def halved(self, starts: NDArray[np.float64], turned: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the points next to the boundary on the ways from points that are not turned to points that are."""
        low, high = np.zeros(len(starts)), np.ones(len(starts))
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            over = self(starts + middle[:, None] * (turned - starts)) < 0
            low, high = np.where(over, low, middle), np.where(over, middle, high)
        made: NDArray[np.float64] = starts + high[:, None] * (turned - starts)
        return made

    def descended(self, corners: NDArray[np.float64], slopes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the boundary on the ways of steepest descent, which bend where a coordinate is at its end."""
        span = corners - self.home
        steep = np.maximum(slopes, 1e-12)
        longest = np.max(np.where(span != 0, np.abs(span) / steep, 0), axis=1)

        def along(share: Vector) -> NDArray[np.float64]:
            step = np.minimum(np.abs(span), (share * longest)[:, None] * steep)
            made: NDArray[np.float64] = self.home + np.sign(span) * step
            return made

        # Nearly flat coordinates make the whole way long: its powers of two are looked at first.
        shares = 2.0 ** -np.arange(0, 12)
        seen = np.array([self(along(np.full(len(corners), share))) < 0 for share in shares])
        turned = np.logical_and.accumulate(seen, axis=0).sum(axis=0)
        high = 2.0 ** -(np.maximum(turned, 1) - 1.0)
        low = high / 2
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            over = self(along(middle)) < 0
            low, high = np.where(over, low, middle), np.where(over, middle, high)
        return along(high)

    def slopes_at(self, point: Vector, corner: Vector, moved: Sequence[int]) -> Vector:
        """Give how steeply the number falls towards a corner at a point, per coordinate, float64[coordinates]."""
        back = np.tile(point, (len(moved), 1))
        for place, axis in enumerate(moved):
            back[place, axis] -= _SLOPE * (corner[axis] - self.home[axis])
        back = np.clip(back, 0, 1)
        found = self(np.vstack([point, back]))
        slopes = np.zeros(len(point))
        for place, axis in enumerate(moved):
            step = abs(float(back[place, axis] - point[axis]))
            slopes[axis] = max((found[1 + place] - found[0]) / step, 0.0) if step else 0.0
        return np.nan_to_num(slopes, posinf=0.0)

    def drawn_back(self, point: Vector, moved: Sequence[int]) -> Vector:
        """Draw each coordinate home as far as the sign allows, the one that moved furthest first."""
        for axis in sorted(moved, key=lambda one: -abs(point[one] - self.home[one])):
            home = point.copy()
            home[axis] = self.home[axis]
            point = home if self(home[None])[0] < 0 else self.halved(home[None], point[None])[0]
        return point

    def nearest(self, corners: NDArray[np.float64], slopes: NDArray[np.float64]) -> tuple[Vector, Vector]:
        """Give the nearest turned point on the ways to some corners, and its corner."""
        points = self.descended(corners, slopes)
        best = int(np.argmin(np.linalg.norm(points - self.home, axis=1)))
        point, corner = points[best], corners[best]
        moved = np.flatnonzero(corner != self.home).tolist()
        again = self.descended(corner[None], self.slopes_at(point, corner, moved)[None])[0]
        ways = [self.drawn_back(one, moved) for one in (point, again) if self(one[None])[0] < 0]
        return min(ways, key=lambda one: float(np.linalg.norm(one - self.home))), corner


def find_flip(home: Sequence[float], values: Values) -> Flip:
    """Give the smallest move from ``home`` that turns the sign of a number, few coordinates first.

    A number that is 0 at home has no sign: nothing turns, and nothing moved.
    """
    search = _Search(home, values)
    start, count = search.home, len(search.home)
    if search.side == 0 or not np.isfinite(search.before):
        return Flip(False, start, start, (), 0.0, search.before, search.before)
    ends = np.repeat(start[None], 2 * count, axis=0)
    ends[np.arange(count), np.arange(count)], ends[np.arange(count, 2 * count), np.arange(count)] = 0.0, 1.0
    found = search(ends)
    turned = np.flatnonzero(found < 0)
    if len(turned):
        points = search.halved(np.repeat(start[None], len(turned), axis=0), ends[turned])
        best = int(np.argmin(np.linalg.norm(points - start, axis=1)))
        return _flip(search, True, points[best], ends[turned][best])
    return _several(search, ends, found)


def _several(search: _Search, ends: NDArray[np.float64], found: Vector) -> Flip:
    """Move two coordinates, then as few of the strongest as turn the sign together."""
    count, start, own = len(search.home), search.home, abs(search.before)
    ahead = np.where(found[:count] <= found[count:], 0.0, 1.0)
    gains = np.maximum(own - np.minimum(found[:count], found[count:]), 0.0)
    slopes = gains / np.maximum(np.abs(ahead - start), 1e-12)
    order = [int(axis) for axis in np.argsort(-gains, kind="stable") if gains[axis] > 0]
    pairs = sorted(combinations(order, 2), key=lambda pair: -gains[list(pair)].sum())[:_PAIRS]
    furthest, least = (ends[int(np.argmin(found))], float(found.min())) if order else (start, own)
    for groups in (pairs, [tuple(order[:most]) for most in range(3, len(order) + 1)]):
        corners = np.repeat(start[None], len(groups), axis=0)
        for place, group in enumerate(groups):
            corners[place, list(group)] = ahead[list(group)]
        there = search(corners)
        turned = np.flatnonzero(there < 0)
        if len(turned):
            # Of pairs the nearest counts; of more, the fewest.
            those = corners[turned] if groups is pairs else corners[turned[:1]]
            point, corner = search.nearest(those, np.where(those != start, slopes, 0.0))
            return _flip(search, True, point, corner)
        if len(there) and float(there.min()) < least:
            furthest, least = corners[int(np.argmin(there))], float(there.min())
    return _flip(search, False, furthest, furthest)


def _flip(search: _Search, turned: bool, point: Vector, end: Vector) -> Flip:
    after = float(search(point[None])[0] * search.side)
    moved = tuple(np.flatnonzero(point != search.home).tolist())
    return Flip(turned, point, end, moved, float(np.linalg.norm(point - search.home)), search.before, after)
