"""The numbers that tell a newcomer what happened in a run; the words for them are the views'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from creditarium.model.showing import tree

ANYTHING = "anything"
"""The refusals of every kind together."""


@dataclass(frozen=True)
class SchemeEnd:
    """Where a scheme's members stood at the end; `unsourced` numbers stand behind it."""

    name: str
    title: str
    sort: str
    disclosure: str
    members: int
    bands: Mapping[str, int]
    unsourced: int


@dataclass(frozen=True)
class Refusals:
    """What was refused because of a scheme: requests that the institution itself would have granted.

    `attempts` counts each try of a request; `persons` were ever refused, and `blameless` of them never did an
    act that a scheme in force punishes. All these count persons; `organisations` are the attempts of organisations.
    `name` is what was refused, or "anything" for all together.
    """

    name: str
    requests: int
    attempts: int
    persons: int
    blameless: int
    organisations: int
    unsourced: int


@dataclass(frozen=True)
class Applied:
    """How often one consequence was applied, and with what effect; `does` as in the scenario.

    `requests`, `attempts` and `blameless_requests` are those refused, 0 unless it denies; the last are of persons
    only, as is `money`, which is above 0 where the people got it.
    """

    name: str
    title: str
    does: str
    institution: str
    need: str
    scheme: str
    applied: int
    requests: int
    attempts: int
    blameless_requests: int
    money: int
    reported: bool
    contradicted: bool
    unsourced: int


@dataclass(frozen=True)
class WrongEntries:
    """Entries without an act of the person: invented (`false`) or another's (`landed`); days they stood.

    `days` counts also those that a warm-up left standing, which are none of the `entries`; of each person three at
    once at most.
    """

    false: int
    landed: int
    sent_astray: int
    days: float
    appeals: int
    upheld: int
    unsourced: int

    @property
    def entries(self) -> int:
        """How many wrong entries were made."""
        return self.false + self.landed


@dataclass(frozen=True)
class Shift:
    """How the response moved the acts of a domain, kept apart by whether the law allows them.

    `held_back` acts would have been done but for the response, `induced` ones were done only for it.
    """

    domain: str
    lawful: bool
    acts: int
    held_back: int
    induced: int
    unsourced: int

    @property
    def otherwise(self) -> int:
        """How many acts there would have been at the same occasions without the response."""
        return self.acts - self.induced + self.held_back

    @property
    def share_held_back(self) -> float:
        """The share of what would have been done that was not."""
        return self.held_back / self.otherwise if self.otherwise else 0.0

    @property
    def share_induced(self) -> float:
        """What was done only for the response, as a share of what would have been done."""
        return self.induced / self.otherwise if self.otherwise else 0.0


@dataclass(frozen=True)
class Purse:
    """What the schemes gave and took of one income fifth of the people, in the kinds' money."""

    income: str
    people: int
    gained: int
    lost: int

    @property
    def each(self) -> float:
        """The balance for each person of the fifth."""
        return (self.gained - self.lost) / self.people if self.people else 0.0


@dataclass(frozen=True, repr=False)
class Summary:
    """The numbers of a run. `unsourced` says for the lines of no other record how many numbers they rest on.

    `currency` is the unit of all money. `opinion` counts persons by value of that state (0 against, 4
    neither, 7 for), empty without it. `access` are the consequences that open something or put first.
    `shifts` begin with what fell silent most. `covered` are the people under a scheme at the end, at least so many:
    in each region as many as its widest scheme has.
    """

    scenario: str
    title: str
    people: int
    adults: int
    covered: int
    organisations: int
    regions: int
    start: str
    days: int
    warm_up: int
    seed: int
    schemes: tuple[SchemeEnd, ...]
    refusals: tuple[Refusals, ...]
    consequences: tuple[Applied, ...]
    wrong: WrongEntries
    shifts: tuple[Shift, ...]
    purses: tuple[Purse, ...]
    currency: str
    opinion: Mapping[int, int]
    unsourced: Mapping[str, int]
    timings: Mapping[str, float]

    @property
    def refused(self) -> Refusals:
        """The refusals of every kind together."""
        return self.refusals[-1]

    @property
    def wrong_days_each(self) -> float | None:
        """Days of the run that a wrong entry stood on average; none after a warm-up, whose entries stand there too."""
        return self.wrong.days / self.wrong.entries if self.wrong.entries and not self.warm_up else None

    @property
    def access(self) -> tuple[Applied, ...]:
        """The consequences that gave access or put people first, and were applied."""
        return tuple(one for one in self.consequences if one.does in ("grant", "favour") and one.applied)

    @property
    def silent(self) -> tuple[Shift, ...]:
        """What people did less of, the greatest share first."""
        return tuple(shift for shift in self.shifts if shift.held_back > shift.induced)

    @property
    def grown(self) -> tuple[Shift, ...]:
        """What people did more of, the greatest share first."""
        more = (shift for shift in self.shifts if shift.induced > shift.held_back)
        return tuple(sorted(more, key=lambda shift: -shift.share_induced))

    def __repr__(self) -> str:
        said = self.refused
        rows = [
            f"people: {self.people:,} ({self.adults:,} adults), {self.organisations:,} organisations",
            f"schemes: {', '.join(scheme.name for scheme in self.schemes) or 'none'}",
            f"refused: {said.requests:,} requests; {said.persons:,} persons, {said.blameless:,} blameless",
            f"wrong entries: {self.wrong.entries:,}, standing {self.wrong.days:,.0f} days in all",
            f"held back: {sum(shift.held_back for shift in self.shifts):,} acts",
        ]
        return tree(f"Summary of “{self.scenario}”", rows)
