"""Where the kernel's time goes: the processor's cycles from one mark to the next, where somebody asks for them.

The marks are compiled into the kernel only in a process that was started to measure it (`creditarium bench
--profile`, which sets ``ASKED``); everywhere else they are nothing.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from creditarium.engine.arrays import Ints
from creditarium.engine.jit import compiled, inlined

ASKED = "CREDITARIUM_LAPS"
"""The environment variable that has the marks compiled in."""
MARKED = bool(os.environ.get(ASKED))
(
    START, OUTSIDE, READ, FIELDS, COVERAGE, LEARNING, DRAWS, CALENDAR, SCHEDULES, ORDER, MATTERS, CHANCES, DECISION,
    TALLY, EFFECTS, ANSWERS, SENSORS, TRACES, WRITE,
) = range(19)  # fmt: skip
PLACES = 19


def no_laps() -> NDArray[np.int64]:
    """Return room for the marks, int64[places, 2]: cycles spent on the way to a mark, and how often it was passed.

    The cycles of the first are the counter at the last mark.
    """
    return np.zeros((PLACES, 2), dtype=np.int64)


def _counter(typing_context: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(64), [])
        return builder.call(builder.module.declare_intrinsic("llvm.readcyclecounter", fnty=kind), [])

    return types.int64(), code


_cycles: Any = intrinsic(_counter)


@inlined
def lap(laps: Ints, place: int) -> None:
    """Count the cycles since the last mark for a place."""
    if MARKED:
        now = _cycles()
        laps[place, 0] += now - laps[START, 0]
        laps[place, 1] += 1
        laps[START, 0] = now


@compiled
def pass_marks(laps: Ints, n: int) -> None:
    """Pass ``n`` marks with nothing between them."""
    for _ in range(n):
        lap(laps, OUTSIDE)
