"""Records of what nobody here did: false ones, and others' that land on the wrong person."""

from __future__ import annotations

import numpy as np

from creditarium.engine import trace
from creditarium.engine.arrays import Books, Ints, Items, Log, Views, Who
from creditarium.engine.counting import count
from creditarium.engine.docket import LANDED_FLAG, WRONG_FLAG
from creditarium.engine.jit import inlined
from creditarium.engine.matters import hand_in
from creditarium.engine.numbers import ONE
from creditarium.engine.purposes import ACT, FALSE_RECORD, LANDED_KIND
from creditarium.engine.randomness import draw
from creditarium.engine.stages.observation import EVERYWHERE, arrival, seeing
from creditarium.engine.world import Before, World

MOST_LANDED = 8
_ZERO, _ONE = np.int64(0), np.int64(1)
_WRONG, _WRONG_AND_LANDED = np.int64(WRONG_FLAG), np.int64(WRONG_FLAG | LANDED_FLAG)


@inlined
def false_record(
    world: World,
    rows: Books,
    who: Who,
    here: np.uint64,
    ordinal: int,
    era: int,
    day: int,
    t: int,
    v: Views,
    ticks: Ints,
    items: Items,
    n: int,
    log: Log,
) -> int:
    """Let at most one sensor write down an act that never was."""
    u = draw(here, FALSE_RECORD)
    for s in range(world.sensors.shape[1]):
        sensor = world.sensors[era, s]
        if sensor.false_share == 0 or day < sensor.since_day:
            continue
        u -= seeing(
            world.cover[era, s, who[1], who[4]],
            sensor.false_share,
            world.sensor_group[s, who[3]],
            EVERYWHERE,
        )
        if u < 0:
            count(rows, sensor.row + 1, _ONE)
            trace.note(log, t, trace.SEEN, np.int64(sensor.claims), np.int64(s), _ONE, _ZERO, _ZERO, ordinal, who[2])
            due = arrival(world.gap, here, sensor, t)
            claims = np.int64(sensor.claims)
            schemes = np.int64(sensor.claim_schemes)
            return hand_in(world, who, due, claims, schemes, ordinal, _WRONG, v, ticks, items, n)
    return n


@inlined
def landing(
    world: World,
    before: Before,
    landing_scale: int,
    rows: Books,
    who: Who,
    here: np.uint64,
    ordinal: int,
    era: int,
    t: int,
    v: Views,
    ticks: Ints,
    items: Items,
    n: int,
    log: Log,
) -> int:
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
        schemes = _ZERO
        for j in range(kind.watch, kind.watch_end):
            schemes |= world.watches[era, j].schemes
        trace.note(log, t, trace.LANDED, k, _ZERO, _ZERO, _ZERO, _ZERO, ordinal, who[2])
        n = hand_in(world, who, t, k, schemes, ordinal, _WRONG_AND_LANDED, v, ticks, items, n)
    return n
