"""What happens in a window, one happening at a time: an occasion, or a matter that falls due."""

from __future__ import annotations

import numpy as np
from creditarium.engine.jit import inlined

from creditarium.engine import trace
from creditarium.engine.docket import (
    LANDED_FLAG,
    WRONG_FLAG,
    flags_of,
    item_of,
    kind_of,
    ordinal_of,
    scheme_of,
    stage_of,
    window_of,
)
from creditarium.engine.numbers import LINK_TOP, NEVER, ONE, TICKS_PER_DAY
from creditarium.engine.purposes import ACT, ASTRAY, FALSE_RECORD, LANDED_KIND, LUCK, OWN_ANSWER, SEEN, STRANGER
from creditarium.engine.purposes import UPHELD
from creditarium.engine.randomness import draw, occasion_key, window_key
from creditarium.engine.stages.conduct import chance, decided, gap_ticks, leave_behind, summed
from creditarium.engine.stages.consequences import attempts, holds
from creditarium.engine.stages.observation import arrival, seeing
from creditarium.engine.stages.scoring import decision_tick, grade, undo, write_down
from creditarium.engine.world import (
    APPEALED,
    BOUT_ROLE,
    DENY,
    FALSE_RECORD_ROLE,
    GRANT,
    LANDING_ROLE,
    LISTING,
    NO_RULE,
    ON_ACT,
    ON_DENY,
    ON_GRANT,
    ON_OMIT,
    PENDING,
    PRICE,
    REMOVING,
    STANDING,
)

MATTER_DUE, SCHEDULE_DUE, BOUT_DUE = 1, 2, 3
DECIDE_ACT, DECIDE_SEEN, DECIDE_ANSWER = 0, 1, 2
MOST_LANDED = 8
MOST_WRONG = 3
NEED = 2
"""The sort of a need in SORTS."""


@inlined
def next_due(t_next, t1, due, n_due, ticks, n, bout, n_bouts, bout_ticks):
    """Return what comes next as (source, index, tick); source 0 is the next candidate.

    A bout in which no time was spent is passed over.
    """
    source, index, t = 0, 0, t_next
    for j in range(n_due):
        if due[j, 0] < t:
            source, index, t = SCHEDULE_DUE, j, due[j, 0]
    for j in range(n):
        if ticks[j] < t and ticks[j] < t1:
            source, index, t = MATTER_DUE, j, ticks[j]
    if t >= t1:
        while bout < n_bouts and bout_ticks[bout, 0] < 0 and bout_ticks[bout, 1] == 0:
            bout += 1
        if bout < n_bouts:
            source, index, t = BOUT_DUE, bout, t1 - 1
    return source, index, t


@inlined
def _push(world, who, tick, kind, schemes, stage, ordinal, flags, v, ticks, items, n):
    """Add a matter for each of the ``schemes`` (a bit mask) that cover the agent; return how many there are."""
    for c in range(world.schemes.shape[1]):
        if (schemes >> c) & 1 and v[world.schemes[0, c].member] != 0 and n < ticks.shape[0]:
            ticks[n] = tick
            items[n] = item_of(who[2], kind, c, stage, 0, who[5], ordinal, flags)
            n += 1
    return n


