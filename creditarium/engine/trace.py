"""What a life leaves in its trace: one row a happening, written only while a life is replayed."""

from __future__ import annotations

from creditarium.engine.jit import inlined

OCCASION, SEEN, ASTRAY, ENTERED, ANSWERED, CONSEQUENCE, APPEAL, SETTLED, LANDED, STATE = range(10)
HAPPENINGS = (
    "occasion", "seen", "astray", "entered", "answered", "consequence", "appeal", "settled", "landed", "state"
)  # fmt: skip
COLUMNS = ("tick", "happening", "kind", "other", "x", "y", "z", "ordinal")
"""A row of the trace. What ``other``, x, y and z mean depends on the happening (results/replay.py tells)."""


@inlined
def note(trace, length, tick, happening, kind, other, x, y, z, ordinal):
    """Append a row to the trace if there is one; ``length`` is an int64[1] counter."""
    if trace.shape[0] > 0:
        n = length[0]
        if n < trace.shape[0]:
            trace[n, 0] = tick
            trace[n, 1] = happening
            trace[n, 2] = kind
            trace[n, 3] = other
            trace[n, 4] = x
            trace[n, 5] = y
            trace[n, 6] = z
            trace[n, 7] = ordinal
        length[0] = n + 1
