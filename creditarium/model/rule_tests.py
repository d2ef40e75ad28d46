"""Tests of a scheme's rules: what happens in an imaginary life, and what the scheme must make of it.

They are read beside a scheme, by people who know its law rather than this program. Whose life it is, is never
said: a synthetic person lives it, whom a seed and a number make.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from creditarium.model.base import Spec
from creditarium.model.catalogue import folders, is_path, own_file
from creditarium.model.conduct import Who
from creditarium.model.problem import Problem, suggestion
from creditarium.model.reading import load

TESTS = "tests"
"""The folder of tests of schemes: a file each, of the scheme's name."""
MOST_TESTS = 200
MOST_GIVEN = 60
"""Rules are tested, not people scored: neither a file nor a life holds more than a point table needs."""


class Given(Spec):
    """An occasion on a day, on which the person acts; ``times`` repeats it on the days that follow.

    Asked for a service, the institution ``itself`` grants or refuses, before any scheme is looked at.
    """

    date: dt.date
    occasion: str
    times: int = Field(1, ge=1, le=MOST_GIVEN)
    itself: Literal["grants", "refuses"] = "grants"

    @property
    def days(self) -> Iterator[dt.date]:
        """The days on which it comes."""
        return (self.date + dt.timedelta(days=j) for j in range(self.times))


class Entry(Spec):
    """What the scheme enters of an occasion on a day, and on as many days that follow as ``times`` says.

    ``points`` is what the score moves by; on a list, the listings that are added or fall away; 0 in a weighted
    score, which waits for its recalculation (see ``states``).
    """

    date: dt.date
    occasion: str
    points: float
    times: int = Field(1, ge=1, le=MOST_GIVEN)

    @property
    def days(self) -> Iterator[dt.date]:
        """The days on which it is written."""
        return (self.date + dt.timedelta(days=j) for j in range(self.times))


class Doing(Spec):
    """What the scheme does of itself as time passes, and the points (or listings) that this moves."""

    date: dt.date
    what: Literal["recovered", "recalculated", "term over"]
    points: float


class Told(Spec):
    """What a consequence does to a request of a day: ``by`` is its name in the scenario, ``money`` what it moves."""

    date: dt.date
    occasion: str
    outcome: Literal["refused", "granted", "moved"]
    by: str
    money: float | None = None


class Then(Spec):
    """What must follow, as it stands at the end of the day ``until`` (of the last day that the test names if left out).

    ``entries``, ``of_itself`` and ``consequences`` are all that there are up to then, if they are given: an empty
    list says that there is none. ``states`` are those of the scheme's record, such as the merits of a dimension.
    """

    until: dt.date | None = None
    entries: tuple[Entry, ...] | None = None
    of_itself: tuple[Doing, ...] | None = None
    score: float | None = None
    band: str | None = None
    states: dict[str, int] = {}
    consequences: tuple[Told, ...] | None = None

    @model_validator(mode="after")
    def _expects(self) -> Self:
        if not self.model_fields_set - {"until"}:
            raise Problem("nothing is expected", mend="give entries, of_itself, score, band, states or consequences")
        return self


class Beginning(Spec):
    """How the life begins: with a score of its own, in states other than 0, or outside an opt-in scheme."""

    score: float | None = None
    states: dict[str, int] = {}
    takes_part: bool = True


class RuleTest(Spec):
    """One test: what it shows, who the imaginary person may be, what is given, and what must follow."""

    title: str
    who: Who = Who()
    begins: Beginning = Beginning()
    given: tuple[Given, ...] = ()
    then: Then

    @property
    def last(self) -> dt.date | None:
        """The last day that it names."""
        days = [day for given in self.given for day in given.days]
        days += [day for entry in self.then.entries or () for day in entry.days]
        days += [one.date for one in self.then.of_itself or ()] + [one.date for one in self.then.consequences or ()]
        return max([*days, *([self.then.until] if self.then.until else [])], default=None)

    @model_validator(mode="after")
    def _is_small(self) -> Self:
        met: set[tuple[dt.date, str]] = set()
        for index, one in enumerate(self.given):
            for day in one.days:
                if (day, one.occasion) in met:
                    what = f"'{one.occasion}' comes twice on {day}"
                    mend = "an occasion comes once a day: give it another day"
                    raise Problem(what, mend=mend, at=("given", index))
                met.add((day, one.occasion))
        if len(met) > MOST_GIVEN:
            what = f"{len(met)} occasions are given to one life"
            raise Problem(what, mend=f"show the rule with {MOST_GIVEN} or fewer", at=("given",))
        if self.then.until is not None and self.last is not None and self.last > self.then.until:
            what = f"{self.last} comes after the day that is looked at"
            raise Problem(what, mend="put 'until' at the last day, or leave it out", at=("then", "until"))
        return self


class RuleTests(Spec):
    """The tests of one ``scheme`` (a preset's name, or a file beside this one) within one ``scenario``.

    The scenario gives the occasions, who shares the scheme's grades and what institutions make of them. A life
    begins on the day ``begins``, or when the scenario does.
    """

    title: str
    scheme: str
    scenario: str = "no-scheme"
    begins: dt.date | None = None
    tests: tuple[RuleTest, ...]

    @model_validator(mode="after")
    def _is_small(self) -> Self:
        if not 0 < len(self.tests) <= MOST_TESTS:
            raise Problem(f"there are {len(self.tests)} tests", mend=f"give 1 to {MOST_TESTS}", at=("tests",))
        return self


def shipped_tests() -> list[str]:
    """Name the schemes that have tests, shipped or offered by a plug-in, in order."""
    return sorted(_known())


def read_tests(file: str) -> tuple[RuleTests, Path]:
    """Read tests from a file, or those of a shipped scheme by its name; a fault is a `Problem`."""
    if is_path(file):
        path = own_file(file, "a scheme that has tests by name")
        return load(RuleTests, path), path
    known = _known()
    if file not in known:
        raise Problem(f"there are no tests of '{file}'", place=file, mend=suggestion(file, known))
    return load(RuleTests, known[file]), known[file]


def _known() -> dict[str, Path]:
    return {path.stem: path for folder in folders(TESTS) for path in folder.glob("*.yaml")}
