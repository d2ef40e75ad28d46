"""Why a score is what it is: exact contributions, and the principal reasons that a notice would give.

Every shipped instrument is additive, so an explanation is exact and needs no approximation: the contributions add
up to the score less its base. A notice of adverse action names the specific principal reasons, at most four: here
those by which the most points were lost, the greatest first. Of a score of points that is what entries took; of a
weighted score, the distance of each part from its own best value; of a list, the grounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from creditarium.analysis.citations import Citations, Paths
from creditarium.engine.docket import day_of, scheme_of, stage_of
from creditarium.engine.purposes import EMPLOYER
from creditarium.engine.randomness import agent_key, draw
from creditarium.engine.world import STANDING
from creditarium.model.population import ATTRIBUTES
from creditarium.results.cohort import band_at
from creditarium.results.diary import parts_of
from creditarium.results.reliving import place_of_organisation
from creditarium.results.replay import Life, live_again
from creditarium.results.tables import scale_of

MOST_REASONS = 4
"""How many principal reasons a notice names at most (12 CFR 1002.9 and its commentary)."""
EXACT = 1e-9
"""How closely contributions must add up to the score less its base."""


@dataclass(frozen=True)
class Contribution:
    """What one sort of entry, or one part of a weighted score, adds to it.

    `what` is the kind or the view, or says what came of itself; `lost` are the points lost by it, 0 or more.
    `entries` are their numbers in the ledger, `wrong` how many of them are for what the person did not do.
    `fixed` says that nothing a person does can move it.
    """

    what: str
    title: str
    points: float
    lost: float
    entries: tuple[int, ...] = ()
    wrong: int = 0
    fixed: bool = False
    rests_on: Paths = frozenset()


@dataclass(frozen=True)
class Account:
    """A score taken apart: base and contributions, which add up to it; for a list also when its terms end."""

    scheme: str
    sort: str
    base: float
    score: float
    band: str
    contributions: tuple[Contribution, ...]
    ends: tuple[date, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the contributions add up to the score less its base."""
        return abs(sum(one.points for one in self.contributions) - (self.score - self.base)) <= EXACT

    @property
    def reasons(self) -> tuple[Contribution, ...]:
        """The specific principal reasons, at most four, the one by which most was lost first."""
        lost = [one for one in self.contributions if one.lost > 0]
        return tuple(sorted(lost, key=lambda one: -one.lost)[:MOST_REASONS])


@dataclass(frozen=True)
class Denial:
    """Something refused because of a scheme, as a notice of adverse action would tell it.

    `known_until` is the date of the copy that the institution read. Where a firm's rating stands behind it,
    `organisation` is that firm, and the reasons are those of its ledger.
    """

    number: int
    date: datetime
    need: str
    consequence: str
    title: str
    institution: str
    known_until: datetime
    account: Account
    organisation: int | None
    rests_on: Paths

    @property
    def reasons(self) -> tuple[Contribution, ...]:
        """The specific principal reasons, at most four."""
        return self.account.reasons


def account_of(life: Life, cites: Citations, scheme: str, until: datetime | None = None) -> Account:
    """Take the score under a scheme apart, at the end of the life or as an institution knew it at a time."""
    held = life.ledger.filter(pl.col("scheme") == scheme)
    if until is not None:
        held = held.filter(pl.col("date") <= until)
    rules = life.run.scenario.scoring[scheme]
    score = held["score"][-1]
    band = band_at(life.run.engine, scheme, score)
    if rules.sort == "weighted":
        base, parts = _weighted(life, cites, scheme, held, until)
        return Account(scheme, rules.sort, base, score, band, parts)
    base = 0.0 if rules.sort == "list" else held["score"][0]
    made = tuple(_grouped(life, cites, scheme, held, rules.sort == "list"))
    return Account(scheme, rules.sort, base, score, band, made, _ends(life, scheme) if until is None else ())


def _grouped(life: Life, cites: Citations, scheme: str, held: pl.DataFrame, listing: bool) -> Iterator[Contribution]:
    """Add up entries by kind; corrections go with what they correct, and what comes of itself by its name."""
    scale, kinds = scale_of(life.run.scenario.scoring[scheme]), life.run.scenario.conduct.kinds
    groups: dict[str, list[tuple[int, int, bool]]] = {}
    for entry, entered, kind, delta, wrong in held.select("entry", "entered", "kind", "delta", "wrong").iter_rows():
        if entered != "opening balance" or listing:
            groups.setdefault(kind or entered, []).append((entry, round(delta * scale), wrong))
    for what, rows in groups.items():
        points = sum(delta for _, delta, _ in rows) / scale
        moved = tuple(entry for entry, delta, _ in rows if delta)
        if moved:
            known = what in kinds
            yield Contribution(
                what, kinds[what].title if known else what, points, max(points if listing else -points, 0.0), moved,
                sum(wrong for _, _, wrong in rows), False, cites.entry(scheme, what) if known else cites.scheme(scheme),
            )  # fmt: skip


