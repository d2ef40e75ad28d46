"""Stage 2, conduct: when the next occasion comes, of which kind, and whether the act follows."""

from __future__ import annotations

import numpy as np

from creditarium.engine.arrays import Ints, Links, Rows, Views
from creditarium.engine.jit import inlined
from creditarium.engine.numbers import GAP_BITS, GAP_CELLS, LINK_TOP
from creditarium.engine.randomness import draw
from creditarium.engine.record import clip

_LN2 = GAP_CELLS + 1
_EXPONENT_OF_TOP = 1023 + 32
_FRACTION = 22


@inlined
def gap_ticks(gap: Ints, u: int, mean: int) -> int:
    """Return an exponential gap in ticks with this mean (int64 below 2**36) from a 32-bit draw ``u``.

    -ln((2u+1) / 2**33) by octave and a table of 1,024 cells, interpolated in integers. The octave and the cell
    are the exponent and the leading bits of 2u+1 as a double, which holds it exactly.
    """
    bits = np.float64(2 * u + 1).view(np.int64)
    octaves = _EXPONENT_OF_TOP - (bits >> 52)
    cell = (bits >> 42) & (GAP_CELLS - 1)
    rest = (bits >> 20) & ((1 << _FRACTION) - 1)
    low = gap[cell]
    value = low + (((gap[cell + 1] - low) * rest) >> _FRACTION) + octaves * gap[_LN2]
    return (value * mean) >> GAP_BITS


@inlined
def kind_of_candidate(alias: Rows, stream: int, size: int, bits: int) -> tuple[int, int]:
    """Return the kind that 32 random ``bits`` choose from a stream's alias row of ``size`` cells, and its top.

    Without a branch: which of a cell's two kinds it is cannot be foreseen.
    """
    wide = bits * size
    cell = alias[stream, wide >> 32]
    kind, top = np.int64(cell.kind), np.int64(cell.top)
    is_other = np.int64((wide & 0xFFFFFFFF) >= cell.cut)
    return kind + is_other * (np.int64(cell.other) - kind), top + is_other * (np.int64(cell.other_top) - top)


@inlined
def summed(terms: Rows, first: int, last: int, tables: Views, era: int, v: Views) -> int:
    """Return the sum of terms ``first`` to ``last`` at the views ``v``: an amount to add to a link index."""
    total = 0
    for j in range(first, last):
        term = terms[j]
        total += tables[era, term.table + clip(v[term.at] - term.lowest, 0, term.last)]
    return total


@inlined
def chance(link: Links, index: int) -> int:
    """Return the probability threshold at a link index, clipped to the table.

    The table holds thresholds less 1, so that 2**32 fits into 32 bits; at index 0, and only there, it is 0.
    """
    inside = clip(index, 0, LINK_TOP)
    return np.int64(link[inside]) + (inside > 0)


@inlined
def decided(overrides: Ints, first: int, last: int, ordinal: int, purpose: np.uint64, natural: bool) -> bool:
    """Return the override of this decision if there is one, or else what nature says."""
    for j in range(first, last):
        if overrides[j, 2] == ordinal and overrides[j, 3] == purpose:
            return overrides[j, 4] != 0
    return natural


@inlined
def overrides_of(overrides: Ints, number: int, window: int) -> tuple[int, int]:
    """Return the run of overrides that belong to an agent's window."""
    first = 0
    while first < overrides.shape[0] and (
        overrides[first, 0] < number or (overrides[first, 0] == number and overrides[first, 1] < window)
    ):
        first += 1
    last = first
    while last < overrides.shape[0] and overrides[last, 0] == number and overrides[last, 1] == window:
        last += 1
    return first, last


@inlined
def leave_behind(effects: Rows, era: int, first: int, last: int, trigger: int, key: np.uint64, v: Views) -> None:
    """Apply an occasion's effects for this trigger to the states in ``v``."""
    for j in range(first, last):
        effect = effects[era, j]
        if effect.on == trigger and (effect.chance >= 1 << 32 or draw(key, effect.salt) < effect.chance):
            base = 0 if effect.sets else v[effect.at]
            v[effect.at] = clip(base + effect.value, 0, effect.highest)
