"""Who lives where: regions cut into communities, and the organisations of each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Ints
from creditarium.engine.docket import MOST_MEMBERS
from creditarium.engine.jit import compiled
from creditarium.engine.people import Built, compile_people
from creditarium.engine.people_draw import fill_profiles
from creditarium.engine.purposes import PILOT, salt
from creditarium.engine.randomness import agent_key, draw
from creditarium.engine.world import Society
from creditarium.model.scenario import Scenario

CIRCLE = 32
PERSONS_AN_ORGANISATION = 128
_PILOT_KEYS = 1 << 41
_STRETCH = CIRCLE << 13
"""People whose profiles are drawn in one go."""


@dataclass(frozen=True)
class Settled:
    """A people in its places: the kernel's arrays, the fit it came from, and everybody's profile once it is drawn.

    ``heads`` int64[2, R, F] are the records' rows of each region's large firms and of the organisations under the
    same responsible persons; ``large_firms`` int64[R] says how many of them there are. ``given`` are the profiles of
    a part of a people.
    """

    society: Society
    built: Built
    seed: np.uint64
    agents: int
    heads: NDArray[np.int64]
    large_firms: NDArray[np.int64]
    given: NDArray[np.uint16] | None = None

    @cached_property
    def profiles(self) -> NDArray[np.uint16]:
        """Everybody's profile, two bytes a person, drawn for all when it is first asked for."""
        return self.given if self.given is not None else _drawn(self.built, self.seed, 0, self.people)

    def profiles_of(self, low: int, high: int) -> NDArray[np.uint16]:
        """Give the profiles of the persons from row ``low`` to ``high``; a community's are drawn without the others."""
        alone = self.given is None and "profiles" not in vars(self) and high - low <= MOST_MEMBERS
        return _drawn(self.built, self.seed, low, high) if alone else self.profiles[low:high]

    @property
    def regions(self) -> tuple[str, ...]:
        """The ids of the regions."""
        return self.built.layout.region_ids

    @property
    def people(self) -> int:
        """How many persons there are."""
        return int(self.society.start[-1] - self.society.start[0])

    @property
    def communities(self) -> int:
        """How many communities there are."""
        return len(self.society.region)

    def part(self, first: int, end: int, organisation_row: int) -> Settled:
        """Give a run of communities as a people of its own, whose organisations' records begin at a row.

        Its communities are counted from 0, its persons and organisations by their numbers among all. Of the heads
        of large firms those that lie elsewhere are -1.
        """
        society = part_of(self.society, first, end, organisation_row)
        low, high = int(society.start[0]), int(society.start[-1])
        bodies = int(society.organisations[-1] - society.organisations[0])
        numbers = self.heads - self.society.organisation_row
        here = (numbers >= society.organisations[0]) & (numbers < society.organisations[-1])
        return replace(
            self,
            society=society,
            given=self.profiles_of(*(number - self.society.person_base for number in (low, high))),
            agents=high - low + bodies,
            heads=np.where(here, numbers + society.organisation_row, -1),
        )


def part_of(society: Society, first: int, end: int, organisation_row: int) -> Society:
    """Give a run of communities: row 0 is their first person, and ``organisation_row`` their first organisation."""
    return society._replace(
        start=society.start[first : end + 1],
        region=society.region[first:end],
        organisations=society.organisations[first : end + 1],
        landing_scale=society.landing_scale[first:end],
        person_base=int(society.start[first]),
        organisation_row=organisation_row - int(society.organisations[first]),
    )


_built: dict[tuple[Any, ...], Built] = {}
"""The fit of a people to its tables, which takes most of the time and is the same for every seed."""
_last: dict[tuple[Any, ...], Settled] = {}
"""The people settled last: worlds that are compared share them, and laying them out costs a second."""
_settling = Lock()
"""Threads that live worlds at a time settle them one by one, since they share what is kept here."""


def settle(scenario: Scenario) -> Settled:
    """Lay out a scenario's people, whose profiles are drawn when they are asked for."""
    organised = any(kind.who.organisation for kind in scenario.conduct.kinds.values())
    key = (scenario.population, scenario.people, scenario.seed, scenario.community, organised)
    with _settling:
        if key not in _last:
            made = _settle(scenario, organised)
            _last.clear()
            _last[key] = made
        return _last[key]


