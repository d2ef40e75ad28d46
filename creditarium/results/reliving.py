"""Living one circle again: its people, window by window, from the fields that a run keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.census import opening_docket
from creditarium.engine.docket import MOST_IN_HAND, agent_of
from creditarium.engine.lives import ORGANISATION_KEYS, STATUS_ROOM, live
from creditarium.engine.partition import NO_OVERRIDES, complain, empty_after
from creditarium.engine.run import Engine
from creditarium.engine.start import begin
from creditarium.engine.trace import COLUMNS
from creditarium.engine.world import After, Scratch, scratch_for
from creditarium.model.problem import Problem
from creditarium.results.decoding import Ints
from creditarium.results.digests import community_digest
from creditarium.results.fields import Fields

_ROOM = MOST_IN_HAND * 64
_TRACE_ROWS = 1 << 12
_NO_TRACE = np.zeros((0, len(COLUMNS)), dtype=np.int64)


@dataclass(frozen=True)
class Place:
    """Where an agent stands: the community, and the circle within (agents `low` to `high`).

    A community's `people` come first among its `agents`, its organisations after them, as one circle.
    `number` is what the agent's draws are keyed by.
    """

    community: int
    agent: int
    people: int
    agents: int
    low: int
    high: int
    number: int


@dataclass(frozen=True)
class Standing:
    """Where a part of a community stands at the start of a window: a place from which lives go on.

    `records` are the whole community's, `circle` and `firms` the matters in hand of its two parts.
    """

    window: int
    records: NDArray[np.uint16]
    circle: NDArray[np.uint64]
    firms: NDArray[np.uint64]


@dataclass(frozen=True)
class Relived:
    """A circle lived again: records and matters in hand of its community's part, and the agent's trace.

    `first` is the agent's record at the beginning; `circle` are the circle's records at the end, `docket`
    its matters in hand, sorted by agent; `trace` has the columns of `creditarium.engine.trace.COLUMNS`.
    """

    place: Place
    first: NDArray[np.uint16]
    circle: NDArray[np.uint16]
    organisations: NDArray[np.uint16]
    docket: NDArray[np.uint64]
    organisations_docket: NDArray[np.uint64]
    trace: Ints
    kept: Standing | None = None


def place_of(engine: Engine, person: int) -> Place:
    """Find a person; a number that nobody has is a `Problem`."""
    society, people = engine.settled.society, engine.scenario.people
    if not 0 <= person < people:
        raise Problem(f"there is no person {person}", mend=f"give a number from 0 to {people - 1}")
    community = int(np.searchsorted(society.start, person, side="right")) - 1
    first, members, agents = _sizes(engine, community)
    agent = person - first
    low = agent - agent % society.circle
    return Place(community, agent, members, agents, low, min(low + society.circle, members), person)


def place_of_organisation(engine: Engine, organisation: int) -> Place:
    """Find an organisation by its number; one that no organisation has is a `Problem`."""
    starts = engine.settled.society.organisations
    if not 0 <= organisation < int(starts[-1]):
        mend = f"give a number from 0 to {int(starts[-1]) - 1}" if starts[-1] else "there are none in this scenario"
        raise Problem(f"there is no organisation {organisation}", mend=mend)
    community = int(np.searchsorted(starts, organisation, side="right")) - 1
    _, members, agents = _sizes(engine, community)
    agent = members + organisation - int(starts[community])
    return Place(community, agent, members, agents, members, agents, ORGANISATION_KEYS + organisation)


def _sizes(engine: Engine, community: int) -> tuple[int, int, int]:
    """Give a community's first person, its people, and its people and organisations together."""
    society = engine.settled.society
    first, members = int(society.start[community]), int(society.start[community + 1] - society.start[community])
    return first, members, members + int(society.organisations[community + 1] - society.organisations[community])


def relive(
    engine: Engine,
    fields: Fields,
    place: Place,
    *,
    whole: bool = False,
    overrides: Ints | None = None,
    keep: int | None = None,
    start: Standing | None = None,
) -> Relived:
    """Live an agent's circle again (or, if `whole`, all of the community), with its organisations.

    `overrides` are rows (agent's number, window, ordinal, decision, outcome), sorted. At the start of window
    `keep` the standing is kept, from which (`start`) other lives go on; their trace begins there.
    """
    body = _Body(engine, fields, place)
    low, high = (0, place.people) if whole else (place.low, min(place.high, place.people))
    first = body.records[place.agent].copy()
    circle, firms = body.standing(low, high), body.standing(place.people, place.agents)
    since, kept = 0, None
    if start is not None:
        body.records[...] = start.records
        since, circle, firms = start.window, start.circle, start.firms
    traces: list[Ints] = []
    pins = NO_OVERRIDES if overrides is None else overrides
    for window in range(since, fields.windows):
        if window == keep:
            kept = Standing(window, body.records.copy(), circle, firms)
        body.prepare(window)
        if low < high:
            circle, trace = body.window(window, low, high, circle, pins)
            traces.append(trace[trace[:, -1] == place.agent])
        if place.agents > place.people:
            firms, trace = body.window(window, place.people, place.agents, firms, pins)
            traces.append(trace[trace[:, -1] == place.agent])
    return Relived(
        place, first, body.records[low:high], body.records[place.people :], circle, firms,
        np.concatenate(traces) if traces else _NO_TRACE, kept,
    )  # fmt: skip


