"""A life in lines: each occasion with all that followed from it, be it months later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from creditarium.analysis.citations import Citations, Paths
from creditarium.analysis.numbers import Numbers
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.trace import SUBJECT_BITS
from creditarium.results.cohort import band_at
from creditarium.results.diary import ANOTHERS, PROLONGED, WITHOUT_ACT
from creditarium.results.replay import Life

NOBODYS = ("false record", "another's act")
"""The sorts of lines that begin with an entry for what this person did not do."""


class Copy(NamedTuple):
    """What an agreement handed on of a scheme, and to whom; by `date` None the band is looked up at once."""

    date: datetime | None
    agreement: str
    scheme: str
    institutions: tuple[str, ...]
    band: str


@dataclass(frozen=True)
class Step:
    """One thing that followed from an occasion: who saw, decided, wrote down or refused, and by which chance.

    `u` is the draw and `p` the chance: what is asked happens if u is below p. `entry` is the number in the
    ledger. `number` is the path of the parameter that gives the chance, or what was booked; `rests_on` are the
    paths of all that decided it.
    """

    date: datetime
    happening: str
    by: str
    outcome: str
    points: float | None
    score: float | None
    band: str
    money: int | None
    u: float | None
    p: float | None
    entry: int | None
    number: str
    rests_on: Paths


@dataclass(frozen=True)
class Line:
    """One occasion of a life, or what came of itself, and all that followed from it.

    `outcome` is "done" or "left", `why` says why: "any world" (the draw lies below, or above, both chances),
    "held back" or "brought about" by the response to the schemes, "turned round" by an override. `learned`
    are the copies by which others learned of its entries, `led_to` the refusals that these are behind.
    """

    date: datetime
    window: int
    ordinal: int
    sort: str
    kind: str
    title: str
    outcome: str
    why: str
    u: float | None
    p: float | None
    p_plain: float | None
    number: str
    rests_on: Paths
    steps: tuple[Step, ...] = ()
    learned: tuple[Copy, ...] = ()
    led_to: tuple[int, ...] = ()

    @property
    def entries(self) -> tuple[Step, ...]:
        """The steps that a ledger books."""
        return tuple(step for step in self.steps if step.entry is not None)

    @property
    def seen_by(self) -> tuple[str, ...]:
        """The sensors that saw the act and took it for this person's."""
        return tuple(step.by for step in self.steps if step.happening == "seen")

    @property
    def cited(self) -> Paths:
        """The paths of all parameters behind the line and its steps."""
        return self.rests_on.union(*(step.rests_on for step in self.steps))


@dataclass
class _Open:
    """A line in the making."""

    line: dict[str, Any]
    steps: list[Step] = field(default_factory=list)


def lines_of(life: Life, cites: Citations) -> tuple[Line, ...]:
    """Tell a life in lines, in the order in which they began."""
    return _Teller(life, cites).told()


def copies_of(life: Life) -> tuple[Copy, ...]:
    """Give every copy of this life's bands that an agreement handed on."""
    agreements = life.run.scenario.sharing.agreements
    rows = (row for row in life.diary.iter_rows(named=True) if row["happening"] == "published")
    return tuple(
        Copy(row["date"], row["by"], agreements[row["by"]].scheme, agreements[row["by"]].to, row["outcome"])
        for row in rows
    )


