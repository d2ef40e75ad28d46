"""The kernel: lives of a run of communities through one window.

Every agent's window passes through the seven stages: who they are (population), what the last window taught
them (response) and what is published (sharing), then occasion by occasion what they do (conduct), who sees it
(observation), what is written down (scoring) and what it leads to (consequences). Agents are independent
within a window: each reads what the last one left (``Before``) and writes its own record and sums (``After``).
"""

from __future__ import annotations

import numpy as np

from creditarium.engine.docket import MOST_DAYS, MOST_IN_HAND, agent_of, day_of, with_agent_and_day
from creditarium.engine.happenings import BOUT_DUE, MATTER_DUE, next_due, occasion, settle_matter
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.jit import compiled, inlined
from creditarium.engine.opening import circle_sums, employers_of, listed_schedule, open_window
from creditarium.engine.purposes import GAP_AND_KIND, SCHEDULED
from creditarium.engine.randomness import agent_key, occasion_key, window_key, word
from creditarium.engine.record import field_of, fixed_attributes, pack, unpack
from creditarium.engine.stages.conduct import gap_ticks, kind_of_candidate
from creditarium.engine.world import LIST_SCHEME

ORGANISATION_KEYS = 1 << 40
SCHEDULED_ORDINAL = 192
BOUT_ORDINAL = 240
STATUS_FINE, STATUS_CANDIDATES, STATUS_MATTERS, STATUS_ROOM = 0, 1, 2, 3
_S32 = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_STEP = np.uint64(0x9E3779B97F4A7C15)


