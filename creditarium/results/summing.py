"""Adding up a run to its summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from creditarium.results.assumptions import Resting
from creditarium.results.axes import ORGANISATION
from creditarium.results.summary import (
    ANYTHING,
    Applied,
    Purse,
    Refusals,
    SchemeEnd,
    Shift,
    Summary,
    WrongEntries,
)
from creditarium.results.tables import band_names

if TYPE_CHECKING:
    from creditarium.results.run import Run


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
        covered=_covered(run),
        organisations=head.organisations,
        regions=head.regions,
        start=head.start,
        days=head.days,
        warm_up=head.warm_up,
        seed=head.seed,
        schemes=_schemes(run, resting),
        refusals=_refusals(run, resting),
        consequences=_consequences(run, resting),
        wrong=_wrong(run, resting),
        shifts=_shifts(run, resting),
        purses=_purses(run),
        currency=_currency(run),
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
        made.append(SchemeEnd(name, scheme.title, scheme.sort, scheme.disclosure, sum(bands.values()), bands, rests))
    return tuple(made)


def _covered(run: Run) -> int:
    """Count the people under a scheme: in each region those of the widest, as tables name nobody twice."""
    ratings = [name for name, scheme in run.scenario.scoring.items() if scheme.sort == "rating"]
    counts = run.bands(by=("region", "scheme")).filter(~pl.col("scheme").cast(pl.String).is_in(ratings))
    return int(counts.group_by("region").agg(pl.col("people").max())["people"].sum())


def _by(run: Run, measure: str, *by: str) -> dict[Any, Any]:
    """Give one measure by some dimensions as a dict; a single dimension is its own key."""
    rows = run.tally(measure, by=by).rows()
    return {row[0] if len(by) == 1 else row[:-1]: row[-1] for row in rows}


def _by_whom(run: Run, measure: str, by: str) -> tuple[dict[Any, int], dict[Any, int]]:
    """Give one measure by a dimension: that of persons, and that of organisations."""
    persons: dict[Any, int] = {}
    organisations: dict[Any, int] = {}
    for (sex, name), count in _by(run, measure, "sex", by).items():
        whose = organisations if sex == ORGANISATION else persons
        whose[name] = whose.get(name, 0) + count
    return persons, organisations


def _refusals(run: Run, resting: Resting) -> tuple[Refusals, ...]:
    requests, _ = _by_whom(run, "denied", "refused")
    attempts, of_organisations = _by_whom(run, "attempts", "refused")
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
                organisations=sum(of_organisations.values()) if mark == ANYTHING else of_organisations.get(mark, 0),
                unsourced=resting.under(resting.on_consequences(chosen)),
            )
        )
    return tuple(made)


def _consequences(run: Run, resting: Resting) -> tuple[Applied, ...]:
    counts = {name: _by(run, name, "consequence") for name in ("applied", "denied", "attempts")}
    counts |= {name: _by_whom(run, name, "consequence")[0] for name in ("blameless", "money")}
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
    return tuple(Purse(income, count, gained.get(income, 0), lost.get(income, 0)) for income, count in people.items())


def _currency(run: Run) -> str:
    """Give the unit of the catalogue's money; empty where no kind has any."""
    sums = (kind.money for kind in run.scenario.conduct.kinds.values())
    return next((money.unit for money in sums if money is not None), "")


def _opinion(run: Run) -> dict[int, int]:
    states = run.frame("states").filter(pl.col("state").cast(pl.String) == "opinion")
    return dict(states.select("value", "persons").rows())
