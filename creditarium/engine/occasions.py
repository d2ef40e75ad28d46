"""One occasion: does the act follow, what does it leave behind, and who sees it."""

from __future__ import annotations

import numpy as np

from creditarium.engine import laps, trace
from creditarium.engine.arrays import Books, Ints, Items, Log, Views, Who
from creditarium.engine.asking import ask
from creditarium.engine.counting import count, count_act
from creditarium.engine.jit import inlined
from creditarium.engine.laps import lap
from creditarium.engine.matters import hand_in
from creditarium.engine.mistakes import false_record, landing
from creditarium.engine.numbers import LINK_TOP, NEVER, ONE, TICKS_PER_DAY
from creditarium.engine.purposes import ASTRAY, LUCK, SEEN, STRANGER
from creditarium.engine.randomness import draw
from creditarium.engine.stages.conduct import chance, decided, leave_behind, summed
from creditarium.engine.stages.observation import EVERYWHERE, arrival, seeing
from creditarium.engine.world import (
    BOUT_ROLE,
    DECIDE_ACT,
    DECIDE_SEEN,
    FALSE_RECORD_ROLE,
    LANDING_ROLE,
    ON_ACT,
    ON_OMIT,
    After,
    Before,
    World,
)

NEED = 2
"""The sort of a need in SORTS."""
_ZERO, _ONE = np.int64(0), np.int64(1)


