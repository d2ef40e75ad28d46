"""Matters that fall due: an entry is written down, a listing runs out, an appeal is decided."""

from __future__ import annotations

import numpy as np

from creditarium.engine import trace
from creditarium.engine.arrays import Books, Ints, Items, Log, Row, Views, Who
from creditarium.engine.counting import count, count_wrong
from creditarium.engine.docket import (
    GRACED_FLAG,
    LANDED_FLAG,
    PROLONGS_FLAG,
    UPHELD_FLAG,
    WRONG_FLAG,
    appeal_of,
    flags_of,
    item_of,
    kind_of,
    ordinal_of,
    scheme_of,
    stage_of,
    taken_of,
    window_of,
)
from creditarium.engine.jit import inlined
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.purposes import FILE_APPEAL, NOTICE, UPHELD
from creditarium.engine.randomness import draw, occasion_key, window_key
from creditarium.engine.stages.conduct import decided, overrides_of
from creditarium.engine.stages.scoring import decision_tick, grade, undo, write_down
from creditarium.engine.world import (
    APPEALED,
    BY_DIMENSION,
    DECIDE_APPEAL,
    LISTING,
    NO_RULE,
    PENDING,
    REMOVING,
    STANDING,
    World,
)

MOST_WRONG = 3
_ENTRY_FLAGS = WRONG_FLAG | LANDED_FLAG
_ZERO, _ONE, _TWO = np.int64(0), np.int64(1), np.int64(2)


@inlined
def hand_in(
    world: World,
    who: Who,
    tick: int,
    kind: int,
    schemes: int,
    ordinal: int,
    flags: int,
    v: Views,
    ticks: Ints,
    items: Items,
    n: int,
) -> int:
    """Add a pending entry for each of the ``schemes`` (a bit mask) that cover the agent; return how many there are."""
    for c in range(world.schemes.shape[1]):
        if (schemes >> c) & 1 and v[world.schemes[0, c].member] != 0 and n < ticks.shape[0]:
            ticks[n] = tick
            items[n] = item_of(who[2], kind, c, PENDING, 0, who[5], ordinal, flags)
            n += 1
    return n


@inlined
def settle_matter(
    world: World,
    rows: Books,
    who: Who,
    overrides: Ints,
    key: np.uint64,
    j: int,
    t: int,
    t0: int,
    v: Views,
    ticks: Ints,
    items: Items,
    n: int,
    log: Log,
) -> int:
    """Take up the matter at place ``j``, which falls due at tick ``t``; return how many remain in hand."""
    item = items[j]
    n -= 1
    items[j] = items[n]
    ticks[j] = ticks[n]
    k, c, stage, flags = kind_of(item), scheme_of(item), stage_of(item), flags_of(item)
    day = t // TICKS_PER_DAY
    era = world.era_of_day[day]
    scheme = world.schemes[era, c]
    rule = world.rules[era, c, k]
    if rule.sort == NO_RULE or v[scheme.member] == 0 or day < world.since_day[c, who[0], who[4]]:
        return n
    origin = occasion_key(window_key(key, window_of(item)), ordinal_of(item))
    if stage == PENDING:
        graced = flags & GRACED_FLAG or scheme.grace_days == 0 or _prolongs(rule, scheme, v)
        if rule.sort == LISTING and not graced:
            ticks[n] = t + scheme.grace_days * TICKS_PER_DAY
            items[n] = item_of(who[2], k, c, PENDING, _ZERO, window_of(item), ordinal_of(item), flags | GRACED_FLAG)
            return n + 1
        return _enter(world, rows, who, overrides, era, rule, scheme, item, origin, t, t0, v, ticks, items, n, log)
    if stage == STANDING:
        if v[scheme.score] > 0:
            items[n] = item
            left = _listings(c, items, n)
            change = min(left, scheme.ceiling) - v[scheme.score]
            v[scheme.score] += change
            count(rows, scheme.row + 5, np.int64(_listings(c, items, n + 1) - left))
            _right(world, rows, flags, t - t0, v)
            trace.note(log, t, trace.SETTLED, k, c, change, np.int64(v[scheme.score]), _TWO, ordinal_of(item), who[2])
    elif stage == APPEALED:
        count(rows, scheme.row, _ONE)
        upheld = (flags & UPHELD_FLAG) != 0
        change = _ZERO
        if upheld:
            count(rows, scheme.row + 1, _ONE)
            left = n
            before = v[scheme.score]
            if rule.sort == LISTING:
                left = _forget(k, c, window_of(item), ordinal_of(item), ticks, items, n)
                v[scheme.score] = min(_listings(c, items, left), before)
            else:
                undo(rule, scheme, taken_of(item), v)
            if rule.sort != LISTING or left < n:
                _right(world, rows, flags, t - t0, v)
            change = np.int64(v[scheme.score] - before)
            n = left
        trace.note(
            log,
            t,
            trace.APPEAL,
            k,
            c,
            change,
            np.int64(v[scheme.score]),
            np.int64(upheld),
            ordinal_of(item) if rule.sort == LISTING else -_ONE,
            who[2],
        )
    grade(scheme, world.cuts, v)
    return n