@inlined
def occasion(
    world, before, after, landing_scale, rows, who, pins, overrides, key, here, ordinal, k, t, t0, t1, v, ticks,
    items, n, bout_ticks, log,
):  # fmt: skip
    """Live one occasion of kind ``k`` at tick ``t`` and return how many matters are in hand."""
    community, region, _, segment, stratum, _ = who
    day = t // TICKS_PER_DAY
    era = world.era_of_day[day]
    kind = world.kinds[k]
    rows[kind.row] += 1
    if kind.meets:
        _meet(world, before, region, here, v)

    plain = world.base[era, k, segment] + summed(world.terms, kind.term, kind.response_term, world.tables, era, v)
    moved = plain + summed(world.terms, kind.response_term, kind.term_end, world.tables, era, v)
    if plain < NEVER // 2:
        return n
    if moved > LINK_TOP:
        rows[kind.row + 4] += 1
    p_plain = chance(world.link[kind.link], plain)
    p = chance(world.link[kind.link], moved)
    if kind.role == FALSE_RECORD_ROLE:
        return _false_record(world, rows, who, here, ordinal, era, day, t, v, ticks, items, n, log)
    if kind.role == LANDING_ROLE:
        return _landing(world, before, landing_scale, rows, who, here, ordinal, era, t, v, ticks, items, n, log)
    if kind.role == BOUT_ROLE:
        spent = bout_ticks[kind.bout, 1]
        if bout_ticks[kind.bout, 0] >= 0:
            spent += t1 - bout_ticks[kind.bout, 0]
        p = ONE * spent // (t1 - t0)
        p_plain = p
    by_person = kind.personal == 1 or (kind.personal == 2 and draw(key, LUCK + kind.salt + np.uint64(1)) & 1)
    u = draw(key, LUCK + kind.salt) if by_person else draw(here, ACT)
    act = decided(overrides, pins[0], pins[1], ordinal, DECIDE_ACT, u < p)
    if u < p_plain and not act:
        rows[kind.row + 2] += 1
    if act and u >= p_plain:
        rows[kind.row + 3] += 1
    note = trace.note
    note(log, t, trace.OCCASION, k, act, u, p, p_plain, ordinal, who[2])
    if not act:
        leave_behind(world.effects, era, kind.effect, kind.effect_end, ON_OMIT, here, v)
        if kind.bout >= 0:
            _mark_bouts(world, t, v, bout_ticks)
        return n
    rows[kind.row + 1] += 1
    leave_behind(world.effects, era, kind.effect, kind.effect_end, ON_ACT, here, v)
    if kind.listed:
        v[world.marks.blamed] = 1
        v[world.marks.acted] = 1
    if kind.sort == NEED:
        _ask(world, rows, who, pins, overrides, here, ordinal, k, era, day, t, v, log)
    if kind.bout >= 0:
        _mark_bouts(world, t, v, bout_ticks)
    told = 0
    for j in range(kind.watch, kind.watch_end):
        watch = world.watches[era, j]
        sensor = world.sensors[era, watch.sensor]
        if day < sensor.since_day:
            continue
        attention = before.attention[sensor.adaptive, community] if sensor.adaptive >= 0 else 1 << 16
        p = seeing(
            world.cover[era, watch.sensor, region, stratum], watch.sensitivity,
            world.sensor_group[watch.sensor, segment], attention,
        )  # fmt: skip
        if not decided(overrides, pins[0], pins[1], ordinal, DECIDE_SEEN, draw(here, SEEN + sensor.salt) < p):
            continue
        rows[kind.row + 5] += 1
        if sensor.adds_to >= 0:
            counting = before.counting[sensor.adds_to, community] if sensor.adaptive >= 0 else ONE
            if draw(here, SEEN + sensor.salt + np.uint64(1)) < counting:
                after.records[sensor.adds_to, community] += 1
        if draw(here, ASTRAY + sensor.salt) < sensor.mistaken:
            rows[sensor.row] += 1
            after.astray[community] += 1
            after.astray_kinds[region, k] += 1
            note(log, t, trace.ASTRAY, k, watch.sensor, 0, 0, 0, ordinal, who[2])
            continue
        note(log, t, trace.SEEN, k, watch.sensor, 0, 0, 0, ordinal, who[2])
        due = arrival(world.gap, here, sensor, t)
        n = _push(world, who, due, k, watch.schemes & ~told, PENDING, ordinal, 0, v, ticks, items, n)
        told |= watch.schemes
    return n


@inlined
def _meet(world, before, region, here, v):
    """Draw the bands of the stranger whom the agent meets from the region's last histogram."""
    for c in range(world.schemes.shape[1]):
        scheme = world.schemes[0, c]
        if scheme.stranger >= 0:
            total = 0
            for b in range(scheme.bands):
                total += before.bands[region, c, b]
            left = (draw(here, STRANGER + scheme.salt) * total) >> 32
            band = 0
            while band < scheme.bands - 1 and left >= before.bands[region, c, band]:
                left -= before.bands[region, c, band]
                band += 1
            v[scheme.stranger] = band


@inlined
def _mark_bouts(world, t, v, bout_ticks):
    """Keep the time spent in each bout that is entered or left."""
    for bout in range(world.bouts.shape[0]):
        inside = v[world.bouts[bout, 1]] > 0
        if inside and bout_ticks[bout, 0] < 0:
            bout_ticks[bout, 0] = t
        if not inside and bout_ticks[bout, 0] >= 0:
            bout_ticks[bout, 1] += t - bout_ticks[bout, 0]
            bout_ticks[bout, 0] = -1


