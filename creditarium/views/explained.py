"""An explanation in plain words: the year, why the score is what it is, refusals, the way back, the other world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from creditarium.views.provenance import CALLED, MARK, range_text, value_text
from creditarium.views.sayings import Composed, Kept
from creditarium.views.wording import counted

if TYPE_CHECKING:
    from creditarium.analysis.explain import Explanation
    from creditarium.analysis.lines import Line, Step
    from creditarium.analysis.reasons import Account, Contribution, Denial
    from creditarium.analysis.way_back import WayBack
    from creditarium.model.parameter import Parameter

WHY = {
    "held back": "held back by what the schemes taught",
    "brought about": "only because of what the schemes taught",
    "turned round": "turned round",
}


def who(told: Explanation) -> str:
    """Say who this is."""
    said = (
        f"{name.replace('_', ' ')} {('no', 'yes')[value] if isinstance(value, bool) else value}"
        for name, value in told.life.attributes.items()
        if name not in ("person", "organisation")
    )
    return f"{', '.join(said)}. Nobody here is anybody."


def source_text(parameter: Parameter[Any]) -> str:
    """Mark a number by what it rests on: its source, or `~` with its range."""
    named = parameter.source or (parameter.memory if " " not in parameter.memory else "")
    between = range_text(parameter)
    if parameter.kind == "sourced":
        return f"[{named}]"
    if parameter.kind in CALLED:
        return f"[{CALLED[parameter.kind]}]"
    return f"[{MARK} {parameter.kind}{f' {named}' if named else ''}{f', {between}' if between else ''}]"


def mark(told: Explanation, path: str) -> str:
    """Mark the number at a path, or say nothing where a line has none of its own."""
    found = told.numbers.get(path)
    return f" {source_text(found)}" if found is not None else ""


def matters(line: Line) -> bool:
    """Say whether a line is told without `--all`: it left something in a register, was refused, or was moved."""
    if line.entries or line.why in WHY:
        return True
    return any(step.happening == "consequence" for step in line.steps)


def decision(line: Line) -> str:
    """Say whether the act followed, by which draw and chance, and why."""
    if not line.outcome:
        return ""
    sign = "below" if line.u is not None and line.p is not None and line.u < line.p else "not below"
    why = f", {WHY[line.why]}: else {chance(line.p_plain)}" if line.why in WHY else ""
    return f"{line.outcome} (u {chance(line.u)} {sign} p {chance(line.p)}{why})"


def chance(value: float | None) -> str:
    """Write a draw or a chance with three digits that count.

    >>> chance(0.5), chance(0.000123), chance(1.0)
    ('0.500', '0.000123', '1')
    """
    if value is None or value in (0, 1):
        return f"{value or 0:g}"
    return f"{value:.3f}" if value >= 0.1 else f"{value:.3g}"


def steps(told: Explanation, line: Line) -> Iterator[str]:
    """Tell what followed from an occasion, a line each."""
    for step in line.steps:
        text = _step(told, line, step)
        if text:
            yield text
    for copy in line.learned:
        when = f"on {copy.date:%Y-%m-%d}" if copy.date else "whenever they ask"
        yield f"learned of it {when} ({copy.agreement}: {copy.band}): {', '.join(copy.institutions)}"
    for number in line.led_to:
        yield f"led to refusal {number + 1}"


def _step(told: Explanation, line: Line, step: Step) -> str:
    draw = f"(u {chance(step.u)}, p {chance(step.p)})" if step.u is not None else ""
    if step.happening in ("entered", "appeal", "settled"):
        points = f": {step.points:+g} to {step.score:g}, {step.band}" if step.score is not None else ""
        return f"{step.date:%Y-%m-%d} {step.outcome} in {step.by}{points}{mark(told, step.number)}"
    if step.happening == "decision":
        told_of = {"taken for this person's": "", "spared": f"{step.by} did not apply {draw}"}
        by = "" if step.by in told.run.scenario.scoring else f" by {step.by}"
        return told_of.get(step.outcome, f"{step.outcome}{by} {draw}{mark(told, step.number)}")
    if step.happening == "consequence":
        title = told.run.scenario.consequences.rules[step.by].title
        money = f", {step.money:+,}" if step.money else ""
        return f"{step.outcome} because of a scheme: {title}{money}{mark(told, step.number)}"
    if step.happening == "answered":
        return f"{step.outcome} in the end"
    return ""


def account(told: Explanation, one: Account) -> Iterator[str]:
    """Take a score apart, line by line, and say that the parts add up."""
    yield f"{one.base:>10,g}  base"
    for part in sorted(one.contributions, key=lambda part: part.points):
        yield f"{part.points:>+10,g}  {contribution(part)}"
    booked = told.life.ledger["scheme"].to_list().count(one.scheme)
    exact = "to it exactly" if one.exact and told.balanced else "NOT to it"
    add = "adds" if booked == 1 else "add"
    yield f"{one.score:>10,g}  {one.band}; the ledger has {counted(booked, 'row')}, which {add} up {exact}"


def contribution(part: Contribution) -> str:
    """Say what a contribution is, how often, and how often it was an error."""
    times = (", ", f"{len(part.entries)} times") if len(part.entries) > 1 else ()
    wrong = (", ", f"{part.wrong} of them wrong") if part.wrong else ()
    fixed = (" (", "nothing one does moves it", ")") if part.fixed else ()
    return Composed(part.title, *times, *wrong, *fixed)


def reasons(parts: tuple[Contribution, ...]) -> Iterator[str]:
    """Give the specific principal reasons as a notice of adverse action would, the weightiest first."""
    for number, part in enumerate(parts, 1):
        yield f"{number}. {contribution(part)} ({part.lost:g} lost)"


def denial(told: Explanation, one: Denial) -> Iterator[str]:
    """Tell a refusal as a notice of adverse action would: who, what, what they knew, and the principal reasons."""
    need = told.run.scenario.conduct.kinds[one.need].title
    source, known = mark(told, f"consequences.rules.{one.consequence}.chance"), one.account
    firm = f" of organisation {one.organisation}, the employer or a firm under one head with it"
    yield f"{one.number + 1}. {one.date:%Y-%m-%d} {need}: {one.title} ({one.institution}){source}"
    yield (
        f"   It knew {known.scheme}{firm if one.organisation is not None else ''} as of "
        f"{one.known_until:%Y-%m-%d}: {known.score:g}, {known.band}."
    )
    given = list(reasons(one.reasons)) or ["no entry of their own: the score began so"]
    yield from (f"   {text}" for text in given)


def way(one: WayBack) -> Iterator[Composed]:
    """Tell the way to the next band: the cheapest acts, the earliest day, or what bars it."""
    scheme = Kept(one.scheme)
    if one.reached is None:
        because = one.obstacle.because if one.obstacle is not None else ""
        aim = f"to {one.aim} from {one.since}" if one.aim and one.aim != one.band else ""
        yield Composed(scheme, ": ", f"no way {aim}, because {because}" if aim else because, ".")
        return
    if not one.acts:
        yield Composed(scheme, ": ", f"to {one.aim} from {one.since} by itself, on {one.reached}", ".")
        return
    least = "no fewer would do" if one.fewest else "none of them can be left out"
    decisions = counted(len(one.acts), "decision")
    money = (f", {one.money:+,g} ", "in money") if one.money else ()
    cheapest = f"to {one.aim} from {one.since}, at the cheapest with {decisions} taken otherwise"
    yield Composed(scheme, ": ", cheapest, *money, "; ", f"reached on {one.reached}", " (", least, "):")
    for act in one.acts:
        yield Composed("   ", f"{act.date:%Y-%m-%d} ", "do" if act.do else "leave", ": ", act.title)
    earliest = f"At the earliest on {one.earliest}, with all {one.offered} decisions that the scheme counts."
    lived = "Lived through again with these decisions turned round: so it comes." if one.verified else "NOT verified."
    yield Composed("   ", earliest, " ", lived)


def number_rows(told: Explanation, paths: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """Give numbers as rows: path, value, what it rests on, and the reason."""
    for path, found in told.numbers.items():
        if path in paths:
            yield path, value_text(found), source_text(found), found.because or found.note


def paths_told(told: Explanation, lines: list[Line]) -> set[str]:
    """Give the paths of the numbers that stand in some lines themselves."""
    return {path for line in lines for path in (line.number, *(step.number for step in line.steps)) if path}