class _Teller:
    """Goes through a diary once, and puts each row to the line that it belongs to."""

    def __init__(self, life: Life, cites: Citations) -> None:
        self.life, self.cites = life, cites
        self.engine, self.numbers = life.run.engine, Numbers(life.run.scenario)
        self.booked = len(self.engine.compiled.schemes)
        self.lines: list[_Open] = []
        self.heads: dict[tuple[Any, ...], list[_Open]] = {}
        self.last: dict[tuple[str, str], _Open] = {}
        self.due: list[tuple[str, str, str, int, _Open]] = []
        self.turned = {(one.window(life.run.scenario), one.ordinal) for one in life.overrides if one.decision == "act"}

    def told(self) -> tuple[Line, ...]:
        """Give the lines, each with who learned of it and what it led to."""
        for row, traced in zip(self.life.diary.iter_rows(named=True), self.life.relived.trace, strict=True):
            self._put(row, int(traced[0]), int(traced[6]))
        copies, refused = copies_of(self.life), self._refused()
        return tuple(self._closed(one, copies, refused) for one in self.lines)

    def _put(self, row: dict[str, Any], tick: int, z: int) -> None:
        happening = row["happening"]
        if happening in ("part", "published"):
            return
        if happening == "occasion":
            self._begin(row, "occasion", row["by"], self.cites.occasion(row["kind"], row["outcome"] == "done"))
        elif happening == "landed" or (happening == "seen" and row["outcome"] == "without an act"):
            sort = NOBODYS[happening == "landed"]
            paths = self.cites.seen(row["by"], row["kind"]) if row["by"] else frozenset()
            self._begin(row, sort, sort, paths)
        elif happening in ("entered", "appeal", "settled"):
            self._book(row, tick)
        else:
            self._follow(row, tick, z)

    def _begin(self, row: dict[str, Any], head: str, sort: str, paths: Paths) -> _Open:
        occasion = head == "occasion"
        one = _Open({
            "date": row["date"], "window": row["window"], "ordinal": row["ordinal"], "sort": sort,
            "kind": row["kind"], "title": row["what"] or row["outcome"], "outcome": row["outcome"] if occasion else "",
            "why": self._why(row) if occasion else "", "number": self.numbers.of(row), "rests_on": paths,
            **{name: row[name] for name in ("u", "p", "p_plain")},
        })  # fmt: skip
        self.lines.append(one)
        self.heads.setdefault((head, row["window"], row["ordinal"], "" if occasion else row["kind"]), []).append(one)
        return one

    def _why(self, row: dict[str, Any]) -> str:
        if (row["window"], row["ordinal"]) in self.turned:
            return "turned round"
        done, plain = row["outcome"] == "done", row["u"] < row["p_plain"]
        if done == plain:
            return "any world"
        return "brought about" if done else "held back"

    def _follow(self, row: dict[str, Any], tick: int, z: int) -> None:
        """Put what was seen, asked or decided to its occasion, and what concerns an entry to the entry's line."""
        kind, by = row["kind"], row["by"]
        if row["happening"] == "decision" and by in self.engine.compiled.schemes:
            one, paths = self.last[by, kind], self.cites.entry(by, kind)
            if row["outcome"] == "appealed":
                self.due.append((by, kind, "appeal", z >> (1 + SUBJECT_BITS), one))
        else:
            [one] = self.heads["occasion", row["window"], row["ordinal"], ""]
            paths = self._paths(row)
        one.steps.append(self._step(row, paths, None))

    def _paths(self, row: dict[str, Any]) -> Paths:
        if row["happening"] in ("consequence", "answered"):
            return self.cites.answer(row["kind"])
        if row["outcome"] in ("spared", "applied"):
            return self.cites.consequence(row["by"])
        if row["by"] in self.engine.compiled.sensors:
            return self.cites.seen(row["by"], row["kind"])
        return self.cites.answer(row["kind"])

    def _book(self, row: dict[str, Any], tick: int) -> None:
        """Put a change of a score to the line that it comes from, or begin one for what comes of itself."""
        scheme, kind = row["by"], row["kind"]
        one = self._entered(row, tick) if row["happening"] == "entered" else self._settled(row, tick)
        paths = self.cites.entry(scheme, kind) if kind else self.cites.scheme(scheme)
        if one is None:
            one = self._begin(row, "scheme", "scheme", paths)
        one.steps.append(self._step(row, paths, self.booked))
        self.booked += 1

    def _entered(self, row: dict[str, Any], tick: int) -> _Open | None:
        landed, nobodys = row["outcome"].startswith(ANOTHERS), row["outcome"].startswith(WITHOUT_ACT)
        head = NOBODYS[landed] if landed or nobodys else "occasion"
        found = self.heads.get((head, row["origin"], row["ordinal"], "" if head == "occasion" else row["kind"]), [])
        fresh = [one for one in found if not any(s.entry is not None and s.by == row["by"] for s in one.steps)]
        one = fresh[0] if fresh else None
        if one is not None:
            self.last[row["by"], row["kind"]] = one
            for due in self._terms(row, tick):
                self.due.append((row["by"], row["kind"], "term", due, one))
        return one

    def _terms(self, row: dict[str, Any], tick: int) -> Iterator[int]:
        """Give the tick at which a listing of this entry runs out, if it is one: prolonged, from the latest end on."""
        compiled = self.engine.compiled
        era = compiled.world.era_of_day[tick // TICKS_PER_DAY]
        rule = compiled.world.rules[era, compiled.schemes.index(row["by"]), compiled.kinds.index(row["kind"])]
        if row["outcome"].endswith(PROLONGED):
            ends = [due for scheme, _, sort, due, _ in self.due if scheme == row["by"] and sort == "term"]
            yield max([tick, *ends]) + int(rule["extends_days"]) * TICKS_PER_DAY
        elif int(rule["term_days"]):
            yield tick + int(rule["term_days"]) * TICKS_PER_DAY

    def _settled(self, row: dict[str, Any], tick: int) -> _Open | None:
        """Find the line whose appeal or term falls due at a tick; what is carried over falls due at a day's start."""
        what = "appeal" if row["happening"] == "appeal" else "term"
        for j, (scheme, kind, sort, due, one) in enumerate(self.due):
            days = -(-due // TICKS_PER_DAY) * TICKS_PER_DAY
            if (scheme, kind, sort) == (row["by"], row["kind"], what) and tick in (due, days):
                del self.due[j]
                return one
        return None

    def _step(self, row: dict[str, Any], paths: Paths, entry: int | None) -> Step:
        band = band_at(self.engine, row["by"], row["score"]) if row["score"] is not None else ""
        return Step(
            row["date"], row["happening"], row["by"], row["outcome"], row["delta"], row["score"], band,
            row["money"], row["u"], row["p"], entry, self.numbers.of(row), paths,
        )  # fmt: skip

    def _refused(self) -> dict[int, list[int]]:
        """Give for each entry of the ledger the refusals that it is behind."""
        behind: dict[int, list[int]] = {}
        for number, entries in enumerate(self.life.refusals["entries"].to_list()):
            for entry in entries:
                behind.setdefault(entry, []).append(number)
        return behind

    def _closed(self, one: _Open, copies: tuple[Copy, ...], refused: dict[int, list[int]]) -> Line:
        steps = tuple(one.steps)
        entries = [step for step in steps if step.entry is not None]
        led_to = sorted({number for step in entries for number in refused.get(step.entry or 0, [])})
        learned = [copy for step in entries[:1] for copy in self._learned(step, copies)]
        return Line(**one.line, steps=steps, learned=tuple(learned), led_to=tuple(led_to))

    def _learned(self, entry: Step, copies: tuple[Copy, ...]) -> Iterator[Copy]:
        """Give for each agreement the first copy after an entry, or that it looks the band up at once."""
        for name, terms in self.life.run.scenario.sharing.agreements.items():
            if terms.scheme != entry.by:
                continue
            if terms.every is None:
                yield Copy(None, name, entry.by, terms.to, entry.band)
            else:
                later = (c for c in copies if c.agreement == name and c.date is not None and c.date >= entry.date)
                yield from list(later)[:1]
