"""Two worlds side by side, with the schemes and without: the same people and the same occasions, a frame a window."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.other_world import without_schemes
from creditarium.analysis.pairs.groups import attribute
from creditarium.analysis.pairs.measures import MEASURES, value_of
from creditarium.engine.census import decoded, opening_census
from creditarium.engine.run import Engine
from creditarium.model.population import FIRST_ADULT
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.capacity import check_memory
from creditarium.views.web.asking import Choice, Layer, LeverSetting
from creditarium.views.web.fifths import Fifths
from creditarium.views.web.layers import bands_of, counted, counts_of, refusals
from creditarium.views.web.levers import Moved, checked, number_of_day, reform_of, standing
from creditarium.views.web.replies import Tally
from creditarium.views.web.worlds import World

_MEASURE_BYTES = 4
Bytes = NDArray[np.uint8]


class Pair:
    """A choice being lived, with its twin; the twin never moves with a lever.

    Both live a window at once, each on half of the `threads`: cutting both worlds in as many parts costs more.
    """

    def __init__(self, choice: Choice, threads: int) -> None:
        self.choice = choice
        self.plain = plain(choice)
        self.log = log_of(self.plain, choice)
        scenario = scenario_of(self.plain, self.log)
        check_memory(scenario, worlds=2, more=_MEASURE_BYTES * (len(MEASURES) + 1))
        half = max((threads + 1) // 2, 1)
        self.world = World(Engine.of(scenario), half)
        twin = without_schemes(self.plain)
        self.twin = World(Engine.of(twin, self.world.engine.settled), half)
        self._beside = ThreadPoolExecutor(max_workers=1)
        self._census = opening_census(
            self.world.engine.compiled, self.world.engine.settled, self.world.state.records, scenario.clock.window
        )
        self.adult: NDArray[np.bool_] = attribute(self.world.engine, "age") >= FIRST_ADULT
        self._fifths = Fifths(self.adult, attribute(self.world.engine, "income"))
        self._refusal: tuple[int, Bytes] = (-1, np.zeros(0, dtype=np.uint8))

    @property
    def people(self) -> int:
        """How many persons there are."""
        return self.plain.people

    @property
    def window(self) -> int:
        """How many windows are lived."""
        return self.world.state.window

    @property
    def windows(self) -> int:
        """How many windows there are."""
        return self.plain.clock.windows

    @property
    def over(self) -> bool:
        """Whether no window is left."""
        return self.world.over

    def step(self) -> None:
        """Live one window in both worlds."""
        beside = self._beside.submit(self.twin.step)
        self.world.step()
        beside.result()
        history = self.world.lived.history
        if history.bands:
            self._census = history.bands[-1], history.bins[-1]

    def move(self, lever: str, value: float) -> None:
        """Move a lever from the next window on.

        The same lever moved twice before it counts once, and not at all where it comes to stand as it stood.
        """
        checked(lever, value)
        if self.over:
            raise Problem(
                "the year is over, so no lever moves it", place="levers", mend="live it again, and move it then"
            )
        kept = [moved for moved in self.log if (moved.lever, moved.window) != (lever, self.window)]
        log = standing([*kept, Moved(lever, value, self.window)])
        if log == self.log:
            return
        engine = Engine.of(scenario_of(self.plain, log), self.world.engine.settled)
        self.world.turn(engine)
        self.log = log

    def again(self, levers: bool) -> Choice:
        """Give the choice that lives the same again, with the levers that were moved, or without any."""
        log = [
            LeverSetting(lever=one.lever, value=one.value, day=number_of_day(self.plain, one.window))
            for one in self.log
        ]
        return self.choice.model_copy(update={"levers": tuple(log) if levers else ()})

    def blamed(self) -> NDArray[np.int64]:
        """Say of every person whether they did anything so far that a scheme lists to anybody's disadvantage."""
        engine = self.world.engine
        if "blamed" not in engine.compiled.places:
            return np.zeros(self.people, dtype=np.int64)
        return decoded(engine.compiled, self.world.state.records, "blamed")[: self.people]

    def value(self, name: str, *, twin: bool = False) -> NDArray[np.int64]:
        """Give a measure of every person so far, in its parts."""
        world = self.twin if twin else self.world
        return value_of(world.measures, self.people, name)

    def refusal(self) -> Bytes:
        """Give the layer of refusals, made once a window."""
        if self._refusal[0] != self.window:
            denied, refused = counts_of(self.world.measures, "denied"), counts_of(self.twin.measures, "refused")
            self._refusal = self.window, refusals(denied[: self.people], refused[: self.people])
        return self._refusal[1]

    def tally(self) -> Tally:
        """Count who was refused something so far, and because of what."""
        everybody, clean = counted(self.refusal(), self.adult, self.blamed()).tolist()
        _, anyway, only, both = everybody
        _, _, clean_only, clean_both = clean
        blameless = sum(clean)
        return Tally(
            adults=sum(everybody), only=only, both=both, anyway=anyway, blameless=blameless,
            blameless_only=clean_only, blameless_both=clean_both,
            per_thousand=1000 * (clean_only + clean_both) / max(blameless, 1),
        )  # fmt: skip

    def layer(self, name: Layer) -> Bytes:
        """Give one layer: a byte a person."""
        if name == "refusal":
            return self.refusal()
        if name == "band":
            return bands_of(self.world.engine, self.world.state, self.people)
        measure = {"denied": "denied", "held_back": "held_back", "wrong": "wrong_entries"}[name]
        return counts_of(self.world.measures, measure)[: self.people]

    def small(self) -> dict[str, NDArray[np.uint32] | NDArray[np.int64]]:
        """Give the small arrays of a frame: histograms, and what the measures add up to by income fifth."""
        bands, bins = self._census
        summed = [self._fifths.added(world.measures) for world in (self.world, self.twin)]
        return {
            "bands": bands.sum(axis=0).astype(np.uint32),
            "bins": bins.sum(axis=0).astype(np.uint32),
            "sums": np.stack([sums for sums, _ in summed]),
            "persons": np.stack([persons for _, persons in summed]),
            "group_people": self._fifths.people,
        }


