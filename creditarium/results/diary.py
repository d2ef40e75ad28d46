"""The diary of a life: every happening of a replayed trace, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from creditarium.engine.docket import LANDED_FLAG, WRONG_FLAG
from creditarium.engine.numbers import ONE, TICKS_PER_DAY
from creditarium.engine.run import Engine
from creditarium.engine.trace import (
    ANSWERED,
    APPEAL,
    ASTRAY,
    COLUMNS,
    CONSEQUENCE,
    ENTERED,
    HAPPENINGS,
    LANDED,
    OCCASION,
    SEEN,
    SETTLED,
)
from creditarium.results.decoding import Ints
from creditarium.results.tables import scale_of

Columns = dict[str, pl.DataType | type[pl.DataType]]

DIARY: Columns = {
    "date": pl.Datetime("ms"),
    "window": pl.Int32,
    "ordinal": pl.Int32,
    "happening": pl.String,
    "kind": pl.String,
    "what": pl.String,
    "by": pl.String,
    "outcome": pl.String,
    "delta": pl.Float64,
    "score": pl.Float64,
    "money": pl.Int64,
    "u": pl.Float64,
    "p": pl.Float64,
    "p_plain": pl.Float64,
}
"""The columns of a diary. `by` is the sensor, scheme or consequence at work; `score` the scheme's after it."""

_SETTLED = ("recovered", "recalculated", "term over")
RULED = ("refused", "granted", "moved")
"""What a consequence does, by its code in the trace."""
BOOKED = (ENTERED, APPEAL, SETTLED)
"""The happenings that a ledger books."""


def diary_of(engine: Engine, trace: Ints) -> pl.DataFrame:
    """Tell a trace in words, one row a happening, in the order of time."""
    return pl.DataFrame([_told(engine, row) for row in trace], schema=DIARY, orient="row")


def _told(engine: Engine, row: Ints) -> tuple[Any, ...]:
    tick, happening, k, other, x, y, z, ordinal = (int(value) for value in row[: len(COLUMNS) - 1])
    kinds, compiled = engine.scenario.conduct.kinds, engine.compiled
    kind = compiled.kinds[k] if k >= 0 else ""
    what = kinds[kind].title if kind else ""
    by, outcome = "", ""
    delta: float | None = None
    score: float | None = None
    money: int | None = None
    chances: tuple[float | None, ...] = (None, None, None)
    if happening == OCCASION:
        by, outcome = kinds[kind].sort, "done" if other else "left"
        chances = (x / ONE, y / ONE, z / ONE)
    elif happening == SEEN:
        by, outcome = compiled.sensors[other], "without an act" if x else "seen"
    elif happening == ASTRAY:
        by, outcome = compiled.sensors[other], "taken for another's"
    elif happening == LANDED:
        outcome = "another's act, taken for this person's"
    elif happening == ANSWERED:
        outcome = "granted" if other else "refused"
        by = compiled.consequences[y] if y >= 0 else ""
    elif happening == CONSEQUENCE:
        by, outcome = compiled.consequences[other], RULED[x]
        if x == 0 and not y:
            outcome = "refused, as the institution itself would have"
        money = y if x == 2 else None
    elif happening in BOOKED:
        by = compiled.schemes[other]
        scale = scale_of(engine.scenario.scoring[by])
        delta, score = x / scale, y / scale
        outcome = booking(happening, x, z)
    return (
        moment(engine, tick), tick // TICKS_PER_DAY // engine.scenario.clock.window, ordinal,
        HAPPENINGS[happening], kind, what, by, outcome, delta, score, money, *chances,
    )  # fmt: skip


def booking(happening: int, change: int, z: int) -> str:
    """Say what kind of entry a change of the score was, from its columns x and z."""
    if happening == SETTLED:
        return _SETTLED[z]
    if happening == APPEAL:
        return "upheld" if z else "rejected"
    if z & LANDED_FLAG:
        return "entered, another's act"
    if z & WRONG_FLAG:
        return "entered without an act"
    return "entered" if change else "entered, nothing changed"


def moment(engine: Engine, tick: int) -> datetime:
    """Give the date and time of a tick."""
    day, part = divmod(tick, TICKS_PER_DAY)
    midnight = datetime.combine(engine.scenario.clock.start, datetime.min.time())
    return midnight + timedelta(days=day, milliseconds=part * 86_400_000 // TICKS_PER_DAY)
