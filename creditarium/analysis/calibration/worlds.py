"""The worlds of a calibration: each point of the space is lived under the same few seeds, and asked for the targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from creditarium.analysis.calibration.aims import Floats
from creditarium.analysis.calibration.store import Store
from creditarium.analysis.ensembles.space import Space
from creditarium.analysis.observables import observe
from creditarium.engine.run import Engine, History
from creditarium.engine.society import Settled, settle
from creditarium.model.observable import Observable
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.results.contents import Lived
from creditarium.results.run import Run

Ask = Callable[[Sequence[float], int], list[float]]
"""Lives the world at a point of the unit cube under a seed, and gives its answers; no number where there is none."""
Tell = Callable[[int, int], None]
"""Hears how many points were lived, and of how many at most."""
_MOST_SETTLED = 8


@dataclass
class Worlds:
    """Points of a unit cube with their answers. The seeds are the same at every point, so two points differ by their
    numbers alone and not by luck; each world is lived once.
    """

    ask: Ask
    seeds: tuple[int, ...]
    names: tuple[str, ...]
    home: tuple[float, ...]
    store: Store | None = None
    threads: int = 1
    tell: Tell | None = None
    most: int = 0
    lived: dict[tuple[float, ...], Floats] = field(default_factory=dict)

    def at(self, point: Sequence[float]) -> Floats:
        """Give the answers at a point under each seed, float64[seeds, K]."""
        key = tuple(float(place) for place in point)
        if key not in self.lived:
            if len(self.seeds) > 1 and self.threads > 1:
                with ThreadPoolExecutor(max_workers=self.threads) as pool:
                    rows = list(pool.map(lambda seed: self._answers(key, seed), self.seeds))
            else:
                rows = [self._answers(key, seed) for seed in self.seeds]
            self.lived[key] = np.array(rows, dtype=np.float64)
            if self.tell is not None:
                self.tell(len(self.lived), max(self.most, len(self.lived)))
        return self.lived[key]

    def mean(self, point: Sequence[float]) -> Floats:
        """Give the answers at a point, the mean over the seeds, float64[K]."""
        return np.asarray(self.at(point).mean(axis=0))

    def placed(self, kept: Sequence[int], places: Sequence[float] | Floats) -> tuple[float, ...]:
        """Give the point with the axes ``kept`` at some places, and the others at home."""
        point = list(self.home)
        for j, place in zip(kept, places, strict=True):
            point[j] = float(place)
        return tuple(point)

    def all(self) -> tuple[Floats, Floats]:
        """Give every point that was lived, float64[n, d], and its answers by seed, float64[n, seeds, K]."""
        return np.array(list(self.lived)), np.stack(list(self.lived.values()))

    def along(self, kept: Sequence[int]) -> tuple[Floats, Floats]:
        """Give the same of the points at which only the axes ``kept`` are away from home."""
        points, lived = self.all()
        others = [j for j in range(len(self.home)) if j not in kept]
        inside = (points[:, others] == np.array(self.home)[others]).all(axis=1)
        return points[inside], lived[inside]

    def _answers(self, point: tuple[float, ...], seed: int) -> list[float]:
        moved = {name: at for name, at, home in zip(self.names, point, self.home, strict=True) if at != home}
        held = self.store.get(moved, seed) if self.store is not None else None
        if held is None:
            held = self.ask(point, seed)
            if self.store is not None:
                self.store.put(moved, seed, held)
        return held


def asking(space: Space, observables: Sequence[Observable], threads: int = 1) -> Ask:
    """Make what lives the worlds of a space and asks them; a point whose numbers do not go together has no answers."""
    people: dict[tuple[Any, ...], Settled] = {}

    def ask(point: Sequence[float], seed: int) -> list[float]:
        try:
            scenario = space.at(point).model_copy(update={"seed": seed})
        except Problem:
            return [float("nan")] * len(observables)
        key = (scenario.population, seed)
        if key not in people:
            if len(people) >= _MOST_SETTLED:
                people.clear()
            people[key] = settle(scenario)
        run = _lived(scenario, people[key], threads)
        return [_answer(run, one) for one in observables]

    return ask


def _lived(scenario: Scenario, settled: Settled, threads: int) -> Run:
    engine = Engine.of(scenario, settled)
    opening = engine.fresh()
    kept = Lived(engine, opening, opening, History())
    for state in engine.windows(opening, kept.history, threads=threads):
        kept.state = state
        kept.absorb()
    return Run(kept)


def _answer(run: Run, observable: Observable) -> float:
    """Ask a run; where it has nobody to divide by there is no number."""
    try:
        return observe(run, observable)
    except Problem:
        return float("nan")
