"""Overrides: decisions of one life that are turned round, and nothing else with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.trace import ANSWERS, DECISION, ENTERED, FILES, FLAG_BITS, OCCASION, SEES
from creditarium.engine.world import DECIDE_ACT, DECIDE_ANSWER, DECIDE_APPEAL, DECIDE_SEEN
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario
from creditarium.results.decoding import Ints

DECISIONS = {"act": DECIDE_ACT, "seen": DECIDE_SEEN, "answer": DECIDE_ANSWER, "appeal": DECIDE_APPEAL}
"""What can be turned round: whether the act follows, whether sensors see it, what an institution itself answers, and
whether the person appeals against what was written down of it."""
MOST_ORDINAL = 255


@dataclass(frozen=True)
class Override:
    """One decision turned round: at the occasion `ordinal` of a window, `decision` gets this `outcome`.

    `when` is the window's number, or any date within it; the diary gives window and ordinal of every
    occasion. `decision` is "act", "seen" (by every sensor that watches), "answer" (the institution's own) or
    "appeal" (against every entry that goes back to the occasion and is noticed, whenever it is written down).

    >>> Override(date(2018, 3, 1), 2, "act", False)
    Override(when=datetime.date(2018, 3, 1), ordinal=2, decision='act', outcome=False)
    """

    when: date | int
    ordinal: int
    decision: str
    outcome: bool

    def window(self, scenario: Scenario) -> int:
        """Give the window in which the occasion lies; a time outside the run is a `Problem`."""
        clock = scenario.clock
        number = self.when if isinstance(self.when, int) else (self.when - clock.first_day).days // clock.window
        if isinstance(number, bool) or not 0 <= number < clock.windows:
            mend = f"give a date of the run or a window from 0 to {clock.windows - 1}"
            raise Problem(f"{self.when} lies outside the run", place="overrides", mend=mend)
        return number


def pins_of(scenario: Scenario, number: int, overrides: Iterable[Override]) -> Ints:
    """Give overrides as the kernel reads them: rows (agent's number, window, ordinal, decision, outcome), sorted.

    What is no override, or says two things of one decision, is a `Problem`.
    """
    rows = [_row(scenario, number, one) for one in overrides]
    for one, other in zip(sorted(rows), sorted(rows)[1:], strict=False):
        if one[:4] == other[:4]:
            what = f"one decision is turned round twice (window {one[1]}, ordinal {one[2]})"
            raise Problem(what, place="overrides", mend="keep one of them")
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 5)


def _row(scenario: Scenario, number: int, one: Override) -> tuple[int, int, int, int, int]:
    if not isinstance(one, Override):
        raise Problem(
            f"{one!r} is no override", place="overrides", mend="give Override(when, ordinal, decision, outcome)"
        )
    if one.decision not in DECISIONS:
        what = f"nothing is decided by '{one.decision}'"
        raise Problem(what, place="overrides", mend=suggestion(one.decision, DECISIONS))
    if isinstance(one.ordinal, bool) or not isinstance(one.ordinal, int) or not 0 <= one.ordinal <= MOST_ORDINAL:
        mend = f"give the occasion's ordinal, from 0 to {MOST_ORDINAL}"
        raise Problem(f"{one.ordinal!r} is no ordinal", place="overrides", mend=mend)
    if not isinstance(one.outcome, bool):
        raise Problem(f"{one.outcome!r} is no outcome", place="overrides", mend="give True or False")
    return number, one.window(scenario), one.ordinal, DECISIONS[one.decision], int(one.outcome)


def check_met(scenario: Scenario, pins: Ints, trace: Ints) -> None:
    """Refuse overrides that no decision of the life came to: they would change nothing in silence."""
    met = set(_met(trace, scenario.clock.window * TICKS_PER_DAY)) if len(pins) else set()
    for _, window, ordinal, decision, _ in pins.tolist():
        if (window, ordinal, decision) not in met:
            name = next(word for word, code in DECISIONS.items() if code == decision)
            what = f"this life comes to no such decision: '{name}' in window {window}, ordinal {ordinal}"
            raise Problem(what, place="overrides", mend="take window and ordinal from the life's diary")


def _met(trace: Ints, length: int) -> Iterator[tuple[int, int, int]]:
    """Give window, ordinal and decision of all that was decided in a trace; an appeal is of its entry's origin."""
    asked = {SEES: DECIDE_SEEN, ANSWERS: DECIDE_ANSWER}
    origin = 0
    for tick, happening, _, other, _, _, z, ordinal, *_ in trace.tolist():
        if happening == ENTERED:
            origin = z >> FLAG_BITS
        elif happening == OCCASION:
            yield tick // length, ordinal, DECIDE_ACT
        elif happening == DECISION and other == FILES:
            yield origin, ordinal, DECIDE_APPEAL
        elif happening == DECISION and other in asked:
            yield tick // length, ordinal, asked[other]
