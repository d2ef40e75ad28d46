"""What a life leaves in its trace: one row a happening, written only while a life is replayed."""

from __future__ import annotations

from creditarium.engine.arrays import Log
from creditarium.engine.jit import inlined

OCCASION, SEEN, ASTRAY, ENTERED, ANSWERED, CONSEQUENCE, APPEAL, SETTLED, LANDED, STATE = range(10)
HAPPENINGS = (
    "occasion", "seen", "astray", "entered", "answered", "consequence", "appeal", "settled", "landed", "state"
)  # fmt: skip
COLUMNS = ("tick", "happening", "kind", "other", "x", "y", "z", "ordinal", "agent")
"""A row of the trace. What ``other``, x, y and z mean depends on the happening (results/replay.py tells)."""


@inlined
def note(
    log: Log, tick: int, happening: int, kind: int, other: int, x: int, y: int, z: int, ordinal: int, agent: int
) -> None:
    """Append a row to the trace if there is one; ``log`` is (rows int64[m, 9], length int64[1])."""
    if log[0].shape[0] > 0:
        n = log[1][0]
        if n < log[0].shape[0]:
            row = log[0][n]
            row[0] = tick
            row[1] = happening
            row[2] = kind
            row[3] = other
            row[4] = x
            row[5] = y
            row[6] = z
            row[7] = ordinal
            row[8] = agent
        log[1][0] = n + 1
