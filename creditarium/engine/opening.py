"""The opening of a circle's window, one rule at a time over all its members (the lanes).

A circle of 32 is the kernel's tile: its records are unpacked together, so that each rule's row is read once for
all members and the compiler can work on several at a time. ``v`` is int32[views, lanes].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Ints, Log, Row, Views
from creditarium.engine.counting import FIRST_SLICE, books_of, count
from creditarium.engine.jit import inlined
from creditarium.engine.purposes import EMPLOYER, ROUNDING
from creditarium.engine.randomness import branch, draw, word
from creditarium.engine.record import clip
from creditarium.engine.stages.response import level, level_scale
from creditarium.engine.stages.scoring import grade, recalculated, recovered
from creditarium.engine.trace import PART, PUBLISHED, SETTLED, note
from creditarium.engine.world import LIST_SCHEME, RATING_SCHEME, After, Before, Lanes, Society, World

_MOST_SHIFT = np.uint32(15)
_H16 = np.uint32(16)
_ONE_BIT = np.uint32(1)
_S32 = np.uint64(32)
_S48 = np.uint64(48)


@inlined
def read_circle(
    world: World,
    society: Society,
    community: int,
    people: int,
    low: int,
    n: int,
    records: NDArray[np.uint16],
    profiles: NDArray[np.uint16],
    lanes: Lanes,
    v: Views,
) -> int:
    """Unpack the records and fixed attributes of ``n`` agents from ``low`` on; return their first row."""
    base = society.start[community] - society.person_base + low
    if low >= people:
        base = society.organisation_row + society.organisations[community] + low - people
    last = -1
    words = lanes.words
    for j in range(world.variables.shape[0]):
        place = world.variables[j]
        at, shift, mask, offset = place.at, place.shift & _MOST_SHIFT, place.mask, place.offset
        word_at = np.int64(place.word)
        if word_at != last:
            last = word_at
            for p in range(n):
                words[p] = records[base + p, last]
        for p in range(v.shape[1]):
            v[at, p] = np.int32(np.uint32(words[p] >> shift) & mask) + offset
    for p in range(n):
        profile = np.int64(profiles[base + p]) if low < people else np.int64(1 << 16)
        lanes.profile[p] = profile
        lanes.segment[p] = world.segment_of[profile]
        lanes.conduct[p] = world.conduct_of[lanes.segment[p]]
        lanes.stratum[p] = (profile >> 14) & 3
        lanes.cell[p] = world.cell_of[profile]
        lanes.stream[p] = lanes.conduct[p] * world.sets
    for j in range(world.lifelong.shape[0]):
        at, stride = world.lifelong[j, 0], world.lifelong[j, 1]
        for p in range(n):
            lanes.stream[p] += v[at, p] * stride
    for j in range(world.attributes.shape[0]):
        place = world.attributes[j]
        at, shift, mask = place.at, place.shift, place.mask
        for p in range(v.shape[1]):
            v[at, p] = (lanes.profile[p] >> shift) & mask
    return base


@inlined
def employers_of(world: World, society: Society, community: int, records: NDArray[np.uint16], employers: Ints) -> None:
    """Fill ``employers`` [C, 17] with the effective bands of a community's organisations, their number last.

    Contagion: two organisations under one responsible person (neighbours in pairs) share a lowest band.
    """
    n = society.organisations[community + 1] - society.organisations[community]
    base = society.organisation_row + society.organisations[community]
    for c in range(world.schemes.shape[1]):
        employers[c, 16] = n
        scheme = world.schemes[0, c]
        if world.employer[c] < 0 and scheme.sort != RATING_SCHEME:
            continue
        place = world.variables[world.score_variable[c]]
        for j in range(n):
            score = ((records[base + j, place.word] >> place.shift) & place.mask) + place.offset
            band = 0
            for b in range(scheme.cut, scheme.cut + scheme.bands - 1):
                band += score >= world.cuts[b]
            employers[c, j] = band
    for pair in range(world.contagion.shape[0]):
        c, source = world.contagion[pair, 0], world.contagion[pair, 1]
        for j in range(0, n - 1, 2):
            if employers[source, j] == 0 or employers[source, j + 1] == 0:
                employers[c, j] = 0
                employers[c, j + 1] = 0


@inlined
def shown(mean: int, x: int) -> int:
    """Return what a state adds to a field: itself if its mean is taken, or else 1 if it is above 0."""
    return x if mean else min(x, 1)


@inlined
def read_fields(world: World, before: Before, community: int, region: int, people: int, n: int, v: Views) -> None:
    """Fill the views of the fields with what the *others* of the circle, community and region showed."""
    for j in range(world.circle_fields.shape[0]):
        field = world.circle_fields[j]
        at, of, mean = field.at, field.of, field.mean
        total = 0
        for p in range(n):
            total += shown(mean, v[of, p])
        scale = level_scale(n, field.scale)
        for p in range(v.shape[1]):
            v[at, p] = level(total - shown(mean, v[of, p]), scale)
    for j in range(world.community_fields.shape[0]):
        field = world.community_fields[j]
        at, of, mean = field.at, field.of, field.mean
        total = before.community[community, j]
        scale = level_scale(people, field.scale)
        for p in range(v.shape[1]):
            v[at, p] = level(max(total - shown(mean, v[of, p]), 0), scale)
    for j in range(world.region_fields.shape[0]):
        at, shared = world.region_fields[j].at, before.region[region, j]
        for p in range(v.shape[1]):
            v[at, p] = shared


@inlined
def begun_in(world: World, community: int, end_day: int, begun: NDArray[np.uint32]) -> None:
    """Fill ``begun`` uint32[4] with the schemes, as bits, that have begun in each stratum of a community."""
    for stratum in range(world.since_day.shape[2]):
        bits = np.uint32(0)
        for c in range(world.schemes.shape[1]):
            bits |= np.uint32(world.since_day[c, community, stratum] < end_day) << np.uint32(c)
        begun[stratum] = bits


@inlined
def cover_circle(
    world: World,
    before: Before,
    era: int,
    region: int,
    n: int,
    lanes: Lanes,
    begun: NDArray[np.uint32],
    employers: Ints,
    v: Views,
) -> None:
    """Tell for each scheme whom it covers, in which band and rank they stand, and their employers' band."""
    schemes, covered = lanes.schemes, world.marks.covered
    for p in range(v.shape[1]):
        schemes[p] = 0
        v[covered, p] = 0
    for p in range(n):
        schemes[p] = world.schemes_of[lanes.segment[p]] & begun[lanes.stratum[p]]
    for c in range(world.schemes.shape[1]):
        scheme = world.schemes[era, c]
        member, consent, bit = scheme.member, scheme.consent, np.uint32(c)
        for p in range(v.shape[1]):
            v[member, p] = np.int32((schemes[p] >> bit) & _ONE_BIT)
        if consent >= 0:
            for p in range(v.shape[1]):
                v[member, p] &= v[consent, p] != 0
        for p in range(v.shape[1]):
            v[covered, p] |= v[member, p]
        _grade_circle(scheme, world.cuts, v)
        if scheme.rank >= 0:
            rank, score, floor, shift = scheme.rank, scheme.score, scheme.floor, scheme.bin_shift
            for p in range(n):
                v[rank, p] = before.rank_class[c, (v[score, p] - floor) >> shift]
        if world.employer[c] >= 0:
            local, large, share = employers[c, 16], world.large_firms[region], world.large_share[region]
            for p in range(n):
                key = lanes.key[p]
                at_large = draw(key, EMPLOYER + np.uint64(1)) < share
                u = draw(key, EMPLOYER + np.uint64(2 * at_large))
                band = np.int64(scheme.bands - 1)
                if at_large:
                    band = before.large[region, c, (u * large) >> 32]
                elif local > 0:
                    band = employers[c, (u * local) >> 32]
                v[world.employer[c], p] = band


