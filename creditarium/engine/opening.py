"""The opening of a window: who covers the agent, what it learned, what is published, what is scheduled."""

from __future__ import annotations

import numpy as np
from creditarium.engine.jit import inlined

from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.purposes import EMPLOYER, PHASE, ROUNDING
from creditarium.engine.randomness import draw, word
from creditarium.engine.record import field_of
from creditarium.engine.stages.response import fall, learn, level
from creditarium.engine.stages.scoring import grade, recalculated, recovered
from creditarium.engine.trace import SETTLED, note

_S48 = np.uint64(48)


@inlined
def employers_of(world, society, community, records, employers):
    """Fill ``employers`` [C, 17] with the effective bands of a community's organisations, their number last.

    Contagion: two organisations under one responsible person (neighbours in pairs) share the lowest band.
    """
    n = society.organisations[community + 1] - society.organisations[community]
    base = society.organisation_row + society.organisations[community]
    for c in range(world.schemes.shape[1]):
        employers[c, 16] = n
        if world.employer[c] < 0:
            continue
        scheme = world.schemes[0, c]
        for j in range(n):
            row = records[base + j]
            place = world.variables[world.score_variable[c]]
            score = ((row[place.word] >> place.shift) & place.mask) + place.offset
            band = 0
            for b in range(scheme.cut, scheme.cut + scheme.bands - 1):
                band += score >= world.cuts[b]
            employers[c, j] = band
        if world.contagious[c]:
            for j in range(0, n - 1, 2):
                if employers[c, j] == 0 or employers[c, j + 1] == 0:
                    employers[c, j] = 0
                    employers[c, j + 1] = 0


@inlined
def circle_sums(world, society, community, people, low, high, records, sums):
    """Add up the circle fields over the agents ``low`` to ``high`` of a community, before any is lived."""
    if low < people:
        base = society.start[community] - society.person_base
    else:
        base = society.organisation_row + society.organisations[community] - people
    for j in range(world.circle_fields.shape[0]):
        place = world.circle_fields[j]
        total = 0
        for a in range(low, high):
            total += field_of(place, records[base + a])
        sums[j] = total


@inlined
def open_window(
    world, before, rows, who, row, sums, circle_size, people, employers, key, now, t0, t1, v, log
):  # fmt: skip
    """Bring an agent's views up to the start of the window (sharing, response, and scoring's calendar)."""
    community, region, _, segment, stratum, window = who
    era = world.era_of_day[t0 // TICKS_PER_DAY]
    for j in range(world.circle_fields.shape[0]):
        place = world.circle_fields[j]
        v[place.at] = level(sums[j], field_of(place, row), circle_size, place.scale)
    for j in range(world.community_fields.shape[0]):
        place = world.community_fields[j]
        total = before.community[community, j]
        v[place.at] = level(total, min(field_of(place, row), total), people, place.scale)
    for j in range(world.region_fields.shape[0]):
        v[world.region_fields[j].at] = before.region[region, j]
    v[world.marks.covered] = 0
    end_day = t1 // TICKS_PER_DAY
    for c in range(world.schemes.shape[1]):
        scheme = world.schemes[era, c]
        inside = world.eligible[c, segment] != 0 and world.since_day[c, community, stratum] < end_day
        if scheme.consent >= 0:
            inside = inside and v[scheme.consent] != 0
        v[scheme.member] = inside
        v[world.marks.covered] |= inside
        grade(scheme, world.cuts, v)
        if scheme.rank >= 0:
            v[scheme.rank] = before.rank_class[c, (v[scheme.score] - scheme.floor) >> scheme.bin_shift]
        if world.employer[c] >= 0:
            place = (draw(key, EMPLOYER) * employers[c, 16]) >> 32
            v[world.employer[c]] = employers[c, place] if employers[c, 16] > 0 else scheme.bands - 1
    learn(world.couplings[era], now, v)
    fall(world.drops[era], now, v)
    for j in range(world.clears.shape[0]):
        v[world.clears[j]] = 0
    _calendar(world, era, window, rows, t0, now, v, log)


@inlined
def _calendar(world, era, window, rows, t0, now, v, log):
    """Clean time, caps, forgetting, recalculation and publication at a window's start."""
    for c in range(world.schemes.shape[1]):
        scheme = world.schemes[era, c]
        if v[scheme.member] == 0:
            continue
        change = recovered(scheme, v)
        if change != 0:
            rows[scheme.row + 3] += change
            note(log[0], log[1], t0, SETTLED, -1, c, change, v[scheme.score], 0, 0)
        for j in range(scheme.cap, scheme.cap_end):
            if window % world.caps[j].every_windows == 0:
                v[world.caps[j].at] = 0
        if world.recalculates[window, c]:
            for j in range(world.dimensions.shape[0]):
                dimension = world.dimensions[j]
                if dimension.scheme == c:
                    part = np.int64(word(now, ROUNDING + dimension.salt) >> _S48)
                    v[dimension.at] = (dimension.keep * v[dimension.at] + part) >> 16
            change = recalculated(scheme, world.parts, world.tables[era], v)
            if change != 0:
                note(log[0], log[1], t0, SETTLED, -1, c, change, v[scheme.score], 1, 0)
        grade(scheme, world.cuts, v)
    for j in range(world.copies.shape[0]):
        copy = world.copies[j]
        if world.publishes[window, j] and v[copy.member] != 0:
            v[copy.at] = v[copy.band]


@inlined
def listed_schedule(world, calendar, key, segment, t1, due):
    """List the scheduled occasions of an agent's window as rows (tick, kind, calendar index); return how many.

    ``calendar`` holds, for each scheduled kind, the whole periods before the window and the ticks beyond them.
    """
    n = 0
    for j in range(world.scheduled.shape[0]):
        k = np.int64(world.scheduled[j])
        if world.applies[k, segment] == 0:
            continue
        kind = world.kinds[k]
        phase = np.int64(0)
        if kind.common == 0:
            phase = (draw(key, PHASE + kind.salt) * kind.period) >> 32
        index = calendar[j, 0] + (phase < calendar[j, 1])
        tick = phase + index * kind.period
        while tick < t1:
            due[n, 0] = tick
            due[n, 1] = k
            due[n, 2] = index
            n += 1
            index += 1
            tick += kind.period
    return n
