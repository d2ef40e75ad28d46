"""Where and when a scheme is rolled out: the places of a panel, and the day on which each is first covered.

A place is the cities, the towns or the countryside of a region, as the dates of a scheme's coverage name them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from creditarium.analysis.testbed.months import Months
from creditarium.engine.run import Engine
from creditarium.model.population import STRATA
from creditarium.model.problem import Problem, suggestion


@dataclass(frozen=True)
class Covered:
    """A place and the days on which a scheme first covers somebody there, and everybody; none if it never does."""

    region: str
    stratum: str
    first: date | None
    whole: date | None

    @property
    def name(self) -> str:
        """The place in words."""
        return f"{self.region}, {self.stratum}"


def covered(engine: Engine, scheme: str) -> list[Covered]:
    """Give every place in the order of regions and strata, with the days on which a scheme comes to it."""
    compiled, settled, clock = engine.compiled, engine.settled, engine.scenario.clock
    since = compiled.world.since_day[compiled.schemes.index(scheme)]
    made = []
    for r, region in enumerate(settled.built.layout.region_names):
        here = since[settled.society.region == r]
        for t, stratum in enumerate(STRATA):
            days = here[:, t].tolist() or [clock.lived_days]  # nobody lives in a region without communities
            ends = min(days), max(days)
            first, whole = (clock.first_day + timedelta(days=d) if d < clock.lived_days else None for d in ends)
            made.append(Covered(region, stratum, first, whole))
    return made


def rolled_out(engine: Engine, months: Months, named: str | None = None) -> str:
    """Name the scheme that comes to places in most different months, or check the one that is named.

    A scenario in which no scheme comes to any place within its months is a `Problem`.
    """
    scenario = engine.scenario
    if named is not None and named not in scenario.scoring:
        raise Problem(f"no scheme is called '{named}'", place="--scheme", mend=suggestion(named, scenario.scoring))
    steps = {name: len(_steps(engine, name, months)) for name in scenario.scoring}
    chosen = named or max(steps, key=lambda name: steps[name], default=None)
    if chosen is None or not steps[chosen]:
        who = f"'{named}' comes to no place" if named else f"no scheme of {scenario.name} comes to a place"
        what = f"{who} within these {scenario.clock.days} days that it did not cover before"
        raise Problem(
            what, mend="live more days, take pilot-rollout, or date the places that a scheme covers (covers.places)"
        )
    return chosen


def since_of(places: list[Covered], months: Months) -> list[int]:
    """Give the month in which each place is first covered: 0 if before all, their number if in none."""
    return [len(months.last) if one.first is None else months.place(one.first) for one in places]


def _steps(engine: Engine, scheme: str, months: Months) -> set[int]:
    """Give the months in which a scheme comes to places that were seen without it."""
    return {month for month in since_of(covered(engine, scheme), months) if 0 < month < len(months.last)}