@inlined
def occasion(
    world: World,
    before: Before,
    after: After,
    landing_scale: int,
    rows: Books,
    who: Who,
    pins: tuple[int, int],
    overrides: Ints,
    key: np.uint64,
    here: np.uint64,
    ordinal: int,
    k: int,
    u: int,
    conduct: int,
    t: int,
    t0: int,
    t1: int,
    v: Views,
    ticks: Ints,
    items: Items,
    n: int,
    bout_ticks: Ints,
    log: Log,
) -> int:
    """Live one occasion of kind ``k`` at tick ``t`` and return how many matters are in hand.

    ``u`` is its draw and ``conduct`` the row of those who do the same.
    """
    community, region, _, segment, stratum, _, _ = who
    day = t // TICKS_PER_DAY
    era = world.era_of_day[day]
    kind = world.kinds[k]
    gate = summed(world.terms, kind.gate, kind.term, world.tables, era, v)
    if gate < NEVER // 2:
        lap(after.laps, laps.CHANCES)
        return n
    if kind.meets:
        _meet(world, before, region, here, v)

    plain = summed(world.terms, kind.term, kind.response_term, world.tables, era, v)
    plain += gate + world.base[era, conduct, k]
    moved = plain + summed(world.terms, kind.response_term, kind.covered_term, world.tables, era, v)
    if v[world.marks.covered] != 0:
        moved += summed(world.terms, kind.covered_term, kind.term_end, world.tables, era, v)
    if plain < NEVER // 2:
        lap(after.laps, laps.CHANCES)
        return n
    if moved > LINK_TOP:
        count(rows, kind.row + 4, _ONE)
    p_plain = chance(world.link[kind.link], plain)
    p = chance(world.link[kind.link], moved)
    lap(after.laps, laps.CHANCES)
    if kind.role == FALSE_RECORD_ROLE:
        return false_record(world, rows, who, here, ordinal, era, day, t, v, ticks, items, n, log)
    if kind.role == LANDING_ROLE:
        return landing(world, before, landing_scale, rows, who, here, ordinal, era, t, v, ticks, items, n, log)
    if kind.role == BOUT_ROLE:
        spent = bout_ticks[kind.bout, 1]
        if bout_ticks[kind.bout, 0] >= 0:
            spent += t1 - bout_ticks[kind.bout, 0]
        p = ONE * spent // (t1 - t0)
        p_plain = p
    if kind.personal == 1 or (kind.personal == 2 and draw(key, LUCK + kind.salt + np.uint64(1)) & 1):
        u = draw(key, LUCK + kind.salt)
    act = decided(overrides, pins[0], pins[1], ordinal, DECIDE_ACT, u < p)
    if u < p_plain and not act:
        count(rows, kind.row + 2, _ONE)
    if act and u >= p_plain:
        count(rows, kind.row + 3, _ONE)
    note = trace.note
    note(log, t, trace.OCCASION, k, np.int64(act), u, p, p_plain, ordinal, who[2])
    if not act:
        leave_behind(world.effects, era, kind.effect, kind.effect_end, ON_OMIT, here, v)
        if kind.bout >= 0:
            _mark_bouts(world, t, v, bout_ticks)
        lap(after.laps, laps.DECISION)
        return n
    lap(after.laps, laps.DECISION)
    count_act(rows, k, kind.row + 1)
    lap(after.laps, laps.TALLY)
    leave_behind(world.effects, era, kind.effect, kind.effect_end, ON_ACT, here, v)
    if kind.listed:
        v[world.marks.blamed] = 1
        v[world.marks.acted] = 1
    lap(after.laps, laps.EFFECTS)
    if kind.sort == NEED:
        ask(world, rows, who, pins, overrides, here, ordinal, k, era, day, t, v, log)
        lap(after.laps, laps.ANSWERS)
    if kind.bout >= 0:
        _mark_bouts(world, t, v, bout_ticks)
    told = _ZERO
    for j in range(kind.watch, kind.watch_end):
        watch = world.watches[era, j]
        sensor = world.sensors[era, watch.sensor]
        if day < sensor.since_day:
            continue
        attention = before.attention[sensor.adaptive, community] if sensor.adaptive >= 0 else EVERYWHERE
        p = seeing(
            world.cover[era, watch.sensor, region, stratum], watch.sensitivity,
            world.sensor_group[watch.sensor, segment], attention,
        )  # fmt: skip
        u = draw(here, SEEN + sensor.salt)
        seen = decided(overrides, pins[0], pins[1], ordinal, DECIDE_SEEN, u < p)
        trace.decide(log, t, trace.SEES, k, np.int64(watch.sensor), u, p, seen, ordinal, who[2])
        if not seen:
            continue
        count(rows, kind.row + 5, _ONE)
        if sensor.adds_to >= 0:
            counting = before.counting[sensor.adds_to, community] if sensor.adaptive >= 0 else ONE
            if draw(here, SEEN + sensor.salt + np.uint64(1)) < counting:
                after.records[sensor.adds_to, community] += 1
        u = draw(here, ASTRAY + sensor.salt)
        mistaken = u < sensor.mistaken
        trace.decide(log, t, trace.MISTAKES, k, np.int64(watch.sensor), u, sensor.mistaken, mistaken, ordinal, who[2])
        if mistaken:
            count(rows, sensor.row, _ONE)
            after.astray[community] += 1
            after.astray_kinds[region, k] += 1
            note(log, t, trace.ASTRAY, k, np.int64(watch.sensor), _ZERO, _ZERO, _ZERO, ordinal, who[2])
            continue
        note(log, t, trace.SEEN, k, np.int64(watch.sensor), _ZERO, _ZERO, _ZERO, ordinal, who[2])
        due = arrival(world.gap, here, sensor, t)
        n = hand_in(world, who, due, k, watch.schemes & ~told, ordinal, _ZERO, v, ticks, items, n)
        told |= watch.schemes
    lap(after.laps, laps.SENSORS)
    return n


@inlined
def _meet(world: World, before: Before, region: int, here: np.uint64, v: Views) -> None:
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
def _mark_bouts(world: World, t: int, v: Views, bout_ticks: Ints) -> None:
    """Keep the time spent in each bout that is entered or left."""
    for bout in range(world.bouts.shape[0]):
        inside = v[world.bouts[bout, 1]] > 0
        if inside and bout_ticks[bout, 0] < 0:
            bout_ticks[bout, 0] = t
        if not inside and bout_ticks[bout, 0] >= 0:
            bout_ticks[bout, 1] += t - bout_ticks[bout, 0]
            bout_ticks[bout, 0] = -1
