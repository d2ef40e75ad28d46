"""What an economist sees of a panel: an outcome by place and month, how many people, and since when each is treated."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from creditarium.model.problem import Problem

LEAST_COMPARATORS = 2
"""Fewer places to compare with have no spread of their own."""
LEAST_MONTHS = 4
"""A line needs so many months before a break, and so many after it."""

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """A panel as arrays: outcome float64[places, months] (NaN where no record is), since int64[places], people.

    `since` is the first month in which a place is treated: 0 if it was before all months, and their number or more
    if it never is within them.
    """

    outcome: Floats
    since: NDArray[np.int64]
    people: Floats

    @property
    def months(self) -> int:
        """How many months there are."""
        return int(self.outcome.shape[1])

    @property
    def recorded(self) -> Truths:
        """Where there is a record."""
        return ~np.isnan(self.outcome)

    @property
    def treated(self) -> Truths:
        """Where a place is treated."""
        return np.arange(self.months)[None, :] >= self.since[:, None]

    @property
    def weights(self) -> Floats:
        """The people of each place and month."""
        return np.broadcast_to(self.people[:, None], self.outcome.shape)

    @property
    def cohorts(self) -> list[int]:
        """The months in which places begin to be treated that were seen untreated."""
        return [int(month) for month in np.unique(self.since) if 0 < month < self.months]


def levelled(seen: Seen) -> Seen:
    """Give the panel with every cohort raised or lowered to one level before the first roll-out.

    What changes everybody by the same share moves those most who have most. Here it moves all alike.
    """
    before = seen.recorded & (np.arange(seen.months) < min(seen.cohorts))[None, :]
    factors = np.ones(len(seen.people))
    for since in np.unique(seen.since):
        inside = before & (seen.since == since)[:, None]
        level = np.average(seen.outcome[inside], weights=seen.weights[inside]) if inside.any() else 0.0
        if level > 0:
            factors[seen.since == since] = np.average(seen.outcome[before], weights=seen.weights[before]) / level
    return replace(seen, outcome=seen.outcome * factors[:, None])


@dataclass(frozen=True)
class Focus:
    """One break to be looked at: the places that it touches, others untreated until `end`, and the months."""

    cohort: int
    end: int
    places: Truths
    others: Truths


def focus_of(seen: Seen) -> Focus:
    """Choose the break with most people among those with months enough before and after, and others untreated.

    The others are the places that are treated last, or never; months from then on are left out.
    """
    last = int(seen.since.max())
    end = min(last, seen.months)
    others = seen.since >= end
    if np.count_nonzero(others) < LEAST_COMPARATORS:
        what = f"places still untreated when all others are treated: {np.count_nonzero(others)}"
        raise Problem(what, mend=f"let {LEAST_COMPARATORS} or more be covered last, or never, or end the run earlier")
    fitting = [g for g in seen.cohorts if g < end and LEAST_MONTHS <= g <= end - LEAST_MONTHS]
    if not fitting:
        what = f"no place has {LEAST_MONTHS} months before its roll-out and {LEAST_MONTHS} after, while others wait"
        raise Problem(what, place="--days", mend="begin earlier (clock.start), or live more days")
    cohort = max(fitting, key=lambda g: float(seen.people[seen.since == g].sum()))
    return Focus(cohort, end, seen.since == cohort, others)
