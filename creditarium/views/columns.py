"""Several worlds of the same people side by side, one column each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from creditarium.views.text import FIFTHS, LEAST_SHARE, NEITHER, currency
from creditarium.views.wording import money_text, share_text, words

if TYPE_CHECKING:
    from creditarium.results.run import Run
    from creditarium.results.summary import Shift, Summary

NOTABLE = 0.05
"""A domain of lawful acts is named when at least so large a share of it was held back in some world."""
_MOST_DOMAINS = 5


class Line(NamedTuple):
    """One line of the comparison; a line without cells is a heading. `rests` as in `views.text`."""

    label: str
    cells: tuple[str, ...] = ()
    rests: int = 0


def side_by_side(runs: Sequence[Run]) -> list[Line]:
    """Compare what several worlds did to the same people."""
    summaries = [run.summary for run in runs]
    unit = next(filter(None, (currency(run.scenario) for run in runs)), "")
    parts = (_schemes, _refused, _wrong, _held_back, _gained)
    lines = [line for part in parts for line in part(summaries)]
    return [*lines, *_money(summaries, unit), *_opinion(summaries), _basis(summaries)]


def _counts(label: str, counts: Iterable[int], rests: Iterable[int] = ()) -> Line:
    return Line(label, tuple(f"{count:,}" for count in counts), max(rests, default=0))


def _schemes(summaries: Sequence[Summary]) -> Iterator[Line]:
    yield _counts("schemes in force", (len(summary.schemes) for summary in summaries))
    yield _counts("people under one at least", (summary.covered for summary in summaries))


def _refused(summaries: Sequence[Summary]) -> Iterator[Line]:
    yield Line("Refused something because of a scheme")
    whole = [summary.refused for summary in summaries]
    rests = [refused.unsourced for refused in whole]
    yield _counts("  people", (refused.persons for refused in whole), rests)
    yield _counts("  of them did nothing listed then", (refused.blameless for refused in whole), rests)
    yield _counts("  attempts", (refused.attempts for refused in whole), rests)
    if any(refused.organisations for refused in whole):
        yield _counts("  attempts of organisations", (refused.organisations for refused in whole), rests)
    names = {part.name for summary in summaries for part in summary.refusals[:-1] if part.persons}
    for name in sorted(names):
        parts = [[part for part in summary.refusals if part.name == name] for summary in summaries]
        persons = [part[0].persons if part else 0 for part in parts]
        yield _counts(f"  {words(name)}: people", persons, (part[0].unsourced for part in parts if part))


def _wrong(summaries: Sequence[Summary]) -> Iterator[Line]:
    yield Line("Entries against people who had not done it")
    wrong = [summary.wrong for summary in summaries]
    rests = [summary.wrong.unsourced for summary in summaries if summary.schemes]
    yield _counts("  made", (one.entries for one in wrong), rests)
    each = [summary.wrong_days_each or 0 for summary in summaries]
    warmed = any(summary.warm_up for summary in summaries)
    label = "  days that they stood, with those of the warm-up" if warmed else "  days that each stood, of the run"
    yield _counts(label, (round(one.days) for one in wrong) if warmed else map(round, each), rests)


def _held_back(summaries: Sequence[Summary]) -> Iterator[Line]:
    yield Line("Acts that people held back")
    rests = [shift.unsourced for summary in summaries for shift in summary.shifts if shift.held_back]
    for label, lawful in (("  lawful", True), ("  against the law", False)):
        held = [sum(shift.held_back for shift in _shifts(summary, lawful)) for summary in summaries]
        yield _counts(label, held, rests)
    shares: dict[str, float] = {}
    for summary in summaries:
        for shift in _shifts(summary, True):
            shares[shift.domain] = max(shares.get(shift.domain, 0.0), shift.share_held_back)
    notable = sorted((name for name in shares if shares[name] >= NOTABLE), key=lambda name: -shares[name])
    for name in notable[:_MOST_DOMAINS]:
        yield Line(f"  lawful {words(name)}", tuple(_fall(summary, name) for summary in summaries), max(rests))


def _shifts(summary: Summary, lawful: bool) -> list[Shift]:
    return [shift for shift in summary.shifts if shift.lawful == lawful]


def _fall(summary: Summary, domain: str) -> str:
    share = next((x.share_held_back for x in _shifts(summary, True) if x.domain == domain), 0.0)
    return f"−{share:.0%}" if share >= LEAST_SHARE else "0%"


def _gained(summaries: Sequence[Summary]) -> Iterator[Line]:
    yield Line("Who gained, in times")
    for label, does in (("  granted what would be refused", "grant"), ("  put first", "favour")):
        given = [[one for one in summary.access if one.does == does] for summary in summaries]
        rests = [one.unsourced for world in given for one in world]
        yield _counts(label, (sum(one.applied for one in world) for world in given), rests)


def _money(summaries: Sequence[Summary], unit: str) -> Iterator[Line]:
    yield Line(f"Money given or taken, {unit} a person".replace(",  a", " a"))
    incomes = [purse.income for purse in summaries[0].purses]
    for income in (incomes[0], incomes[-1]) if incomes else ():
        each = (next(p.each for p in summary.purses if p.income == income) for summary in summaries)
        rests = max(summary.unsourced.get("purses", 0) for summary in summaries)
        yield Line(f"  {FIFTHS.get(income, income)}", tuple(money_text(amount) for amount in each), rests)


def _opinion(summaries: Sequence[Summary]) -> Iterator[Line]:
    yield Line("Opinion of the schemes at the end")
    rests = max(summary.unsourced.get("opinion", 0) for summary in summaries)
    for label, sign in (("  for", 1), ("  against", -1)):
        cells = []
        for summary in summaries:
            count = sum(n for value, n in summary.opinion.items() if (value - NEITHER) * sign > 0)
            cells.append(share_text(count, summary.people))
        yield Line(label, tuple(cells), rests)


def _basis(summaries: Sequence[Summary]) -> Line:
    cells = tuple(f"{summary.unsourced.get('whole', 0):,}" for summary in summaries)
    return Line("numbers without a published source", cells)