@inlined
def _enter(
    world: World,
    rows: Books,
    who: Who,
    overrides: Ints,
    era: int,
    rule: Row,
    scheme: Row,
    item: np.uint64,
    origin: np.uint64,
    t: int,
    t0: int,
    v: Views,
    ticks: Ints,
    items: Items,
    n: int,
    log: Log,
) -> int:
    """Write an entry into a scheme, with all that follows from it there."""
    k, c, flags = kind_of(item), scheme_of(item), flags_of(item)
    taken = _ZERO
    prolongs = _prolongs(rule, scheme, v)
    if rule.sort == REMOVING:
        for j in range(n - 1, -1, -1):
            if scheme_of(items[j]) == c:
                if stage_of(items[j]) == STANDING:
                    _right(world, rows, flags_of(items[j]), t - t0, v)
                n -= 1
                items[j] = items[n]
                ticks[j] = ticks[n]
        change = np.int64(-v[scheme.score])
        v[scheme.score] = 0
        count(rows, scheme.row + 4, np.int64(change != 0))
    else:
        moved = rule.at if rule.sort == BY_DIMENSION else scheme.score
        before, score = v[moved], v[scheme.score]
        if prolongs:
            count(rows, scheme.row + 6, _ONE)
        else:
            write_down(rule, scheme, world.tables, era, v)
        taken = np.int64(v[moved] - before)
        change = np.int64(v[scheme.score] - score)
    grade(scheme, world.cuts, v)
    count(rows, rule.row, _ONE)
    count(rows, rule.row + 3, change)
    trace.note(
        log,
        t,
        trace.ENTERED,
        k,
        c,
        change,
        np.int64(v[scheme.score]),
        np.int64((flags & _ENTRY_FLAGS) | (PROLONGS_FLAG if prolongs else 0) | (window_of(item) << trace.FLAG_BITS)),
        ordinal_of(item),
        who[2],
    )
    if flags & WRONG_FLAG:
        count(rows, rule.row + 1, np.int64((flags & LANDED_FLAG) == 0))
        count(rows, rule.row + 2, np.int64((flags & LANDED_FLAG) != 0))
        if v[world.marks.wrong] < MOST_WRONG:
            v[world.marks.wrong] += 1
            count_wrong(rows, t - t0, -_ONE)
    if rule.minus:
        v[world.marks.sanctioned] = 1
        n = _contest(world, rule, scheme, who, overrides, item, origin, taken, t, ticks, items, n, log)
    else:
        v[world.marks.rewarded] = 1
    if rule.sort == LISTING and n < ticks.shape[0]:
        ticks[n] = t + rule.term_days * TICKS_PER_DAY
        if prolongs:
            ticks[n] = _latest_end(c, t, ticks, items, n) + rule.extends_days * TICKS_PER_DAY
        items[n] = _standing(item, prolongs)
        n += 1
    return n


