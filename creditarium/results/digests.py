"""Digests: of what makes two runs a pair, of the rules, of every table's values and of every community."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.engine import purposes
from creditarium.engine.compile.lifelong import lifelong_states
from creditarium.engine.run import Engine, State
from creditarium.model.digest import digest_of
from creditarium.model.scenario import Scenario
from creditarium.model.tables import tables_digest

_SIZE = 16
_TOGETHER = 256
"""Communities that a thread digests in one go."""
_KINDS = ("<u1", "<u2", "<i1", "<i2", "<u4", "<i4", "<u8", "<i8")
_RULED = ("conduct", "observation", "scoring", "sharing", "consequences", "response", "extension")


def fate_of(engine: Engine, beside: tuple[Engine, Mapping[str, str]] | None = None) -> dict[str, str]:
    """Give the digest of each part of fate, and of them all as "whole".

    Two runs are a pair if and only if the wholes agree; the first part that differs says why they are none.
    ``beside`` is a world whose fate is known: the rates that both share are compared, and not digested again.
    """
    scenario, clock = engine.scenario, engine.scenario.clock
    shared = beside is not None and _same_ceilings(engine, beside[0])
    parts = {
        "seed": str(scenario.seed),
        "people": str(scenario.people),
        "start": clock.first_day.isoformat(),
        "window": str(clock.window),
        "community": str(scenario.community),
        "population": _joined([digest_of(scenario.population, provenance=False), tables_digest(scenario.population)]),
        "ceilings": beside[1]["ceilings"] if beside is not None and shared else _ceilings(engine),
        "schedule": _schedule(scenario),
        "purposes": _purposes(),
        **_lifelong(scenario),
    }
    return {**parts, "whole": _joined([f"{name}={part}" for name, part in parts.items()])}


def rules_of(scenario: Scenario) -> str:
    """Give the digest of the rules: the six stages after the population, without reasons and sources."""
    return digest_of({name: getattr(scenario, name) for name in _RULED}, provenance=False)


def table_digest(frame: pl.DataFrame) -> str:
    """Give the digest of a table's values, column by column, whatever holds them."""
    digest = blake2b(digest_size=_SIZE)
    for name in frame.columns:
        digest.update(_framed(name.encode()))
        for part in _values(frame[name]):
            digest.update(_framed(part))
    return digest.hexdigest()


def arrays_digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Give the digest of named arrays of integers: their names, shapes and values."""
    digest = blake2b(digest_size=_SIZE)
    for name in sorted(arrays):
        held = np.ascontiguousarray(arrays[name], dtype="<u8" if arrays[name].dtype == np.uint64 else "<i8")
        digest.update(_framed(f"{name}{held.shape}".encode()) + _framed(held.tobytes()))
    return digest.hexdigest()


def whole_digest(tables: Mapping[str, str]) -> str:
    """Give the digest of several digests by name."""
    return _joined([f"{name}={tables[name]}" for name in sorted(tables)])


def community_digests(engine: Engine, state: State) -> NDArray[np.uint64]:
    """Give the 64-bit digest of every community's final state: its records and the matters in hand."""
    society, people = engine.settled.society, engine.scenario.people
    firms = society.organisations + people
    made = np.zeros(engine.settled.communities, dtype=np.uint64)

    def digest(first: int) -> None:
        for j in range(first, min(first + _TOGETHER, len(made))):
            persons, bodies, matters = (slice(*of[j : j + 2]) for of in (society.start, firms, state.docket_start))
            made[j] = community_digest(state.records[persons], state.records[bodies], state.docket[matters])

    with ThreadPoolExecutor() as pool:
        list(pool.map(digest, range(0, len(made), _TOGETHER)))
    return made


def community_digest(persons: NDArray[np.uint16], organisations: NDArray[np.uint16], docket: NDArray[np.uint64]) -> int:
    """Give the 64-bit digest of one community's records and matters in hand."""
    digest = blake2b(digest_size=8)
    for part, kind in ((persons, "<u2"), (organisations, "<u2"), (docket, "<u8")):
        held = np.ascontiguousarray(part, dtype=kind)
        digest.update(held.nbytes.to_bytes(8, "little"))
        digest.update(held.data)
    return int.from_bytes(digest.digest(), "little")


