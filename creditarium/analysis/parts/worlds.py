"""The worlds of a decomposition: every set of parts taken out, each different world lived once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from creditarium.analysis.parts.harm import harm_of
from creditarium.engine.run import Engine, live_through
from creditarium.engine.society import Settled
from creditarium.model.digest import digest_of
from creditarium.model.overlay import Change, Reform, changed
from creditarium.model.reading import load
from creditarium.model.scenario import STAGES, Scenario
from creditarium.model.tree import Table, tree_of
from creditarium.results.decoding import Ints

Tell = Callable[[int, int], None]
"""Hears how many worlds are lived, and of how many."""


@dataclass
class Worlds:
    """The scenario without any set of its parts. A stage that several worlds share is read and checked once."""

    scenario: Scenario
    switches: Mapping[str, Reform]
    _made: dict[tuple[str, tuple[str, ...]], tuple[Any, str]] = field(default_factory=dict)
    _alive: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = field(default_factory=dict)

    def without(self, *parts: str) -> Scenario:
        """Give the scenario without some parts: the same as with their reforms laid over it."""
        stages = {stage: self._stage(stage, parts)[0] for stage in STAGES if self._touching(stage, parts)}
        return self.scenario.model_copy(update=stages)

    def rules(self, *parts: str) -> tuple[str, ...]:
        """Give what tells two of these worlds apart: a digest of each stage's rules, of consequences of those alive."""
        return tuple(
            self._living(parts) if stage == "consequences" else self._stage(stage, parts)[1] for stage in STAGES
        )

    def _living(self, parts: tuple[str, ...]) -> str:
        """Give the digest of the consequences whose institution hears of the scheme; no other can come about."""
        consequences, sharing = (self._stage(stage, parts)[0] for stage in ("consequences", "sharing"))
        key = (self._touching("consequences", parts), self._touching("sharing", parts))
        if key not in self._alive:
            told = {(name, deal.scheme) for deal in sharing.agreements.values() for name in deal.to}
            told |= {(scheme.owner, name) for name, scheme in self.scenario.scoring.items()}
            alive = {name: rule for name, rule in consequences.rules.items() if (rule.institution, rule.scheme) in told}
            self._alive[key] = digest_of(consequences.model_copy(update={"rules": alive}), provenance=False)
        return self._alive[key]

    def _touching(self, stage: str, parts: tuple[str, ...]) -> tuple[str, ...]:
        """Give the parts whose reforms change a stage."""
        return tuple(part for part in self.switches if part in parts and self._changes(stage, part))

    def _changes(self, stage: str, part: str) -> list[Change]:
        return [change for change in self.switches[part].changes if change.path.split(".")[0] == stage]

    def _stage(self, stage: str, parts: tuple[str, ...]) -> tuple[Any, str]:
        """Give a stage without some parts, and its digest."""
        key = (stage, self._touching(stage, parts))
        if key not in self._made:
            held = getattr(self.scenario, stage)
            changes = [change for part in key[1] for change in self._changes(stage, part)]
            if changes:
                tree = tree_of(self.scenario.model_dump(mode="python"))
                assert isinstance(tree, Table)
                held = getattr(load(Scenario, changed(tree, changes, Scenario), allow_set=True), stage)
            self._made[key] = (held, digest_of(held, provenance=False))
        return self._made[key]


def live_all(worlds: Worlds, settled: Settled, pool: Executor, tell: Tell | None) -> tuple[Ints, int]:
    """Live every world, and give the harm in each, int64[2**parts, measures, cells], and how many were lived.

    Bit j of a world's index says that part j is in force. Worlds of the same rules are lived once, the first of them
    while the rules of the others are still read. Each world has one thread, as many at a time as the pool lives: the
    tables of a world do not depend on it.
    """
    names = list(worlds.switches)
    waiting: dict[tuple[str, ...], Future[Ints]] = {}
    keys = []
    try:
        for index in range(1 << len(names)):
            off = tuple(name for j, name in enumerate(names) if not index >> j & 1)
            keys.append(worlds.rules(*off))
            if keys[-1] not in waiting:
                waiting[keys[-1]] = pool.submit(_harm, worlds.without(*off), settled)
        for lived, done in enumerate(as_completed(waiting.values()), 1):
            done.result()
            if tell is not None:
                tell(lived, len(waiting))
        return np.stack([waiting[key].result() for key in keys]), len(waiting)
    finally:
        for one in waiting.values():
            one.cancel()


def _harm(scenario: Scenario, settled: Settled) -> Ints:
    """Live one world and count its harm; its tallies have one period, which changes nothing in it."""
    engine = Engine.of(scenario, settled)
    return harm_of(engine, *live_through(engine, threads=1))