def _settle(scenario: Scenario, organised: bool) -> Settled:
    fit = (scenario.population, scenario.people)
    if fit not in _built:
        made = compile_people(*fit)
        _built.clear()
        _built[fit] = made
    built = _built[fit]
    layout = built.layout
    starts, regions = [], []
    for region in range(len(layout.region_ids)):
        first, end = int(layout.region_start[region]), int(layout.region_start[region + 1])
        places = list(range(first, end, scenario.community))
        starts.extend(places)
        regions.extend([region] * len(places))
    start = np.array([*starts, scenario.people], dtype=np.int64)
    sizes = np.diff(start) // PERSONS_AN_ORGANISATION if organised else np.zeros(len(starts), np.int64)
    organisations = np.concatenate([[0], np.cumsum(np.minimum(sizes, 16))]).astype(np.int64)
    society = Society(
        start=start,
        region=np.array(regions, dtype=np.int64),
        organisations=organisations,
        landing_scale=np.zeros(len(starts), dtype=np.int64),
        circle=CIRCLE,
        person_base=0,
        organisation_row=scenario.people,
    )
    heads, large_firms = _large_firms(scenario, society, len(layout.region_ids))
    seed, agents = np.uint64(scenario.seed), scenario.people + int(organisations[-1])
    return Settled(society, built, seed, agents, heads, large_firms)


def _drawn(built: Built, seed: np.uint64, low: int, high: int) -> NDArray[np.uint16]:
    """Draw the profiles of the persons ``low`` to ``high``, stretches side by side if they are many."""
    profiles, start = np.zeros(high - low, dtype=np.uint16), built.layout.region_start
    stretches = [
        (region, at, min(at + _STRETCH, high, int(start[region + 1])))
        for region in range(built.layout.region_of(low), len(built.layout.region_ids))
        for at in range(max(int(start[region]), low), min(int(start[region + 1]), high), _STRETCH)
    ]

    def draw_stretch(stretch: tuple[int, int, int]) -> None:
        region, first, end = stretch
        base = int(start[region])
        fill_profiles(built.tables, seed, region, first - base, end - base, profiles[first - low : end - low])

    if len(profiles) < _STRETCH:
        for stretch in stretches:
            draw_stretch(stretch)
        return profiles
    with ThreadPoolExecutor() as pool:
        list(pool.map(draw_stretch, stretches))
    return profiles


def _large_firms(scenario: Scenario, society: Society, regions: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Take as large firms some of each region's organisations, evenly over its communities.

    Neighbours in pairs have one responsible person, as in the kernel.
    """
    declared = scenario.population.large_firms
    wanted = round(declared.each_region.value) if declared is not None and society.organisations[-1] > 0 else 0
    heads, counts = np.zeros((2, regions, wanted), dtype=np.int64), np.zeros(regions, dtype=np.int64)
    for region in range(regions) if wanted else ():
        first_of = society.organisations[_communities_of(society, region)]
        rows = int(first_of[-1] - first_of[0])
        counts[region] = min(wanted, rows)
        for j in range(int(counts[region])):
            row = int(first_of[0]) + j * rows // int(counts[region])
            place = int(np.searchsorted(first_of, row, side="right"))
            other = int(first_of[place - 1]) + ((row - int(first_of[place - 1])) ^ 1)
            heads[:, region, j] = row, other if other < first_of[place] else row
    return heads + society.organisation_row, counts


def _communities_of(society: Society, region: int) -> slice:
    """Return where the organisations of a region's communities begin, and the end of the last."""
    low, high = np.searchsorted(society.region, [region, region + 1])
    return slice(int(low), int(high) + 1)


def pilot_draws(scenario: Scenario, schemes: list[str], communities: int) -> NDArray[np.int64]:
    """Return each community's draw for each scheme's roll-out, int64[C, communities] in [0, 2**32)."""
    draws = np.zeros((len(schemes), communities), dtype=np.int64)
    with np.errstate(over="ignore"):
        purposes = np.array([PILOT + salt(name) for name in schemes], dtype=np.uint64)
    _fill_pilots(np.uint64(scenario.seed), purposes, draws)
    return draws


@compiled
def _fill_pilots(seed: np.uint64, purposes: NDArray[np.uint64], draws: Ints) -> None:
    """Fill each community's draw for each scheme."""
    for community in range(draws.shape[1]):
        key = agent_key(seed, _PILOT_KEYS + community)
        for c in range(draws.shape[0]):
            draws[c, community] = draw(key, purposes[c])
