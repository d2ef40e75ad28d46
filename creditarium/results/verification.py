"""Verifying a run: its digests are computed again, from its files and by living it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from creditarium.engine.randomness import agent_key, draw
from creditarium.engine.run import Engine, History, State
from creditarium.engine.tallies import Counts
from creditarium.model.problem import Problem
from creditarium.model.showing import tree
from creditarium.results.contents import GROWING, TABLES, Lived
from creditarium.results.differing import first_field, first_row, first_state
from creditarium.results.digests import (
    arrays_digest,
    community_digests,
    fate_of,
    rules_of,
    table_digest,
    whole_digest,
)
from creditarium.results.folder import FIELDS, MANIFEST, SCENARIO, STATE, WHOLE, Stored
from creditarium.results.living import processors
from creditarium.results.manifest import Manifest, versions
from creditarium.results.reliving import digest_again
from creditarium.results.run import Run
from creditarium.results.scenario_file import read_scenario
from creditarium.results.storage import read_table

Tell = Callable[[int, int], None]
"""Hears how many windows or communities are lived again, and of how many."""

_SAMPLE_KEYS = 5 << 41
_SAMPLE = np.uint64(0xC0401275A3B1E013)


@dataclass(frozen=True)
class Check:
    """One thing that was computed again: what, how ("files" or "living"), and where first it differs, or "" ."""

    what: str
    by: str
    difference: str = ""

    @property
    def same(self) -> bool:
        """Whether it is as the run recorded it."""
        return not self.difference


@dataclass(frozen=True, repr=False)
class Verdict:
    """What was compared in a run folder, in the order of looking, and what differs.

    `other_versions` gives "then, now" for each package that is another than the one that wrote the run.
    """

    path: Path
    checks: tuple[Check, ...]
    other_versions: Mapping[str, str]

    @property
    def same(self) -> bool:
        """Whether all is as the run recorded it."""
        return all(check.same for check in self.checks)

    @property
    def differences(self) -> tuple[Check, ...]:
        """What differs, in the order of looking."""
        return tuple(check for check in self.checks if not check.same)

    def content(self) -> dict[str, Any]:
        """Give the verdict as plain values."""
        checks = [asdict(check) | {"same": check.same} for check in self.checks]
        other = dict(self.other_versions)
        return {"run": str(self.path), "same": self.same, "checks": checks, "other_versions": other}

    def __repr__(self) -> str:
        rows = [f"{check.what} ({check.by}): {check.difference}" for check in self.differences]
        rows = rows or [f"{len(self.checks)} things compared, and all are as recorded"]
        return tree(f"Verdict on {self.path}", rows)


def verify(
    run: str | Path | Run,
    *,
    communities: int | None = None,
    seed: int = 1,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Verdict:
    """Compute the digests of a run in a folder again, and say what differs from what it recorded, and where first.

    First its files are compared with its manifest; then everybody is lived again and every table, field and
    final state compared. With `communities` only so many, drawn by `seed`, are lived again, from the recorded
    fields to their final states. A scenario of other rules or another fate is not lived. What is no whole run
    folder is a `Problem`.
    """
    folder = run.path if isinstance(run, Run) else Path(run)
    if folder is None:
        raise Problem("only a run in a folder can be verified", mend="write it first")
    if communities is not None and communities < 1:
        raise Problem(f"{communities} communities are less than 1", mend="give 1 or more, or leave it out for all")
    stored = Stored(folder, as_written=False)
    now, then = versions(), stored.manifest.versions
    other = {name: f"{then.get(name, 'none')}, now {now[name]}" for name in now if then.get(name) != now[name]}
    return Verdict(stored.folder, tuple(_checks(stored, communities, seed, threads, tell)), other)


def _checks(
    stored: Stored, communities: int | None, seed: int, threads: int | None, tell: Tell | None
) -> Iterator[Check]:
    changed = stored.changed()
    yield Check(
        "bytes of every file", "files", f"{changed.name} is not as it was written" if changed is not None else ""
    )
    yield from _files(stored, sampled=communities is not None)
    scenario = read_scenario(stored.folder / SCENARIO)
    rules = "" if rules_of(scenario) == stored.manifest.rules else "its rules are not those of the run"
    yield Check(SCENARIO, "files", rules)
    engine = Engine.of(scenario)
    if stored.keeps_states:
        head = Lived(engine, stored.state, stored.state, History()).head
        yield Check(MANIFEST, "files", _head(stored.manifest, head))
    fate, recorded = fate_of(engine), stored.manifest.fate
    odd = [name for name in fate if fate[name] != recorded.get(name)]
    yield Check("fate", "files", f"another {odd[0]} than the run's" if odd else "")
    if rules or odd:
        return
    if stored.keeps_states:
        yield Check(STATE, "files", _final_states(stored, engine))
        _ = stored.resumption  # A damaged one is refused before everybody is lived again.
    if communities is None:
        yield from _all_again(stored, engine, threads or processors(), tell)
    else:
        yield from _some_again(stored, engine, communities, seed, tell)


def _files(stored: Stored, *, sampled: bool) -> Iterator[Check]:
    """Compare the values of every file with their digests in the manifest; that of a checkpoint has none."""
    recorded, said = stored.manifest.tables, "its values are not those that the manifest's digest names"
    said += "; verify without --communities says where first" if sampled else ""
    if not stored.manifest.whole:
        return
    for name in TABLES:
        found = table_digest(read_table(stored.folder / f"{name}.parquet"))
        yield Check(f"{name}.parquet", "files", "" if found == recorded.get(name) else said)
    found = arrays_digest(stored.fields.content())
    yield Check(FIELDS, "files", "" if found == recorded.get("fields") else said)
    parts = {name: digest for name, digest in recorded.items() if name != "whole"}
    whole = whole_digest(parts) == recorded.get("whole")
    yield Check("digest of all tables", "files", "" if whole else "it is not the digest of the tables' digests")


def _head(manifest: Manifest, head: Manifest) -> str:
    """Name the first line of a manifest that the scenario and the state deny."""
    for name in ("scenario", "title", "people", "organisations", "regions", "communities", "seed", "start"):
        if getattr(manifest, name) != getattr(head, name):
            return f"'{name}' is {getattr(manifest, name)!r}, and the scenario has {getattr(head, name)!r}"
    for name in ("days", "warm_up", "window", "windows", "lived"):
        if getattr(manifest, name) != getattr(head, name):
            return f"'{name}' is {getattr(manifest, name)}, and the scenario or state has {getattr(head, name)}"
    return ""


def _final_states(stored: Stored, engine: Engine) -> str:
    """Name the first community whose final state has not the digest that the run recorded for it."""
    state = stored.state
    shape = (engine.settled.agents, engine.compiled.words)
    if state.records.shape != shape or len(state.docket_start) != engine.settled.communities + 1:
        return f"it holds records of the shape {state.records.shape}, not {shape}"
    if not stored.manifest.whole:
        return ""
    recorded = stored.table("communities").collect()["digest"].to_numpy()
    odd = np.flatnonzero(community_digests(engine, state) != recorded)
    return f"first in community {odd[0]} ({len(odd):,} in all)" if len(odd) else ""


def _all_again(stored: Stored, engine: Engine, threads: int, tell: Tell | None) -> Iterator[Check]:
    """Live everybody again, and compare what each window left, every table, and every final state."""
    fresh = engine.fresh()
    lived = Lived(engine, fresh, fresh, History())
    total, field = stored.manifest.lived, ""
    for state in engine.windows(fresh, lived.history, until=total, threads=threads):
        lived.state = state
        lived.absorb()
        if not field:
            window = state.window - 1
            field = first_field(stored.fields.at(window), lived.history.before[window], window)
        if tell is not None:
            tell(state.window, total)
    yield Check(FIELDS, "living", field)
    for name in TABLES if stored.manifest.whole else GROWING:
        yield Check(f"{name}.parquet", "living", _table(stored, name, lived.frame(name)))
    if not stored.keeps_states:
        return
    yield Check(STATE, "living", _standing(engine, (stored.state, stored.open_tally), (lived.state, lived.open_tally)))
    if lived.history.whole is not None:
        yield Check(WHOLE, "living", _standing(engine, stored.resumption, lived.resumption))


def _table(stored: Stored, name: str, made: pl.DataFrame) -> str:
    """Name where first the table in its file, or else its digest in the manifest, is not the one lived again."""
    held, digest = read_table(stored.folder / f"{name}.parquet"), table_digest(made)
    if table_digest(held) != digest:
        return first_row(held, made) or "its columns are of other types"
    recorded = digest == stored.manifest.tables.get(name) or not stored.manifest.whole
    return "" if recorded else "the file agrees, and the manifest's digest does not"


def _standing(engine: Engine, held: tuple[State, Counts], made: tuple[State, Counts]) -> str:
    """Name where first the recorded states, or the tally rows open with them, are not those lived again."""
    odd = first_state(engine.settled.society, held[0], made[0])
    if not odd and not np.array_equal(held[1], made[1]):
        odd = "the counts of the period that is not over differ"
    return odd


def _some_again(stored: Stored, engine: Engine, wanted: int, seed: int, tell: Tell | None) -> Iterator[Check]:
    """Live some communities again from the recorded fields, and compare the digest of each one's final state."""
    recorded = stored.table("communities").collect()["digest"].to_list()
    chosen, odd = _sample(engine.settled.communities, wanted, seed), []
    for done, community in enumerate(chosen, start=1):
        if digest_again(stored.fields, engine, community) != recorded[community]:
            odd.append(community)
        if tell is not None:
            tell(done, len(chosen))
    first = f"first in community {odd[0]} ({len(odd):,} of the {len(chosen):,} lived again)" if odd else ""
    yield Check(f"{len(chosen):,} of {engine.settled.communities:,} communities", "living", first)


def _sample(communities: int, wanted: int, seed: int) -> list[int]:
    """Draw some communities by a seed, in their order."""
    keys = [int(draw(np.uint64(agent_key(np.uint64(seed), _SAMPLE_KEYS + j)), _SAMPLE)) for j in range(communities)]
    return sorted(sorted(range(communities), key=lambda j: (keys[j], j))[:wanted])
