"""A need put to its institution: its own answer, and what it makes of a score."""

from __future__ import annotations

import numpy as np

from creditarium.engine import trace
from creditarium.engine.arrays import Books, Ints, Log, Row, Views, Who
from creditarium.engine.counting import count
from creditarium.engine.jit import inlined
from creditarium.engine.numbers import SHARE_BITS
from creditarium.engine.purposes import CONSEQUENCE, OWN_ANSWER
from creditarium.engine.randomness import draw
from creditarium.engine.stages.conduct import chance, decided, leave_behind, summed
from creditarium.engine.stages.consequences import attempts, holds
from creditarium.engine.world import DECIDE_ANSWER, DENY, GRANT, ON_DENY, ON_GRANT, PRICE, World

_ZERO, _ONE, _TWO = np.int64(0), np.int64(1), np.int64(2)
_HALF = np.int64(1 << (SHARE_BITS - 1))


@inlined
def ask(
    world: World,
    rows: Books,
    who: Who,
    pins: tuple[int, int],
    overrides: Ints,
    here: np.uint64,
    ordinal: int,
    k: int,
    era: int,
    day: int,
    t: int,
    v: Views,
    log: Log,
) -> None:
    """Put a need to its institution: its own answer, then what the schemes change.

    What the answer leaves behind comes first, then what the consequences do to it: a dear loan stays dear.
    """
    kind = world.kinds[k]
    terms = summed(world.terms, kind.own_term, kind.own_end, world.tables, era, v)
    index = world.own[era, world.conduct_of[who[3]], k] + terms
    u, p = draw(here, OWN_ANSWER), chance(world.link[kind.own_link], index)
    own = decided(overrides, pins[0], pins[1], ordinal, DECIDE_ANSWER, u < p)
    trace.decide(log, t, trace.ANSWERS, k, _ZERO, u, p, own, ordinal, who[2])
    granted, refused_by, moved = _ruled(world, rows, who, here, ordinal, k, era, day, t, own, v, log)
    if refused_by >= 0:
        rule = world.consequences[era, refused_by]
        held = np.int64(v[rule.at])
        trace.note(log, t, trace.CONSEQUENCE, k, np.int64(refused_by), _ZERO, np.int64(own), held, ordinal, who[2])
        _refuse(world, rows, rule, here, own, v)
    if not own:
        count(rows, kind.row + 6, _ONE)
    count(rows, kind.row + 7, np.int64(granted))
    answer = np.int64(granted)
    trace.note(log, t, trace.ANSWERED, k, answer, np.int64(own), np.int64(refused_by), _ZERO, ordinal, who[2])
    leave_behind(world.effects, era, kind.effect, kind.effect_end, ON_GRANT if granted else ON_DENY, here, v)
    if refused_by >= 0:
        rule = world.consequences[era, refused_by]
        leave_behind(world.effects, era, rule.effect, rule.effect_end, ON_DENY, here, v)
    for j in range(kind.consequence, kind.consequence_end if moved else kind.consequence):
        if moved >> (j - kind.consequence) & 1:
            rule = world.consequences[era, j]
            leave_behind(world.effects, era, rule.effect, rule.effect_end, ON_GRANT, here, v)


@inlined
def _ruled(
    world: World,
    rows: Books,
    who: Who,
    here: np.uint64,
    ordinal: int,
    k: int,
    era: int,
    day: int,
    t: int,
    own: bool,
    v: Views,
    log: Log,
) -> tuple[bool, int, int]:
    """Apply the rules to an institution's own answer; refusals come first (see compile/consequences.py).

    Returns whether it is granted, the rule that refuses or -1, and a bit for each rule that grants or moves a price.
    """
    kind = world.kinds[k]
    granted, refused_by, moved = own, np.int64(-1), _ZERO
    for j in range(kind.consequence, kind.consequence_end):
        rule = world.consequences[era, j]
        concerned = world.consequence_who[j, who[3]] != 0 and day >= world.since_day[rule.scheme, who[0], who[4]]
        if not holds(rule, concerned, day, v):
            continue
        u = draw(here, CONSEQUENCE + rule.salt)
        applies = u < rule.chance
        trace.decide(log, t, trace.RULES, k, j, u, rule.chance, applies, ordinal, who[2])
        if not applies:
            continue
        if rule.does == DENY:
            granted = False
            if refused_by < 0:
                refused_by = j
        elif rule.does == GRANT:
            if not own and refused_by < 0:
                granted = True
                count(rows, rule.row, _ONE)
                trace.note(log, t, trace.CONSEQUENCE, k, j, _ONE, _ZERO, np.int64(v[rule.at]), ordinal, who[2])
                moved |= _ONE << (j - kind.consequence)
        elif granted:
            money = rule.by if rule.does != PRICE else -((kind.money * rule.by + _HALF) >> SHARE_BITS)
            count(rows, rule.row, _ONE)
            count(rows, rule.row + 4, np.int64(money))
            v[world.marks.rewarded] |= rule.by < 0 if rule.does == PRICE else rule.by > 0
            trace.note(log, t, trace.CONSEQUENCE, k, j, _TWO, np.int64(money), np.int64(v[rule.at]), ordinal, who[2])
            moved |= _ONE << (j - kind.consequence)
    return granted, refused_by, moved


@inlined
def _refuse(world: World, rows: Books, rule: Row, here: np.uint64, own: bool, v: Views) -> None:
    """Count a refusal by a rule, and what it does where the institution itself would have granted."""
    count(rows, rule.row, _ONE)
    if own:
        count(rows, rule.row + 1, _ONE)
        count(rows, rule.row + 2, attempts(rule, here))
        count(rows, rule.row + 3, np.int64(1 - v[world.marks.blamed]))
        v[world.marks.denied] = 1
        if rule.mark >= 0:
            v[rule.mark] = 1
