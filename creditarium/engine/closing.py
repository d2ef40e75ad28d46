"""The closing of a circle's window: its records are packed, and what it leaves is added up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Views
from creditarium.engine.counting import FIRST_SLICE, books_of, count_wrong
from creditarium.engine.jit import inlined
from creditarium.engine.opening import shown
from creditarium.engine.world import LIST_SCHEME, After, Lanes, World

_MOST_SHIFT = np.uint32(15)


@inlined
def write_circle(world: World, base: int, n: int, records: NDArray[np.uint16], lanes: Lanes, v: Views) -> None:
    """Pack the states of ``n`` agents back into their records; the variables are sorted by word."""
    words = lanes.words
    count = world.variables.shape[0]
    for p in range(v.shape[1]):
        words[p] = 0
    for j in range(count):
        place = world.variables[j]
        at, shift, mask, offset = place.at, place.shift & _MOST_SHIFT, place.mask, place.offset
        for p in range(v.shape[1]):
            words[p] |= np.uint32((np.uint32(v[at, p] - offset) & mask) << shift)
        if j + 1 == count or world.variables[j + 1].word != place.word:
            for p in range(n):
                records[base + p, place.word] = words[p]
            for p in range(v.shape[1]):
                words[p] = 0


@inlined
def leave_traces(
    world: World, after: After, community: int, region: int, base: int, length: int, n: int, lanes: Lanes, v: Views
) -> None:
    """Add what the agents leave at a window's end: fields, histograms and the time that wrong entries stood."""
    for p in range(n):
        if v[world.marks.wrong, p] > 0:
            rows = books_of(world, after, region, lanes.cell[p], base + p, FIRST_SLICE)
            count_wrong(rows, length, np.int64(v[world.marks.wrong, p]))
    for j in range(world.community_fields.shape[0]):
        field = world.community_fields[j]
        of, mean = field.of, field.mean
        total = 0
        for p in range(n):
            total += shown(mean, v[of, p])
        after.community[community, j] += total
    for j in range(world.region_fields.shape[0]):
        field = world.region_fields[j]
        for p in range(n):
            after.region[region, j] += shown(field.mean, v[field.of, p])
    for c in range(world.schemes.shape[1]):
        scheme = world.schemes[0, c]
        member, band, score = scheme.member, scheme.band, scheme.score
        floor, shift, is_list = scheme.floor, scheme.bin_shift, scheme.sort == LIST_SCHEME
        for p in range(n):
            if v[member, p] != 0:
                after.bands[region, c, v[band, p]] += 1
                if not is_list:
                    after.bins[region, c, (v[score, p] - floor) >> shift] += 1
