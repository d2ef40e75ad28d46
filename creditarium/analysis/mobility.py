"""How people move between bands: the mobility matrix, its indices, traps, and the time spent at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from creditarium.model.problem import Problem

Floats = NDArray[np.float64]


def mobility(moves: ArrayLike) -> Floats:
    """Give the mobility matrix, float[bands, bands]: of those in a row's band, the share next in each column's.

    `moves` are counts of people, [from, to]. A band that nobody was in is not a number: it tells nothing.

    >>> mobility([[8, 2], [1, 9]]).tolist()
    [[0.8, 0.2], [0.1, 0.9]]
    """
    counts = np.asarray(moves, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise Problem("a mobility matrix is made of counts, as many bands to as from", mend="count [from, to]")
    held = counts.sum(axis=1, keepdims=True)
    shares = np.full(counts.shape, np.nan)
    np.divide(counts, held, out=shares, where=held > 0)
    return shares


def shorrocks(chain: ArrayLike) -> float:
    """Give Shorrocks' index (n − trace P) / (n − 1): 0 nobody moves, 1 where one is tells nothing of where next.

    Source: Shorrocks, Econometrica 46 (1978). Rows that are not known make it not a number.
    """
    matrix = _chain(chain)
    return float((len(matrix) - np.trace(matrix)) / (len(matrix) - 1))


def second_eigenvalue_gap(chain: ArrayLike) -> float:
    """Give 1 − |λ₂|, the speed at which the first standing is forgotten; 0 means that it never is (a trap).

    λ₂ is the second largest eigenvalue of the chain by size. Source: Sommers and Conlisk, Journal of
    Mathematical Sociology 6 (1979).
    """
    matrix = _chain(chain)
    if np.isnan(matrix).any():
        return float("nan")
    sizes = np.sort(np.abs(np.linalg.eigvals(matrix)))[::-1]
    return float(1 - min(sizes[1], 1.0))


def volume_lost(chain: ArrayLike) -> float:
    """Give 1 − |det P|: 0 where everybody only changes places, 1 where some knowledge of the start is lost at once.

    Source: Shorrocks, Econometrica 46 (1978).
    """
    return float(1 - abs(np.linalg.det(_chain(chain))))


def share_moved(chain: ArrayLike, start: ArrayLike) -> float:
    """Give n / (n − 1) times the share of people who leave their band in a step, of those who stand as in `start`.

    Source: Bartholomew, Stochastic Models for Social Processes (1967); the factor makes it Shorrocks' index where
    everybody's standing is alike.

    >>> share_moved([[0.75, 0.25], [0.25, 0.75]], [1, 0])
    0.5
    """
    matrix, shares = _chain(chain), np.asarray(start, dtype=np.float64)
    return float(len(matrix) / (len(matrix) - 1) * (shares @ (1 - np.diag(matrix))))


def distance_moved(chain: ArrayLike, start: ArrayLike) -> float:
    """Give the mean number of bands that people who stand as in `start` cross in a step, over n − 1.

    Source: Bartholomew, Stochastic Models for Social Processes (1967).

    >>> distance_moved([[0.75, 0.25], [0.25, 0.75]], [0.5, 0.5])
    0.25
    """
    matrix, shares = _chain(chain), np.asarray(start, dtype=np.float64)
    bands = np.arange(len(matrix))
    return float(shares @ (matrix * np.abs(bands[:, None] - bands)).sum(axis=1) / (len(matrix) - 1))


def absorbing(chain: ArrayLike) -> tuple[int, ...]:
    """Give the bands that nobody leaves: those whose row is all on the diagonal."""
    matrix = _chain(chain)
    return tuple(j for j in range(len(matrix)) if matrix[j, j] == 1)


def expected_time(chain: ArrayLike, bands: Sequence[int] = (0,)) -> Floats:
    """Give for each of some bands the expected steps before one leaves all of them, float[bands].

    Fundamental matrix: (I − Q)⁻¹ 1, Q the chain among the bands. A step is the time between two counts. From
    where nobody gets out it is infinite. Source: Kemeny and Snell, Finite Markov Chains (1960).

    >>> expected_time([[0.75, 0.25], [0.1, 0.9]]).tolist()
    [4.0]
    """
    matrix = _chain(chain)
    inside = np.array(list(bands))
    among = matrix[np.ix_(inside, inside)]
    held = _held_for_ever(among)
    times = np.full(len(inside), np.inf)
    left = ~held
    if left.any():
        free = among[np.ix_(left, left)]
        steps = np.linalg.solve(np.eye(int(left.sum())) - free, np.ones(int(left.sum())))
        reaches = (among[np.ix_(left, held)] > 0).any(axis=1) if held.any() else np.zeros(int(left.sum()), bool)
        times[left] = np.where(_leads_to(free, reaches), np.inf, steps)
    return times


def _held_for_ever(among: Floats) -> NDArray[np.bool_]:
    """Tell from which of some bands there is no way out of all of them."""
    out = among.sum(axis=1) < 1 - 1e-12
    return ~_leads_to(among, out)


def _leads_to(chain: Floats, goal: NDArray[np.bool_]) -> NDArray[np.bool_]:
    found = goal.copy()
    for _ in range(len(chain)):
        found |= (chain[:, found] > 0).any(axis=1)
    return found


def _chain(chain: ArrayLike) -> Floats:
    matrix = np.asarray(chain, dtype=np.float64)
    square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] and len(matrix) > 1
    known = matrix[~np.isnan(matrix).any(axis=1)] if square else matrix
    if not square or (known < 0).any() or not np.allclose(known.sum(axis=1), 1):
        raise Problem("a chain is a square matrix whose rows add up to 1", mend="make it with mobility(counts)")
    return matrix
