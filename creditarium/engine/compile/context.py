"""What all stages share while a world is compiled: eras, segments, tables, rows and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.layout import Layout
from creditarium.engine.numbers import LINK_TOP, LOGISTIC_MIDDLE, NEVER, log_steps, logit_steps
from creditarium.model.conduct import Term, Who
from creditarium.model.inventory import parameters
from creditarium.model.parameter import Parameter
from creditarium.model.population import ATTRIBUTES
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario

FAR = 1 << 30
"""A day that never comes."""
DAYS_A_WEEK = 7
NUMBERED = {"income"}


@dataclass(frozen=True)
class Row:
    """One row of the tallies: what is counted, of which kind, and by or through what."""

    stage: str
    measure: str
    item: str
    other: str = ""


def category_of(name: str, word: str, categories: tuple[str, ...]) -> int:
    """Return the place of a category; a word that is none of them is a Problem."""
    if word not in categories:
        what = f"{name} has no category {word!r}"
        raise Problem(what, mend=suggestion(word, categories), unknown=("category", word))
    return categories.index(word)


@dataclass
class Context:
    """A world in the making."""

    scenario: Scenario
    layout: Layout = field(default_factory=Layout)
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kinds = sorted(self.scenario.conduct.kinds)
        self.schemes = list(self.scenario.scoring)
        self.sensors = sorted(self.scenario.observation.sensors)
        self.tables: list[list[int]] = [[] for _ in self.eras]
        self._inside: dict[Who, NDArray[np.bool_]] = {}
        self._alike: dict[tuple[str, ...], list[tuple[Mapping[str, int] | None, NDArray[np.int64]]]] = {}

    # Time -------------------------------------------------------------------------------------------------

    @property
    def start(self) -> date:
        """The first day."""
        return self.scenario.clock.first_day

    @property
    def window(self) -> int:
        """The days of a window."""
        return self.scenario.clock.window

    @property
    def slice_days(self) -> int:
        """The days of a slice of a window."""
        return self.window // self.scenario.clock.slices

    @property
    def slice_of_day(self) -> NDArray[np.int32]:
        """The slice of its window in which each day lies, int32[days + window]."""
        days = np.arange((self.windows + 1) * self.window)
        return (days % self.window // self.slice_days).astype(np.int32)

    @cached_property
    def windows(self) -> int:
        """How many windows are lived; the horizon may cut the last."""
        return self.scenario.clock.windows

    @property
    def weeks(self) -> float:
        """The weeks of a window: what is declared by the week is scaled by it."""
        return self.window / DAYS_A_WEEK

    @cached_property
    def eras(self) -> list[int]:
        """The first days of the stretches between the dates at which some parameter changes."""
        last = self.windows * self.window
        days = {0}
        for _, parameter in parameters(self.scenario):
            days.update((day - self.start).days for day in parameter.breaks)
        return sorted(day for day in days if 0 <= day < last)

    def era_dates(self) -> list[date]:
        """The first date of each era."""
        return [self.start + timedelta(days=day) for day in self.eras]

    def by_era(self, parameter: Parameter[Any]) -> list[Any]:
        """The values of a parameter in each era."""
        return [parameter.at(day) for day in self.era_dates()]

    def day(self, when: date | None) -> int:
        """The day of a date, counted from the start; dates before it are day 0."""
        return 0 if when is None else max((when - self.start).days, 0)

    # People -----------------------------------------------------------------------------------------------

    def _uses(self) -> Iterable[tuple[Who, Mapping[str, Mapping[str, Any]]]]:
        conduct, response = self.scenario.conduct, self.scenario.response
        for kind in conduct.kinds.values():
            yield kind.who, kind.by
        for state in [*conduct.states.values(), *response.states.values()]:
            for start in state.start:
                yield start.who, start.by
        for sensor in self.scenario.observation.sensors.values():
            yield Who(), sensor.by
        for scheme in self.scenario.scoring.values():
            yield scheme.covers.who, {}
            for start in [*scheme.stock, *(scheme.consent.start if scheme.consent else ())]:
                yield start.who, start.by
        for rule in self.scenario.consequences.rules.values():
            yield rule.who, {}

    @cached_property
    def segments(self) -> list[dict[str, int] | None]:
        """One person (attribute values) for each class that some rule tells apart; the last is the organisations."""
        uses = list(self._uses())
        people: list[dict[str, int]] = [{}]
        self.segment_of = np.zeros((1 << 16) + 1, dtype=np.int64)
        profiles = np.arange(1 << 16)
        for name, attribute in ATTRIBUTES.items():
            marks = [self._signature(name, place, uses) for place in range(len(attribute.categories))]
            classes = sorted(set(marks), key=marks.index)
            people = [{**person, name: marks.index(mark)} for person in people for mark in classes]
            place = np.array([classes.index(mark) for mark in marks], dtype=np.int64)
            values = (profiles >> attribute.shift) & ((1 << attribute.bits) - 1)
            values = np.minimum(values, len(attribute.categories) - 1)
            self.segment_of[:-1] = self.segment_of[:-1] * len(classes) + place[values]
        self.segment_of[-1] = len(people)
        return [*people, None]

    def inside(self, who: Who) -> NDArray[np.bool_]:
        """Tell which segments a class admits, bool[S]."""
        if who not in self._inside:
            admitted = np.full(len(self.segments), not who.organisation)
            for name, attribute in ATTRIBUTES.items():
                wanted = getattr(who, name)
                if isinstance(wanted, bool):
                    admitted[:-1] &= self._values[name] == int(wanted)
                elif wanted is not None:
                    places = [category_of(name, word, attribute.categories) for word in wanted]
                    admitted[:-1] &= np.isin(self._values[name], places)
            if who.organisation:
                admitted[:] = False
            admitted[-1] = who.organisation
            self._inside[who] = admitted
        return self._inside[who]

    @cached_property
    def _values(self) -> dict[str, NDArray[np.int64]]:
        """The segments' values of each attribute, without the organisations."""
        people = [person for person in self.segments if person is not None]
        return {name: np.array([person[name] for person in people], dtype=np.int64) for name in ATTRIBUTES}

    def alike(self, by: Mapping[str, Any]) -> list[tuple[Mapping[str, int] | None, NDArray[np.int64]]]:
        """Split the segments into classes that some attributes tell apart: one of each class, and its places."""
        names = tuple(name for name in by if name in ATTRIBUTES)
        if names not in self._alike:
            places: dict[Any, list[int]] = {}
            for s, person in enumerate(self.segments):
                places.setdefault(None if person is None else tuple(person[name] for name in names), []).append(s)
            self._alike[names] = [(self.segments[these[0]], np.array(these)) for these in places.values()]
        return self._alike[names]

    def _signature(self, name: str, place: int, uses: list[Any]) -> tuple[Any, ...]:
        categories = ATTRIBUTES[name].categories
        marks: list[Any] = []
        for who, by in uses:
            wanted = getattr(who, name)
            if isinstance(wanted, bool):
                marks.append(place == int(wanted))
            elif wanted is not None:
                marks.append(place in [category_of(name, word, categories) for word in wanted])
            if name in by:
                marks.append(categories[place] if categories[place] in by[name] else "")
        return tuple(marks)

    def factor(self, by: Mapping[str, Mapping[str, Any]], person: Mapping[str, int] | None, day: date) -> float:
        """The product of the factors that apply to a person on a day."""
        product = 1.0
        for name, factors in by.items():
            if name not in ATTRIBUTES:
                what = f"no attribute is called {name!r}"
                raise Problem(what, mend=suggestion(name, ATTRIBUTES), unknown=("attribute", name))
            categories = ATTRIBUTES[name].categories
            for word in factors:
                category_of(name, word, categories)
            if person is not None and categories[person[name]] in factors:
                product *= factors[categories[person[name]]].at(day)
        return product

    # Names ------------------------------------------------------------------------------------------------

    def kind(self, name: str) -> int:
        """The number of a kind; an unknown one is a Problem."""
        if name not in self.scenario.conduct.kinds:
            what = f"the catalogue has no kind {name!r}"
            raise Problem(what, mend=suggestion(name, self.kinds), unknown=("kind", name))
        return self.kinds.index(name)

    def count(self, stage: str, measures: tuple[str, ...], item: str, other: str = "") -> int:
        """Add one tally row for each measure and return the first."""
        first = len(self.rows)
        self.rows.extend(Row(stage, measure, item, other) for measure in measures)
        return first

    # Tables -----------------------------------------------------------------------------------------------

    def table(self, by_era: list[list[int]]) -> int:
        """Add a table (one list for each era, of one length) and return its place."""
        place = len(self.tables[0])
        for table, values in zip(self.tables, by_era, strict=True):
            table.extend(values)
        return place

    def term(self, term: Term, link: str, weight: float = 1.0) -> tuple[int, int, int, int]:
        """Compile a term to (view, lowest, last place, table)."""
        view = self.layout.view(term.view)
        low, high = self.layout.sizes[term.view]
        return view, low, high - low, self.table(self.steps(term, link, weight))

    def steps(self, term: Term, link: str, weight: float = 1.0) -> list[list[int]]:
        """Give the link steps that a term adds at each value of its view, for each era."""
        return [self._steps(term, _said(term).at(day), link, weight) for day in self.era_dates()]

    def most_steps(self, term: Term, link: str) -> list[int]:
        """Give the most link steps that a term may add at each value of its view, by what the catalogue declares."""
        possible = list(declared(_said(term)).possible())
        if term.table is not None:
            highest = max((end for end in possible if not isinstance(end, tuple)), default=0.0)  # of a range for all
            possible = [tuple(max(x, highest) for x in value) for value in possible if isinstance(value, tuple)]
        return [max(steps) for steps in zip(*(self._steps(term, said, link) for said in possible), strict=True)]

    def _steps(self, term: Term, said: Any, link: str, weight: float = 1.0) -> list[int]:
        """Give the link steps that a term adds at each value of its view where its parameter says so."""
        low, high = self.layout.sizes[term.view]
        span = range(low, high + 1)
        if term.table is not None:
            steps = [_steps(x, link) for x in said]
            return [round(steps[min(x - low, len(steps) - 1)] * weight) for x in span]
        whole = _steps(said, link)
        if term.full is not None:
            return [round(whole * weight * min(max(x, 0), term.full) / term.full) for x in span]
        least = low if term.at_least is None else term.at_least
        most = high if term.at_most is None else term.at_most
        return [round(whole * weight) if least <= x <= most else 0 for x in span]

    def condition(self, name: str, least: int, most: int) -> tuple[int, int, int, int]:
        """Compile the requirement that a view lies in [least, most] to a term that forbids elsewhere."""
        view = self.layout.view(name)
        low, high = self.layout.sizes[name]
        values = [0 if least <= x <= most else NEVER for x in range(low, high + 1)]
        return view, low, high - low, self.table([values] * len(self.eras))


def declared(parameter: Parameter[Any]) -> Parameter[Any]:
    """Return a parameter as the preset declares it, beneath any reform."""
    while parameter.over is not None:
        parameter = parameter.over
    return parameter


def _said(term: Term) -> Parameter[Any]:
    said = term.table if term.table is not None else term.times
    if said is None:
        raise Problem(f"a term on {term.view!r} says nothing", mend="give it times or a table")
    return said


def _steps(x: float, link: str) -> int:
    if link == "log":
        return log_steps(x)
    return round(x * LINK_TOP) if link == "linear" else round(x * 1024)


def index_of(chance: float, link: str) -> int:
    """Return the link index of a probability."""
    if link == "log":
        return LINK_TOP + log_steps(chance) if chance > 0 else NEVER
    if link == "linear":
        return round(chance * LINK_TOP)
    if not 0 < chance < 1:
        return NEVER if chance <= 0 else -NEVER
    return LOGISTIC_MIDDLE + logit_steps(chance)


def stacked(rows: list[tuple[Any, ...]], dtype: Any) -> NDArray[np.void]:
    """Return rows as a structured array; an empty list gives an empty array."""
    return np.array(rows, dtype=dtype) if rows else np.zeros(0, dtype=dtype)
