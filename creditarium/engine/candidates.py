"""The occasions of a circle's window: drawn for all its members at once, before any of them is lived.

Candidates are fate, so they can be drawn without knowing what state a life is in when they come. One whose draw
lies above the most that its chance can be (``top``, see compile/conduct.py) comes to nothing in every state: it is
counted and passed over, unless somebody reads the trace or has put an override. So is one that *sleeps*: its
requirements fail, and nothing that comes in the window can change that (compile/sleeping.py).
"""

from __future__ import annotations

import numpy as np

from creditarium.engine.arrays import Ints, Views
from creditarium.engine.jit import inlined
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.purposes import ACT, GAP_AND_KIND, PHASE, SCHEDULED
from creditarium.engine.randomness import branch, draw, occasion_key, word
from creditarium.engine.stages.conduct import gap_ticks, kind_of_candidate
from creditarium.engine.world import (
    DRAW,
    EVENT_COLUMNS,
    HERE,
    KIND_BITS,
    LANES,
    LOWER,
    MORE,
    NEXT,
    NOW,
    SCHEDULED_ORDINAL,
    Lanes,
    World,
)

_S32 = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_BELOW_TOP = 0xFFFFFF


@inlined
def draw_first(world: World, n: int, t0: int, t1: int, lanes: Lanes) -> None:
    """Draw the first candidate of each lane: its key, the bits that choose its kind, and its tick."""
    tile = lanes.tile
    for p in range(LANES):
        here = occasion_key(tile[NOW + p], np.int64(0))
        tile[NEXT + p] = here
        tile[MORE + p] = word(here, GAP_AND_KIND)
    for p in range(n):
        mean = world.mean_gap[lanes.stream[p]]
        gap = gap_ticks(world.gap, np.int64(tile[MORE + p] >> _S32), mean)
        lanes.tick[p] = t0 + gap if mean > 0 else t1


@inlined
def shut_gates(world: World, loud: int, lanes: Lanes, v: Views) -> None:
    """Give each lane the gates, as bits, whose requirements its states fail; with ``loud`` 2**32 - 1 none."""
    for p in range(lanes.key.shape[0]):
        lanes.shut[p] = 0
    if loud == 0:
        for j in range(world.gates.shape[0]):
            gate = world.gates[j]
            at, least, most, bit = gate.at, gate.least, gate.most, gate.bit
            for p in range(lanes.key.shape[0]):
                lanes.shut[p] |= np.uint32((v[at, p] < least) | (v[at, p] > most)) << bit