@inlined
def _false_record(world, rows, who, here, ordinal, era, day, t, v, ticks, items, n, log):
    """Let at most one sensor write down an act that never was."""
    u = draw(here, FALSE_RECORD)
    for s in range(world.sensors.shape[1]):
        sensor = world.sensors[era, s]
        if sensor.false_share == 0 or day < sensor.since_day:
            continue
        u -= seeing(world.cover[era, s, who[1], who[4]], sensor.false_share, world.sensor_group[s, who[3]], 1 << 16)
        if u < 0:
            rows[sensor.row + 1] += 1
            trace.note(log, t, trace.SEEN, sensor.claims, s, 1, 0, 0, ordinal, who[2])
            due = arrival(world.gap, here, sensor, t)
            claims = np.int64(sensor.claims)
            schemes = sensor.claim_schemes
            return _push(world, who, due, claims, schemes, PENDING, ordinal, WRONG_FLAG, v, ticks, items, n)
    return n


@inlined
def _landing(world, before, landing_scale, rows, who, here, ordinal, era, t, v, ticks, items, n, log):
    """Let the entries that were sent astray in the community's last window land here, as many as it takes."""
    sent = before.astray[who[0]]
    if sent == 0:
        return n
    expected = sent * landing_scale
    landed = (expected >> 32) + (draw(here, ACT) < (expected & (ONE - 1)))
    counts = before.astray_kinds[who[1]]
    total = 0
    for k in range(counts.shape[0]):
        total += counts[k]
    for i in range(min(landed, MOST_LANDED)):
        left = (draw(here, LANDED_KIND + np.uint64(i)) * total) >> 32
        k = 0
        while k < counts.shape[0] - 1 and left >= counts[k]:
            left -= counts[k]
            k += 1
        kind = world.kinds[k]
        schemes = 0
        for j in range(kind.watch, kind.watch_end):
            schemes |= world.watches[era, j].schemes
        trace.note(log, t, trace.LANDED, k, 0, 0, 0, 0, ordinal, who[2])
        n = _push(world, who, t, k, schemes, PENDING, ordinal, WRONG_FLAG | LANDED_FLAG, v, ticks, items, n)
    return n


@inlined
def _ask(world, rows, who, pins, overrides, here, ordinal, k, era, day, t, v, log):
    """Put a need to its institution: its own answer, then what the schemes change."""
    kind = world.kinds[k]
    index = world.own[era, k, who[3]] + summed(world.terms, kind.own_term, kind.own_end, world.tables, era, v)
    natural = draw(here, OWN_ANSWER) < chance(world.link[kind.own_link], index)
    own = decided(overrides, pins[0], pins[1], ordinal, DECIDE_ANSWER, natural)
    granted = own
    refused_by = -1
    for j in range(kind.consequence, kind.consequence_end):
        rule = world.consequences[era, j]
        concerned = world.consequence_who[j, who[3]] != 0 and day >= world.since_day[rule.scheme, who[0], who[4]]
        if not holds(rule, concerned, day, here, v):
            continue
        if rule.does == DENY:
            if refused_by < 0:
                refused_by = j
        elif rule.does == GRANT:
            if not own and refused_by < 0:
                granted = True
                rows[rule.row] += 1
                trace.note(log, t, trace.CONSEQUENCE, k, j, 1, 0, v[rule.at], ordinal, who[2])
                leave_behind(world.effects, era, rule.effect, rule.effect_end, ON_GRANT, here, v)
        elif granted and refused_by < 0:
            money = rule.by if rule.does != PRICE else -(kind.money * rule.by >> 16)
            rows[rule.row] += 1
            rows[rule.row + 4] += money
            v[world.marks.rewarded] |= money > 0
            trace.note(log, t, trace.CONSEQUENCE, k, j, 2, money, v[rule.at], ordinal, who[2])
            leave_behind(world.effects, era, rule.effect, rule.effect_end, ON_GRANT, here, v)
    if refused_by >= 0:
        rule = world.consequences[era, refused_by]
        trace.note(log, t, trace.CONSEQUENCE, k, refused_by, 0, own, v[rule.at], ordinal, who[2])
        rows[rule.row] += 1
        if own:
            rows[rule.row + 1] += 1
            rows[rule.row + 2] += attempts(rule, here)
            rows[rule.row + 3] += 1 - v[world.marks.blamed]
            v[world.marks.denied] = 1
            if rule.mark >= 0:
                v[rule.mark] = 1
        leave_behind(world.effects, era, rule.effect, rule.effect_end, ON_DENY, here, v)
        granted = False
    if not own:
        rows[kind.row + 6] += 1
    rows[kind.row + 7] += granted
    trace.note(log, t, trace.ANSWERED, k, granted, own, refused_by, 0, ordinal, who[2])
    leave_behind(world.effects, era, kind.effect, kind.effect_end, ON_GRANT if granted else ON_DENY, here, v)


