"""A run's summary in plain words, for somebody who has never seen one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from creditarium.views.sayings import Composed, listed
from creditarium.views.wording import counted, money_text, share_text, words

if TYPE_CHECKING:
    from creditarium.model.scenario import Scenario
    from creditarium.results.run import Run
    from creditarium.results.summary import Refusals, SchemeEnd, Shift, Summary

FIFTHS = {"1": "poorest fifth", "2": "second", "3": "third", "4": "fourth", "5": "richest fifth"}
NEITHER = 4
"""The middle of the scale of opinion."""
LEAST_SHARE = 0.005
"""A change of a smaller share of the acts of a domain is not told."""
_MOST_NAMED = 4


class Said(NamedTuple):
    """One line of a summary: what it is about, what it says, and how many unsourced numbers it rests on."""

    topic: str
    text: str
    rests: int = 0

    @property
    def mark(self) -> str:
        """What stands behind the line: `~` and the number of assumptions, or nothing."""
        return f"~ {self.rests}" if self.rests else ""


def told(run: Run) -> list[Said]:
    """Say what a run did, line by line: people, bands, refusals, errors, silence, access, money, opinion."""
    summary = run.summary
    if not summary.schemes:
        return [*_who(summary), Said("schemes", "none is in force: nobody is scored, seen or refused by one")]
    parts = (
        _who(summary),
        _schemes(summary.schemes),
        _refused(summary, run.scenario),
        _wrong(summary),
        _shifted(summary),
        _access(summary),
        _money(summary, currency(run.scenario)),
        _opinion(summary),
    )
    return list(_once(line for part in parts for line in part))


def _once(lines: Iterable[Said]) -> Iterator[Said]:
    """Name a topic on the first of its lines only."""
    last = ""
    for line in lines:
        yield line._replace(topic="") if line.topic == last else line
        last = line.topic or last


def currency(scenario: Scenario) -> str:
    """Give the unit of the money in a scenario's catalogue, or nothing where no sum is named."""
    units = (kind.money.unit for kind in scenario.conduct.kinds.values() if kind.money is not None)
    return next((unit for unit in units if unit), "")


def _who(summary: Summary) -> Iterator[Said]:
    warmed = f" after a warm-up of {summary.warm_up} days" if summary.warm_up else ""
    yield Said(
        "who",
        f"{summary.people:,} synthetic people, {summary.adults:,} of them adults, in {summary.regions} "
        f"{'region' if summary.regions == 1 else 'regions'}, with {summary.organisations:,} organisations; "
        f"{summary.days} days from {summary.start}{warmed}, seed {summary.seed}. Nobody here is anybody.",
    )


def _schemes(schemes: Iterable[SchemeEnd]) -> Iterator[Said]:
    empty = []
    for scheme in schemes:
        if not scheme.members:
            empty.append(scheme.name)
            continue
        who = "organisations" if scheme.sort == "rating" else "people"
        if scheme.sort == "list":
            listed = next(iter(scheme.bands.values()))
            text = f"{listed:,} of {scheme.members:,} people are on this list"
        else:
            shares = (f"{band} {share_text(n, scheme.members)}" for band, n in scheme.bands.items())
            text = f"{scheme.members:,} {who}: {', '.join(shares)}"
        yield Said("at the end", f"{scheme.name} ({scheme.disclosure} rules): {text}", scheme.unsourced)
    if empty:
        yield Said("at the end", f"{', '.join(empty)}: none of these people are under it")


def _refused(summary: Summary, scenario: Scenario) -> Iterator[Said]:
    whole = summary.refused
    if not whole.persons:
        who = "no person" if whole.organisations else "nobody"
        yield Said("refused", f"{who} was refused anything because of a scheme", whole.unsourced)
    else:
        yield Said(
            "refused",
            f"{_people(whole.persons)} refused something because of a scheme, in {counted(whole.attempts, 'attempt')}; "
            f"{whole.blameless:,} of them did nothing {_then(summary)} that a scheme punishes",
            whole.unsourced,
        )
    for part in summary.refusals[:-1]:
        if part.persons or part.organisations:
            yield Said("refused", _refusal(part, summary, scenario), part.unsourced)


def _then(summary: Summary) -> str:
    """Say over which time somebody did nothing listed: a warm-up's acts are counted too."""
    return "in this time or in the warm-up" if summary.warm_up else "in this time"