def everybody(engine: Engine, fields: Fields, community: int) -> Iterator[Ints]:
    """Live the people of a community again, and give window by window what befell them all: rows of the trace."""
    place = place_of(engine, int(engine.settled.society.start[community]))
    body = _Body(engine, fields, place)
    docket = body.standing(0, place.agents)
    for window in range(fields.windows):
        body.prepare(window)
        docket, trace = body.window(window, 0, place.agents, docket, NO_OVERRIDES)
        yield trace[trace[:, -1] < place.people]


def digest_again(fields: Fields, engine: Engine, community: int) -> int:
    """Live a whole community again from a run's fields, and give the digest of its final state."""
    first = int(engine.settled.society.start[community])
    lived = relive(engine, fields, place_of(engine, first), whole=True)
    docket = np.concatenate([lived.docket, lived.organisations_docket])
    return community_digest(lived.circle, lived.organisations, docket)


class _Body:
    """One community as a people of its own: its records, what it read, and what the kernel needs to live a part of it.

    Nothing is drawn, read or worked out here of anybody else: a life of a whole country takes no longer than one of a
    small town.
    """

    def __init__(self, engine: Engine, fields: Fields, place: Place) -> None:
        cut = (place.community, place.community + 1)
        self.engine, self.fields, self.place = engine.part(cut), fields.part(cut), place
        compiled, settled = self.engine.compiled, self.engine.settled
        self.records = np.zeros((place.agents, compiled.words), dtype=np.uint16)
        self.scratch: Scratch = scratch_for(compiled.world, MOST_IN_HAND)
        self.after: After = empty_after(self.engine)
        self.rows = np.zeros((_TRACE_ROWS, len(COLUMNS)), dtype=np.int64)
        begin(compiled, settled.society, engine.seed, (0, 1), settled.profiles, self.records)
        self._opening, _ = opening_docket(engine.scenario, compiled, settled, self.records, engine.seed)

    def standing(self, low: int, high: int) -> NDArray[np.uint64]:
        """Give the matters of some agents that stood before the first window."""
        agents = np.array([agent_of(item) for item in self._opening], dtype=np.int64)
        return self._opening[(agents >= low) & (agents < high)]

    def prepare(self, window: int) -> None:
        """Do what comes before a window is lived."""
        settled = self.engine.settled
        self.engine.open_window(window, self.records, int(settled.society.start[0]), settled.profiles)

    def window(
        self, window: int, low: int, high: int, docket: NDArray[np.uint64], pins: Ints
    ) -> tuple[NDArray[np.uint64], Ints]:
        """Live some agents of the community through one window; return their docket and trace.

        The trace is written into more room, from the same records, until it holds all.
        """
        kept = self.records[low:high].copy()
        while True:
            log = (self.rows, np.zeros(1, dtype=np.int64))
            items = self._live(window, low, high, docket, pins, log)
            length = int(log[1][0])
            if length <= len(self.rows):
                return items, log[0][:length]
            self.records[low:high] = kept
            self.rows = np.zeros((2 * length, len(COLUMNS)), dtype=np.int64)

    def _live(
        self, window: int, low: int, high: int, docket: NDArray[np.uint64], pins: Ints,
        log: tuple[Ints, Ints],
    ) -> NDArray[np.uint64]:  # fmt: skip
        engine, before = self.engine, self.fields.at(window)
        items = np.empty(len(docket) + _ROOM, dtype=np.uint64)
        starts = np.zeros(2, dtype=np.int64)
        held = (docket, np.array([0, len(docket)], dtype=np.int64))
        progress = np.zeros(3, dtype=np.int64)
        clock = engine.scenario.clock
        span = (window, clock.window, clock.length(window), 0, 1, low, high)
        while True:
            status = live(
                engine.world_at(window), engine.society, before, self.after, self.scratch, span, engine.seed,
                engine.settled.profiles, self.records, held, (items, starts), progress, pins, log,
            )  # fmt: skip
            if status != STATUS_ROOM:
                break
            items = np.concatenate([items, np.empty(len(items), dtype=np.uint64)])
        complain(status)
        return items[: progress[2]].copy()
