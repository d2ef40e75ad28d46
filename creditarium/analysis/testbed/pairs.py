"""Two worlds of one fate for a panel: the scenario, and the same people without the scheme that is rolled out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.testbed.months import Months, months_of
from creditarium.analysis.testbed.outcomes import Outcome
from creditarium.analysis.testbed.rollout import Covered, covered, rolled_out
from creditarium.analysis.testbed.seen import Floats
from creditarium.engine.compile.world import cell_count
from creditarium.engine.reseeding import reseeded
from creditarium.engine.run import Engine, History
from creditarium.model.population import ATTRIBUTES, STRATA
from creditarium.model.scenario import Scenario
from creditarium.results.capacity import check_memory
from creditarium.results.compiling import engine_of

Step = Callable[[], None]
"""Hears of every window that is lived."""


@dataclass(frozen=True)
class Pair:
    """A scenario compiled with and without the scheme that is rolled out, and its months."""

    engine: Engine
    without: Engine
    scheme: str
    months: Months

    @classmethod
    def of(cls, scenario: Scenario, scheme: str | None = None, months: str = "weeks") -> Pair:
        """Compile both worlds over one people; a scenario that rolls nothing out is a `Problem`."""
        cut = months_of(scenario.clock, months)
        whole = scenario.model_copy(update={"clock": scenario.clock.model_copy(update={"tally": cut.tally})})
        check_memory(whole)
        engine = engine_of(whole)
        named = rolled_out(engine, cut, scheme)
        return cls(engine, Engine.of(whole.without(f"scoring.{named}"), engine.settled), named, cut)

    def reseeded(self, seed: int) -> Pair:
        """Give the same two worlds under another seed."""
        return Pair(reseeded(self.engine, seed), reseeded(self.without, seed), self.scheme, self.months)

    @property
    def places(self) -> list[Covered]:
        """Every place, and since when it is covered."""
        return covered(self.engine, self.scheme)

    @property
    def people(self) -> Floats:
        """How many persons live in each place."""
        settled, stratum = self.engine.settled, ATTRIBUTES["stratum"]
        made = np.zeros((len(settled.regions), len(STRATA)))
        codes = (settled.profiles >> stratum.shift) & ((1 << stratum.bits) - 1)
        for region in range(len(made)):
            first, end = settled.built.layout.region_start[region : region + 2]
            made[region] = np.bincount(codes[first:end], minlength=len(STRATA))[: len(STRATA)]
        return made.reshape(-1)

    @property
    def windows(self) -> int:
        """How many windows both worlds have together."""
        return 2 * self.engine.compiled.windows

    def counted(self, outcomes: Sequence[Outcome], threads: int, step: Step) -> tuple[Floats, Floats]:
        """Live both worlds and count with and without the scheme: float64[outcomes, places, months] each."""
        seen = _counted(self.engine, outcomes, self.months, threads, step)
        return seen, _counted(self.without, outcomes, self.months, threads, step)


def _counted(engine: Engine, outcomes: Sequence[Outcome], months: Months, threads: int, step: Step) -> Floats:
    """Count outcomes in one world; what lies outside the months is left out, and organisations are no people."""
    clock, regions = engine.scenario.clock, len(engine.settled.regions)
    made = np.zeros((len(outcomes), regions, len(STRATA), months.shares.shape[1]))
    wanted = [_rows(engine, outcome) for outcome in outcomes]
    history, state = History(), engine.fresh()
    for after in engine.windows(state, history, threads=threads):
        for counted in history.tallies:
            rows, period = counted.rows, (counted.end - clock.warm_windows - 1) // clock.tally
            persons = rows[rows["cell"] < cell_count() - 1]
            for j, one in enumerate(wanted):
                mine = persons[one[persons["row"]]]
                np.add.at(made[j, :, :, period], (mine["region"], mine["cell"] % len(STRATA)), mine["count"])
        history.tallies.clear()
        state = after
        step()
    return made.reshape(len(outcomes), regions * len(STRATA), -1) @ months.shares.T


def _rows(engine: Engine, outcome: Outcome) -> NDArray[np.bool_]:
    """Say which rows of the tallies an outcome adds up."""
    kinds = set(outcome.kinds(engine.scenario))
    return np.array(
        [row.measure in outcome.measures and bool(kinds & {row.item, row.other}) for row in engine.compiled.rows]
    )