@inlined
def _grade_circle(scheme: Row, cuts: Views, v: Views) -> None:
    """Set the band views of all lanes (``grade`` does it for one)."""
    score, band = scheme.score, scheme.band
    if scheme.sort == LIST_SCHEME:
        for p in range(v.shape[1]):
            v[band, p] = v[score, p] <= 0
        return
    for p in range(v.shape[1]):
        v[band, p] = 0
    for j in range(scheme.cut, scheme.cut + scheme.bands - 1):
        least = cuts[j]
        for p in range(v.shape[1]):
            v[band, p] += v[score, p] >= least


@inlined
def learn_circle(world: World, era: int, lanes: Lanes, v: Views) -> None:
    """Move each state by its gain times a view of the last window, with keyed stochastic rounding; then clear."""
    for p in range(v.shape[1]):
        lanes.rounding[p] = np.uint32(word(lanes.now[p], ROUNDING) >> _S32)
    for j in range(world.couplings.shape[1]):
        coupling = world.couplings[era, j]
        at, to, gain, salt = coupling.at, coupling.to, np.int64(coupling.gain), coupling.salt
        low, high = coupling.low, coupling.high
        for p in range(v.shape[1]):
            part = branch(lanes.rounding[p], salt) >> _H16
            v[to, p] = clip(v[to, p] + ((gain * v[at, p] + np.int64(part)) >> 16), low, high)
    for j in range(world.drops.shape[1]):
        drop = world.drops[era, j]
        at, salt, chance = drop.at, drop.salt, drop.chance
        for p in range(v.shape[1]):
            dropped = np.int64(branch(lanes.rounding[p], salt)) < chance
            v[at, p] -= np.int32(dropped & (v[at, p] > 0))
    for j in range(world.clears.shape[0]):
        at = world.clears[j]
        for p in range(v.shape[1]):
            v[at, p] = 0


