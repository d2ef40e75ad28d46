"""Staggered difference-in-differences: the effect on each cohort in each month, against places not yet treated.

The effect on cohort g in month t (Callaway and Sant'Anna 2021) is how much its outcome changed since the month before
g, less how much that of places changed which are untreated in both. Each is the slope of a regression of long
differences; all stand in one regression, so that errors clustered by place hold for any mean of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from creditarium.analysis.extra import analysis_extra, one_thread
from creditarium.analysis.testbed.estimate import Found, combined
from creditarium.analysis.testbed.seen import LEAST_COMPARATORS, Seen, Truths
from creditarium.model.problem import Problem, suggestion

NOT_YET, NEVER = COMPARATORS = ("not-yet", "never")


@dataclass(frozen=True)
class Block:
    """One cohort in one month: its places with a record, and those that they are compared with."""

    cohort: int
    month: int
    mine: Truths
    others: Truths

    @property
    def event(self) -> int:
        """Months since the cohort's first: below 0 it is yet to come."""
        return self.month - self.cohort


class Staggered:
    """Every group-time effect of a panel, and means of them."""

    def __init__(self, seen: Seen, comparators: str = NOT_YET) -> None:
        check_comparators(comparators)
        self.seen = seen
        self.blocks = [block for g in seen.cohorts for block in _blocks(seen, g, comparators)]
        if not any(block.event >= 0 for block in self.blocks):
            waiting = "never treated" if comparators == NEVER else "not yet treated"
            what = f"no treated place has {LEAST_COMPARATORS} others beside it that are {waiting}"
            raise Problem(what, mend="let more places be covered later or never, or end the run earlier")

    @cached_property
    @one_thread()
    def fitted(self) -> Any:
        """The stacked regression: for each block the comparators' change, then its effect."""
        with analysis_extra():
            from statsmodels.regression.linear_model import WLS
        seen, changes, rows, places, weights = self.seen, [], [], [], []
        for j, block in enumerate(self.blocks):
            inside = np.flatnonzero(block.mine | block.others)
            rows.append(_rows(j, len(self.blocks), block.mine[inside]))
            changes.append(seen.outcome[inside, block.month] - seen.outcome[inside, block.cohort - 1])
            places.append(inside)
            weights.append(seen.people[inside])
        model = WLS(np.concatenate(changes), np.concatenate(rows), weights=np.concatenate(weights))
        return model.fit(cov_type="cluster", cov_kwds={"groups": np.concatenate(places)})

    @property
    def overall(self) -> Found:
        """The mean effect over all treated places and months that have comparators, weighted by people."""
        return self._mean(lambda block: block.event >= 0)

    @property
    def before(self) -> Found | None:
        """The mean over the months before the last untreated one: 0 if the places moved alike; none in a short run."""
        return self._mean(lambda block: block.event < 0) if min(self.events) < 0 else None

    def at(self, event: int) -> Found:
        """The mean effect so many months after the first of each cohort; before −1 it ought to be 0."""
        return self._mean(lambda block: block.event == event)

    @property
    def events(self) -> list[int]:
        """The months since the beginning for which there is an effect; the month before is 0 by definition."""
        return sorted({block.event for block in self.blocks})

    def _mean(self, wanted: Callable[[Block], bool]) -> Found:
        seen, weights = self.seen, np.zeros(2 * len(self.blocks))
        cells, used = np.zeros(seen.outcome.shape), np.zeros(seen.outcome.shape, dtype=bool)
        for j, block in enumerate(self.blocks):
            if wanted(block):
                cells[block.mine, block.month] = seen.people[block.mine]
                weights[2 * j + 1] = seen.people[block.mine].sum()
                used[:, [block.cohort - 1, block.month]] |= (block.mine | block.others)[:, None]
        total = weights.sum()
        places = used.any(axis=1)
        spanned = np.ix_(places, used.any(axis=0))
        missing = int(np.count_nonzero(~seen.recorded[spanned]))
        value = combined(self.fitted, weights / total, int(places.sum()) - 1)
        return Found(*value, int(places.sum()), int(used.any(axis=0).sum()), missing, cells / total)


def check_comparators(named: str) -> None:
    """Refuse comparators of no known sort."""
    if named not in COMPARATORS:
        mend = suggestion(named, COMPARATORS)
        raise Problem(f"'{named}' are no comparators", place="--comparators", mend=mend)


def _blocks(seen: Seen, cohort: int, comparators: str) -> list[Block]:
    """Give the blocks of a cohort in which somebody stands beside it."""
    made, base = [], cohort - 1
    for month in range(seen.months):
        if month == base:
            continue
        known = seen.recorded[:, month] & seen.recorded[:, base]
        untreated = seen.since > max(month, base) if comparators == NOT_YET else seen.since >= seen.months
        mine = known & (seen.since == cohort)
        others = known & untreated & (seen.since != cohort)
        if mine.any() and np.count_nonzero(others) >= LEAST_COMPARATORS:
            made.append(Block(cohort, month, mine, others))
    return made


def _rows(j: int, blocks: int, mine: Truths) -> Any:
    rows = np.zeros((len(mine), 2 * blocks))
    rows[:, 2 * j] = 1.0
    rows[:, 2 * j + 1] = mine
    return rows