@inlined
def _contest(
    world: World, rule: Row, scheme: Row, who: Who, overrides: Ints, item: np.uint64, origin: np.uint64, taken: int,
    t: int, ticks: Ints, items: Items, n: int, log: Log,
) -> int:  # fmt: skip
    """Let the person notice an entry and file an appeal; return how many matters are in hand."""
    k, c, ordinal, wrong = kind_of(item), scheme_of(item), ordinal_of(item), (flags_of(item) & WRONG_FLAG) != 0
    agent = who[2]
    if scheme.notice == 0:
        return n
    u = draw(origin, NOTICE + scheme.salt)
    noticed = u < scheme.notice
    trace.decide(log, t, trace.NOTICES, k, c, u, scheme.notice, noticed, ordinal, agent)
    if not noticed:
        return n
    u, p = draw(origin, FILE_APPEAL + scheme.salt), scheme.file_wrong if wrong else scheme.file_right
    due = decision_tick(world.gap, scheme, origin, t)
    first, last = overrides_of(overrides, who[6], window_of(item))
    filed = decided(overrides, first, last, ordinal, DECIDE_APPEAL, u < p)
    trace.decide(log, t, trace.FILES, k, c | (due << trace.SUBJECT_BITS), u, p, filed, ordinal, agent)
    if not filed or n >= ticks.shape[0]:
        return n
    u, p = draw(origin, UPHELD + scheme.salt), scheme.upheld_wrong if wrong else scheme.upheld_right
    trace.decide(log, t, trace.UPHOLDS, k, c, u, p, u < p, ordinal, agent)
    ticks[n] = due
    items[n] = appeal_of(item, rule.sort == LISTING, u < p, taken)
    return n + 1


@inlined
def _right(world: World, rows: Books, flags: int, since: int, v: Views) -> None:
    """Count a wrong entry as standing no more, ``since`` ticks into the window (the rest is counted at its end)."""
    if flags & WRONG_FLAG and v[world.marks.wrong] > 0:
        v[world.marks.wrong] -= 1
        count_wrong(rows, since, _ONE)


@inlined
def _prolongs(rule: Row, scheme: Row, v: Views) -> bool:
    """Tell whether an entry prolongs the listing that stands, instead of making one."""
    return rule.extends_days > 0 and v[scheme.score] > 0


@inlined
def _listings(c: int, items: Items, n: int) -> int:
    """Count the listings of a scheme that stand; one that ran out is the same listing while it is prolonged."""
    plain, prolonged = 0, 0
    for j in range(n):
        if scheme_of(items[j]) == c and stage_of(items[j]) == STANDING:
            if flags_of(items[j]) & PROLONGS_FLAG:
                prolonged = 1
            else:
                plain += 1
    return max(plain, prolonged)


@inlined
def _latest_end(c: int, t: int, ticks: Ints, items: Items, n: int) -> int:
    """Return the tick at which the last of a scheme's listings ends that stand at tick ``t``."""
    end = t
    for j in range(n):
        if scheme_of(items[j]) == c and stage_of(items[j]) == STANDING:
            end = max(end, ticks[j])
    return end


@inlined
def _standing(item: np.uint64, prolongs: bool) -> np.uint64:
    """Return the matter of an entry as a listing that stands."""
    flags = (flags_of(item) & _ENTRY_FLAGS) | (PROLONGS_FLAG if prolongs else 0)
    return item_of(0, kind_of(item), scheme_of(item), STANDING, 0, window_of(item), ordinal_of(item), flags)


@inlined
def _forget(k: int, c: int, window: int, ordinal: int, ticks: Ints, items: Items, n: int) -> int:
    """Close the standing listing that came from one origin; return how many matters remain."""
    for j in range(n - 1, -1, -1):
        same = kind_of(items[j]) == k and scheme_of(items[j]) == c and stage_of(items[j]) == STANDING
        if same and window_of(items[j]) == window and ordinal_of(items[j]) == ordinal:
            n -= 1
            items[j] = items[n]
            ticks[j] = ticks[n]
            break
    return n
