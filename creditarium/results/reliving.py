"""Living one circle again: its people, window by window, from the fields that a run keeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.docket import MOST_IN_HAND, agent_of
from creditarium.engine.lives import STATUS_ROOM, live
from creditarium.engine.run import Engine, complain
from creditarium.engine.start import begin
from creditarium.engine.trace import COLUMNS
from creditarium.engine.world import After, Scratch, Society, scratch_for
from creditarium.model.problem import Problem
from creditarium.results.decoding import Ints
from creditarium.results.fields import Fields

_ROOM = MOST_IN_HAND * 64
_TRACE_ROWS = 1 << 12
_NO_OVERRIDES = np.zeros((0, 5), dtype=np.int64)
_NO_TRACE = np.zeros((0, len(COLUMNS)), dtype=np.int64)


@dataclass(frozen=True)
class Place:
    """Where a person stands: the community, its agents, and the circle within (agents `low` to `high`)."""

    community: int
    agent: int
    people: int
    agents: int
    low: int
    high: int


@dataclass(frozen=True)
class Relived:
    """A circle lived again: records and matters in hand of its community's part, and the person's trace.

    `first` is the person's record at the beginning; `circle` are the circle's records at the end, `docket`
    its matters in hand, sorted by agent; `trace` has the columns of `creditarium.engine.trace.COLUMNS`.
    """

    place: Place
    first: NDArray[np.uint16]
    circle: NDArray[np.uint16]
    organisations: NDArray[np.uint16]
    docket: NDArray[np.uint64]
    organisations_docket: NDArray[np.uint64]
    trace: Ints


def place_of(engine: Engine, person: int) -> Place:
    """Find a person; a number that nobody has is a `Problem`."""
    society, people = engine.settled.society, engine.scenario.people
    if not 0 <= person < people:
        raise Problem(f"there is no person {person}", mend=f"give a number from 0 to {people - 1}")
    community = int(np.searchsorted(society.start, person, side="right")) - 1
    first, end = int(society.start[community]), int(society.start[community + 1])
    agent = person - first
    low = agent - agent % society.circle
    firms = int(society.organisations[community + 1] - society.organisations[community])
    return Place(community, agent, end - first, end - first + firms, low, min(low + society.circle, end - first))


def relive(
    engine: Engine, fields: Fields, place: Place, *, whole: bool = False, overrides: Ints | None = None
) -> Relived:
    """Live a person's circle again (or, if `whole`, all of the community), with its organisations.

    `overrides` are rows (agent number, window, ordinal, decision, outcome), sorted.
    """
    body = _Body(engine, place)
    low, high = (0, place.people) if whole else (place.low, place.high)
    first = body.records[place.agent].copy()
    standing = fields.opening_of(place.community)
    agents = np.array([agent_of(item) for item in standing], dtype=np.int64)
    circle, firms = standing[(agents >= low) & (agents < high)], standing[agents >= place.people]
    traces: list[Ints] = []
    pins = _NO_OVERRIDES if overrides is None else overrides
    for window in range(fields.windows):
        before = fields.at(window)
        circle, trace = body.window(window, before, low, high, circle, pins, _TRACE_ROWS)
        traces.append(trace[trace[:, -1] == place.agent])
        if place.agents > place.people:
            firms, _ = body.window(window, before, place.people, place.agents, firms, pins, 0)
    return Relived(
        place,
        first,
        body.records[low:high],
        body.records[place.people :],
        circle,
        firms,
        np.concatenate(traces) if traces else _NO_TRACE,
    )


class _Body:
    """One community's records and what the kernel needs to live a part of it."""

    def __init__(self, engine: Engine, place: Place) -> None:
        compiled, settled = engine.compiled, engine.settled
        start = int(settled.society.start[place.community])
        firms = int(settled.society.organisations[place.community])
        self.engine, self.place = engine, place
        self.society: Society = compiled.society._replace(person_base=start, organisation_row=place.people - firms)
        self.profiles = settled.profiles[start : start + place.people].copy()
        self.records = np.zeros((place.agents, compiled.words), dtype=np.uint16)
        self.scratch: Scratch = scratch_for(compiled.world, MOST_IN_HAND)
        self.after: After = engine.empty_after()
        begin(
            compiled.world, self.society, engine.seed, place.community, place.community + 1, self.profiles,
            self.records, np.zeros(compiled.world.views, np.int64),
        )  # fmt: skip

    def window(
        self,
        window: int,
        before: object,
        low: int,
        high: int,
        docket: NDArray[np.uint64],
        pins: Ints,
        room: int,
    ) -> tuple[NDArray[np.uint64], Ints]:
        """Live some agents of the community through one window; return their docket and trace.

        The trace is written into more room, from the same records, until it holds all.
        """
        kept = self.records[low:high].copy()
        while True:
            log = (np.zeros((room, len(COLUMNS)), dtype=np.int64), np.zeros(1, dtype=np.int64))
            items = self._live(window, before, low, high, docket, pins, log)
            length = int(log[1][0])
            if length <= room:
                return items, log[0][:length]
            self.records[low:high] = kept
            room = 2 * length

    def _live(
        self, window: int, before: object, low: int, high: int, docket: NDArray[np.uint64], pins: Ints,
        log: tuple[Ints, Ints],
    ) -> NDArray[np.uint64]:  # fmt: skip
        engine, community = self.engine, self.place.community
        items = np.empty(len(docket) + _ROOM, dtype=np.uint64)
        starts = np.zeros(2, dtype=np.int64)
        held = (docket, np.array([0, len(docket)], dtype=np.int64))
        progress = np.array([community, 0, 0], dtype=np.int64)
        span = (window, engine.scenario.clock.window, community, community + 1, low, high)
        while True:
            status = live(
                engine.compiled.world, self.society, before, self.after, self.scratch, span, engine.seed,
                self.profiles, self.records, held, (items, starts), progress, pins, log,
            )  # fmt: skip
            if status != STATUS_ROOM:
                break
            items = np.concatenate([items, np.empty(len(items), dtype=np.uint64)])
        complain(status)
        return items[: progress[2]].copy()
