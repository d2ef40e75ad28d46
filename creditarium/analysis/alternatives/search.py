"""Searching for an alternative with less harm at equal declared utility, each lived by the same people.

The one place where rules of a scheme are moved by the program, and only towards less harm: an alternative counts if
it keeps the utility that the user declared, lessens a harm and raises none, in every seed. Utility beyond that is not
looked at, and nothing is ever made more effective.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from creditarium.analysis.alternatives.candidates import Candidate, from_ranges
from creditarium.analysis.alternatives.declared import Harms, Utility, harms_of
from creditarium.engine.run import Engine, History
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.model.showing import tree
from creditarium.results.compiling import engine_of
from creditarium.results.contents import Lived
from creditarium.results.digests import fate_of
from creditarium.results.living import processors
from creditarium.results.run import Run

GROUPS = ("sex", "income", "stratum")
SEEDS = (1, 2)
PEOPLE = 5_000
MOST = 24
"""How many alternatives are lived at most, the base left out: a small search, whose every world can be read."""

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Tried:
    """One alternative as lived: its utility and harms in each seed, and what came of it.

    `verdict` is "less harm", "no less harm", "less utility" or, where the rules make no scheme, the reason.
    """

    candidate: Candidate
    utility: tuple[float, ...]
    harms: tuple[Harms, ...]
    verdict: str

    @property
    def total(self) -> Harms:
        """The harms of all seeds together; disparity is the mean."""
        return added(self.harms)


@dataclass(frozen=True, repr=False)
class Search:
    """What a search found. `tried` are all alternatives in their order, `base` the scheme as it is."""

    utility: Utility
    groups: tuple[str, ...]
    seeds: tuple[int, ...]
    people: int
    days: int
    base_utility: tuple[float, ...]
    base: tuple[Harms, ...]
    tried: tuple[Tried, ...]

    @property
    def worlds(self) -> int:
        """How many worlds were lived."""
        return len(self.seeds) * (1 + sum(bool(one.harms) for one in self.tried))

    @property
    def less_harm(self) -> tuple[Tried, ...]:
        """The alternatives with less harm at equal utility."""
        return tuple(one for one in self.tried if one.verdict == LESS)

    @property
    def frontier(self) -> tuple[Tried, ...]:
        """Those of them that no other has less harm than, in every respect at once."""
        found = self.less_harm
        return tuple(one for one in found if not any(other.total.less_than(one.total) for other in found))

    def table(self) -> pl.DataFrame:
        """Give the base and every alternative as rows: verdict, frontier, mean utility, and the harms added up."""
        best = {id(one) for one in self.frontier}
        rows: list[tuple[object, ...]] = [("as it is", "", False, _mean(self.base_utility), *added(self.base).values)]
        for one in self.tried:
            values = one.total.values if one.harms else (None,) * 4
            mean = _mean(one.utility) if one.utility else None
            rows.append((one.candidate.name, one.verdict, id(one) in best, mean, *values))
        return pl.DataFrame(rows, schema=_COLUMNS, orient="row")

    def __repr__(self) -> str:
        rows = [
            f"utility kept: {self.utility.name}, at least {1 - self.utility.tolerance:.0%} of it in each seed",
            f"lived: {self.worlds} worlds of {self.people:,} people and {self.days} days",
            f"less harm at equal utility: {len(self.less_harm)} of {len(self.tried)} alternatives",
            *(f"{one.candidate.name}" for one in self.frontier),
        ]
        return tree("Search for less harm", rows)


LESS, NO_LESS, UNEQUAL = "less harm", "no less harm", "less utility"
_COLUMNS = {
    "alternative": pl.String, "verdict": pl.String, "frontier": pl.Boolean, "utility": pl.Float64,
    "blameless": pl.Float64, "denials": pl.Float64, "wrong_days": pl.Float64, "disparity": pl.Float64,
}  # fmt: skip


def less_harmful(
    scenario: Scenario,
    utility: Utility,
    candidates: Sequence[Candidate] | None = None,
    *,
    groups: Sequence[str] = GROUPS,
    seeds: Sequence[int] = SEEDS,
    people: int = PEOPLE,
    days: int | None = None,
    most: int = MOST,
    tell: Tell | None = None,
) -> Search:
    """Look among the candidates (the ends of the schemes' own ranges, unless given) for less harm at equal utility.

    Each is lived by the same people as the scheme as it is, once for each seed; those that lessen harm are then
    tried in pairs, until `most` have been lived. A scenario without schemes or without candidates is a `Problem`.
    `tell` hears how many alternatives are done, and of how many at most.
    """
    if not scenario.scoring:
        raise Problem("a scenario without schemes has no alternative", mend="name one with a scheme")
    if not seeds or most < 1:
        raise Problem("a search needs a seed and room for an alternative", mend="give at least one of each")
    first = tuple(candidates) if candidates is not None else from_ranges(scenario)
    if not first:
        raise Problem("no rule of the schemes declares a range", mend="declare alternatives of your own")
    bases = tuple(resolve(scenario, people=people, days=days, seed=seed) for seed in seeds)
    lived = [_lived(engine_of(base)) for base in bases]
    search = _Search(utility, tuple(groups), tuple(lived))
    tried: list[Tried] = []
    for candidate in _in_turn(first, tried):
        if len(tried) >= most:
            break
        tried.append(search.judged(candidate))
        if tell is not None:
            tell(len(tried), most)
    clock = bases[0].clock
    return Search(
        utility, search.groups, tuple(seeds), people, clock.days, search.utilities, search.harms, tuple(tried)
    )  # fmt: skip


def _in_turn(first: Sequence[Candidate], tried: Sequence[Tried]) -> Iterator[Candidate]:
    """Give the candidates one by one, then those that lessened harm in pairs, the greatest lessening first."""
    yield from first
    good = sorted((one for one in tried if one.verdict == LESS), key=lambda one: one.total.values)
    for one, other in combinations([one.candidate for one in good], 2):
        both = one.joined(other)
        if both is not None:
            yield both


class _Search:
    """The base as lived in each seed, and the judge of what is tried against it."""

    def __init__(self, utility: Utility, groups: tuple[str, ...], bases: tuple[Run, ...]) -> None:
        self.utility, self.groups, self.bases = utility, groups, bases
        self.utilities = tuple(utility.of(run, run.scenario) for run in bases)
        self.harms = tuple(harms_of(run, groups) for run in bases)

    def judged(self, candidate: Candidate) -> Tried:
        """Live a candidate in each seed and say what comes of it."""
        utilities, harms = [], []
        for base in self.bases:
            try:
                engine = Engine.of(candidate.over(base.scenario), base.engine.settled)
            except Problem as problem:
                return Tried(candidate, (), (), f"no scheme: {problem.what}")
            _check_pair(base.engine, engine)
            run = _lived(engine)
            utilities.append(self.utility.of(run, base.scenario))
            harms.append(harms_of(run, self.groups))
        return Tried(candidate, tuple(utilities), tuple(harms), self._verdict(utilities, harms))

    def _verdict(self, utilities: Sequence[float], harms: Sequence[Harms]) -> str:
        kept = zip(utilities, self.utilities, strict=True)
        if not all(self.utility.keeps(value, base) for value, base in kept):
            return UNEQUAL
        no_more = all(mine.no_more_than(base) for mine, base in zip(harms, self.harms, strict=True))
        return LESS if no_more and added(harms).less_than(added(self.harms)) else NO_LESS


def _lived(engine: Engine) -> Run:
    """Live a world whose people are settled already."""
    fresh = engine.fresh()
    lived = Lived(engine, fresh, fresh, History(), {})
    for state in engine.windows(fresh, lived.history, threads=processors()):
        lived.state = state
        lived.absorb()
    return Run(lived)


def added(harms: Sequence[Harms]) -> Harms:
    """Add up the harms of several seeds; disparity, a share, is their mean."""
    if not harms:
        raise Problem("nothing was lived, so there is no harm to add up", mend="ask for the verdict")
    sums = [sum(values) for values in zip(*(one.values for one in harms), strict=True)]
    return Harms(sums[0], sums[1], sums[2], sums[3] / len(harms))


def _check_pair(base: Engine, other: Engine) -> None:
    mine = fate_of(base)
    theirs = fate_of(other, (base, mine))
    differ = [part for part in mine if mine[part] != theirs[part]]
    if differ:
        raise Problem(
            f"the alternative is no pair with the scheme as it is: {differ[0]} differs", mend="move rules only"
        )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
