"""Of those who did nothing listed, how many are refused something because of a scheme: in members of an ensemble.

A member has a seed of its own, and every assumed or recalled number about people, sensors and offices lies somewhere
in its declared range; the schemes' own rules move only where that is asked for, and the population's numbers never.
The members' points are the Latin hypercube of a sweep: the same seed gives the same points, so any member can be
lived again without the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from creditarium.analysis.ensembles.design import Points, points_of
from creditarium.analysis.ensembles.space import Space, space_of
from creditarium.engine.census import decoded
from creditarium.engine.counting import Measures
from creditarium.engine.run import Engine, History
from creditarium.model.population import ATTRIBUTES, FIRST_ADULT
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario

_POPULATION = "population."


@dataclass(frozen=True)
class Counted:
    """What one world counts at its end, of adults: how many there are, and how many were refused something by a scheme.

    `blameless` did nothing that a scheme lists to anybody's disadvantage; `hit` of them were refused something.
    """

    adults: int
    refused: int
    blameless: int
    hit: int

    @property
    def per_thousand(self) -> float:
        """Of a thousand who did nothing listed, how many were refused something; 0 where there is nobody."""
        return 1000 * self.hit / max(self.blameless, 1)


@dataclass(frozen=True)
class Members:
    """Members of an ensemble of one scenario: how many, and whether the schemes' own rules move in it."""

    scenario: Scenario
    count: int
    rules: bool = False

    def space(self) -> Space:
        """Give the axes: all that nobody published, but for the population's own numbers."""
        whole = space_of(self.scenario, rules=self.rules)
        return Space(self.scenario, tuple(one for one in whole.free if not one.path.startswith(_POPULATION)))

    @cached_property
    def points(self) -> Points:
        """The members' points, float64[members, axes]: on each axis one in every stratum."""
        return points_of(self.space().names, "lhs", self.count, self.scenario.seed)

    def member(self, number: int) -> Scenario:
        """Give a member's scenario, the first being 1; one whose numbers do not go together is a `Problem`."""
        made = self.space().at(self.points[number - 1].tolist())
        return made.model_copy(update={"seed": self.scenario.seed + number})


def counted(scenario: Scenario, threads: int) -> Counted:
    """Live a world, and count who was refused something by a scheme."""
    clock = scenario.clock.model_copy(update={"tally": scenario.clock.windows})
    engine = Engine.of(scenario.model_copy(update={"clock": clock}))
    state, history = engine.fresh(), History()
    measures = Measures.chosen(
        engine.compiled.rows, engine.settled.agents, lambda row: "denied" if row.measure == "denied" else None
    )
    for lived in engine.windows(state, history, threads=threads, measures=measures):
        state = lived
        history.before.clear()
    people, age = engine.settled.people, ATTRIBUTES["age"]
    adult = ((engine.settled.profiles >> age.shift) & ((1 << age.bits) - 1)) >= FIRST_ADULT
    refused = measures.of("denied")[:people] > 0
    clean = adult & (decoded(engine.compiled, state.records, "blamed")[:people] == 0)
    return Counted(int(adult.sum()), int((adult & refused).sum()), int(clean.sum()), int((clean & refused).sum()))


def counted_members(members: Members, threads: int) -> tuple[dict[int, Counted], dict[int, str]]:
    """Live every member: what each counts, and of those whose numbers do not go together the reason."""
    found: dict[int, Counted] = {}
    refused: dict[int, str] = {}
    for number in range(1, members.count + 1):
        try:
            found[number] = counted(members.member(number), threads)
        except Problem as problem:
            refused[number] = str(problem)
    return found, refused
