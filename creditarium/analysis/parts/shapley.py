"""Shapley's shares: what each part of a whole adds, on average over every order in which the parts could come.

Lloyd Shapley (1953), A value for n-person games. In integers throughout: the shares add up exactly.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST = 1 << 62


def shares(values: NDArray[np.int64]) -> tuple[NDArray[Any], int]:
    """Give each part's share as whole numerators [n, ...], and the denominator n! that they have in common.

    `values` int64[2**n, ...] hold the value of each set of parts: bit j of the index says that part j is in it.
    The numerators of all parts add up to n! times (value of the whole set - value of the empty one).

    >>> numerators, whole = shares(np.array([0, 10, 20, 60]))
    >>> [int(n) / whole for n in numerators]
    [25.0, 35.0]
    """
    parts = len(values).bit_length() - 1
    if len(values) != 1 << parts:
        raise ValueError(f"{len(values)} values are not those of all sets of some parts")
    whole = factorial(parts)
    highest = max(abs(int(values.max(initial=0))), abs(int(values.min(initial=0))))
    held = values.astype(object) if 2 * highest * whole > _MOST else values.astype(np.int64)
    sets = np.arange(len(values))
    sizes = np.array([int(one).bit_count() for one in sets], dtype=np.int64)
    orders = np.array([factorial(size) * factorial(parts - 1 - size) for size in range(parts)], dtype=np.int64)
    made = []
    for part in range(parts):
        without = sets[(sets >> part) & 1 == 0]
        added = held[without | (1 << part)] - held[without]
        weights = orders[sizes[without]].reshape(-1, *[1] * (values.ndim - 1))
        made.append((weights * added).sum(axis=0))
    return np.array(made).reshape(parts, *values.shape[1:]), whole
