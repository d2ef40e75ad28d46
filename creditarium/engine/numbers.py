"""The engine's tables of numbers: links, exponential gaps and time, all in exact integer arithmetic.

Floating-point ``exp`` and ``log`` may differ in the last bit between processors, so nothing here uses them: the
tables come from Python's integers and decimals and are the same on every machine.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache

import numpy as np
from numpy.typing import NDArray

TICKS_PER_DAY = 1 << 16
ONE = 1 << 32
"""A probability of 1 as a threshold for 32-bit draws."""

LINK_TOP = (1 << 14) - 1
"""The highest index into a link table; under the log link it is probability 1."""

STEPS_PER_OCTAVE = 1 << 10
LINKS = ("log", "linear", "logistic")
LOGISTIC_MIDDLE = 1 << 13
NEVER = -(1 << 20)
"""A term that forbids: it takes any index below 0, where every link is 0."""

SHARE_BITS = 24
"""The fixed point of a share of a price."""

GAP_CELLS = 1 << 10
GAP_BITS = 24


def _powers_of_two() -> list[int]:
    """Return 2**(j / STEPS_PER_OCTAVE) for one octave, as integers scaled by 2**64."""
    with localcontext() as context:
        context.prec = 50
        step = Decimal(2) ** (Decimal(1) / STEPS_PER_OCTAVE)
        value, powers = Decimal(1 << 64), []
        for _ in range(STEPS_PER_OCTAVE):
            powers.append(int(value.to_integral_value()))
            value *= step
    return powers


@cache
def link_tables() -> NDArray[np.int64]:
    """Return the three link tables, int64[3, 2**14]: index to probability threshold in [0, 2**32].

    The log link gives 2**((index - top) / 1024), the linear link index / top, the logistic link
    1 / (1 + exp(-(index - 8192) / 1024)). Index 0 is probability 0 in all of them.
    """
    size = LINK_TOP + 1
    table = np.zeros((3, size), dtype=np.int64)
    powers = _powers_of_two()
    for index in range(1, size):
        octaves, step = divmod(index + STEPS_PER_OCTAVE - (LINK_TOP % STEPS_PER_OCTAVE), STEPS_PER_OCTAVE)
        shift = (LINK_TOP // STEPS_PER_OCTAVE + 1) - octaves
        table[0, index] = powers[step] >> (32 + shift)
        table[1, index] = (index * ONE + LINK_TOP // 2) // LINK_TOP
    with localcontext() as context:
        context.prec = 40
        ratio = (Decimal(-1) / STEPS_PER_OCTAVE).exp()
        odds = (Decimal(LOGISTIC_MIDDLE) / STEPS_PER_OCTAVE).exp()
        for index in range(size):
            table[2, index] = int((Decimal(ONE) / (1 + odds)).to_integral_value())
            odds *= ratio
    table[2, 0] = 0
    return table


@cache
def packed_links() -> NDArray[np.uint32]:
    """Return the link tables as the kernel reads them, uint32[3, 2**14]: thresholds less 1, and 0 at index 0."""
    return np.maximum(link_tables() - 1, 0).astype(np.uint32)


@cache
def gap_table() -> NDArray[np.int64]:
    """Return -ln(m) for m from 1/2 to 1 in 1,024 steps, int64[1026], scaled by 2**24; the last cell is ln 2."""
    with localcontext() as context:
        context.prec = 30
        scale = Decimal(1 << GAP_BITS)
        cells = [
            int((-(Decimal(GAP_CELLS + j) / (2 * GAP_CELLS)).ln() * scale).to_integral_value())
            for j in range(GAP_CELLS + 1)
        ]
        cells.append(int((Decimal(2).ln() * scale).to_integral_value()))
    return np.array(cells, dtype=np.int64)


@cache
def log_steps(factor: float) -> int:
    """Return round(1024 log2(factor)), the index that a factor adds under the log link (exact decimals)."""
    if factor <= 0:
        return NEVER
    with localcontext() as context:
        context.prec = 30
        value = Decimal(factor).ln() / Decimal(2).ln() * STEPS_PER_OCTAVE
        return int(value.to_integral_value())


def logit_steps(chance: float) -> int:
    """Return round(1024 ln(p / (1 - p))), the distance of a chance from the middle of the logistic link."""
    with localcontext() as context:
        context.prec = 30
        odds = Decimal(chance) / (1 - Decimal(chance))
        return int((odds.ln() * STEPS_PER_OCTAVE).to_integral_value())


def threshold(probability: float) -> int:
    """Return the threshold of a probability for 32-bit draws: ``u < threshold``.

    >>> threshold(0.5) == 2**31, threshold(1) == 2**32
    (True, True)
    """
    return round(probability * ONE)