def plain(choice: Choice) -> Scenario:
    """Give the scenario of a choice without its levers."""
    return resolve(
        choice.scenario, missing=choice.without, people=choice.people, days=choice.days, seed=choice.seed
    )  # fmt: skip


def log_of(scenario: Scenario, choice: Choice) -> tuple[Moved, ...]:
    """Give the levers that a choice sets, each from the window that holds its day."""
    clock = scenario.clock
    log: dict[tuple[str, int], Moved] = {}
    for setting in choice.levers:
        checked(setting.lever, setting.value)
        window = (setting.day + clock.warm_up) // clock.window
        if not 0 <= window < clock.windows:
            where = "after the last" if window > 0 else "before the first"
            mend = f"give {-clock.warm_up} to {clock.days - 1}"
            raise Problem(f"day {setting.day} lies {where}", place="levers", mend=mend)
        log[setting.lever, window] = Moved(setting.lever, setting.value, window)
    return standing(tuple(log.values()))


def scenario_of(scenario: Scenario, log: Sequence[Moved]) -> Scenario:
    """Give a scenario with the levers of a log moved."""
    return resolve(scenario, reform=written(scenario, log)) if log else scenario


def written(scenario: Scenario, log: Sequence[Moved]) -> dict[str, Any]:
    """Give the levers of a log as the plain values of a reform file."""
    changes = [
        {
            key: value
            for key, value in change.model_dump(mode="python", by_alias=True).items()
            if value not in ("", None)
        }
        for change in reform_of(scenario, log).changes
    ]
    return {"title": f"Levers of the page, on {scenario.name}", "changes": changes}
