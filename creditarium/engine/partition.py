"""A partition: a run of whole communities with all that is kept of their lives, lived by one thread or worker.

It is a people of its own under the rules of all: its communities are counted from 0, its persons by their numbers
among all. Communities are independent within a window, so what others need to know of it when a window is over
(`Left`) is small: sums by region, what its communities leave for themselves, and the records of large firms.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Cut, Ints, Items, Log
from creditarium.engine.census import count_words
from creditarium.engine.compile.world import cell_count
from creditarium.engine.counting import Measures, nothing
from creditarium.engine.docket import MOST_IN_HAND, MOST_MEMBERS
from creditarium.engine.laps import no_laps
from creditarium.engine.lives import STATUS_CANDIDATES, STATUS_FINE, STATUS_ROOM, live
from creditarium.engine.tallies import Counts, Tally, gathered, put_back
from creditarium.engine.world import HISTOGRAM_BINS, MOST_BANDS, After, Before, Scratch, scratch_for
from creditarium.model.problem import Problem

if TYPE_CHECKING:
    from creditarium.engine.run import Engine

ROOM = MOST_IN_HAND * 128
"""Matters for which there is room beyond those of the last window; where they are more, it is doubled."""
NO_OVERRIDES: Ints = np.zeros((0, 5), dtype=np.int64)
NO_LOG: Log = (np.zeros((0, 9), dtype=np.int64), np.zeros(1, dtype=np.int64))


class Left(NamedTuple):
    """What a partition leaves at a window's end for others to read.

    Sums by region are those of the regions from `first_region` on in which it has communities.
    """

    first_region: int
    community: Ints  # [own communities, fields]
    astray: Ints  # [own communities]
    records: Ints  # [N, own communities]
    region: Ints  # [own regions, fields]
    astray_kinds: Ints  # [own regions, K]
    bins: Ints  # [own regions, C, 64]
    bands: Ints  # [own regions, C, 16]
    moves: Ints  # [own regions, slices, C, 16], or [own regions, 0, …]
    heads: NDArray[np.uint16]  # [large firms' organisations that lie here, words]
    matters: int  # in hand


def cuts(engine: Engine, count: int) -> list[Cut]:
    """Cut the communities into runs of about as many people each: at most so many, and none without a community."""
    start, n = engine.settled.society.start, engine.settled.communities
    marks = [int(np.searchsorted(start, engine.scenario.people * j // count)) for j in range(count)]
    return [(a, b) for a, b in itertools.pairwise(sorted({0, *marks, n})) if a < b]


def before_of(before: Before, cut: Cut) -> Before:
    """Give what a partition may read of what the last window left for all: its own communities', and all regions'."""
    own = slice(*cut)
    return before._replace(
        community=before.community[own],
        astray=before.astray[own],
        attention=np.ascontiguousarray(before.attention[:, own]),
        counting=np.ascontiguousarray(before.counting[:, own]),
    )


@dataclass
class Partition:
    """A part of a people, and where its lives stand.

    `engine` is that of the part (`Engine.part`). `records` uint16[agents, words] begin with its persons; the matters
    in hand of its j-th community are those of `docket` from `docket_start[j]` on. Its tallies have the group cells
    `cells` (`own_cells` of it, or of all with whom it is gathered); `cell_of` is each profile's among these.
    """

    engine: Engine
    records: NDArray[np.uint16]
    docket: Items
    docket_start: Ints
    cells: Ints
    measures: Measures | None = None
    after: After = field(init=False)
    cell_of: NDArray[np.uint16] = field(init=False)
    scratch: Scratch = field(init=False)

    def __post_init__(self) -> None:
        world, count = self.engine.compiled.world, len(self.cells)
        self.cell_of = np.minimum(np.searchsorted(self.cells, world.cell_of), count - 1).astype(np.uint16)
        self.after = empty_after(self.engine, self.measures, count)
        self.scratch = scratch_for(world, MOST_IN_HAND)

    def live(self, window: int, before: Before) -> Left:
        """Live everybody through one window, given what the last one left for this part (`before_of`)."""
        after, society = self.after, self.engine.settled.society
        firms = society.organisation_row + int(society.organisations[0])
        persons, bodies = self.records[: self.engine.settled.people], self.records[firms : firms + self.organisations]
        self.engine.open_window(window, persons, int(society.start[0]), self.engine.settled.profiles)
        self.engine.open_window(window, bodies, 0, self.engine.settled.profiles[:0])
        for sums in (
            after.community, after.astray, after.records, after.region, after.astray_kinds, after.bins, after.bands,
            after.moves,
        ):  # fmt: skip
            sums[...] = 0
        self._live(window, before)
        own, heads = slice(*self.reach), self.engine.settled.heads.ravel()
        return Left(
            first_region=own.start,
            community=after.community,
            astray=after.astray,
            records=after.records,
            region=after.region[own],
            astray_kinds=after.astray_kinds[own],
            bins=after.bins[own],
            bands=after.bands[own],
            moves=after.moves[own],
            heads=self.records[heads[heads >= 0]],
            matters=len(self.docket),
        )

    @property
    def tally(self) -> Tally:
        """Where it is counted."""
        kinds = self.engine.compiled.world.kinds["row"].astype(np.int64)
        return Tally(self.after.tally, self.after.often, kinds, self.cells, *self.reach)

    def take_tally(self) -> list[Counts]:
        """Give the counts of the period, those of each slice by themselves, and begin another."""
        return gathered([self.tally])

    def open_rows(self) -> Counts:
        """Give the counts of the period that is not over; they stay counted."""
        return gathered([self.tally], keep=True)[0]

    def count_again(self, rows: Counts) -> None:
        """Count rows of the period that is not over again, beside what is counted."""
        put_back(self.tally, rows)

    @property
    def reach(self) -> tuple[int, int]:
        """The regions in which it has communities: the first, and the end."""
        region = self.engine.settled.society.region
        return int(region[0]), int(region[-1]) + 1

    @property
    def organisations(self) -> int:
        """How many organisations it has."""
        organisations = self.engine.settled.society.organisations
        return int(organisations[-1] - organisations[0])

    def _live(self, window: int, before: Before) -> None:
        """Live the window in the kernel; the docket's room grows when it must."""
        engine, clock, n = self.engine, self.engine.scenario.clock, self.engine.settled.communities
        items = np.empty(len(self.docket) + ROOM, dtype=np.uint64)
        starts, progress = np.zeros(n + 1, dtype=np.int64), np.zeros(3, dtype=np.int64)
        span = (window, clock.window, clock.length(window), 0, n, 0, MOST_MEMBERS)
        world = engine.world_at(window)._replace(cell_of=self.cell_of)
        while True:
            status = live(
                world, engine.society, before, self.after, self.scratch, span, engine.seed,
                engine.settled.profiles, self.records, (self.docket, self.docket_start), (items, starts), progress,
                NO_OVERRIDES, NO_LOG,
            )  # fmt: skip
            if status != STATUS_ROOM:
                break
            wider = np.empty(2 * len(items), dtype=np.uint64)
            wider[: progress[2]] = items[: progress[2]]  # no more: of what is not written no memory is taken
            items = wider
        complain(status)
        items.resize(int(progress[2]), refcheck=False)  # in place: a people's matters need not stand there twice
        self.docket, self.docket_start = items, starts


