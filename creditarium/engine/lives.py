"""The kernel: lives of a run of communities through one window.

Every agent's window passes through the seven stages: who they are (population), what the last window taught
them (response) and what is published (sharing), then occasion by occasion what they do (conduct), who sees it
(observation), what is written down (scoring) and what it leads to (consequences). Agents are independent
within a window: each reads what the last one left (``Before``) and writes its own record and sums (``After``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine import laps
from creditarium.engine.arrays import Ints, Items, Log, Views, Who
from creditarium.engine.candidates import draw_candidates, draw_first, list_schedules, shut_gates
from creditarium.engine.closing import leave_traces, write_circle
from creditarium.engine.counting import FIRST_SLICE, books_of, count_moves, stand
from creditarium.engine.docket import MOST_DAYS, MOST_IN_HAND, agent_of, day_of, with_agent_and_day
from creditarium.engine.jit import compiled, inlined
from creditarium.engine.laps import lap
from creditarium.engine.matters import settle_matter
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.occasions import occasion
from creditarium.engine.opening import (
    begun_in,
    cover_circle,
    employers_of,
    keep_calendar,
    learn_circle,
    read_circle,
    read_fields,
)
from creditarium.engine.purposes import ACT, SCHEDULED
from creditarium.engine.randomness import agent_key, draw, window_key, word
from creditarium.engine.stages.conduct import overrides_of
from creditarium.engine.world import BOUT_ORDINAL, KIND_BITS, MOST_KINDS, After, Before, Scratch, Society, World

ORGANISATION_KEYS = 1 << 40
STATUS_FINE, STATUS_CANDIDATES, STATUS_MATTERS, STATUS_ROOM = 0, 1, 2, 3
_ALL_DRAWS = (1 << 32) - 1


@compiled
def live(
    world: World,
    society: Society,
    before: Before,
    after: After,
    scratch: Scratch,
    span: tuple[int, ...],
    seed: np.uint64,
    profiles: NDArray[np.uint16],
    records: NDArray[np.uint16],
    docket: tuple[Items, Ints],
    out: tuple[Items, Ints],
    progress: Ints,
    overrides: Ints,
    log: Log,
) -> int:
    """Live one window for the agents of ``span`` and return a status.

    ``span`` is (window, days a window, days of this one, first community, end, first agent, end); agents are
    counted within their community, its organisations last, and the first is a circle's first. ``docket`` is
    (items uint64, start int64) and holds the matters in hand sorted by agent, those of the span's j-th community
    from ``start[j]``; ``out`` is the same for the next window. ``progress`` is (community, agent, items in ``out``):
    where to begin, and where it stopped if ``out`` must grow first. ``overrides`` is int64[n, 5] of (agent,
    window, ordinal, decision, outcome) sorted by row. ``log`` is (rows int64[m, 9], length int64[1]).
    """
    window, days, length, first, last, low, high = span
    lap(after.laps, laps.START)
    t0 = window * days * TICKS_PER_DAY
    t1 = t0 + length * TICKS_PER_DAY
    v, lanes, calendar = scratch.v, scratch.lanes, scratch.calendar
    loud = _ALL_DRAWS if overrides.shape[0] > 0 or log[0].shape[0] > 0 else 0
    out_items, out_start = out
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
        employers_of(world, society, community, records, scratch.employers)
        begun_in(world, community, (t1 - 1) // TICKS_PER_DAY + 1, scratch.begun)
        cursor = docket[1][community - first]
        cursor_end = docket[1][community - first + 1]
        circle = max(low, resumed)
        resumed = 0
        while cursor < cursor_end and agent_of(docket[0][cursor]) < circle:
            cursor += 1
        while circle < min(high, agents):
            n = min(society.circle, (people if circle < people else agents) - circle)
            if out_items.shape[0] - n_out < (n + 1) * MOST_IN_HAND:
                progress[0], progress[1], progress[2] = community, circle, n_out
                return STATUS_ROOM
            place = (community, region, people, circle, n)
            base, number = _open_circle(world, society, before, after, scratch, place, span, seed, profiles, records)
            if not _draw_circle(world, after, scratch, place, span, base, loud, log):
                return STATUS_CANDIDATES
            for p in range(n):
                held = cursor
                while cursor < cursor_end and agent_of(docket[0][cursor]) == circle + p:
                    cursor += 1
                if lanes.wakes[p] == 0 and held == cursor and not _in_bout(world, v, p):
                    continue
                pins = overrides_of(overrides, number + p, window)
                where = (community, region, circle + p, window, base + p, number + p)
                status, left = live_one(
                    world, society, before, after, scratch, where, pins, overrides, p, docket[0], held, cursor,
                    t0, t1, log,
                )  # fmt: skip
                if status != STATUS_FINE:
                    return status
                n_out = _hand_on(scratch, left, circle + p, out_items, n_out)
            lap(after.laps, laps.ORDER)
            leave_traces(world, after, community, region, base, t1 - t0, n, lanes, v)
            lap(after.laps, laps.TRACES)
            write_circle(world, base, n, records, lanes, v)
            lap(after.laps, laps.WRITE)
            circle += n
        out_start[community - first + 1] = n_out
    progress[2] = n_out
    return STATUS_FINE


@inlined
def _open_circle(
    world: World,
    society: Society,
    before: Before,
    after: After,
    scratch: Scratch,
    place: tuple[int, ...],
    span: tuple[int, ...],
    seed: np.uint64,
    profiles: NDArray[np.uint16],
    records: NDArray[np.uint16],
) -> tuple[int, int]:
    """Read the circle at a ``place``, (community, region, its people, the first agent, how many), and let it learn.

    Returns the row of its first agent's record, and the number that its first agent's key is made of.
    """
    community, region, people, circle, n = place
    window, days = span[0], span[1]
    era = world.era_of_day[window * days]
    v, lanes = scratch.v, scratch.lanes
    lap(after.laps, laps.OUTSIDE)
    base = read_circle(world, society, community, people, circle, n, records, profiles, lanes, v)
    number = society.start[community] + circle
    if circle >= people:
        number = ORGANISATION_KEYS + society.organisations[community] + circle - people
    for p in range(n):
        lanes.key[p] = agent_key(seed, number + p)
        lanes.now[p] = window_key(lanes.key[p], window)
    lap(after.laps, laps.READ)
    read_fields(world, before, community, region, people, n, v)
    lap(after.laps, laps.FIELDS)
    cover_circle(world, before, era, region, n, lanes, scratch.begun, scratch.employers, v)
    lap(after.laps, laps.COVERAGE)
    learn_circle(world, era, lanes, v)
    lap(after.laps, laps.LEARNING)
    return base, number


@inlined
def _draw_circle(
    world: World,
    after: After,
    scratch: Scratch,
    place: tuple[int, ...],
    span: tuple[int, ...],
    base: int,
    loud: int,
    log: Log,
) -> bool:
    """List the occasions of a circle's window, and keep its calendar; tell whether there was room for all."""
    _, region, _, circle, n = place
    window, days, length = span[0], span[1], span[2]
    t0 = window * days * TICKS_PER_DAY
    t1, end = t0 + length * TICKS_PER_DAY, t0 + days * TICKS_PER_DAY
    v, lanes, events, counts = scratch.v, scratch.lanes, scratch.events, after.often[region]
    shut_gates(world, loud, lanes, v)
    draw_first(world, n, t0, t1, lanes)
    if not draw_candidates(world, counts, loud, n, t1, lanes, events):
        return False
    lap(after.laps, laps.DRAWS)
    keep_calendar(world, after, region, world.era_of_day[window * days], window, t0, n, circle, base, lanes, v, log)
    lap(after.laps, laps.CALENDAR)
    list_schedules(world, scratch.calendar, counts, n, t1, end, lanes, events)
    lap(after.laps, laps.SCHEDULES)
    return True


