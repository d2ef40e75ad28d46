"""The numbers that tell a newcomer what happened in a run; the words for them are the views'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from creditarium.results.assumptions import Resting
from creditarium.results.tables import band_names

if TYPE_CHECKING:
    from creditarium.results.run import Run

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
    act that a scheme in force punishes. `name` is what was refused, or "anything" for all together.
    """

    name: str
    requests: int
    attempts: int
    persons: int
    blameless: int
    unsourced: int


@dataclass(frozen=True)
class Applied:
    """How often one consequence was applied, and with what effect; `does` as in the scenario.

    `requests`, `attempts` and `blameless_requests` are those refused, 0 unless it denies. `money` is above 0
    where the people got it.
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
    """Entries without an act of the person: invented (`false`) or another's (`landed`); days that they stood."""

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

    `opinion` counts persons by value of that state (0 against, 4 neither, 7 for), empty without it. `access`
    are the consequences that open something or put first. `shifts` begin with what fell silent most.
    """

    scenario: str
    title: str
    people: int
    adults: int
    organisations: int
    regions: int
    start: str
    days: int
    seed: int
    schemes: tuple[SchemeEnd, ...]
    refusals: tuple[Refusals, ...]
    consequences: tuple[Applied, ...]
    wrong: WrongEntries
    shifts: tuple[Shift, ...]
    purses: tuple[Purse, ...]
    opinion: Mapping[int, int]
    unsourced: Mapping[str, int]
    timings: Mapping[str, float]

    @property
    def refused(self) -> Refusals:
        """The refusals of every kind together."""
        return self.refusals[-1]

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
            f"refused: {said.requests:,} requests of {said.persons:,} persons, {said.blameless:,} of them blameless",
            f"wrong entries: {self.wrong.entries:,}, standing {self.wrong.days:,.0f} days in all",
            f"held back: {sum(shift.held_back for shift in self.shifts):,} acts",
        ]
        return "\n".join([f"Summary of “{self.scenario}”", *("├── " + row for row in rows[:-1]), "└── " + rows[-1]])


def summary_of(run: Run) -> Summary:
    """Add up the numbers of a run."""
    resting = Resting(run.scenario)
    ages = dict(run.tally("people", by="age").rows())
    head = run.contents.head
    money = [name for name, rule in run.scenario.consequences.rules.items() if rule.does in ("price", "money")]
    return Summary(
        scenario=head.scenario,
        title=head.title,
        people=head.people,
        adults=head.people - ages["0-17"],
        organisations=head.organisations,
        regions=head.regions,
        start=head.start,
        days=head.days,
        seed=head.seed,
        schemes=_schemes(run, resting),
        refusals=_refusals(run, resting),
        consequences=_consequences(run, resting),
        wrong=_wrong(run, resting),
        shifts=_shifts(run, resting),
        purses=_purses(run),
        opinion=_opinion(run),
        unsourced={
            "purses": resting.under(resting.on_consequences(money)),
            "opinion": resting.under({"response"}),
            "whole": resting.total,
        },
        timings=dict(run.timings),
    )


def _schemes(run: Run, resting: Resting) -> tuple[SchemeEnd, ...]:
    counts = run.bands(by=("scheme", "band")).with_columns(pl.col("scheme", "band").cast(pl.String))
    held = {(scheme, band): people for scheme, band, people in counts.rows()}
    made = []
    for name, scheme in run.scenario.scoring.items():
        bands = {band: held.get((name, band), 0) for band in band_names(scheme)}
        rests = resting.under(resting.on_schemes([name]))
        made.append(
            SchemeEnd(name, scheme.title, scheme.sort, scheme.disclosure, sum(bands.values()), bands, rests)
        )
    return tuple(made)


def _by(run: Run, measure: str, *by: str) -> dict[Any, Any]:
    """Give one measure by some dimensions as a dict; a single dimension is its own key."""
    rows = run.tally(measure, by=by).rows()
    return {row[0] if len(by) == 1 else row[:-1]: row[-1] for row in rows}


def _refusals(run: Run, resting: Resting) -> tuple[Refusals, ...]:
    requests, attempts = _by(run, "denied", "refused"), _by(run, "attempts", "refused")
    persons, blameless = _by(run, "refused_persons", "refused"), _by(run, "blameless_persons", "refused")
    rules = run.scenario.consequences.rules
    denying = {name: rule.marks or "" for name, rule in rules.items() if rule.does == "deny"}
    made = []
    for mark in [*sorted({mark for mark in denying.values() if mark}), ANYTHING]:
        chosen = [name for name, its in denying.items() if mark in (its, ANYTHING)]
        made.append(
            Refusals(
                mark,
                requests=sum(requests.values()) if mark == ANYTHING else requests.get(mark, 0),
                attempts=sum(attempts.values()) if mark == ANYTHING else attempts.get(mark, 0),
                persons=persons.get(mark, 0),
                blameless=blameless.get(mark, 0),
                unsourced=resting.under(resting.on_consequences(chosen)),
            )
        )
    return tuple(made)


def _consequences(run: Run, resting: Resting) -> tuple[Applied, ...]:
    counts = {name: _by(run, name, "consequence") for name in ("applied", "denied", "attempts", "blameless", "money")}
    parts = run.scenario.consequences
    made = []
    for name, rule in parts.rules.items():
        applied, denied, attempts, blameless, money = (count.get(name, 0) for count in counts.values())
        made.append(
            Applied(
                name, rule.title, rule.does, parts.institutions.get(rule.institution, rule.institution),
                rule.need, rule.scheme, applied, denied, attempts, blameless, money,
                rule.reported, rule.contradicted, resting.under(resting.on_consequences([name])),
            )
        )  # fmt: skip
    return tuple(made)


def _wrong(run: Run, resting: Resting) -> WrongEntries:
    return WrongEntries(
        false=int(run.total("false")),
        landed=int(run.total("landed")),
        sent_astray=int(run.total("astray")),
        days=float(run.total("wrong_days")),
        appeals=int(run.total("appeals")),
        upheld=int(run.total("upheld")),
        unsourced=resting.under(resting.on_errors()),
    )


def _shifts(run: Run, resting: Resting) -> tuple[Shift, ...]:
    acts, held, induced = (_by(run, name, "domain", "lawful") for name in ("acts", "held_back", "induced"))
    kinds = run.scenario.conduct.kinds
    made = []
    for domain, lawful in sorted({*acts, *held, *induced}):
        named = [name for name, kind in kinds.items() if (kind.domain, kind.lawful) == (domain, lawful)]
        place = (domain, lawful)
        rests = resting.under(resting.on_shifts(named))
        made.append(Shift(domain, lawful, acts.get(place, 0), held.get(place, 0), induced.get(place, 0), rests))
    return tuple(sorted(made, key=lambda shift: -shift.share_held_back))


def _purses(run: Run) -> tuple[Purse, ...]:
    """Add up what each consequence gave or took by income fifth; organisations are left out."""
    gained: dict[str, int] = {}
    lost: dict[str, int] = {}
    for (income, _), count in _by(run, "money", "income", "consequence").items():
        purse = gained if count > 0 else lost
        purse[income] = purse.get(income, 0) + abs(count)
    people = _by(run, "people", "income")
    return tuple(
        Purse(income, count, gained.get(income, 0), lost.get(income, 0)) for income, count in people.items()
    )


def _opinion(run: Run) -> dict[int, int]:
    states = run.frame("states").filter(pl.col("state").cast(pl.String) == "opinion")
    return dict(states.select("value", "persons").rows())