@compiled
def live(world, society, before, after, scratch, span, seed, profiles, records, docket, out, progress, overrides, log):
    """Live one window for the agents of ``span`` and return a status.

    ``span`` is (window, days a window, first community, end, first agent, end); agents are counted within
    their community, its organisations last. ``docket`` is (items uint64, start int64) and holds the matters
    in hand sorted by agent, those of the span's j-th community from ``start[j]``; ``out`` is the same for the
    next window. ``progress`` is (community, agent, items in ``out``): where to begin, and where it stopped if
    ``out`` must grow first. ``overrides`` is int64[n, 5] of (agent, window, ordinal, decision, outcome) sorted
    by row. ``log`` is (rows int64[m, 8], length int64[1]).
    """
    window, days, first, last, low, high = span
    t0 = window * days * TICKS_PER_DAY
    t1 = t0 + days * TICKS_PER_DAY
    v, ticks, items, due = scratch.v, scratch.ticks, scratch.items, scratch.due
    bout_ticks, sums, employers = scratch.bouts, scratch.sums, scratch.employers
    out_items, out_start = out
    calendar = scratch.calendar
    for j in range(world.scheduled.shape[0]):
        period = world.kinds[world.scheduled[j]].period
        calendar[j, 0] = t0 // period
        calendar[j, 1] = t0 % period
    n_out = progress[2]
    resumed = progress[1]
    for community in range(progress[0], last):
        region = society.region[community]
        people = society.start[community + 1] - society.start[community]
        agents = people + society.organisations[community + 1] - society.organisations[community]
        employers_of(world, society, community, records, employers)
        cursor = docket[1][community - first]
        cursor_end = docket[1][community - first + 1]
        begin = max(low, resumed)
        resumed = 0
        while cursor < cursor_end and agent_of(docket[0][cursor]) < begin:
            cursor += 1
        for a in range(begin, min(high, agents)):
            is_person = a < people
            if is_person:
                number = society.start[community] + a
                row = records[number - society.person_base]
                profile = np.int64(profiles[number - society.person_base])
                circle_low = a - a % society.circle
                circle_high = min(circle_low + society.circle, people)
            else:
                number = ORGANISATION_KEYS + society.organisations[community] + a - people
                row = records[society.organisation_row + society.organisations[community] + a - people]
                profile = np.int64(1 << 16)
                circle_low, circle_high = people, agents
            if a == circle_low or a == begin:
                if out_items.shape[0] - n_out < (society.circle + 1) * MOST_IN_HAND:
                    progress[0], progress[1], progress[2] = community, a, n_out
                    return STATUS_ROOM
                circle_sums(world, society, community, people, circle_low, circle_high, records, sums)
            segment = np.int64(world.segment_of[profile])
            key = agent_key(seed, number)
            now = window_key(key, window)
            unpack(world.variables, row, v)
            fixed_attributes(world.attributes, profile, v)
            rows = after.tally[region, np.int64(world.cell_of[profile])]
            stratum = profile >> 14 if is_person else 0
            who = (community, region, a, segment, stratum, window)
            open_window(world, before, rows, who, row, sums, circle_high - circle_low, people, employers, key, now, t0, t1, v, log)

            n = 0
            while cursor < cursor_end and agent_of(docket[0][cursor]) == a:
                items[n] = docket[0][cursor]
                ticks[n] = day_of(docket[0][cursor]) * TICKS_PER_DAY
                n += 1
                cursor += 1
            pins = overrides_of(overrides, number, window)
            n_due = listed_schedule(world, calendar, key, segment, t1, due)
            for j in range(world.bouts.shape[0]):
                bout_ticks[j, 0] = t0 if v[world.bouts[j, 1]] > 0 else -1
                bout_ticks[j, 1] = 0

            mean = world.mean_gap[segment]
            ordinal = 0
            here = occasion_key(now, 0)
            bits = word(here, GAP_AND_KIND)
            t_next = t1
            if mean > 0:
                t_next = t0 + gap_ticks(world.gap, np.int64(bits >> _S32), mean)
            bout = 0
            while True:
                source, j, t = next_due(t_next, t1, due, n_due, ticks, n, bout, world.bouts.shape[0], bout_ticks)
                if source == MATTER_DUE:
                    n = settle_matter(world, rows, who, key, j, t, t0, v, ticks, items, n, log)
                    continue
                if t >= t1:
                    break
                if source == 0:
                    kind = kind_of_candidate(world.alias, segment, np.int64(world.alias_size[segment]), np.int64(bits & _LOW))
                    key_here, mark = here, ordinal
                    ordinal += 1
                    here = occasion_key(now, ordinal)
                    bits = word(here, GAP_AND_KIND)
                    t_next = t + gap_ticks(world.gap, np.int64(bits >> _S32), mean)
                elif source == BOUT_DUE:
                    kind, mark = np.int64(world.bouts[j, 0]), BOUT_ORDINAL + j
                    key_here = word(now, SCHEDULED + world.kinds[kind].salt)
                    bout = j + 1
                else:
                    kind, mark = due[j, 1], SCHEDULED_ORDINAL + j
                    key_here = word(key, SCHEDULED + world.kinds[kind].salt + np.uint64(due[j, 2]) * _STEP)
                    due[j, 0] = t1
                n = occasion(
                    world, before, after, society.landing_scale[community], rows, who, pins, overrides, key,
                    key_here, mark, kind, t, t0, t1, v, ticks, items, n, bout_ticks, log,
                )  # fmt: skip
                if ordinal >= SCHEDULED_ORDINAL:
                    return STATUS_CANDIDATES
                if n > MOST_IN_HAND - 64:
                    return STATUS_MATTERS

            close_window(world, after, rows, community, region, t1 - t0, row, v)
            for j in range(n):
                day = min((ticks[j] + TICKS_PER_DAY - 1) // TICKS_PER_DAY, MOST_DAYS)
                out_items[n_out] = with_agent_and_day(items[j], a, day)
                n_out += 1
        out_start[community - first + 1] = n_out
    progress[2] = n_out
    return STATUS_FINE


@inlined
def close_window(world, after, rows, community, region, length, row, v):
    """Write an agent's record, and add what it leaves to the fields and histograms."""
    rows[0] += (v[world.marks.wrong] * length) >> 6
    pack(world.variables, row, v)
    for j in range(world.community_fields.shape[0]):
        after.community[community, j] += field_of(world.community_fields[j], row)
    for j in range(world.region_fields.shape[0]):
        after.region[region, j] += field_of(world.region_fields[j], row)
    _count_bands(world, after, region, v)


@inlined
def _count_bands(world, after, region, v):
    """Add an agent to the histograms of the schemes that cover it."""
    for c in range(world.schemes.shape[1]):
        scheme = world.schemes[0, c]
        if v[scheme.member] != 0:
            after.bands[region, c, v[scheme.band]] += 1
            if scheme.sort != LIST_SCHEME:
                after.bins[region, c, (v[scheme.score] - scheme.floor) >> scheme.bin_shift] += 1


@inlined
def overrides_of(overrides, number, window):
    """Return the run of overrides that belong to an agent's window."""
    first = 0
    while first < overrides.shape[0] and (
        overrides[first, 0] < number or (overrides[first, 0] == number and overrides[first, 1] < window)
    ):
        first += 1
    last = first
    while last < overrides.shape[0] and overrides[last, 0] == number and overrides[last, 1] == window:
        last += 1
    return first, last
