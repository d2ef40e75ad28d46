"""What a life leaves in its trace: one row a happening, written only while a life is replayed."""

from __future__ import annotations

import numpy as np

from creditarium.engine.arrays import Log
from creditarium.engine.jit import inlined

(
    OCCASION, SEEN, ASTRAY, ENTERED, ANSWERED, CONSEQUENCE, APPEAL, SETTLED, LANDED, PART, DECISION, PUBLISHED,
) = range(12)  # fmt: skip
HAPPENINGS = (
    "occasion", "seen", "astray", "entered", "answered", "consequence", "appeal", "settled", "landed", "part",
    "decision", "published",
)  # fmt: skip
COLUMNS = ("tick", "happening", "kind", "other", "x", "y", "z", "ordinal", "agent")
"""A row of the trace. What ``other``, x, y and z mean depends on the happening (results/diary.py tells).

A decision other than the act itself has the question as ``other``, the draw u as x, the chance p as y, and as z
the outcome (bit 0), what decides (15 bits) and for a filed appeal the tick at which it falls due.
An entry's z holds its flags (3 bits) and the window of its origin.
"""

SEES, MISTAKES, ANSWERS, RULES, NOTICES, FILES, UPHOLDS = (np.int64(j) for j in range(7))
QUESTIONS = ("sees", "mistakes", "answers", "rules", "notices", "files", "upholds")
"""Who decides what: a sensor twice, an institution by its own rule, a consequence, the person twice, the office."""
FLAG_BITS = 3
SUBJECT_BITS = 15


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


@inlined
def decide(
    log: Log, tick: int, question: int, kind: int, subject: int, u: int, p: int, outcome: bool, ordinal: int, agent: int
) -> None:
    """Append a decision to the trace: who (``subject``) answered which question how, by which draw and chance."""
    note(log, tick, DECISION, kind, question, u, p, (subject << 1) | np.int64(outcome), ordinal, agent)