@inlined
def settle_matter(world, rows, who, key, j, t, t0, v, ticks, items, n, log):
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
        return _enter(world, rows, who, era, rule, scheme, item, origin, t, t0, v, ticks, items, n, log)
    if stage == STANDING:
        if v[scheme.score] > 0:
            v[scheme.score] -= 1
            rows[scheme.row + 5] += 1
            _right(world, rows, flags, t - t0, v)
            trace.note(log, t, trace.SETTLED, k, c, -1, v[scheme.score], 2, ordinal_of(item), who[2])
    elif stage == APPEALED:
        rows[scheme.row] += 1
        wrong = (flags & WRONG_FLAG) != 0
        upheld = draw(origin, UPHELD + scheme.salt) < (scheme.upheld_wrong if wrong else scheme.upheld_right)
        change = 0
        if upheld:
            rows[scheme.row + 1] += 1
            left = n
            if rule.sort == LISTING:
                left = _forget(k, c, window_of(item), ordinal_of(item), ticks, items, n)
            if rule.sort != LISTING or left < n:
                change = undo(rule, scheme, v)
                _right(world, rows, flags, t - t0, v)
            n = left
        trace.note(log, t, trace.APPEAL, k, c, change, v[scheme.score], upheld, ordinal_of(item), who[2])
    grade(scheme, world.cuts, v)
    return n


@inlined
def _enter(world, rows, who, era, rule, scheme, item, origin, t, t0, v, ticks, items, n, log):
    """Write an entry into a scheme, with all that follows from it there."""
    k, c, flags = kind_of(item), scheme_of(item), flags_of(item)
    if rule.sort == REMOVING:
        for j in range(n - 1, -1, -1):
            if scheme_of(items[j]) == c:
                if stage_of(items[j]) == STANDING:
                    _right(world, rows, flags_of(items[j]), t - t0, v)
                n -= 1
                items[j] = items[n]
                ticks[j] = ticks[n]
        change = -v[scheme.score]
        v[scheme.score] = 0
        rows[scheme.row + 4] += change != 0
    else:
        change = write_down(rule, scheme, world.tables, era, v)
    grade(scheme, world.cuts, v)
    rows[rule.row] += 1
    rows[rule.row + 3] += change
    trace.note(log, t, trace.ENTERED, k, c, change, v[scheme.score], flags, ordinal_of(item), who[2])
    if flags & WRONG_FLAG:
        rows[rule.row + 1] += (flags & LANDED_FLAG) == 0
        rows[rule.row + 2] += (flags & LANDED_FLAG) != 0
        if v[world.marks.wrong] < MOST_WRONG:
            v[world.marks.wrong] += 1
            rows[0] -= (t - t0) >> 6
    if rule.minus:
        v[world.marks.sanctioned] = 1
        due = decision_tick(world.gap, scheme, origin, flags, t)
        if due >= 0 and n < ticks.shape[0]:
            ticks[n] = due
            items[n] = _at_stage(item, APPEALED)
            n += 1
    else:
        v[world.marks.rewarded] = 1
    if rule.sort == LISTING and change > 0 and n < ticks.shape[0]:
        ticks[n] = t + rule.term_days * TICKS_PER_DAY
        items[n] = _at_stage(item, STANDING)
        n += 1
    return n


@inlined
def _right(world, rows, flags, since, v):
    """Count a wrong entry as standing no more, ``since`` ticks into the window (the rest is counted at its end)."""
    if flags & WRONG_FLAG and v[world.marks.wrong] > 0:
        v[world.marks.wrong] -= 1
        rows[0] += since >> 6


@inlined
def _at_stage(item, stage):
    """Return the matter at another stage."""
    return item_of(0, kind_of(item), scheme_of(item), stage, 0, window_of(item), ordinal_of(item), flags_of(item))


@inlined
def _forget(k, c, window, ordinal, ticks, items, n):
    """Close the standing listing that came from one origin; return how many matters remain."""
    for j in range(n - 1, -1, -1):
        same = kind_of(items[j]) == k and scheme_of(items[j]) == c and stage_of(items[j]) == STANDING
        if same and window_of(items[j]) == window and ordinal_of(items[j]) == ordinal:
            n -= 1
            items[j] = items[n]
            ticks[j] = ticks[n]
            break
    return n
