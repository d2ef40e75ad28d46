"""The plan of a sweep: its worlds and their baseline, the axes that they share, and every member's point and seed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from creditarium import __version__
from creditarium.analysis.ensembles.design import Points, check_design, points_of
from creditarium.analysis.ensembles.free import FreeNumber
from creditarium.analysis.ensembles.space import Space, space_of
from creditarium.analysis.other_world import UNSCHEMED, without_schemes
from creditarium.model.digest import digest_of
from creditarium.model.overlay import Reform
from creditarium.model.problem import Problem
from creditarium.model.scenario import STAGES, Scenario
from creditarium.model.tables import tables_digest

WRITTEN = 0
"""The number of the member that lives the scenarios as they are written; it stands in no band."""
MOST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Plan:
    """Some worlds of one fate, each against the same baseline, in every member of a design.

    ``against`` is the baseline's name, and ``baseline`` its scenario: none for the same people without any scheme.
    """

    worlds: tuple[Scenario, ...]
    against: str
    baseline: Scenario | None
    design: str
    members: int
    axes: tuple[FreeNumber, ...] = field(repr=False)

    @property
    def scenario(self) -> Scenario:
        """The first world, whose size and seed all have."""
        return self.worlds[0]

    @property
    def names(self) -> tuple[str, ...]:
        """What the worlds are called."""
        return tuple(world.name for world in self.worlds)

    @cached_property
    def points(self) -> Points:
        """The members' points, float64[members, axes]; the first is that of member 1."""
        return points_of([one.path for one in self.axes], self.design, self.members, self.scenario.seed)

    def seed_of(self, member: int) -> int:
        """The seed of a member: each has people and occasions of its own."""
        return (self.scenario.seed + member) % MOST_SEED

    def paths_of(self, *worlds: str) -> list[str]:
        """Give the axes of some worlds and of the baseline, in their order."""
        base = () if self.baseline is None else (self.baseline.name,)
        known = {path for name in (*worlds, *base) for path in self._spaces[name].names}
        return [one.path for one in self.axes if one.path in known]

    def recorded(self, member: int) -> dict[str, float | str]:
        """Give by path where a member stands on each axis, as its table keeps it."""
        return {one.path: one.recorded(place) for one, place in zip(self.axes, self._point(member), strict=True)}

    def scenarios(self, member: int) -> tuple[Scenario, ...]:
        """Give a member's baseline and its worlds, all under the member's own numbers; a bad point is a `Problem`."""
        worlds = tuple(self._at(world, member) for world in self.worlds)
        base = without_schemes(worlds[0]) if self.baseline is None else self._at(self.baseline, member)
        return (base, *worlds)

    def reform(self, member: int) -> Reform:
        """Give what a member assumes as a reform of the first world; its seed it does not hold."""
        space = self._spaces[self.scenario.name]
        title = f"Member {member} of {self.members}, seed {self.seed_of(member)}"
        return space.reform(self._point_in(space, member), title)

    @property
    def scenarios_as_written(self) -> tuple[Scenario, ...]:
        """The worlds, and the baseline where it is one of its own."""
        return (*self.worlds, *((self.baseline,) if self.baseline is not None else ()))

    @cached_property
    def _spaces(self) -> dict[str, Space]:
        """The axes of each scenario; rules that nobody found in a source are among them, as no best point is sought."""
        return {scenario.name: space_of(scenario, rules=True) for scenario in self.scenarios_as_written}

    @cached_property
    def _place(self) -> dict[str, int]:
        return {one.path: j for j, one in enumerate(self.axes)}

    def _point(self, member: int) -> list[float]:
        if member == WRITTEN:
            return [one.home for one in self.axes]
        point: list[float] = self.points[member - 1].tolist()
        return point

    def _point_in(self, space: Space, member: int) -> list[float]:
        point = self._point(member)
        return [point[self._place[path]] for path in space.names]

    def _at(self, scenario: Scenario, member: int) -> Scenario:
        """Give a scenario at a member's point, with its seed; the tallies have one period, as nobody reads more."""
        clock = scenario.clock.model_copy(update={"tally": scenario.clock.windows})
        if member != WRITTEN:
            space = self._spaces[scenario.name]
            scenario = space.at(self._point_in(space, member))
        return scenario.model_copy(update={"seed": self.seed_of(member), "clock": clock})

    def facts(self) -> dict[str, Any]:
        """Give what makes a sweep the one that it is, the digest of rules and ranges last."""
        scenario = self.scenario
        return {
            "program": __version__,
            "worlds": list(self.names),
            "against": self.against,
            "design": self.design,
            "members": self.members,
            "people": scenario.people,
            "days": scenario.clock.days,
            "seed": scenario.seed,
            "digest": self.digest,
        }

    @cached_property
    def digest(self) -> str:
        """The digest of every rule, number and range, whatever reason or source stands by it."""
        known = self.scenarios_as_written
        ranges = [[one.path, one.parameter.range, one.parameter.variants] for one in self.axes]
        stages = [{stage: getattr(scenario, stage) for stage in STAGES} for scenario in known]
        rest = [[scenario.extension, scenario.clock, scenario.community] for scenario in known]
        tables = [tables_digest(scenario.population) for scenario in known]
        return digest_of([stages, rest, ranges, tables], provenance=False)


def plan_of(
    worlds: tuple[Scenario, ...], baseline: Scenario | None = None, *, design: str = "lhs", members: int = 200
) -> Plan:
    """Plan a sweep; too few members, an unknown design and a scenario in which nothing is unknown are a `Problem`."""
    check_design(design, members)
    against = UNSCHEMED if baseline is None else baseline.name
    named = [*(world.name for world in worlds), against]
    if len({*named}) < len(named):
        twice = next(name for name in named if named.count(name) > 1)
        raise Problem(f"'{twice}' is named twice", mend="give each world once, under a name of its own")
    plan = Plan(worlds, against, baseline, design, members, ())
    axes: dict[str, FreeNumber] = {}
    for space in plan._spaces.values():
        axes = {one.path: one for one in space.free} | axes
    if not axes:
        what = f"'{worlds[0].name}' has no number that is assumed or recalled: all its members would be alike"
        raise Problem(what, mend="take a scenario with assumptions: creditarium assumptions NAME lists them")
    return replace(plan, axes=tuple(axes.values()))