@inlined
def keep_calendar(
    world: World,
    after: After,
    region: int,
    era: int,
    window: int,
    t0: int,
    n: int,
    low: int,
    base: int,
    lanes: Lanes,
    v: Views,
    log: Log,
) -> None:
    """Clean time, caps, forgetting, recalculation and publication at a window's start."""
    for c in range(world.schemes.shape[1]):
        scheme = world.schemes[era, c]
        for j in range(scheme.cap, scheme.cap_end):
            if window % world.caps[j].every_windows == 0:
                for p in range(n):
                    v[world.caps[j].at, p] = 0
        if scheme.clean >= 0:
            for p in range(n):
                mine = v[:, p]
                if mine[scheme.member] != 0:
                    change = recovered(scheme, mine)
                    if change != 0:
                        rows = books_of(world, after, region, lanes.cell[p], base + p, FIRST_SLICE)
                        count(rows, scheme.row + 3, change)
                        note(log, t0, SETTLED, -1, c, change, mine[scheme.score], 0, 0, low + p)
                        grade(scheme, world.cuts, mine)
        if world.recalculates[window, c]:
            for p in range(n):
                mine = v[:, p]
                if mine[scheme.member] != 0:
                    _recalculate(world, era, c, t0, lanes.now[p], low + p, mine, log)
    for j in range(world.copies.shape[0]):
        copy = world.copies[j]
        at, band, member = copy.at, copy.band, copy.member
        if world.publishes[window, j]:
            for p in range(n):
                if v[member, p] != 0:
                    v[at, p] = v[band, p]
            if log[0].shape[0] > 0:
                for p in range(n):
                    if v[member, p] != 0:
                        note(log, t0, PUBLISHED, -1, j, np.int64(v[at, p]), 0, 0, 0, low + p)


@inlined
def _recalculate(world: World, era: int, c: int, t0: int, now: np.uint64, agent: int, mine: Views, log: Log) -> None:
    """Let a weighted score forget, and compute it anew."""
    scheme = world.schemes[era, c]
    for j in range(world.dimensions.shape[0]):
        dimension = world.dimensions[j]
        if dimension.scheme == c:
            part = np.int64(word(now, ROUNDING + dimension.salt) >> _S48)
            mine[dimension.at] = (dimension.keep * mine[dimension.at] + part) >> 16
    change = recalculated(scheme, world.parts, world.tables, era, mine)
    if log[0].shape[0] > 0:
        for j in range(scheme.part, scheme.part_end):
            part = world.parts[j]
            x = np.int64(mine[part.at])
            value = np.int64(world.tables[era, part.table + clip(x - part.lowest, 0, part.last)])
            note(log, t0, PART, -1, c, value, x, j, 0, agent)
    if change != 0:
        note(log, t0, SETTLED, -1, c, change, mine[scheme.score], 1, 0, agent)
        grade(scheme, world.cuts, mine)
