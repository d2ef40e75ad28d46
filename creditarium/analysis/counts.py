"""Counting a run's people by what they are and how they ended: the tables that the metrics of fairness read.

The tidy tables of a run break down what happened; these cross any attributes with any final states, so that an
error rate is a count of people and no estimate. Nothing but a run makes them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.engine.compile.world import AGE_CLASS_OF_GROUP, AGE_CLASSES
from creditarium.engine.world import covers
from creditarium.model.population import ATTRIBUTES
from creditarium.model.problem import Problem, suggestion
from creditarium.results.decoding import Ints, decoded
from creditarium.results.run import Run
from creditarium.results.tables import band_names, scale_of

ANY_REFUSAL = "refused"
"""As a fact: ever refused anything because of a scheme."""
NO_MEMBER = "no member"
"""The band of those whom a scheme does not cover, or who take no part."""

Fact = Callable[[slice, NDArray[np.uint16]], pl.Series]


def crossed(run: Run, *facts: str) -> pl.DataFrame:
    """Count persons by some facts, one row for each combination that occurs: the facts, then `people`.

    A fact is an attribute (`region`, `sex`, `age` in the classes of the tallies, `income`, `credit_file`, …), a
    band (`band.SCHEME`, the lowest first, and `no member`), a score (`score.SCHEME`, points; none without
    membership), a final state by name (true or false if it has one bit: `blamed` are those who did what a scheme
    in force punishes), or `refused` for anybody ever refused something. An unknown one is a `Problem`.
    """
    made = {name: _fact(run, name) for name in dict.fromkeys(facts)}
    if not made:
        raise Problem("people are counted by no fact", mend="name at least one, such as 'sex'")
    parts = []
    for rows in _stretches(run.engine.scenario.people):
        records = run.state.records[rows]
        frame = pl.DataFrame([fact(rows, records).alias(name) for name, fact in made.items()])
        parts.append(frame.group_by(list(made)).agg(pl.len().cast(pl.Int64).alias("people")))
    return pl.concat(parts).group_by(list(made)).agg(pl.col("people").sum()).sort(list(made), nulls_last=True)


_STRETCH = 1 << 18


def _stretches(people: int) -> list[slice]:
    return [slice(low, min(low + _STRETCH, people)) for low in range(0, people, _STRETCH)]


def _fact(run: Run, name: str) -> Fact:
    compiled, schemes = run.engine.compiled, run.scenario.scoring
    stage, _, scheme = name.partition(".")
    if name == "region":
        return _region(run)
    if name in ATTRIBUTES:
        return _attribute(run, name)
    if name == ANY_REFUSAL:
        marks = [state for state in compiled.layout.variables if state.startswith("refused.")]
        return lambda rows, records: _any(records, [decoded(compiled, records, mark) > 0 for mark in marks])
    if stage in ("band", "score") and scheme in schemes:
        return _band(run, scheme) if stage == "band" else _score(run, scheme)
    if name not in compiled.layout.variables:
        known = ["region", *ATTRIBUTES, ANY_REFUSAL, *compiled.layout.variables, *(f"band.{one}" for one in schemes)]
        raise Problem(f"people are not counted by '{name}'", mend=suggestion(name, known))
    if compiled.layout.variables[name].bits == 1:
        return lambda rows, records: pl.Series(decoded(compiled, records, name) > 0)
    return lambda rows, records: pl.Series(decoded(compiled, records, name))


def _any(records: NDArray[np.uint16], marks: list[NDArray[np.bool_]]) -> pl.Series:
    return pl.Series(reduce(np.logical_or, marks, np.zeros(len(records), dtype=bool)))


def _region(run: Run) -> Fact:
    layout = run.engine.settled.built.layout
    names = pl.Enum(list(layout.region_names))

    def told(rows: slice, records: NDArray[np.uint16]) -> pl.Series:
        persons = np.arange(rows.start, rows.stop, dtype=np.int64)
        place = np.searchsorted(layout.region_start, persons, side="right") - 1
        return pl.Series(place.astype(np.uint16)).cat.to(names)

    return told


def _attribute(run: Run, name: str) -> Fact:
    place = ATTRIBUTES[name]
    words = AGE_CLASSES if name == "age" else place.categories
    names = pl.Enum(list(words))
    profiles = run.engine.settled.profiles

    def told(rows: slice, records: NDArray[np.uint16]) -> pl.Series:
        codes = (profiles[rows].astype(np.int64) >> place.shift) & ((1 << place.bits) - 1)
        codes = np.minimum(codes, len(place.categories) - 1)
        chosen = np.array(AGE_CLASS_OF_GROUP)[codes] if name == "age" else codes
        return pl.Series(chosen.astype(np.uint8)).cat.to(names)

    return told


def _band(run: Run, scheme: str) -> Fact:
    rules, compiled = run.scenario.scoring[scheme], run.engine.compiled
    words = band_names(rules)
    names = pl.Enum([*words, NO_MEMBER])
    row = compiled.world.schemes[0, compiled.schemes.index(scheme)]
    cuts = compiled.world.cuts[int(row["cut"]) : int(row["cut"]) + len(words) - 1]

    def told(rows: slice, records: NDArray[np.uint16]) -> pl.Series:
        score = decoded(compiled, records, f"score.{scheme}")
        band = (score <= 0).astype(np.int64) if rules.sort == "list" else np.searchsorted(cuts, score, side="right")
        band[~members(run, scheme, rows, records)] = len(words)
        return pl.Series(band.astype(np.uint8)).cat.to(names)

    return told


def _score(run: Run, scheme: str) -> Fact:
    rules, compiled = run.scenario.scoring[scheme], run.engine.compiled
    if rules.sort == "list":
        raise Problem(f"'{scheme}' is a list and has no scores", mend=f"count by 'band.{scheme}'")

    def told(rows: slice, records: NDArray[np.uint16]) -> pl.Series:
        points = pl.Series(decoded(compiled, records, f"score.{scheme}") / scale_of(rules))
        inside = pl.Series(members(run, scheme, rows, records))
        return pl.select(pl.when(inside).then(points)).to_series()

    return told


def members(run: Run, scheme: str, rows: slice, records: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Tell which persons of a stretch (rows of the records) a scheme covers at the end of the run."""
    compiled, settled = run.engine.compiled, run.engine.settled
    world, c = compiled.world, compiled.schemes.index(scheme)
    profiles: Ints = settled.profiles[rows].astype(np.int64)
    persons = np.arange(rows.start, rows.stop, dtype=np.int64)
    community = np.searchsorted(settled.society.start, persons, side="right") - 1
    clock, lived = run.scenario.clock, run.contents.head.lived
    end = min(lived * clock.window, clock.lived_days)
    since = world.since_day[c, community, (profiles >> 14) & 3]
    inside = covers(world, c, world.segment_of[profiles]) & (since < end)
    if run.scenario.scoring[scheme].consent is not None:
        inside &= decoded(compiled, records, f"consent.{scheme}") > 0
    return np.asarray(inside, dtype=bool)