def own_cells(engine: Engine) -> Ints:
    """Give the group cells that an engine's agents are of, in order: no others need to be counted."""
    cell_of, settled = engine.compiled.world.cell_of, engine.settled
    profiles = np.zeros((1, 1 << 16), dtype=np.int64)
    count_words(settled.profiles[: settled.people].reshape(-1, 1), profiles)
    own = set(cell_of[:-1][profiles[0] > 0].tolist())
    if settled.society.organisations[-1] > settled.society.organisations[0]:
        own.add(int(cell_of[-1]))
    return np.array(sorted(own), dtype=np.int64)


def empty_after(engine: Engine, measures: Measures | None = None, cells: int | None = None) -> After:
    """Return the sums of a partition before its first window, of so many ``cells``, or of all.

    Measures are those of its own agents.
    """
    compiled, n = engine.compiled, engine.settled.communities
    measured = measures if measures is not None else nothing(len(compiled.rows))
    regions, schemes, slices = len(engine.settled.regions), len(compiled.schemes), engine.scenario.clock.slices
    width = cell_count() if cells is None else cells
    return After(
        community=np.zeros((n, len(compiled.world.community_fields)), dtype=np.int64),
        astray=np.zeros(n, dtype=np.int64),
        records=np.zeros((len(compiled.adaptive), n), dtype=np.int64),
        region=np.zeros((regions, len(compiled.world.region_fields)), dtype=np.int64),
        astray_kinds=np.zeros((regions, len(compiled.kinds)), dtype=np.int64),
        bins=np.zeros((regions, schemes, HISTOGRAM_BINS), dtype=np.int64),
        bands=np.zeros((regions, schemes, MOST_BANDS), dtype=np.int64),
        moves=np.zeros((regions, slices if slices > 1 else 0, schemes, MOST_BANDS), dtype=np.int64),
        tally=np.zeros((regions, width, slices, len(compiled.rows)), dtype=np.int64),
        often=np.zeros((regions, width, slices, len(compiled.kinds), 2), dtype=np.int64),
        measures=measured.sums,
        measure_of=measured.of_row,
        laps=no_laps(),
    )


def complain(status: int) -> None:
    """Raise a Problem for a window that the kernel could not finish."""
    if status == STATUS_FINE:
        return
    if status == STATUS_CANDIDATES:
        raise Problem("an agent has more than 192 candidates in a window", mend="shorten the window or lower the rates")
    raise Problem("an agent has more than 191 matters in hand", mend="shorten delays and terms or lower the rates")
