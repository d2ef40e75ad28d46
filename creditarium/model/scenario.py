"""A scenario: everything that a run needs, one field for each of the seven stages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import Field as Bounded
from pydantic import model_validator

from creditarium.model.base import Spec
from creditarium.model.conduct import Conduct
from creditarium.model.consequences import Consequences
from creditarium.model.extension import Extension
from creditarium.model.observation import Observation
from creditarium.model.population import Population
from creditarium.model.problem import Problem
from creditarium.model.response import Response
from creditarium.model.scoring import Scheme
from creditarium.model.sharing import Sharing
from creditarium.model.showing import html_table

STAGES = ("population", "conduct", "observation", "scoring", "sharing", "consequences", "response")


class Clock(Spec):
    """When the scenario begins and how its time is cut. ``tally`` counts windows to a row of the tallies.

    ``slices`` cuts a long window's tallies into so many rows: 28 give a row a day to a window of 28 days.
    ``warm_up`` days, whole windows, are lived before the ``start`` and counted nowhere. Windows count from the
    ``first_day``; the last is cut short where the days are no whole number of windows.

    >>> from datetime import date
    >>> clock = Clock(start=date(2020, 1, 1), days=365, warm_up=28)
    >>> clock.first_day, clock.windows, clock.warm_windows, clock.length(55), clock.length(56)
    (datetime.date(2019, 12, 4), 57, 4, 7, 1)
    """

    start: date
    days: int = Bounded(365, ge=1, le=16_000)
    window: int = Bounded(7, ge=1, le=91)
    tally: int = Bounded(4, ge=1)
    slices: int = Bounded(1, ge=1, le=91)
    warm_up: int = Bounded(0, ge=0, le=16_000)

    @model_validator(mode="after")
    def _warm_up_is_whole(self) -> Self:
        if self.warm_up % self.window:
            fitting = -(-self.warm_up // self.window) * self.window
            what = f"a warm-up of {self.warm_up} days is no whole number of windows of {self.window}"
            raise Problem(what, mend=f"write {fitting}", at=("warm_up",))
        return self

    @model_validator(mode="after")
    def _slices_are_whole(self) -> Self:
        if self.window % self.slices:
            fitting = max(j for j in range(1, self.slices) if self.window % j == 0)
            what = f"a window of {self.window} days cannot be cut into {self.slices} slices of whole days"
            raise Problem(what, mend=f"write {fitting}", at=("slices",))
        if self.slices > 1 and self.tally > 1:
            what = f"windows of {self.slices} slices are not added up to rows of {self.tally} windows"
            raise Problem(what, mend="write tally: 1, or leave slices out", at=("slices",))
        return self

    @property
    def first_day(self) -> date:
        """The first day that is lived: the start, less the warm-up."""
        return self.start - timedelta(days=self.warm_up)

    @property
    def lived_days(self) -> int:
        """The days that are lived, the warm-up included."""
        return self.warm_up + self.days

    @property
    def windows(self) -> int:
        """How many windows are lived, the warm-up's included."""
        return -(-self.lived_days // self.window)

    @property
    def warm_windows(self) -> int:
        """How many windows the warm-up has."""
        return self.warm_up // self.window

    def period(self, window: int) -> int:
        """The window with which the tallies' period begins that holds a window."""
        return window - (window - self.warm_windows) % self.tally

    def length(self, window: int) -> int:
        """The days of a window, counted from 0: fewer than the others' in a last one that the horizon cuts."""
        return min(self.window, self.lived_days - window * self.window)

    def slices_of(self, window: int) -> int:
        """How many slices of a window, counted from 0, are lived: fewer in a last one that the horizon cuts.

        >>> from datetime import date
        >>> clock = Clock(start=date(2020, 1, 1), days=30, window=28, tally=1, slices=4)
        >>> clock.slices_of(0), clock.slices_of(1)
        (4, 1)
        """
        return -(-self.length(window) * self.slices // self.window)

    def days_of(self, end: int, part: int = 0) -> tuple[date, date]:
        """The first and last day of a tally period that ends before window ``end``, or of its slice from 0 on.

        >>> from datetime import date
        >>> clock = Clock(start=date(2020, 1, 1), days=30, window=28, tally=1, slices=4)
        >>> [str(day) for day in (*clock.days_of(1, 1), *clock.days_of(2))]
        ['2020-01-08', '2020-01-14', '2020-01-29', '2020-01-30']
        """
        first, beyond = self.period(max(end - 1, self.warm_windows)) * self.window, end * self.window
        if self.slices > 1:
            step = self.window // self.slices
            first += part * step
            beyond = first + step
        return self.first_day + timedelta(first), self.first_day + timedelta(min(beyond, self.lived_days) - 1)


class Scenario(Spec):
    """A synthetic people, the schemes over it, a horizon and a seed.

    ``community`` is the number of people in a community, a multiple of the circle of 32. ``absent`` declares
    what the scenario leaves out (births, deaths, moves, …). ``extension`` is a rule that data cannot express.
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
    extension: Extension | None = None

    def without(self, *what: str) -> Scenario:
        """Give the same scenario without what a stage holds ("sharing") or one of it ("response.chilling").

        What cannot be left out is a `Problem` with the nearest right name.

        >>> from creditarium.model.resolve import resolve
        >>> resolve("rongcheng").without("sharing").sharing.agreements
        {}
        """
        from creditarium.model.resolve import resolve  # it reads scenarios, so it imports this file

        return resolve(self, missing=what)

    def with_reform(self, reform: str | Path | Mapping[str, Any]) -> Scenario:
        """Give the same scenario with a reform (a file or a dict) laid over it; a bad one is a `Problem`."""
        from creditarium.model import sentences

        return sentences.with_reform(self, reform)

    def transparent(self) -> Scenario:
        """Give the same scenario with every scheme's rules published."""
        from creditarium.model import sentences

        return sentences.disclosed(self, "published")

    def secret(self) -> Scenario:
        """Give the same scenario with every scheme's rules secret."""
        from creditarium.model import sentences

        return sentences.disclosed(self, "secret")

    def without_errors(self) -> Scenario:
        """Give the same scenario without false records and without acts taken for somebody else's."""
        from creditarium.model import sentences

        return sentences.without_errors(self)

    def with_even_coverage(self) -> Scenario:
        """Give the same scenario with sensors that cover everybody as well as they cover the best covered."""
        from creditarium.model import sentences

        return sentences.with_even_coverage(self)

    def perfect_sensors(self) -> Scenario:
        """Give the same scenario without errors and with even coverage; what a sensor overlooks, it still does.

        >>> from creditarium.model.resolve import resolve
        >>> resolve("rongcheng").perfect_sensors().observation.sensors["police"].mistaken.value
        0
        """
        return self.without_errors().with_even_coverage()

    def _repr_html_(self) -> str:
        """Show the scenario in a notebook: what each stage holds."""
        clock = self.clock
        held: dict[str, str] = {
            "time": f"{clock.days} days from {clock.start}, in windows of {clock.window} days",
            "people": f"{self.people:,}, seed {self.seed}",
            **{stage: getattr(getattr(self, stage), "title", "") for stage in STAGES},
            "scoring": "; ".join(f"{name}: {scheme.title}" for name, scheme in self.scoring.items()) or "no scheme",
            "leaves out": ", ".join(self.absent) or "nothing declared",
        }
        return html_table(f"Scenario “{self.name}”: {self.title}", held.items(), " ".join(self.notes))

    def without_appeals(self) -> Scenario:
        """Give the same scenario without any appeal against an entry."""
        from creditarium.model import sentences

        return sentences.without_appeals(self)