def _weighted(
    life: Life, cites: Citations, scheme: str, held: pl.DataFrame, until: datetime | None
) -> tuple[float, tuple[Contribution, ...]]:
    """Give the base of a weighted score and its parts at the last recalculation."""
    compiled, scale = life.run.engine.compiled, scale_of(life.run.scenario.scoring[scheme])
    rows = life.diary.filter((pl.col("happening") == "part") & (pl.col("by") == scheme))
    if until is not None:
        rows = rows.filter(pl.col("date") <= until)
    if rows.is_empty():
        return held["score"][0], tuple(_grouped(life, cites, scheme, held, False))
    rows = rows.filter(pl.col("date") == rows["date"].max())
    day = (rows["date"][0].date() - life.run.scenario.clock.first_day).days
    era = int(compiled.world.era_of_day[day])
    row = compiled.world.schemes[era, compiled.schemes.index(scheme)]
    base, made = int(row["base"]), []
    named = parts_of(life.run.engine)[int(row["part"]) : int(row["part_end"])]
    for j, (view, dimension) in enumerate(named):
        part = compiled.world.parts[int(row["part"]) + j]
        table = compiled.world.tables[era, int(part["table"]) : int(part["table"]) + int(part["last"]) + 1]
        value = round(rows["delta"][j] * scale)
        paths = cites.scheme(scheme) | cites.state(view)
        made.append(
            Contribution(
                view, f"{dimension}: {view.rpartition('.')[2] if view.startswith('dimension.') else view}",
                value / scale, (int(table.max()) - value) / scale, (), 0, view in ATTRIBUTES, paths,
            )
        )  # fmt: skip
    rest = round(held["score"][-1] * scale) - base - sum(round(one.points * scale) for one in made)
    if rest:
        made.append(Contribution("bounds", "held at the floor or the ceiling", rest / scale, 0.0, fixed=True))
    return base / scale, tuple(made)


def _ends(life: Life, scheme: str) -> tuple[date, ...]:
    """Give the days on which the listings that still stand run out."""
    place, start = life.run.engine.compiled.schemes.index(scheme), life.run.scenario.clock.first_day
    mine = (item for item in life.matters if scheme_of(item) == place and stage_of(item) == STANDING)
    return tuple(sorted(start + timedelta(days=int(day_of(item))) for item in mine))


def denials_of(life: Life, cites: Citations) -> tuple[Denial, ...]:
    """Give everything that a scheme refused this life, each with its reasons."""
    rules = life.run.scenario.consequences.rules
    made = []
    for number, row in enumerate(life.refusals.iter_rows(named=True)):
        rule, scheme = rules[row["consequence"]], life.run.scenario.scoring[row["scheme"]]
        whose, until = life, row["known_until"]
        if scheme.sort == "rating" and not life.organisation:
            until = window_start(life, until)
            whose = employer_of(life, row["scheme"], until)
        account = account_of(whose, cites, row["scheme"], until)
        made.append(
            Denial(
                number, row["date"], row["kind"], row["consequence"], rule.title, row["institution"],
                until, account, whose.number if whose is not life else None,
                cites.consequence(row["consequence"]),
            )
        )  # fmt: skip
    return tuple(made)


def window_start(life: Life, moment: datetime) -> datetime:
    """Give the start of the window that holds a moment: an employer's rating is read there."""
    clock = life.run.scenario.clock
    days = (moment.date() - clock.first_day).days // clock.window * clock.window
    return datetime.combine(clock.first_day + timedelta(days=days), datetime.min.time())


def employer_of(life: Life, scheme: str, until: datetime) -> Life:
    """Live the employer of a person again, or the firm under one head with it if that is rated lower."""
    engine, place = life.run.engine, life.relived.place
    society = engine.settled.society
    first, end = (int(society.organisations[place.community + j]) for j in (0, 1))
    seat = (int(draw(agent_key(engine.seed, life.number), EMPLOYER)) * (end - first)) >> 32
    firms = [first + seat]
    if engine.scenario.scoring[scheme].contagion and first + (seat ^ 1) < end:
        firms.append(first + (seat ^ 1))
    lives = [live_again(life.run, place_of_organisation(engine, firm)) for firm in firms]
    return min(lives, key=lambda one: _score_at(one, scheme, until))


def _score_at(life: Life, scheme: str, until: datetime) -> float:
    held = life.ledger.filter((pl.col("scheme") == scheme) & (pl.col("date") <= until))
    score: float = held["score"][-1] if held.height else life.ledger.filter(pl.col("scheme") == scheme)["score"][0]
    return score