@inlined
def draw_candidates(world: World, counts: Ints, loud: int, n: int, t1: int, lanes: Lanes, events: Ints) -> bool:
    """List each lane's candidates before ``t1`` as rows of ``events`` [lanes, most, columns], see ``_write``.

    All lanes take one step at a time, so that the processor can work on several lives at once. ``counts``
    [cells, slices, kinds, 2] counts all; with ``loud`` 2**32 - 1 all are listed, with 0 those that may come to
    something. A lane *stirs* (``STIRS``) if one that it has listed does not sleep. Tell whether there was room.
    """
    m = np.int64(0)
    for p in range(n):
        lanes.listed[p] = 0
        lanes.wakes[p] = 0
        lanes.active[m] = p
        m += lanes.tick[p] < t1
    tile = lanes.tile
    ordinal = np.int64(0)
    while m > 0:
        if ordinal == SCHEDULED_ORDINAL:
            return False
        for p in range(LANES):
            here, low = tile[NEXT + p], tile[MORE + p]
            tile[HERE + p] = here
            tile[LOWER + p] = low & _LOW
            tile[DRAW + p] = word(here, ACT) >> _S32
            after = occasion_key(tile[NOW + p], ordinal + 1)
            tile[NEXT + p] = after
            tile[MORE + p] = word(after, GAP_AND_KIND)
        left = np.int64(0)
        for i in range(m):
            p = lanes.active[i]
            stream, t = lanes.stream[p], lanes.tick[p]
            size = np.int64(world.alias_size[stream])
            kind, top = kind_of_candidate(world.alias, stream, size, np.int64(tile[LOWER + p]))
            counts[lanes.cell[p], world.slice_of_day[t // TICKS_PER_DAY], kind, 0] += 1
            e = lanes.listed[p]
            shut = lanes.shut[p] & world.gate_of[kind]
            u = np.int64(tile[DRAW + p])
            _write(events[p, e], t, kind, shut, ordinal, tile[HERE + p], u)
            listed = u <= ((top << 24) | _BELOW_TOP | loud)
            lanes.listed[p] = e + listed
            lanes.wakes[p] |= world.wakes[kind] * np.uint32(listed & (shut == 0))
            t += gap_ticks(world.gap, np.int64(tile[MORE + p] >> _S32), world.mean_gap[stream])
            lanes.tick[p] = t
            lanes.active[left] = p
            left += t < t1
        m = left
        ordinal += 1
    return True


@inlined
def _write(event: Ints, tick: int, kind: int, shut: np.uint32, ordinal: int, key: np.uint64, u: int) -> None:
    """Write an occasion as (tick, kind with its gate above it if that is shut, ordinal, key, draw)."""
    event[0] = tick
    event[1] = kind | np.int64(shut) << KIND_BITS
    event[2] = ordinal
    event[3] = np.int64(key)
    event[4] = u


@inlined
def list_schedules(
    world: World,
    calendar: Ints,
    counts: Ints,
    n: int,
    t1: int,
    end: int,
    lanes: Lanes,
    events: Ints,
) -> None:
    """Put each lane's scheduled occasions among its candidates, in the order of time; at a tie the candidate is first.

    ``calendar`` holds, for each scheduled kind, the whole periods before the window and the ticks beyond them.
    All before ``end``, where the window would end if the horizon did not cut it, are listed, so that their marks do
    not depend on the horizon; those from ``t1`` on are not lived. One that sleeps is counted and passed over, unless
    a scheduled kind that is listed later may wake it: then it is listed asleep.
    """
    for p in range(lanes.key.shape[0]):
        lanes.scheduled[p] = SCHEDULED_ORDINAL
        lanes.phase[p] = np.uint32(word(lanes.key[p], PHASE) >> _S32)
    for j in range(world.scheduled.shape[0]):
        k = np.int64(world.scheduled[j])
        kind = world.kinds[k]
        period, salt, apart = kind.period, kind.short_salt, np.int64(kind.common == 0)
        whole, beyond = calendar[j, 0], calendar[j, 1]
        first = whole * period
        for p in range(lanes.key.shape[0]):
            phase = ((np.int64(branch(lanes.phase[p], salt)) * period) >> 32) * apart
            lanes.due[p] = first + phase + period * (phase < beyond)
        m = 0
        for p in range(n):
            lanes.active[m] = p
            m += (lanes.due[p] < end) & (world.applies[k, lanes.conduct[p]] != 0)
        for i in range(m):
            p = lanes.active[i]
            tick = lanes.due[p]
            index = whole + (tick - first >= period)
            shut = lanes.shut[p] & world.gate_of[k]
            lanes.wakes[p] |= world.wakes[k] * np.uint32(shut == 0)
            sleeps = shut & ~lanes.wakes[p] & ~world.woken_later[j] != 0
            while tick < end:
                counts[lanes.cell[p], world.slice_of_day[tick // TICKS_PER_DAY], k, 0] += tick < t1
                if not sleeps:
                    key = word(lanes.key[p], SCHEDULED + kind.salt + np.uint64(index) * _STEP)
                    e = _place_for(events, p, tick, lanes)
                    _write(events[p, e], tick, k, shut, lanes.scheduled[p], key, draw(key, ACT))
                lanes.scheduled[p] += 1
                index += 1
                tick += period


@inlined
def _place_for(events: Ints, p: int, tick: int, lanes: Lanes) -> int:
    """Make room for a scheduled occasion after all that come no later."""
    e = lanes.listed[p]
    lanes.listed[p] = e + 1
    while e > 0 and events[p, e - 1, 0] > tick:
        for c in range(EVENT_COLUMNS):
            events[p, e, c] = events[p, e - 1, c]
        e -= 1
    return e
