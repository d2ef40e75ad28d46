"""Looking around before a fit: each free number at its ends alone, and the worlds that reach farthest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from creditarium.analysis.calibration.aims import Aims, Floats
from creditarium.analysis.calibration.worlds import Worlds
from creditarium.model.problem import Problem

LEAST_SHIFT = 1.0
"""A number that moves no target by as much as one standard deviation, from one end to the other, does not matter."""


@dataclass(frozen=True)
class Explored:
    """What one number alone moves: ``low`` and ``high`` float64[d, K] are the answers with it at either end."""

    home: Floats
    low: Floats
    high: Floats

    @property
    def shift(self) -> Floats:
        """How far each number alone moves each answer, from the lowest to the highest of three, float64[d, K]."""
        three = np.stack([self.low, np.broadcast_to(self.home, self.low.shape), self.high])
        there = np.isfinite(three)
        spans = np.where(there, three, -np.inf).max(axis=0) - np.where(there, three, np.inf).min(axis=0)
        return np.asarray(np.where(there.any(axis=0), spans, 0.0))

    def strength(self, aims: Aims) -> Floats:
        """Give the most that each number moves a fitted answer, in its standard deviations, float64[d]."""
        return np.asarray((self.shift / aims.spread)[:, aims.fitted].max(axis=1, initial=0.0))


def explore(worlds: Worlds) -> Explored:
    """Live the home point, and each number alone at both of its ends."""
    home = worlds.mean(worlds.home)
    low: list[Floats] = []
    high: list[Floats] = []
    for j in range(len(worlds.home)):
        for end, found in ((0.0, low), (1.0, high)):
            found.append(worlds.mean((*worlds.home[:j], end, *worlds.home[j + 1 :])))
    return Explored(home, np.array(low).reshape(-1, len(home)), np.array(high).reshape(-1, len(home)))


def stretch(worlds: Worlds, explored: Explored, aims: Aims) -> None:
    """Live, for each fitted target, the world in which every number raises it, and that in which all lower it."""
    for k in np.flatnonzero(aims.fitted):
        turn = np.sign(np.nan_to_num(explored.high[:, k] - explored.low[:, k]))
        for way in (1.0, -1.0):
            wanted = np.where(turn == 0, worlds.home, (1 + way * turn) / 2)
            worlds.mean(tuple(float(place) for place in wanted))


def reach(worlds: Worlds, aims: Aims) -> tuple[Floats, Floats, Floats]:
    """Give the lowest and the highest answer of any world, and the nearest to each target, float64[K]."""
    _, lived = worlds.all()
    means = lived.mean(axis=1)
    there = np.isfinite(means)
    low, high = np.where(there, means, np.inf).min(axis=0), np.where(there, means, -np.inf).max(axis=0)
    return low, high, np.clip(aims.expected, low, high)


def beyond(worlds: Worlds, aims: Aims) -> Floats:
    """Give how far each target lies outside what any world reached, in its own unit, 0 for one within it, float64[K].

    What the tolerance and twice the noise allow is within it.
    """
    _, _, nearest = reach(worlds, aims)
    noise = aims.noise if aims.noise is not None else 0.0
    away = np.abs(aims.expected - nearest)
    return np.asarray(np.where(away > aims.tolerance + 2 * noise, away, 0.0))


def refuse_unreachable(worlds: Worlds, aims: Aims, names: Sequence[str], units: Sequence[str], place: str) -> None:
    """Refuse a fitted target that lies outside what any world reaches, and say how far."""
    away, (_, _, nearest) = beyond(worlds, aims), reach(worlds, aims)
    for k in np.flatnonzero(aims.fitted & ((away > 0) | ~np.isfinite(nearest))).tolist():
        if not np.isfinite(nearest[k]):
            what = f"no world has an answer to the target '{names[k]}'"
            raise Problem(what, place=place, mend="live more people or days")
        what = (
            f"the target '{names[k]}', {aims.expected[k]:,.6g} {units[k]}".rstrip()
            + f", lies outside what any of {len(worlds.lived)} worlds reaches: the nearest has {nearest[k]:,.6g}, "
            f"{away[k]:,.6g} away, {away[k] / aims.tolerance[k]:,.1f} times its tolerance"
        )
        raise Problem(what, place=place, mend="keep it for testing (use: test), or free other assumptions")
