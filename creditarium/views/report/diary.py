"""One life in a report: who it is, the score through the year, what happened, and what it led to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from creditarium.analysis.explain import Explanation
from creditarium.analysis.other_world import UNSCHEMED
from creditarium.analysis.reasons import Account, Denial
from creditarium.analysis.way_back import WayBack
from creditarium.results.assumptions import UNSOURCED
from creditarium.results.replay import Life
from creditarium.views.explained import contribution, way
from creditarium.views.happenings import entry_text, gained, gave, matters, what_and_how
from creditarium.views.report.basis import folder_of
from creditarium.views.report.content import Cell, Chart, Column, Line, Lines, Paragraph, Part, Table
from creditarium.views.report.drawings import Colour, Steps
from creditarium.views.sayings import Composed, Kept, Meant, listed
from creditarium.views.text import FIFTHS
from creditarium.views.wording import words

SHOWN = 30
"""So many lines of a diary are told; the command beside it tells all."""
MOMENTS = 3
"""So many refusals, wrong entries and gains are named, of each."""
BEST = "top"
"""What bars the way of those who stand as high as one can."""
_ROLES = {"head": "head", "partner": "partner", "child": "child", "elder": "elder", "other": "member"}
_COLOURS: tuple[tuple[Colour, str], ...] = (
    ("vermilion", "a wrong entry"),
    ("blue", "refused because of a scheme"),
    ("green", "gained by a scheme"),
)


def life_parts(told: Explanation, key: str) -> Iterator[Part]:
    """Tell a life: who, what was refused and why, the way back, the score as a line, the same life elsewhere."""
    life = told.life
    yield Paragraph(who_text(life.attributes))
    yield Lines(tuple(_moments(told)))
    yield from _line(life, key)
    yield from _elsewhere(told)
    yield from _diary(life)


def _elsewhere(told: Explanation) -> Iterator[Table]:
    """Set the sums of the same life in the other world beside those of this one."""
    if told.other is None or told.other.life.run is told.run:
        return
    rows = tuple((name, here, there) for name, (here, there) in told.other.sums.items() if here or there)
    name = "without any scheme" if told.other.name == UNSCHEMED else "in the other world"
    columns = (Column("in all"), Column("this world", "number"), Column(name, "number"))
    yield Table(f"The same life {name}", columns, rows)


def _diary(life: Life) -> Iterator[Table]:
    told = [_told(list(rows)) for _, rows in groupby(filter(matters, life.diary.iter_rows(named=True)), _alike)]
    if told:
        columns = (
            Column("day"),
            Column("what"),
            Column("how it went"),
            Column("at whose hand"),
            Column("points"),
            Column("score", "number"),
            Column("money", "money"),
        )
        more = ("; ", f"the first {SHOWN} of {len(told)} lines") if len(told) > SHOWN else ()
        caption = Composed("What was written down, and what it led to", *more)
        yield Table(caption, columns, tuple(told[:SHOWN]), folded=True)


def who_text(who: dict[str, Any]) -> str:
    """Say who a person is.

    >>> who_text({"sex": "female", "age": 33, "role": "partner", "household_size": 4, "region": "Hebei",
    ...     "stratum": "town", "income": "2", "education": "junior", "migrant": False, "credit_file": True})
    'Female, 33, partner in a household of 4 in Hebei (town); second fifth of incomes; junior school; a credit file.'
    """
    alone = who["household_size"] == 1
    home = "living alone" if alone else f"{_ROLES[who['role']]} in a household of {who['household_size']}"
    fifth = FIFTHS.get(who["income"], who["income"]).removesuffix(" fifth")
    said = [
        f"{who['sex'].capitalize()}, {who['age']}, {home} in {who['region']} ({who['stratum']})",
        f"{fifth} fifth of incomes",
        f"{who['education']} school" if who["education"] in ("primary", "junior", "senior") else who["education"],
    ]
    if who["migrant"]:
        said.append("a migrant")
    said.append("a credit file" if who["credit_file"] else "no credit file")
    return Composed(listed(said, "; "), ".")


def _alike(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["happening"], row["kind"], row["by"], row["outcome"]


def _told(rows: list[dict[str, Any]]) -> tuple[Cell, ...]:
    """Write happenings that are alike and follow each other as one line."""
    first, last = rows[0], rows[-1]
    what, how = what_and_how(first)
    days = f"{first['date']:%Y-%m-%d}"
    if len(rows) > 1:
        days += f" to {last['date']:%Y-%m-%d}"
        how = Composed(*((how, ", ") if how else ()), f"{len(rows)} times")
    points = sum(row["delta"] for row in rows if row["delta"] is not None)
    money = sum(row["money"] for row in rows if row["money"] is not None)
    return days, what, how, last["by"], f"{points:+,g}" if points else "", last["score"], money or None


def _moments(told: Explanation) -> Iterator[Line]:
    """Say what was refused and for which reasons, what was wrong, what was gained, the way back, and the end."""
    life = told.life
    wrong = life.ledger.filter(life.ledger["wrong"])
    yield from _few("wrong entries", [entry_text(life, row) for row in wrong.iter_rows(named=True)])
    yield from _few(Meant("refused", "what was refused"), [_refusal(told, one) for one in told.denials])
    yield from _few("gained", gained(life))
    yield Line("at the end", listed(map(_standing, told.accounts), "; ") or "under no scheme")
    sought = [one for one in told.ways if one.obstacle is None or one.obstacle.sort != BEST]
    yield from _few("the way back", [_way(one) for one in sought])
    rests = sum(found.kind in UNSOURCED for found in told.numbers.values())
    command = Kept(f"creditarium explain {folder_of(told.run)} {life.number} --all")
    yield Line("in full", Composed(f"{len(life.diary):,} happenings", ": ", command), rests)


def _refusal(told: Explanation, one: Denial) -> str:
    """Tell a refusal as a notice would: the day, the rule, what the institution knew, the principal reasons."""
    need, known = told.run.scenario.conduct.kinds[one.need].title, one.account
    firm = (
        f" of organisation {one.organisation}, the employer or one under its head,"
        if one.organisation is not None
        else ""
    )
    reasons = listed((Composed(contribution(part), " (", f"{part.lost:g} lost", ")") for part in one.reasons), "; ")
    whose = (f"{one.date:%Y-%m-%d} ", need, ": “", one.title, "” (", words(one.institution), "), ")
    known_then = f"which knew {known.scheme}{firm} as of {one.known_until:%Y-%m-%d}"
    stood = (": ", f"{known.score:,g}, ", known.band, ". ")
    why = reasons or "no entry of their own, the score began so"
    return Composed(*whose, known_then, *stood, "Principal reasons", ": ", why)


def _way(one: WayBack) -> str:
    """Tell a way back as one paragraph."""
    first, *rest = map(_flush, way(one))
    if len(rest) < 2:
        return listed((first, *rest), " ")
    return Composed(first, " ", listed(rest[:-1], "; "), ". ", rest[-1])


def _flush(line: Composed) -> Composed:
    """Take a line out to the margin."""
    return Composed(*line.pieces[line.pieces[0].isspace() :])


def _standing(one: Account) -> str:
    scheme = Kept(one.scheme)
    if one.sort == "list":
        return Composed(scheme, " ", one.band)
    return Composed(scheme, f" {one.score:,g} (", one.band, ")")


def _few(topic: str, told: list[str]) -> Iterator[Line]:
    """Give the first of some happenings, and say how many more there are."""
    for row, text in enumerate(told[:MOMENTS]):
        left = len(told) - MOMENTS if row == MOMENTS - 1 else 0
        more = ("; ", f"and {left:,} more") if left > 0 else ()
        yield Line("" if row else topic, Composed(text, *more))


def _line(life: Life, key: str) -> Iterator[Chart]:
    """Draw the score through the life, of the scheme of persons that wrote most; a list has no score."""
    scoring, clock = life.run.scenario.scoring, life.run.scenario.clock
    graded = [name for name, rules in scoring.items() if rules.sort in ("points", "weighted")]
    ledger = life.ledger.filter(life.ledger["scheme"].is_in(graded))
    if not len(ledger):
        return
    scheme = Counter(ledger["scheme"].to_list()).most_common(1)[0][0]
    mine = ledger.filter(ledger["scheme"] == scheme)
    if len(mine) < 2:
        return
    dates = tuple(moment.date() for moment in mine["date"].to_list())
    scores = tuple(mine["score"].to_list())
    rules, end = scoring[scheme], max(clock.start + timedelta(days=clock.days - 1), dates[-1])
    events = tuple(_events(life, dates, scores, mine["wrong"].to_list()))
    rows = tuple(zip(dates, mine["entered"].to_list(), mine["delta"].to_list(), scores, strict=True))
    seen = {colour for _, _, colour in events}
    yield Chart(
        key=f"{key}-score",
        title="The score through this life",
        says=f"Under “{rules.title}” the score begins at {scores[0]:,g} and ends at {scores[-1]:,g}; the lowest is "
        f"{min(scores):,g}, the highest {max(scores):,g}.",
        drawing=Steps(dates, scores, end, events, tuple(pair for pair in _COLOURS if pair[0] in seen)),
        table=Table(
            f"The ledger under {scheme}: its points add up to the score",
            (Column("day", "date"), Column("entry"), Column("points", "number"), Column("score", "number")),
            rows,
        ),
    )


def _events(
    life: Life, dates: tuple[date, ...], scores: tuple[float, ...], wrong: list[bool]
) -> Iterator[tuple[date, float, Colour]]:
    """Give the days of wrong entries, refusals and gains, each at the height of the score then."""
    for day, score, is_wrong in zip(dates, scores, wrong, strict=True):
        if is_wrong:
            yield day, score, "vermilion"
    for row in life.diary.iter_rows(named=True):
        if (row["outcome"] == "refused" and row["happening"] == "consequence") or gave(row):
            day = row["date"].date()
            held = [score for since, score in zip(dates, scores, strict=True) if since <= day]
            yield day, held[-1] if held else scores[0], "green" if gave(row) else "blue"
