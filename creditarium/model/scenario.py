"""A scenario: everything that a run needs, one field for each of the seven stages."""

from __future__ import annotations

from datetime import date

from pydantic import Field as Bounded

from creditarium.model.base import Spec
from creditarium.model.conduct import Conduct
from creditarium.model.consequences import Consequences
from creditarium.model.observation import Observation
from creditarium.model.population import Population
from creditarium.model.response import Response
from creditarium.model.scoring import Scheme
from creditarium.model.sharing import Sharing

STAGES = ("population", "conduct", "observation", "scoring", "sharing", "consequences", "response")


class Clock(Spec):
    """When the scenario begins and how its time is cut. ``tally`` counts windows to a row of the tallies."""

    start: date
    days: int = Bounded(365, ge=1, le=16_000)
    window: int = Bounded(7, ge=1, le=91)
    tally: int = Bounded(4, ge=1)


class Scenario(Spec):
    """A synthetic people, the schemes over it, a horizon and a seed.

    ``community`` is the number of people in a community, a multiple of the circle of 32. ``absent`` declares
    what the scenario leaves out (births, deaths, moves, …).
    """

    name: str
    title: str
    clock: Clock
    people: int = Bounded(100_000, ge=1)
    seed: int = Bounded(1, ge=0, lt=2**63)
    community: int = Bounded(2048, ge=32, le=4064, multiple_of=32)
    beginning: str = "fresh start"
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    population: Population
    conduct: Conduct
    observation: Observation
    scoring: dict[str, Scheme] = {}
    sharing: Sharing
    consequences: Consequences
    response: Response

    def without(self, *what: str) -> Scenario:
        """Give the same scenario without what a stage holds ("sharing") or one of it ("response.chilling").

        What cannot be left out is a `Problem` with the nearest right name.

        >>> from creditarium.model.resolve import resolve
        >>> resolve("rongcheng").without("sharing").sharing.agreements
        {}
        """
        from creditarium.model.resolve import resolve  # it reads scenarios, so it imports this file

        return resolve(self, missing=what)
