"""An office of appeals with so many clerks: what becomes of a run's appeals where deciding takes people.

The engine decides an appeal after a random delay, however many there are. Here the appeals of a run, or any number
a day, meet a finite staff: first come, first served. Every case is filed, waits, is decided or is still in hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heapreplace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from creditarium.analysis.periods import periods
from creditarium.model.problem import Problem
from creditarium.results.run import Run

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Office:
    """So many clerks, each deciding a case in `days_a_case` on average: at `random` (exponential) or `fixed` time."""

    clerks: int
    days_a_case: float
    takes: Literal["random", "fixed"] = "random"

    def __post_init__(self) -> None:
        if self.clerks < 1 or not self.days_a_case > 0:
            raise Problem("an office has at least one clerk, and a case takes time", mend="correct the office")


@dataclass(frozen=True, eq=False)
class Docketed:
    """What became of the cases filed in so many `days`; times in days, each case's in the order of filing.

    `filed_at`, `begun_at` and `decided_at` may lie beyond the last day: such cases are still in hand.
    """

    days: int
    clerks: int
    filed_at: Floats
    begun_at: Floats
    decided_at: Floats

    @property
    def filed(self) -> int:
        """How many cases were filed."""
        return len(self.filed_at)

    @property
    def decided(self) -> int:
        """How many were decided by the last day."""
        return int((self.decided_at <= self.days).sum())

    @property
    def in_hand(self) -> int:
        """How many wait or lie before a clerk at the end of the last day."""
        return int(self.backlog[-1]) if self.days else 0

    @property
    def backlog(self) -> NDArray[np.int64]:
        """The cases in hand at the end of each day, int64[days]: those filed so far less those decided."""
        ends = np.arange(1, self.days + 1)
        filed = np.searchsorted(self.filed_at, ends, side="right")
        return np.asarray(filed - np.searchsorted(np.sort(self.decided_at), ends, side="right"), dtype=np.int64)

    @property
    def waits(self) -> Floats:
        """The days that each case waited before a clerk took it up."""
        return self.begun_at - self.filed_at

    @property
    def times(self) -> Floats:
        """The days from filing to decision of each case."""
        return self.decided_at - self.filed_at

    def quantile(self, share: float) -> float | None:
        """Give the days within which a share of all cases is decided; none if the horizon hides it.

        A case in hand counts as one that takes longer than any decided.
        """
        if not self.filed:
            return None
        done = np.sort(self.times[self.decided_at <= self.days])
        place = int(np.ceil(share * self.filed)) - 1
        return float(done[max(place, 0)]) if place < len(done) else None

    @property
    def mean_in_hand(self) -> float:
        """The mean number of cases in hand over the days: the area under filed less decided."""
        if not self.days:
            return 0.0
        moments = np.concatenate([self.filed_at, self.decided_at])
        steps = np.concatenate([np.ones(self.filed), -np.ones(self.filed)])
        order = np.argsort(moments, kind="stable")
        at, held = np.clip(moments[order], 0, self.days), np.cumsum(steps[order])
        return float((np.diff(np.append(at, self.days)) * held).sum() / self.days)

    @property
    def busy(self) -> float:
        """The share of the clerks' time that was spent on cases."""
        spent = np.minimum(self.decided_at, self.days) - np.minimum(self.begun_at, self.days)
        return float(spent.sum() / (self.clerks * self.days)) if self.days else 0.0


def worked(office: Office, filed: ArrayLike, seed: int = 1) -> Docketed:
    """Let an office work on the cases `filed` on each day, int[days], first come, first served.

    The hour of filing and the time that a case takes are drawn with the seed. Cases are conserved: `filed` is
    `decided` plus `in_hand`; Little's law holds: the mean in hand is arrivals a day times the mean time in the office.

    >>> done = worked(Office(clerks=2, days_a_case=1, takes="fixed"), [4, 0, 0])
    >>> done.filed, done.decided, done.in_hand
    (4, 4, 0)
    """
    counts = np.asarray(filed)
    if counts.ndim != 1 or (counts < 0).any() or not np.array_equal(counts, np.round(counts)):
        raise Problem("cases are filed in whole numbers of 0 or more", mend="give one number for each day")
    generator = np.random.default_rng(seed)
    days = np.repeat(np.arange(len(counts)), counts.astype(np.int64))
    filed_at = np.sort(days + generator.random(len(days)))
    takes = np.full(len(days), office.days_a_case)
    if office.takes == "random":
        takes = generator.exponential(office.days_a_case, len(days))
    free = [0.0] * office.clerks
    heapify(free)
    begun_at = np.empty(len(days))
    for case, (at, needs) in enumerate(zip(filed_at.tolist(), takes.tolist(), strict=True)):
        begun = max(at, free[0])
        begun_at[case] = begun
        heapreplace(free, begun + needs)
    return Docketed(len(counts), office.clerks, filed_at, begun_at, begun_at + takes)


def appeals_by_day(run: Run, scheme: str | None = None) -> NDArray[np.int64]:
    """Give the appeals of a run for each of its days, int64[days], spread evenly over each period of the tallies.

    They are counted when the run decided them, which is their filing here: the run's own delay is the time that
    the office would take were it never full.
    """
    held = dict(run.tally("appeals", by="window", item=scheme).select("window", "count").iter_rows())
    days = [np.zeros(0, dtype=np.int64)]
    days += [np.diff(np.arange(one.days + 1) * int(held.get(one.end, 0)) // one.days) for one in periods(run)]
    return np.concatenate(days)
