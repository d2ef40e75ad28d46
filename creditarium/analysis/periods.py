"""The periods in which a run's tallies are counted, with their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from creditarium.results.axes import last_day
from creditarium.results.run import Run


@dataclass(frozen=True)
class Period:
    """A period of the tallies: the window before which it ends, its last day, and its days counted from the start."""

    end: int
    date: date
    first: int
    days: int


def periods(run: Run) -> tuple[Period, ...]:
    """Give the periods of a run so far, in their order; the last may be shorter, and a warm-up is none."""
    clock, lived = run.scenario.clock, run.contents.head.lived
    made, begin = [], clock.warm_windows
    while begin < lived:
        end = min(begin + clock.tally, lived)
        days = sum(clock.length(window) for window in range(begin, end))
        made.append(Period(end, last_day(clock, end), begin * clock.window - clock.warm_up, days))
        begin = end
    return tuple(made)
