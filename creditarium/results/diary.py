"""The diary of a life: every happening of a replayed trace, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from creditarium.engine.docket import LANDED_FLAG, PROLONGS_FLAG, WRONG_FLAG
from creditarium.engine.numbers import ONE, TICKS_PER_DAY
from creditarium.engine.run import Engine
from creditarium.engine.trace import (
    ANSWERED,
    APPEAL,
    ASTRAY,
    COLUMNS,
    CONSEQUENCE,
    DECISION,
    ENTERED,
    FLAG_BITS,
    HAPPENINGS,
    LANDED,
    OCCASION,
    PART,
    PUBLISHED,
    QUESTIONS,
    SEEN,
    SETTLED,
    SUBJECT_BITS,
)
from creditarium.results.decoding import Ints
from creditarium.results.tables import band_names, scale_of

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
    "origin": pl.Int32,
}
"""The columns of a diary. `by` is the sensor, scheme or consequence at work; `score` the scheme's after it.

`origin` is the window of the occasion that an entry goes back to (its `ordinal` is that occasion's).
"""

_SETTLED = ("recovered", "recalculated", "term over")
ANSWERED_AS = {
    "sees": ("not seen", "seen"),
    "mistakes": ("taken for this person's", "taken for another's"),
    "answers": ("refused by its own rule", "granted by its own rule"),
    "rules": ("spared", "applied"),
    "notices": ("not noticed", "noticed"),
    "files": ("no appeal", "appealed"),
    "upholds": ("to be rejected", "to be upheld"),
}
"""What a decision other than the act's is called, if it came out so or otherwise."""
ANOTHERS, WITHOUT_ACT = "entered, another's act", "entered without an act"
PROLONGED = "the listing is prolonged"
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
    origin: int | None = None
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
    elif happening == DECISION:
        by, outcome = decided_by(engine, kind, other, z), ANSWERED_AS[QUESTIONS[other]][z & 1]
        chances = (x / ONE, y / ONE, None)
    elif happening == PART:
        by, (what, outcome) = compiled.schemes[other], parts_of(engine)[z]
        delta = x / scale_of(engine.scenario.scoring[by])
    elif happening == PUBLISHED:
        by = published_agreements(engine)[other]
        outcome = band_names(engine.scenario.scoring[engine.scenario.sharing.agreements[by].scheme])[x]
    elif happening in BOOKED:
        by = compiled.schemes[other]
        scale = scale_of(engine.scenario.scoring[by])
        delta, score = x / scale, y / scale
        outcome = booking(happening, x, z)
        origin = z >> FLAG_BITS if happening == ENTERED else None
    return (
        moment(engine, tick), tick // TICKS_PER_DAY // engine.scenario.clock.window, ordinal,
        HAPPENINGS[happening], kind, what, by, outcome, delta, score, money, *chances, origin,
    )  # fmt: skip


def decided_by(engine: Engine, kind: str, question: int, z: int) -> str:
    """Name who decided: the sensor, the institution asked, the consequence or the scheme."""
    compiled, subject = engine.compiled, (z >> 1) & ((1 << SUBJECT_BITS) - 1)
    word = QUESTIONS[question]
    if word == "answers":
        answer = engine.scenario.conduct.kinds[kind].answer
        return answer.institution if answer is not None else ""
    names = compiled.sensors if word in ("sees", "mistakes") else compiled.schemes
    return compiled.consequences[subject] if word == "rules" else names[subject]


def parts_of(engine: Engine) -> list[tuple[str, str]]:
    """Name the parts of all weighted schemes as (view, dimension), in the order of the compiled world."""
    schemes = (engine.scenario.scoring[name] for name in engine.compiled.schemes)
    weighted = (scheme for scheme in schemes if scheme.sort == "weighted")
    return [(term.view, name) for scheme in weighted for name, part in scheme.dimensions.items() for term in part.terms]


def published_agreements(engine: Engine) -> list[str]:
    """Name the agreements that hand on copies, in the order of the compiled world."""
    return [name for name, terms in engine.scenario.sharing.agreements.items() if terms.every is not None]


def booking(happening: int, change: int, z: int) -> str:
    """Say what kind of entry a change of the score was, from its columns x and z."""
    if happening == SETTLED:
        return _SETTLED[z]
    if happening == APPEAL:
        return "upheld" if z else "rejected"
    said = "entered"
    if z & LANDED_FLAG:
        said = ANOTHERS
    elif z & WRONG_FLAG:
        said = WITHOUT_ACT
    elif not (change or z & PROLONGS_FLAG):
        said = "entered, nothing changed"
    return f"{said}, {PROLONGED}" if z & PROLONGS_FLAG else said


def moment(engine: Engine, tick: int) -> datetime:
    """Give the date and time of a tick."""
    day, part = divmod(tick, TICKS_PER_DAY)
    midnight = datetime.combine(engine.scenario.clock.first_day, datetime.min.time())
    return midnight + timedelta(days=day, milliseconds=part * 86_400_000 // TICKS_PER_DAY)
