"""Chilling: did lawful acts that are watched become rarer than lawful acts that are not?

Acts may fall for many reasons. A comparator, lawful acts that nobody watches or lists, takes out what befalls both;
what remains is the difference in differences. Where the schemes begin within the run, the break is read from the
series itself; where they are there from the first day, from the same people without them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from creditarium.analysis.periods import periods
from creditarium.analysis.testbed.estimate import cautious
from creditarium.engine.compile.conduct import DAYS_A_YEAR
from creditarium.engine.compile.response import listed
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.results.run import Run

LEAST_PERIODS = 3
"""Periods needed on each side of a break before a level and a trend can be told apart."""


def watched_kinds(scenario: Scenario) -> tuple[str, ...]:
    """Name the lawful acts that a scheme punishes, that its sensors see, or that stand where a secret scheme lists."""
    minus, plus, chilled = listed(scenario)
    feeds = {sensor for scheme in scenario.scoring.values() for sensor in scheme.feeds}
    sees = {kind for sensor in feeds for kind in scenario.observation.sensors[sensor].sees}
    return tuple(kind for kind in _lawful_temptations(scenario) if kind in (minus | chilled | sees) - plus)


def comparator_kinds(scenario: Scenario) -> tuple[str, ...]:
    """Name the lawful acts that no scheme's sensor sees and no scheme lists, in domains where none lists anything."""
    minus, plus, _ = listed(scenario)
    domains = {scenario.conduct.kinds[kind].domain for kind in minus | plus}
    watched = set(watched_kinds(scenario)) | minus | plus
    named = {kind for reaction in scenario.response.reactions.values() for kind in reaction.kinds}
    return tuple(
        kind
        for kind in _lawful_temptations(scenario)
        if kind not in watched | named and scenario.conduct.kinds[kind].domain not in domains
    )


def _lawful_temptations(scenario: Scenario) -> Iterable[str]:
    for name, kind in scenario.conduct.kinds.items():
        if kind.lawful and kind.sort == "temptation" and kind.role == "ordinary" and not kind.who.organisation:
            yield name


def acts_by_period(run: Run, kinds: Iterable[str]) -> pl.DataFrame:
    """Count the acts of some kinds in each period of the tallies: `date` (its last day), `days`, `acts`."""
    counts = run.tally("acts", by=("window", "kind")).filter(pl.col("kind").is_in(list(kinds)))
    acts = dict(counts.group_by("window", maintain_order=True).agg(pl.col("count").sum()).iter_rows())
    rows = [(one.date, one.days, int(acts.get(one.end, 0))) for one in periods(run)]
    return pl.DataFrame(rows, schema={"date": pl.Date, "days": pl.Int64, "acts": pl.Int64}, orient="row")


@dataclass(frozen=True)
class Chilled:
    """How the watched acts moved against the comparator at a break; shares, below 0 where they fell.

    `change` is the difference in differences of the mean logarithms. `step` is the jump at the break of a
    segmented regression, [`step_low`, `step_high`] its 95 % interval over the periods, `trend` the change of the
    slope in a year; none with too few periods. `missing` are the periods left out, because either count is absent or 0.
    """

    change: float
    step: float | None
    step_low: float | None
    step_high: float | None
    trend: float | None
    before: int
    after: int
    missing: tuple[date, ...]


def chilling(watched: pl.DataFrame, comparator: pl.DataFrame, since: date) -> Chilled:
    """Compare two series of acts (`date`, `days`, `acts`) before and from a date.

    Regression of ln(watched / comparator) on a level, a trend, a step and a change of trend at `since`, with
    Newey-West errors, or plain ones where they are larger, by Student's t. A period that lies across the date counts
    as after. Fewer than three periods on a side give no step, and none a `Problem`.
    Sources: Wagner and others, J. Clin. Pharm. Ther. 27 (2002) for the design; Penney, Berkeley Tech. L. J. 31
    (2016) for chilling; Newey and West, Econometrica 55 (1987).
    """
    both = watched.join(comparator, on="date", how="full", coalesce=True, suffix="_other").sort("date")
    told = (pl.col("acts") > 0) & (pl.col("acts_other") > 0)
    known = both.filter(told.fill_null(False))
    missing = both.filter(~told.fill_null(False))["date"].to_list()
    missing += _gaps(both["date"].to_list(), both["days"].fill_null(both["days_other"]).to_list())
    y = np.log(known["acts"].to_numpy() / known["acts_other"].to_numpy())
    after = (known["date"] >= since).to_numpy()
    if not after.any() or after.all():
        raise Problem("chilling needs periods before and after a date", mend="compare with a world without the scheme")
    change = float(np.expm1(y[after].mean() - y[~after].mean()))
    counts = int((~after).sum()), int(after.sum())
    if min(counts) < LEAST_PERIODS:
        return Chilled(change, None, None, None, None, *counts, tuple(sorted(missing)))
    years = np.array([(day - since).days for day in known["date"].to_list()]) / DAYS_A_YEAR
    found = _segmented(y, years, after)
    return Chilled(change, *found, *counts, tuple(sorted(missing)))


def _segmented(y: Any, years: Any, after: Any) -> tuple[float, float, float, float]:
    design = np.column_stack([np.ones(len(y)), years, after, np.where(after, years, 0.0)])
    step, trend = (cautious(y, design, np.arange(4) == column) for column in (2, 3))
    return float(np.expm1(step[0])), float(np.expm1(step[1])), float(np.expm1(step[2])), float(np.expm1(trend[0]))


def _gaps(dates: list[date], days: list[int]) -> list[date]:
    """Give the last days of periods that should lie between two that are there, by the length of the later."""
    found = []
    for earlier, later, length in zip(dates[:-1], dates[1:], days[1:], strict=True):
        for k in range(1, round((later - earlier).days / length)):
            found.append(date.fromordinal(later.toordinal() - k * length))
    return found


def between_worlds(watched: float, comparator: float, watched_without: float, comparator_without: float) -> float:
    """Give the change of watched acts against the comparator between a world and the same people without schemes.

    (watched / comparator) / (the same without) − 1, from counts over the same days.

    >>> round(between_worlds(800, 990, 1000, 1000), 4)
    -0.1919
    """
    if min(watched_without, comparator, comparator_without) <= 0:
        raise Problem("chilling needs acts to compare with", mend="live more people or more days")
    return (watched / comparator) / (watched_without / comparator_without) - 1