def _values(column: pl.Series) -> list[bytes]:
    if isinstance(column.dtype, pl.Enum):
        return _words(column, column.dtype.categories.to_list())
    if column.dtype == pl.String:
        return [json.dumps(column.to_list()).encode()]
    held = column.to_physical().to_numpy()
    if column.dtype in (pl.Float32, pl.Float64):
        return [held.astype("<f8").tobytes()]
    return _integers(held.astype(np.int8) if column.dtype == pl.Boolean else held)


def _integers(held: NDArray[Any]) -> list[bytes]:
    """Give integers in the smallest type that holds them all, and the name of that type."""
    low, high = (int(held.min()), int(held.max())) if held.size else (0, 0)
    fitting = (kind for kind in _KINDS if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
    kind = next(fitting)
    return [kind.encode(), held.astype(kind).tobytes()]


def _words(column: pl.Series, names: list[str]) -> list[bytes]:
    """Give the words that occur, in alphabetical order, and their places among these."""
    codes = column.to_physical().to_numpy()
    present = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    order = sorted(present.tolist(), key=lambda code: names[code])
    rank = np.zeros(len(names), dtype=np.uint16 if len(order) > 256 else np.uint8)
    rank[order] = np.arange(len(order))
    return [json.dumps([names[code] for code in order]).encode(), *_integers(rank[codes])]


def _ceilings(engine: Engine) -> str:
    """Digest each kind's rate of candidates by profile, however the profiles are put into segments."""
    compiled = engine.compiled
    digest = blake2b(digest_size=_SIZE)
    for name, rates in zip(compiled.kinds, compiled.ceilings, strict=True):
        distinct, places = np.unique(rates, return_inverse=True)
        digest.update(_framed(name.encode()) + _framed(distinct.astype("<f8").tobytes()))
        digest.update(_framed(places.astype("<u2")[compiled.segment_of].tobytes()))
    for name, steps in zip(compiled.kinds, compiled.lifelong.steps, strict=True):
        if steps.any():
            digest.update(_framed(name.encode()) + _framed(steps.astype("<i8").tobytes()))
    return digest.hexdigest()


def _same_ceilings(one: Engine, other: Engine) -> bool:
    """Say whether two worlds have the same kinds, at the same rates of candidates for every profile."""
    mine, theirs = one.compiled, other.compiled
    if mine.kinds != theirs.kinds or mine.lifelong != theirs.lifelong:
        return False
    columns = len(theirs.ceilings[0])
    pairs = np.unique(mine.segment_of.astype(np.int64) * columns + theirs.segment_of)
    return bool(np.array_equal(mine.ceilings[:, pairs // columns], theirs.ceilings[:, pairs % columns]))


def _schedule(scenario: Scenario) -> str:
    scheduled = {
        name: {"every": kind.every, "phase": kind.phase, "who": kind.who}
        for name, kind in scenario.conduct.kinds.items()
        if kind.every is not None
    }
    return digest_of(scheduled, provenance=False)


def _lifelong(scenario: Scenario) -> dict[str, str]:
    """Digest who begins with which lifelong state, where there is one: it is never another afterwards."""
    states = scenario.conduct.states
    begun = {name: {"bits": states[name].bits, "start": states[name].start} for name in lifelong_states(scenario)}
    return {"lifelong": digest_of(begun, provenance=False)} if begun else {}


def _purposes() -> str:
    named = {name: int(value) for name, value in vars(purposes).items() if isinstance(value, np.uint64)}
    return _joined([f"{name}={named[name]}" for name in sorted(named)])


def _joined(parts: list[str]) -> str:
    digest = blake2b(digest_size=_SIZE)
    for part in parts:
        digest.update(_framed(part.encode()))
    return digest.hexdigest()


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(8, "little") + part
