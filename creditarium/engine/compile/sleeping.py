"""Which occasions sleep: their requirements fail, and nothing that comes in the window can change that.

What a kind requires of a person's states is its *gate*. Within a window only what follows from an occasion changes
the states of the catalogue, so a gate that is shut when the window begins stays shut unless one of a kind that *wakes*
it comes. The kernel need not live what sleeps.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.context import Context, stacked
from creditarium.engine.world import GATE, MOST_GATES, STIRS
from creditarium.model.population import ATTRIBUTES


def sleeping(context: Context, scheduled: list[int]) -> dict[str, NDArray[Any]]:
    """Compile the gates of the kinds that require nothing but the catalogue's states and what people are.

    Returns the gates' rows, each kind's gate and what it wakes as bits, uint32[K], by the names in a world.
    """
    conduct = context.scenario.conduct
    quiet = {*conduct.states, *ATTRIBUTES}
    moved = {name: {effect.state for effect in conduct.kinds[name].then} for name in context.kinds}
    for rule in context.scenario.consequences.rules.values():
        moved[rule.need].update(effect.state for effect in rule.then)
    numbers: dict[tuple[tuple[str, tuple[int, int]], ...], int] = {}
    gate_of = np.zeros(len(context.kinds), dtype=np.uint32)
    for k, name in enumerate(context.kinds):
        required = tuple(sorted(conduct.kinds[name].requires.items()))
        known = required in numbers or len(numbers) < MOST_GATES
        if required and known and quiet.issuperset(view for view, _ in required):
            gate_of[k] = 1 << numbers.setdefault(required, len(numbers))
    opens = {view: sum(1 << bit for required, bit in numbers.items() if view in dict(required)) for view in quiet}
    wakes = np.array([_united(opens.get(view, 0) for view in moved[name]) for name in context.kinds], dtype=np.uint32)
    wakes = _followed(wakes, gate_of)
    later = [_united(int(wakes[k]) for k in scheduled[j + 1 :]) for j in range(len(scheduled))]
    rows = [(context.layout.view(view), *span, bit) for required, bit in numbers.items() for view, span in required]
    return {
        "gates": stacked(rows, GATE),
        "gate_of": gate_of,
        "wakes": wakes | np.uint32(STIRS),
        "woken_later": np.array(later, dtype=np.uint32),
    }


def _united(gates: Iterable[int]) -> int:
    """Return all bits that are set in any."""
    return reduce(or_, gates, 0)


def _followed(wakes: NDArray[np.uint32], gate_of: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Add the gates that the woken kinds open in their turn, until there are no more."""
    while True:
        behind = np.where(wakes[:, None] & gate_of[None, :], wakes[None, :], 0)
        more = wakes | np.bitwise_or.reduce(behind, axis=1, initial=0)
        if (more == wakes).all():
            return wakes
        wakes = more
