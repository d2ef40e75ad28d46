"""The months of a panel. A run counts by windows of days, and no calendar month is a whole number of them.

So a month is four weeks unless a calendar is asked for: a count then belongs to one month, whole, and nothing is
shared out. With `calendar`, a window that lies in two months is shared between them by its days, so that a count may
be a fraction, and up to six days of a month stand in its neighbour. The true effect is counted in the same months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Clock

MONTH_DAYS = 28
SORTS = ("weeks", "calendar")


@dataclass(frozen=True)
class Months:
    """The whole months of a horizon: first and last days, and which share of each tally period lies in each.

    `shares` float64[months, periods]; `tally` is how many windows a period of the tallies must have for it.
    """

    first: tuple[date, ...]
    last: tuple[date, ...]
    shares: NDArray[np.float64]
    tally: int

    @property
    def days(self) -> NDArray[np.float64]:
        """How many days each month has."""
        return np.array([(b - a).days + 1 for a, b in zip(self.first, self.last, strict=True)], dtype=np.float64)

    def place(self, day: date) -> int:
        """Give the month in which a day lies; 0 if it lies before them all, and their number if after.

        >>> from datetime import date
        >>> from creditarium.model.scenario import Clock
        >>> made = months_of(Clock(start=date(2018, 7, 2), days=364), "weeks")
        >>> len(made.first), made.place(date(2018, 1, 1)), made.place(date(2019, 1, 1)), made.place(date(2020, 1, 1))
        (13, 0, 6, 13)
        """
        return sum(last < day for last in self.last)


def months_of(clock: Clock, sort: str) -> Months:
    """Cut a horizon into months, `weeks` or `calendar`; days beyond the last whole month are left out."""
    if sort not in SORTS:
        raise Problem(f"'{sort}' are no months", place="--months", mend=suggestion(sort, SORTS))
    if MONTH_DAYS % clock.window:
        what = f"windows of {clock.window} days make no month of four weeks"
        raise Problem(what, place="clock.window", mend="write 7, or another part of 28")
    if sort == "weeks":
        return _weeks(clock)
    return _calendar(clock)


def _weeks(clock: Clock) -> Months:
    count = clock.days // MONTH_DAYS
    first = [clock.start + timedelta(days=MONTH_DAYS * j) for j in range(count)]
    last = [day + timedelta(days=MONTH_DAYS - 1) for day in first]
    tally = MONTH_DAYS // clock.window
    windows = clock.windows - clock.warm_windows
    return Months(tuple(first), tuple(last), np.eye(count, -(-windows // tally)), tally)


def _calendar(clock: Clock) -> Months:
    end = clock.start + timedelta(days=clock.days)
    first, last = [], []
    day = clock.start if clock.start.day == 1 else _next(clock.start)
    while _next(day) <= end:
        first.append(day)
        last.append(_next(day) - timedelta(days=1))
        day = _next(day)
    shares = np.zeros((len(first), clock.windows - clock.warm_windows))
    for window in range(shares.shape[1]):
        length = clock.length(clock.warm_windows + window)
        begin = clock.start + timedelta(days=window * clock.window)
        for month in range(len(first)):
            low, high = max(begin, first[month]), min(begin + timedelta(days=length - 1), last[month])
            shares[month, window] = max((high - low).days + 1, 0) / length
    return Months(tuple(first), tuple(last), shares, 1)


def _next(day: date) -> date:
    """Give the first day of the next month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
