"""The ledger of a life: the entries that a score folds from, and those behind what was refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from creditarium.engine.docket import WRONG_FLAG
from creditarium.engine.run import Engine
from creditarium.engine.trace import CONSEQUENCE, ENTERED, HAPPENINGS
from creditarium.model.scoring import Scheme
from creditarium.results.decoding import Ints
from creditarium.results.diary import BOOKED, PROLONGED, RULED, Columns, booking, moment
from creditarium.results.tables import scale_of

LEDGER: Columns = {
    "entry": pl.Int32,
    "date": pl.Datetime("ms"),
    "scheme": pl.String,
    "entered": pl.String,
    "kind": pl.String,
    "delta": pl.Float64,
    "score": pl.Float64,
    "wrong": pl.Boolean,
}
"""The columns of a ledger: the first entry of a scheme is its opening balance."""


def ledger_of(engine: Engine, trace: Ints, opening: dict[str, int]) -> pl.DataFrame:
    """Book a trace: the opening balance of each scheme, then every change; the deltas fold to the score.

    `opening` holds the first scores in the schemes' fixed point.
    """
    scoring, start = engine.scenario.scoring, moment(engine, 0)
    rows: list[tuple[Any, ...]] = []
    for name, score in opening.items():
        points = score / scale_of(scoring[name])
        rows.append((len(rows), start, name, "opening balance", "", points, points, False))
    for row in trace[np.isin(trace[:, 1], BOOKED)]:
        tick, happening, k, other, x, y, z = (int(value) for value in row[:7])
        name = engine.compiled.schemes[other]
        if name not in opening:
            continue
        scale = scale_of(scoring[name])
        kind = engine.compiled.kinds[k] if k >= 0 else ""
        wrong = happening == ENTERED and bool(z & WRONG_FLAG)
        rows.append(
            (
                len(rows),
                moment(engine, tick),
                name,
                booking(happening, x, z),
                kind,
                x / scale,
                y / scale,
                wrong,
            )
        )
    return pl.DataFrame(rows, schema=LEDGER, orient="row")


def refusals_of(engine: Engine, diary: pl.DataFrame, ledger: pl.DataFrame) -> pl.DataFrame:
    """List what was refused because of a scheme, each with the consequence and the entries behind it.

    `entries` are the numbers of the ledger's entries that the institution knew of, up to the copy that it
    read: those that took points, or that list. A firm's rating has its entries in the firm's ledger.
    """
    rows: list[tuple[Any, ...]] = []
    refused = diary.filter((pl.col("happening") == HAPPENINGS[CONSEQUENCE]) & (pl.col("outcome") == RULED[0]))
    for date, kind, by in refused.select("date", "kind", "by").iter_rows():
        rule = engine.scenario.consequences.rules[by]
        known = _known_until(engine, rule.institution, rule.scheme, date)
        held = ledger.filter((pl.col("scheme") == rule.scheme) & (pl.col("date") <= known))
        behind = _behind(engine.scenario.scoring[rule.scheme], held)
        rows.append((date, kind, by, rule.institution, rule.scheme, known, behind))
    schema: Columns = {
        "date": pl.Datetime("ms"), "kind": pl.String, "consequence": pl.String, "institution": pl.String,
        "scheme": pl.String, "known_until": pl.Datetime("ms"), "entries": pl.List(pl.Int32),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _behind(scheme: Scheme, held: pl.DataFrame) -> list[int]:
    """Give the entries that made a score what it is: what listed and still lists, or what took points."""
    if scheme.sort == "list":
        free = held.filter(pl.col("score") == 0)["entry"].max()
        listing = held.filter((pl.col("delta") > 0) | pl.col("entered").str.ends_with(PROLONGED))
        return [entry for entry in listing["entry"].to_list() if free is None or entry > free]
    taken = {kind for kind, rule in scheme.rules.items() if rule.add is not None and rule.add.value < 0}
    bad = held.filter((pl.col("kind") != "") & ((pl.col("delta") < 0) | pl.col("kind").is_in(taken)))
    return list(bad["entry"].to_list())


def _known_until(engine: Engine, institution: str, scheme: str, moment: datetime) -> datetime:
    """Say up to when an institution knew a score: its copy's date, or now if it looks the score up."""
    published = [name for name, terms in engine.scenario.sharing.agreements.items() if terms.every is not None]
    for name, terms in engine.scenario.sharing.agreements.items():
        if terms.scheme == scheme and institution in terms.to:
            if terms.every is None:
                return moment
            window = (moment.date() - engine.scenario.clock.first_day).days // engine.scenario.clock.window
            flags = np.flatnonzero(engine.compiled.world.publishes[: window + 1, published.index(name)])
            day = int(flags[-1]) * engine.scenario.clock.window if len(flags) else 0
            return datetime.combine(engine.scenario.clock.first_day, datetime.min.time()) + timedelta(days=day)
    return moment