@inlined
def _hand_on(scratch: Scratch, left: int, agent: int, out: Items, n: int) -> int:
    """Add the matters that an agent has ``left`` to those of the next window; return how many there are."""
    for j in range(left):
        day = min((scratch.ticks[j] + TICKS_PER_DAY - 1) // TICKS_PER_DAY, MOST_DAYS)
        out[n + j] = with_agent_and_day(scratch.items[j], agent, day)
    return n + left


@inlined
def _in_bout(world: World, v: Views, p: int) -> bool:
    """Tell whether a lane begins its window in a bout."""
    inside = False
    for j in range(world.bouts.shape[0]):
        inside |= v[world.bouts[j, 1], p] > 0
    return inside


@inlined
def live_one(
    world: World,
    society: Society,
    before: Before,
    after: After,
    scratch: Scratch,
    where: Who,
    pins: tuple[int, int],
    overrides: Ints,
    p: int,
    held_items: Items,
    held: int,
    held_end: int,
    t0: int,
    t1: int,
    log: Log,
) -> tuple[int, int]:
    """Live the occasions of one agent's window in their order; return (status, matters left in hand)."""
    community, region, agent, window, place, number = where
    lanes = scratch.lanes
    key, now, segment, conduct = lanes.key[p], lanes.now[p], lanes.segment[p], lanes.conduct[p]
    v, events, ticks, items, bout_ticks = (
        scratch.v[:, p],
        scratch.events[p],
        scratch.ticks,
        scratch.items,
        scratch.bouts,
    )
    slices, piece = after.tally.shape[2], FIRST_SLICE
    rows = books_of(world, after, region, lanes.cell[p], place, piece)
    who = (community, region, agent, segment, lanes.stratum[p], window, number)
    n, n_bouts = _take_up(world, scratch, v, held_items, held, held_end, t0), world.bouts.shape[0]
    if slices > 1:
        stand(world, v, scratch.standing)
    count, asleep = lanes.listed[p], ~np.int64(lanes.wakes[p])
    i = bout = np.int64(0)
    while True:
        while i < count and (events[i, 1] >> KIND_BITS) & asleep != 0:
            i += 1
        t = min(events[i, 0], t1) if i < count else t1
        due, t = _first_due(ticks, n, t)
        if due >= 0:
            lap(after.laps, laps.ORDER)
            if slices > 1:
                piece = np.int64(world.slice_of_day[max(t, t0) // TICKS_PER_DAY])
                rows = books_of(world, after, region, lanes.cell[p], place, piece)
            n = settle_matter(world, rows, who, overrides, key, due, t, t0, v, ticks, items, n, log)
            if slices > 1:
                count_moves(world, after.moves[region, piece], v, scratch.standing)
            lap(after.laps, laps.MATTERS)
            continue
        if t < t1:
            kind, mark, here = events[i, 1] & MOST_KINDS, events[i, 2], np.uint64(events[i, 3])
            u = events[i, 4]
            i += 1
        else:
            while bout < n_bouts and bout_ticks[bout, 0] < 0 and bout_ticks[bout, 1] == 0:
                bout += 1
            if bout == n_bouts:
                return STATUS_FINE, n
            kind, mark, t = np.int64(world.bouts[bout, 0]), BOUT_ORDINAL + bout, t1 - 1
            here = word(now, SCHEDULED + world.kinds[kind].salt)
            u = draw(here, ACT)
            after.often[region, lanes.cell[p], world.slice_of_day[t // TICKS_PER_DAY], kind, 0] += 1
            bout += 1
        lap(after.laps, laps.ORDER)
        if slices > 1:
            piece = np.int64(world.slice_of_day[max(t, t0) // TICKS_PER_DAY])
            rows = books_of(world, after, region, lanes.cell[p], place, piece)
        n = occasion(
            world, before, after, society.landing_scale[community], rows, who, pins, overrides, key, here,
            mark, kind, u, conduct, t, t0, t1, v, ticks, items, n, bout_ticks, log,
        )  # fmt: skip
        if n > MOST_IN_HAND - 64:
            return STATUS_MATTERS, n


@inlined
def _take_up(world: World, scratch: Scratch, v: Views, held_items: Items, held: int, held_end: int, t0: int) -> int:
    """Take an agent's matters in hand, and the bouts that it is in; return how many matters there are."""
    items, ticks, bout_ticks = scratch.items, scratch.ticks, scratch.bouts
    n = np.int64(0)  # not a literal: every literal argument would compile its callees once more
    for j in range(held, held_end):
        items[n] = held_items[j]
        ticks[n] = day_of(held_items[j]) * TICKS_PER_DAY
        n += 1
    for j in range(world.bouts.shape[0]):
        bout_ticks[j, 0] = t0 if v[world.bouts[j, 1]] > 0 else -1
        bout_ticks[j, 1] = 0
    return n


@inlined
def _first_due(ticks: Ints, n: int, t: int) -> tuple[int, int]:
    """Return the first matter that falls due before ``t``, and its tick; or -1, and ``t``."""
    due = np.int64(-1)
    for j in range(n):
        if ticks[j] < t:
            due, t = j, ticks[j]
    return due, t
