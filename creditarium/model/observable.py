"""An observable: one number that a lived run answers, written as data."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from creditarium.model.base import Spec
from creditarium.model.parameter import Number
from creditarium.model.problem import Problem

SUBJECTS = ("count", "stock", "mean_score", "state", "mean_state")
"""What an observable may be about; it names exactly one of them."""
FILTERS = ("kind", "sensor", "scheme", "consequence", "domain", "institution", "does", "refused", "lawful")
"""What narrows a count: the words by which its measure is counted (docs/results.md)."""
_ALLOWED = {
    "count": {*FILTERS, "since", "until"},
    "stock": {"band", "at"},
    "mean_score": {"at"},
    "state": {"within"},
    "mean_state": set(),
}


class Groups(Spec):
    """The groups of people that are counted; what is left out admits everybody."""

    region: tuple[str, ...] | None = None
    sex: tuple[str, ...] | None = None
    age: tuple[str, ...] | None = None
    income: tuple[str, ...] | None = None
    stratum: tuple[str, ...] | None = None

    def named(self) -> dict[str, tuple[str, ...]]:
        """Give the dimensions that are narrowed, with their words."""
        return {name: words for name, words in self if words is not None}


class Observable(Spec):
    """One number of a run. It is about one of five subjects:

    ``count``: a measure of the tallies, narrowed by ``kind``, ``scheme``, … and by ``where``, from the day ``since``
    to the end of the day ``until``. ``stock``: the people in a ``band`` of a scheme at the end of the day ``at``
    ("listed" on a list). ``mean_score``: of a scheme's members then. ``state``: the people whose state lies
    ``within`` [low, high] when the run ends. ``mean_state``: its mean then.

    A day is a date, or a number counted from 1; without days it is the whole run, or its end. ``per`` divides: by the
    persons of the same groups, by their years in the same days, by all members of the scheme, or by another
    observable. ``times`` multiplies at last, by a number with a source: so many people in the country, say.

    >>> Observable.model_validate({"count": "attempts", "kind": "flight", "per": "person"})
    Observable
    ├── count: attempts
    ├── kind: flight
    └── per: person
    """

    count: str | None = None
    stock: str | None = None
    mean_score: str | None = None
    state: str | None = None
    mean_state: str | None = None
    kind: str | None = None
    sensor: str | None = None
    scheme: str | None = None
    consequence: str | None = None
    domain: str | None = None
    institution: str | None = None
    does: str | None = None
    refused: str | None = None
    lawful: bool | None = None
    band: tuple[str, ...] | str | None = None
    within: tuple[int, int] | None = None
    where: Groups = Groups()
    since: date | int | None = None
    until: date | int | None = None
    at: date | int | None = None
    per: Literal["person", "person_year", "member"] | Observable | None = None
    times: Number | None = None

    @model_validator(mode="after")
    def _is_about_one_subject(self) -> Self:
        named = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(named) != 1:
            what = f"an observable is about one of {', '.join(SUBJECTS)}, not {' and '.join(named) or 'none'}"
            raise Problem(what, mend="keep one of them" if named else "name one", at=tuple(named[1:2]))
        every = {name for names in _ALLOWED.values() for name in names}
        for name in sorted(every - _ALLOWED[self.subject]):
            if getattr(self, name) is not None:
                raise Problem(f"'{name}' says nothing of a {self.subject}", mend="leave it out", at=(name,))
        for name, fitting in (("stock", "band"), ("state", "within")):
            if self.subject == name and getattr(self, fitting) is None:
                raise Problem(f"a {name} needs its '{fitting}'", mend=f"add '{fitting}:'", at=(name,))
        if (self.per == "member" and self.subject != "stock") or (self.per == "person_year" and self.count is None):
            raise Problem(f"a {self.subject} has no share '{self.per}'", mend="leave it out", at=("per",))
        return self

    @property
    def subject(self) -> str:
        """What it is about."""
        return next(name for name in SUBJECTS if getattr(self, name) is not None)

    def filters(self) -> dict[str, str | bool]:
        """Give what narrows a count."""
        return {name: getattr(self, name) for name in FILTERS if getattr(self, name) is not None}

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands of a stock."""
        return (self.band,) if isinstance(self.band, str) else self.band or ()
