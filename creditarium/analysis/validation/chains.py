"""V3 and V9: lending by score as a chain of loans, in closed form: where people end, and how much they move."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.mobility import (
    distance_moved,
    expected_time,
    second_eigenvalue_gap,
    share_moved,
    shorrocks,
    volume_lost,
)

Floats = NDArray[np.float64]

_TERMS = 400


def chain(repay: Sequence[float], lowest: int) -> Floats:
    """Give the chain of one loan: repaid, the score rises by one; defaulted, it falls; below `lowest` there is none.

    Both ends reflect. Source: D'Amour and others, FAT* 2020 (ml-fairness-gym, `DelayedImpactEnv`).

    >>> chain((0.1, 0.6), 1).tolist()
    [[1.0, 0.0], [0.4, 0.6]]
    """
    states = len(repay)
    matrix = np.zeros((states, states))
    for score, chance in enumerate(repay):
        if score < lowest:
            matrix[score, score] = 1
        else:
            matrix[score, min(score + 1, states - 1)] += chance
            matrix[score, max(score - 1, 0)] += 1 - chance
    return matrix


def after(start: Sequence[float] | Floats, matrix: Floats, loans: int) -> Floats:
    """Give the shares of the scores after so many loans a person."""
    return np.asarray(np.asarray(start) @ np.linalg.matrix_power(matrix, loans), dtype=np.float64)


def at_random(start: Sequence[float] | Floats, matrix: Floats, loans: float) -> Floats:
    """Give the shares after a Poisson number of loans, by the series of the exponential."""
    term = np.asarray(start, dtype=np.float64)
    total, weight = np.zeros(len(term)), float(np.exp(-loans))
    for n in range(1, _TERMS):
        total += weight * term
        term, weight = term @ matrix, weight * loans / n
    return total


def population_version(
    start: Sequence[float], repay: Sequence[float], lowest: int, steps: int, to_all: int, people: int
) -> tuple[Floats, float, float]:
    """Give the expected shares after steps of one of so many people, and mean and deviation of one person's loans.

    The first `to_all` steps lend to everybody, the others from score `lowest` on.
    """
    states = len(repay)
    shares, loans, squares = np.array(start, dtype=np.float64), np.zeros(states), np.zeros(states)
    for step in range(steps):
        least = 0 if step < to_all else lowest
        lent = (np.arange(states) >= least) / people
        stay, move = np.diag(1 - lent), lent[:, None] * chain(repay, least)
        squares = squares @ (stay + move) + (2 * loans + shares) @ move
        loans = loans @ (stay + move) + shares @ move
        shares = shares @ (stay + move)
    mean = float(loans.sum())
    return shares, mean, float(np.sqrt(squares.sum() - mean * mean))


# As checks ------------------------------------------------------------------------------------------------


def lending_chain(repay: Sequence[float], lowest: int, start: Sequence[float] | None = None) -> dict[str, float]:
    """Give a chain's indices of mobility; where nobody is trapped also its rest, and else the loans before the trap."""
    matrix = chain(repay, lowest)
    found = {
        "shorrocks": shorrocks(matrix),
        "second_eigenvalue_gap": second_eigenvalue_gap(matrix),
        "volume_lost": volume_lost(matrix),
    }
    if start is not None:
        found |= {"share_moved": share_moved(matrix, start), "distance_moved": distance_moved(matrix, start)}
    if lowest == 0:
        rest = np.linalg.matrix_power(matrix, 1 << 20)[0]
        found |= {f"rest_{score}": float(share) for score, share in enumerate(rest)}
        found["mean_repay"] = float(rest @ np.array(repay))
        found["second_eigenvalue"] = 1 - found["second_eigenvalue_gap"]
    else:
        inside = range(lowest, len(repay))
        times = expected_time(matrix, inside)
        found |= {f"loans_before_the_trap_from_{score}": float(t) for score, t in zip(inside, times, strict=True)}
    return found


def trapped(
    start: Sequence[float], repay: Sequence[float], lowest: int, loans: int, scheduled: bool = True
) -> dict[str, float]:
    """Give the share below the lowest score that gets a loan, and of each score, after loans that came on schedule.

    Where they are not `scheduled`, so many come on average, at random.
    """
    matrix = chain(repay, lowest)
    shares = after(start, matrix, loans) if scheduled else at_random(start, matrix, loans)
    return {"trapped": float(shares[:lowest].sum())} | {f"score_{j}": float(one) for j, one in enumerate(shares)}


def trapped_population(
    start: Sequence[float], repay: Sequence[float], lowest: int, steps: int, to_all: int, people: int
) -> dict[str, float]:
    """Give the expected shares, and the loans and defaults of half the people, where one of all asks at each step.

    `profit_a_step` is what half the people bring in a step: 1 for a loan repaid, -1 for a default.
    """
    shares, loans, _ = population_version(start, repay, lowest, steps, to_all, people)
    held, defaults = np.array(start, dtype=np.float64), 0.0
    for step in range(steps):
        least = 0 if step < to_all else lowest
        lent = held * (np.arange(len(repay)) >= least) / people
        defaults += float(lent @ (1 - np.array(repay)))
        held = held + lent @ chain(repay, least) - lent
    half = people / 2
    found = {"loans": loans * half, "defaults": defaults * half, "profit_a_step": (loans - 2 * defaults) * half / steps}
    return found | {f"score_{j}": float(one) for j, one in enumerate(shares)}
