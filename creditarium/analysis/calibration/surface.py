"""A smooth surface through the lived points near the best: what a search learned, and a posterior to draw from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.calibration.aims import Aims, Floats
from creditarium.analysis.calibration.posterior import Posterior

_ENOUGH = 2
"""How many points there must be for each coefficient of a surface."""
_RIDGE = 1e-6
_LEAST_FREE = 0.05
"""Of how much of itself a point is foretold by the others, at least."""
_CHAINS, _STEPS, _EVERY = 64, 600, 15
_STRIDE = 2.38
"""The step of a walk, less by the root of its dimensions, at which it gets about fastest (Gelman and others, 1996)."""


@dataclass(frozen=True)
class Surface:
    """Answers as a polynomial of degree 1 or 2 of the numbers; of its root where ``rooted`` bool[K] says so.

    ``error`` float64[K] is by how much it misses answers that it was not laid through.
    """

    coefficients: Floats
    centre: Floats
    degree: tuple[int, bool]
    rooted: NDArray[np.bool_]
    error: Floats

    @classmethod
    def through(cls, points: Floats, answers: Floats, misfits: Floats) -> Surface:
        """Lay a surface through points float64[n, d] with answers float64[n, K], those of the least misfit first.

        It takes the nearest half of the points, or as many as the coefficients need; squares and products of two
        numbers are in it as far as there are points enough. Of an answer and its root (counts are products of rates)
        that is taken which foretells each point better from the others. A point counts if its misfit is a number: an
        answer that is not fitted may be missing there, and is then told by the points that have it, if they are enough.
        """
        there = np.isfinite(misfits)
        order = np.argsort(misfits[there], kind="stable")
        ordered, told = points[there][order], answers[there][order]
        count, d = ordered.shape
        degree = next(
            (one for one in ((2, True), (2, False), (1, False)) if count >= _ENOUGH * _columns(d, one)), (0, False)
        )
        near = max(count // 2, min(_ENOUGH * _columns(d, degree), count))
        ordered, told = ordered[:near], told[:near]
        design = _design(ordered - ordered[0], degree)
        held = np.isfinite(told)
        whole = held.all(axis=0)
        coefficients, rooted, error = _laid(design, np.where(whole, told, 0.0))
        for k in np.flatnonzero(~whole):
            mine = held[:, k]
            if mine.sum() >= _ENOUGH * design.shape[1]:
                coefficients[:, [k]], rooted[[k]], error[[k]] = _laid(design[mine], told[mine][:, [k]])
            else:
                coefficients[:, k] = error[k] = np.nan
        return cls(coefficients, ordered[0], degree, rooted, error)

    def at(self, points: Floats) -> Floats:
        """Give the answers at points float64[n, d], float64[n, K]."""
        found = _design(points - self.centre, self.degree) @ self.coefficients
        return np.asarray(np.where(self.rooted, np.square(np.maximum(found, 0)), found))


def drawn(surface: Surface, points: Floats, aims: Aims, seed: int) -> Posterior:
    """Draw from the posterior over the unit cube: an even prior, and answers on the surface, by Metropolis's walk.

    What the surface misses counts as noise. `points` are where the walks begin, the best first.
    """
    noise = aims.noise if aims.noise is not None else np.zeros_like(aims.expected)
    aimed = replace(aims, noise=np.hypot(noise, surface.error))
    random = np.random.default_rng(seed)
    d = points.shape[1]
    place = points[np.arange(_CHAINS) % len(points)]
    misfit = aimed.misfit(surface.at(place))
    stride = _STRIDE / np.sqrt(d) * np.linalg.cholesky(_covariance(surface, points[0], aimed))
    kept = []
    for step in range(_STEPS):
        there = np.abs(place + random.normal(size=place.shape) @ stride.T) % 2
        there = np.minimum(there, 2 - there)
        new = aimed.misfit(surface.at(there))
        taken = np.log(random.uniform(size=_CHAINS)) < (misfit - new) / 2
        place, misfit = np.where(taken[:, None], there, place), np.where(taken, new, misfit)
        if step >= _STEPS // 2 and step % _EVERY == 0:
            kept.append(place)
    walked = np.concatenate(kept)
    return Posterior(walked, np.full(len(walked), 1 / len(walked)), surface.at(walked))


def _covariance(surface: Surface, best: Floats, aims: Aims) -> Floats:
    """Give the covariance of the numbers around the best point if the surface were flat there, and the prior normal."""
    d, small = len(best), 1e-3
    around = np.concatenate([np.tile(best, (d, 1)) + small * np.eye(d), np.tile(best, (d, 1)) - small * np.eye(d)])
    answers = surface.at(around)[:, aims.fitted] / aims.spread[aims.fitted]
    slopes = (answers[:d] - answers[d:]) / (2 * small)
    even = 12.0 * np.eye(d)
    return np.asarray(np.linalg.inv(slopes @ slopes.T + even))


def _laid(design: Floats, told: Floats) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Give the coefficients of answers float64[n, K], whether they are those of their roots, and what they miss."""
    inverse = np.linalg.inv(design.T @ design + _RIDGE * np.eye(design.shape[1]))
    free = np.maximum(1 - np.einsum("ij,jk,ik->i", design, inverse, design), _LEAST_FREE)[:, None]
    plain, root = inverse @ design.T @ told, inverse @ design.T @ np.sqrt(np.maximum(told, 0))
    missed = np.abs(told - design @ plain) / free
    foretold = np.sqrt(np.maximum(told, 0)) - (np.sqrt(np.maximum(told, 0)) - design @ root) / free
    missed_by_root = np.abs(told - np.square(foretold))
    errors = [np.sqrt(np.square(one).mean(axis=0)) for one in (missed, missed_by_root)]
    rooted = (told >= 0).all(axis=0) & (errors[1] < errors[0])
    return np.where(rooted, root, plain), rooted, np.where(rooted, errors[1], errors[0])


def _design(away: Floats, degree: tuple[int, bool]) -> Floats:
    """Give the columns of a polynomial: 1, each number, each square, each product."""
    count, d = away.shape
    columns = [np.ones((count, 1))]
    if degree[0] >= 1:
        columns.append(away)
    if degree[0] >= 2:
        columns.append(np.square(away))
    if degree[1]:
        columns.extend(away[:, [i]] * away[:, i + 1 :] for i in range(d - 1))
    return np.concatenate(columns, axis=1)


def _columns(d: int, degree: tuple[int, bool]) -> int:
    return 1 + degree[0] * d + degree[1] * d * (d - 1) // 2
