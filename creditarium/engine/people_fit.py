"""Small exact tools for building a people: apportionment, alias tables, and the raking of shares.

Everything is integers or +, -, *, / in a fixed order, so that the tables are the same on every processor.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.jit import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ONE = 2**32
"""A probability of 1 as a threshold: a draw in [0, 2**32) is always below it."""
_ODDS_ROUNDS = 400
_ODDS_CLOSE = 1e-10
_BISECTIONS = 60


def apportion(total: int, weights: list[int]) -> list[int]:
    """Split a whole number in proportion to weights by largest remainder; ties go to the first.

    >>> apportion(10, [1, 1, 1])
    [4, 3, 3]
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[:left]:
        parts[i] += 1
    return parts


def thresholds(shares: Floats) -> Ints:
    """Turn probabilities into thresholds on a 32-bit draw."""
    return np.floor(np.clip(shares, 0.0, 1.0) * ONE + 0.5).astype(np.int64)


def alias_tables(weights: Floats) -> Ints:
    """Build Walker's alias table of each row of weights (at most 256 columns), in exact integer arithmetic.

    A slot is one word, ``accept << 8 | other``. An outcome of weight 0 is never drawn. A row of zeros yields
    its first outcome.
    """
    result = np.zeros(weights.shape, np.int64)
    _fill_tables(weights, np.empty((3, weights.shape[1]), np.int64), result)
    return result


@compiled
def _fill_tables(weights: Floats, scratch: Ints, result: Ints) -> None:
    rows, n = weights.shape
    mass, small, large = scratch[0], scratch[1], scratch[2]
    one = np.int64(1) << np.int64(32)
    for row in range(rows):
        total = 0.0
        heaviest = 0
        for i in range(n):
            total += weights[row, i]
            if weights[row, i] > weights[row, heaviest]:
                heaviest = i
        if total <= 0.0:
            continue
        left = one * n
        for i in range(n):
            mass[i] = np.int64(weights[row, i] / total * n * 4294967296.0)
            left -= mass[i]
        mass[heaviest] += left
        smalls = 0
        larges = 0
        for i in range(n):
            if mass[i] < one:
                small[smalls] = i
                smalls += 1
            else:
                large[larges] = i
                larges += 1
        while smalls > 0:
            smalls -= 1
            low = small[smalls]
            high = large[larges - 1]
            result[row, low] = mass[low] << 8 | high
            mass[high] -= one - mass[low]
            if mass[high] < one:
                larges -= 1
                small[smalls] = high
                smalls += 1
        for i in range(larges):
            result[row, large[i]] = one << 8 | large[i]


def odds_model(
    base: Floats,
    margins: list[tuple[NDArray[np.bool_], float]],
    groups: list[list[int]],
    whole: float | None = None,
) -> Floats:
    """Fit probabilities to published shares by a logistic model without interactions.

    `base` counts the people of each cell. Each margin is (its cells, its published share); each group lists
    the margins of one attribute. All attributes are scaled to the published `whole` share, or to the first
    one's total, as published shares of different attributes never quite agree. Gives a probability per cell.
    """
    odds = np.ones(base.shape)
    counts = [base[cells].sum() for cells, _ in margins]
    totals = [sum(margins[m][1] * counts[m] for m in group) for group in groups]
    goal = totals[0] if whole is None else whole * base.sum()
    targets: list[float] = [0.0] * len(margins)
    for group, total in zip(groups, totals, strict=True):
        for m in group:
            scaled = margins[m][1] * counts[m] * (goal / total if total > 0 else 1.0)
            targets[m] = min(scaled, 0.9999 * counts[m])
    for _ in range(_ODDS_ROUNDS):
        worst = 0.0
        for m, (cells, _) in enumerate(margins):
            if counts[m] <= 0.0:
                continue
            got = float((base[cells] * (odds[cells] / (1.0 + odds[cells]))).sum())
            if targets[m] <= 0.0:
                odds[cells] = 0.0
                continue
            worst = max(worst, abs(got / targets[m] - 1.0))
            odds[cells] *= (targets[m] / got) * ((counts[m] - got) / (counts[m] - targets[m]))
        if worst < _ODDS_CLOSE:
            break
    return odds / (1.0 + odds)


def income_fifths(means: Floats, exponent: float, weights: Floats) -> Floats:
    """Give each cell's shares of the five income fifths from its mean income: an array of (cells, 5).

    Within a cell incomes are log-logistic with one exponent everywhere (its Gini coefficient is 1 / exponent)
    and a median in proportion to the cell's mean. The bounds between the fifths are those that put a fifth of
    the whole weight in each.
    """
    centre = (means * weights).sum() / weights.sum()
    power = np.array([float(Decimal(float(mean / centre)) ** Decimal(exponent)) for mean in means])
    whole = weights.sum()
    below = np.zeros((means.size, 6))
    below[:, 5] = 1.0
    for fifth in range(1, 5):
        low, high = 0.0, 1.0
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2.0
            bound = middle / (1.0 - middle)
            held = (weights * (bound / (bound + power))).sum() / whole
            low, high = (low, middle) if held > fifth / 5.0 else (middle, high)
        bound = low / (1.0 - low)
        below[:, fifth] = bound / (bound + power)
    return below[:, 1:] - below[:, :-1]
