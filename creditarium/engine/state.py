"""Where every life stands between two windows, and what a run keeps of each window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Ints, Items
from creditarium.engine.tallies import Counted, Counts
from creditarium.engine.world import Before

MOST_KEPT = 10_000_000
"""The most people whose states a finished run keeps; those of more could be lived again, and would fill a disk."""


def keeps_states(people: int) -> bool:
    """Tell whether a finished run of so many people keeps where every life stands."""
    return people <= MOST_KEPT


@dataclass
class State:
    """All that must survive a restart: where every life stands at the start of a window."""

    window: int
    records: NDArray[np.uint16]
    docket: Items
    docket_start: Ints
    before: Before
    adaptive_records: Ints

    @property
    def nbytes(self) -> int:
        """The bytes of the records and the docket (without the two bytes of each person's profile)."""
        return self.records.nbytes + self.docket.nbytes

    def kept(self) -> State:
        """Give the same state with records of its own, which nobody lives on in place."""
        return State(
            self.window, self.records.copy(), self.docket, self.docket_start, self.before, self.adaptive_records
        )


@dataclass
class History:
    """What a run keeps of each window: the fields that any life can be replayed from, and histograms.

    ``bands`` has an entry a slice of each window, ``tallies`` one a slice of each period.
    ``whole`` is the state at the start of a last window that the horizon cuts, with the tally rows of the
    period that is open there: from it a longer run goes on (`keeps_states`). Of a warm-up only ``before`` is kept.
    ``open_rows`` gives, between two windows, the tally rows of the period that is not over; they stay counted.
    """

    before: list[Before] = field(default_factory=list)
    bands: list[Ints] = field(default_factory=list)
    bins: list[Ints] = field(default_factory=list)
    tallies: list[Counted] = field(default_factory=list)
    whole: tuple[State, Counts] | None = None
    open_rows: Callable[[], Counts] | None = None
    peak_bytes: int = 0


def matters_of(items: Items, start: Ints, first: int, end: int) -> tuple[Items, Ints]:
    """Give the matters in hand of the communities from `first` to `end`, and where each of them begins."""
    low, high = int(start[first]), int(start[end])
    return items[low:high], start[first : end + 1] - low


def joined(dockets: Sequence[tuple[Items, Ints]]) -> tuple[Items, Ints]:
    """Put together the matters in hand of runs of communities: the reverse of `matters_of`."""
    if len(dockets) == 1:
        return dockets[0]
    starts, base = [np.zeros(1, dtype=np.int64)], 0
    for items, start in dockets:
        starts.append(start[1:] + base)
        base += len(items)
    return np.concatenate([items for items, _ in dockets]), np.concatenate(starts)