def _refusal(part: Refusals, summary: Summary, scenario: Scenario) -> str:
    rules = scenario.consequences.rules
    behind = [one for one in summary.consequences if one.attempts and (rules[one.name].marks or "") == part.name]
    behind.sort(key=lambda one: -one.attempts)
    said: list[str] = []
    if part.persons:
        said.append(
            f"{_people(part.persons)} refused in {counted(part.attempts, 'attempt')}, "
            f"{part.blameless:,} without any listed act {_then(summary)}"
        )
    if part.organisations:
        said.append(f"organisations were refused in {counted(part.organisations, 'attempt')}")
    named = [Composed(one.title, f": {one.attempts:,}") for one in behind[:_MOST_NAMED]]
    return Composed(words(part.name), ": ", listed(said, "; "), *_in_brackets(named))


def _in_brackets(named: list[Composed]) -> tuple[str, ...]:
    return (" (", listed(named, "; "), ")") if named else ()


def _people(count: int) -> str:
    return "1 person was" if count == 1 else f"{count:,} people were"


def _wrong(summary: Summary) -> Iterator[Said]:
    wrong = summary.wrong
    if not wrong.entries:
        yield Said("wrong entries", "none was made", wrong.unsourced)
        return
    text = Composed(
        f"{wrong.entries:,}: ",
        f"{wrong.false:,} without any act, {wrong.landed:,} for what somebody else did",
        "; ",
        _stood(summary),
        ". ",
        f"{counted(wrong.appeals, 'appeal')}, right or wrong, {'was' if wrong.appeals == 1 else 'were'} decided, "
        f"and {wrong.upheld:,} upheld",
    )
    yield Said("wrong entries", text, wrong.unsourced)


def _stood(summary: Summary) -> str:
    each = summary.wrong_days_each
    if each is not None:
        return f"each stood {each:,.0f} days of the run on average"
    return f"with those of the warm-up they stood {summary.wrong.days:,.0f} days of the run in all"


def _shifted(summary: Summary) -> Iterator[Said]:
    for topic, lawful in (("fell silent", True), ("deterred", False)):
        less = [x for x in summary.silent if x.lawful == lawful and x.share_held_back >= LEAST_SHARE]
        kind = "lawful" if lawful else "unlawful"
        told = Composed(f"{kind} acts that people held back", ": ", listed(map(_less, less)))
        yield Said(topic, told if less else f"no {kind} act became rarer", _most(less))
    more = [shift for shift in summary.grown if shift.share_induced >= LEAST_SHARE]
    if more:
        said = (Composed(words(shift.domain), f" +{shift.share_induced:.0%}") for shift in more)
        yield Said("grew", Composed("what people did more of", ": ", listed(said)), _most(more))


def _less(shift: Shift) -> str:
    return Composed(words(shift.domain), f" −{shift.share_held_back:.0%} (", counted(shift.held_back, "act"), ")")


def _most(shifts: Iterable[Shift]) -> int:
    return max((shift.unsourced for shift in shifts), default=0)


def _access(summary: Summary) -> Iterator[Said]:
    for does, text in (
        ("grant", "somebody got what the institution by its own rule would have refused"),
        ("favour", "somebody was put first"),
    ):
        given = sorted((one for one in summary.access if one.does == does), key=lambda one: -one.applied)
        if given:
            named = [Composed(one.title, f": {one.applied:,}") for one in given[:_MOST_NAMED]]
            total = sum(one.applied for one in given)
            rests = max(one.unsourced for one in given)
            often = "once" if total == 1 else f"{total:,} times"
            yield Said("gained access", Composed(f"{often} {text}", *_in_brackets(named)), rests)
    if not summary.access:
        yield Said("gained access", "nobody got more than the institutions by their own rules give")


def _money(summary: Summary, unit: str) -> Iterator[Said]:
    if not any(purse.gained or purse.lost for purse in summary.purses):
        yield Said("money", "no scheme gave or took any")
        return
    each = (Composed(FIFTHS.get(one.income, one.income), f" {money_text(one.each)}") for one in summary.purses)
    gained, lost = sum(one.gained for one in summary.purses), sum(one.lost for one in summary.purses)
    text = Composed(
        f"{unit} a person, by income".strip(), ": ", listed(each), "; ", f"in all {gained:,} gained and {lost:,} lost"
    )
    yield Said("money", text, summary.unsourced.get("purses", 0))


def _opinion(summary: Summary) -> Iterator[Said]:
    total = sum(summary.opinion.values())
    if total:
        against = sum(n for value, n in summary.opinion.items() if value < NEITHER)
        favour = sum(n for value, n in summary.opinion.items() if value > NEITHER)
        yield Said(
            "opinion",
            f"{share_text(favour, total)} lean for the schemes, {share_text(against, total)} against",
            summary.unsourced.get("opinion", 0),
        )
