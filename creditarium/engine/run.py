"""The driver: a world lived window by window, on one or more threads.

Communities are independent within a window, so each thread lives a run of them and the sums by region are
added up afterwards in integers: the tables are the same on any number of threads.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.census import large_ratings, opening_census, opening_docket
from creditarium.engine.compile.world import Compiled, cell_count, compile_world
from creditarium.engine.counting import Measures, nothing
from creditarium.engine.docket import MOST_IN_HAND
from creditarium.engine.extension import Extended
from creditarium.engine.lives import STATUS_CANDIDATES, STATUS_FINE, STATUS_ROOM, live
from creditarium.engine.society import Settled, settle
from creditarium.engine.start import begin, begin_counting
from creditarium.engine.tallies import flushed, put_back
from creditarium.engine.world import (
    FIELD_LEVELS,
    HISTOGRAM_BINS,
    MOST_BANDS,
    After,
    Before,
    Scratch,
    World,
    scratch_for,
)
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario

PEOPLE_FOR_THREADS = 10_000
MOST_AGENTS = 1 << 12
RANK_CLASSES = 32
_NO_OVERRIDES = np.zeros((0, 5), dtype=np.int64)
_NO_LOG = (np.zeros((0, 9), dtype=np.int64), np.zeros(1, dtype=np.int64))

Ints = NDArray[np.int64]


@dataclass
class State:
    """All that must survive a restart: where every life stands at the start of a window."""

    window: int
    records: NDArray[np.uint16]
    docket: NDArray[np.uint64]
    docket_start: Ints
    before: Before
    adaptive_records: Ints

    @property
    def nbytes(self) -> int:
        """The bytes of the records and the docket (without the two bytes of each person's profile)."""
        return self.records.nbytes + self.docket.nbytes


@dataclass
class History:
    """What a run keeps of each window: the fields that any life can be replayed from, and histograms.

    ``whole`` is the state at the start of a last window that the horizon cuts, with the tally rows of the
    period that is open there: from it a longer run goes on. Of a warm-up only ``before`` is kept.
    ``open_rows`` gives, between two windows, the tally rows of the period that is not over; they stay counted.
    """

    before: list[Before] = field(default_factory=list)
    bands: list[Ints] = field(default_factory=list)
    bins: list[Ints] = field(default_factory=list)
    tallies: list[tuple[int, Ints]] = field(default_factory=list)
    whole: tuple[State, Ints] | None = None
    open_rows: Callable[[], Ints] | None = None
    peak_bytes: int = 0


@dataclass
class Engine:
    """A compiled scenario and its people, ready to be lived."""

    scenario: Scenario
    settled: Settled
    compiled: Compiled
    extended: Extended | None = None

    @classmethod
    def of(cls, scenario: Scenario, settled: Settled | None = None) -> Engine:
        """Settle the people (unless they are given) and compile the world."""
        settled = settled if settled is not None else settle(scenario)
        compiled = compile_world(scenario, settled)
        return cls(scenario, settled, compiled, Extended.of(scenario, compiled))

    @property
    def seed(self) -> np.uint64:
        """The seed as the kernel takes it."""
        return np.uint64(self.scenario.seed)

    def fresh(self) -> State:
        """Return the state at the first window's start."""
        records = np.zeros((self.settled.agents, self.compiled.words), dtype=np.uint16)
        begin(
            self.compiled.world, self.compiled.society, self.seed, 0, self.settled.communities,
            self.settled.profiles, records, np.zeros(self.compiled.world.views, np.int64),
        )  # fmt: skip
        counts = np.zeros((len(self.compiled.adaptive), self.settled.communities), dtype=np.int64)
        docket = opening_docket(self.scenario, self.compiled, self.settled, records, self.seed)
        bands, bins = opening_census(self.compiled, self.settled, records, self.scenario.clock.window)
        before = self.nothing_before(counts)._replace(
            bands=bands, rank_class=_ranks(bins), large=large_ratings(self.compiled, self.settled, records)
        )
        return State(0, records, *docket, before, counts)

    def windows(
        self, state: State, history: History, *, until: int | None = None, threads: int = 2,
        measures: Measures | None = None,
    ) -> Iterator[State]:  # fmt: skip
        """Live window after window, yielding the state after each; ``history`` and ``measures`` fill on the way."""
        clock = self.scenario.clock
        end = clock.windows if until is None else until
        spans = self._spans(threads)
        region = self.settled.society.region
        reach = [(int(region[first]), int(region[last - 1]) + 1) for first, last in spans]
        kind_rows = self.compiled.world.kinds["row"]
        after = [self.empty_after(measures) for _ in spans]
        scratches = [scratch_for(self.compiled.world, MOST_IN_HAND) for _ in spans]
        with ThreadPoolExecutor(max_workers=len(spans)) as pool:

            def open_rows() -> Ints:
                rows = flushed(after, reach, kind_rows, pool)
                put_back(after, reach, rows)
                return rows

            history.open_rows = open_rows
            while state.window < end:
                if clock.length(state.window) < clock.window:
                    history.whole = replace(state, records=state.records.copy()), open_rows()
                self.open_window(state.window, state.records, 0, self.settled.profiles)
                history.before.append(state.before)
                state = self._next(state, spans, after, scratches, pool)
                history.peak_bytes = max(history.peak_bytes, state.nbytes)
                counted = state.window - clock.warm_windows
                if counted > 0:
                    history.bands.append(np.asarray(sum(part.bands for part in after)).copy())
                    history.bins.append(np.asarray(sum(part.bins for part in after)).copy())
                elif measures is not None:
                    measures.sums[...] = 0
                if counted % clock.tally == 0 or state.window == end:
                    rows = flushed(after, reach, kind_rows, pool)
                    if counted > 0:
                        history.tallies.append((state.window, rows))
                yield state
            history.open_rows = None

    def open_window(self, window: int, records: NDArray[np.uint16], first: int, profiles: NDArray[np.uint16]) -> None:
        """Do to the records of the people from number ``first`` on what comes before a window is lived.

        After a warm-up persons are counted anew, and an extension works on their states.
        """
        if 0 < window == self.scenario.clock.warm_windows:
            begin_counting(self.compiled, records)
        if self.extended is not None:
            self.extended.apply(self.seed, window, first, profiles, records)

    def world_at(self, window: int) -> World:
        """Return the world of a window: one that the horizon cuts is over before its bouts are scored."""
        world, clock = self.compiled.world, self.scenario.clock
        return world if clock.length(window) == clock.window else world._replace(bouts=world.bouts[:0])

    def _next(
        self, state: State, spans: list[tuple[int, int]], after: list[After], scratches: list[Scratch],
        pool: ThreadPoolExecutor,
    ) -> State:  # fmt: skip
        _compiled, community = self.compiled, self._community_arrays()
        clock = self.scenario.clock

        def job(j: int) -> Any:
            first, last = spans[j]
            part = after[j]._replace(community=community[0], astray=community[1], records=community[2])
            after[j] = part
            for sums in (part.region, part.bins, part.bands, part.astray_kinds):
                sums[...] = 0
            low, high = int(state.docket_start[first]), int(state.docket_start[last])
            docket = (state.docket[low:high], state.docket_start[first : last + 1] - low)
            span = (state.window, clock.window, clock.length(state.window), first, last, 0, MOST_AGENTS)
            return lived(self, state, part, scratches[j], span, docket)

        parts = list(pool.map(job, range(len(spans))))
        docket = np.concatenate([part[0] for part in parts]) if len(parts) > 1 else parts[0][0]
        starts, base = [np.zeros(1, dtype=np.int64)], 0
        for items, start in parts:
            starts.append(start[1:] + base)
            base += len(items)
        counts = state.adaptive_records + community[2]
        before = self._before(state, after, community, counts)
        return State(state.window + 1, state.records, docket, np.concatenate(starts), before, counts)

    def _spans(self, threads: int) -> list[tuple[int, int]]:
        """Cut the communities into one run a thread, of about as many people each."""
        threads = 1 if self.scenario.people < PEOPLE_FOR_THREADS else max(threads, 1)
        start, n = self.settled.society.start, self.settled.communities
        marks = [int(np.searchsorted(start, self.scenario.people * j // threads)) for j in range(threads)]
        marks = sorted({0, *marks, n})
        return [(a, b) for a, b in itertools.pairwise(marks) if a < b]

    def _community_arrays(self) -> tuple[Ints, Ints, Ints]:
        n = self.settled.communities
        return (
            np.zeros((n, len(self.compiled.world.community_fields)), dtype=np.int64),
            np.zeros(n, dtype=np.int64),
            np.zeros((len(self.compiled.adaptive), n), dtype=np.int64),
        )

    def empty_after(self, measures: Measures | None = None) -> After:
        """Return the sums of one thread before its first window; all threads share the measures."""
        measured = measures if measures is not None else nothing(len(self.compiled.rows))
        regions, schemes = len(self.settled.regions), len(self.compiled.schemes)
        community = self._community_arrays()
        return After(
            community=community[0],
            astray=community[1],
            records=community[2],
            region=np.zeros((regions, len(self.compiled.world.region_fields)), dtype=np.int64),
            astray_kinds=np.zeros((regions, len(self.compiled.kinds)), dtype=np.int64),
            bins=np.zeros((regions, schemes, HISTOGRAM_BINS), dtype=np.int64),
            bands=np.zeros((regions, schemes, MOST_BANDS), dtype=np.int64),
            tally=np.zeros((regions, cell_count(), len(self.compiled.rows)), dtype=np.int64),
            often=np.zeros((regions, cell_count(), len(self.compiled.kinds), 2), dtype=np.int64),
            measures=measured.sums,
            measure_of=measured.of_row,
        )

    def nothing_before(self, counts: Ints) -> Before:
        regions, schemes = len(self.settled.regions), len(self.compiled.schemes)
        community = self._community_arrays()
        attention, counting = self.attention(counts)
        return Before(
            community=community[0],
            astray=community[1],
            region=np.zeros((regions, len(self.compiled.world.region_fields)), dtype=np.int64),
            astray_kinds=np.zeros((regions, len(self.compiled.kinds)), dtype=np.int64),
            rank_class=np.full((schemes, HISTOGRAM_BINS), RANK_CLASSES // 2, dtype=np.int64),
            bands=np.zeros((regions, schemes, MOST_BANDS), dtype=np.int64),
            large=np.zeros((regions, schemes, self.settled.heads.shape[2]), dtype=np.int64),
            attention=attention,
            counting=counting,
        )

    def _before(self, state: State, after: list[After], community: tuple[Ints, Ints, Ints], counts: Ints) -> Before:
        sums = np.asarray(sum(part.region for part in after))
        sizes = np.diff(self.settled.built.layout.region_start)[:, None]
        scales = np.array([int(place["scale"]) for place in self.compiled.world.region_fields], dtype=np.int64)
        levels = np.minimum(sums * FIELD_LEVELS // np.maximum(sizes * scales, 1), FIELD_LEVELS)
        bins = np.asarray(sum(part.bins for part in after))
        attention, counting = self.attention(counts)
        return Before(
            community=community[0],
            astray=community[1],
            region=levels,
            astray_kinds=state.before.astray_kinds + sum(part.astray_kinds for part in after),
            rank_class=_ranks(bins),
            bands=np.asarray(sum(part.bands for part in after)).copy(),
            large=large_ratings(self.compiled, self.settled, state.records),
            attention=attention,
            counting=counting,
        )

    def attention(self, counts: Ints) -> tuple[Ints, Ints]:
        """Share out each adaptive sensor's conserved capacity over the communities of a region.

        A community's share is (prior + records) / sum; its factor is the share times their number. Under
        ``inverse_share`` a record counts with the probability 1 - share.
        """
        attention = np.full(counts.shape, 1 << 16, dtype=np.int64)
        counting = np.full(counts.shape, 1 << 32, dtype=np.int64)
        region = self.settled.society.region
        for n, name in enumerate(self.compiled.adaptive):
            rule = self.scenario.observation.sensors[name].adaptive
            if rule is None:
                continue
            weights = counts[n] + int(rule.prior.value)
            totals = np.bincount(region, weights=None, minlength=len(self.settled.regions))
            sums = np.zeros(len(self.settled.regions), dtype=np.int64)
            np.add.at(sums, region, weights)
            attention[n] = weights * totals[region] * (1 << 16) // np.maximum(sums[region], 1)
            if rule.rule == "inverse_share":
                counting[n] = (1 << 32) - (weights << 32) // np.maximum(sums[region], 1)
        return attention, counting


def _ranks(bins: Ints) -> Ints:
    """Return the percentile class (0 to 31) of each histogram bin over all regions, int64[C, 64]."""
    totals = bins.sum(axis=0)
    below = np.cumsum(totals, axis=1) - totals
    middle = 2 * below + totals
    whole = np.maximum(2 * totals.sum(axis=1, keepdims=True), 1)
    return np.asarray(np.minimum(middle * RANK_CLASSES // whole, RANK_CLASSES - 1), dtype=np.int64)


def lived(
    engine: Engine, state: State, after: After, scratch: Scratch, span: tuple[int, ...],
    docket: tuple[NDArray[np.uint64], Ints],
) -> tuple[NDArray[np.uint64], Ints]:  # fmt: skip
    """Live one span through one window and return its docket; the docket's room grows when it must."""
    room = len(docket[0]) + MOST_IN_HAND * 128
    items = np.empty(room, dtype=np.uint64)
    window, _, _, first, last, *_ = span
    starts = np.zeros(last - first + 1, dtype=np.int64)
    progress = np.array([first, 0, 0], dtype=np.int64)
    while True:
        status = live(
            engine.world_at(window), engine.compiled.society, state.before, after, scratch, span, engine.seed,
            engine.settled.profiles, state.records, docket, (items, starts), progress, _NO_OVERRIDES, _NO_LOG,
        )  # fmt: skip
        if status != STATUS_ROOM:
            break
        items = np.concatenate([items, np.empty(len(items), dtype=np.uint64)])
    complain(status)
    return items[: progress[2]].copy(), starts


def complain(status: int) -> None:
    """Raise a Problem for a window that the kernel could not finish."""
    if status == STATUS_FINE:
        return
    if status == STATUS_CANDIDATES:
        raise Problem("an agent has more than 192 candidates in a window", mend="shorten the window or lower the rates")
    raise Problem("an agent has more than 191 matters in hand", mend="shorten delays and terms or lower the rates")


def live_through(
    engine: Engine, *, threads: int = 2, tell: Callable[[int, int], None] | None = None
) -> tuple[State, History]:
    """Live a whole scenario and return its last state and history; ``tell`` hears of each window's end."""
    history, state = History(), engine.fresh()
    for after in engine.windows(state, history, threads=threads):
        state = after
        if tell is not None:
            tell(state.window, engine.compiled.windows)
    return state, history
