"""What all partitions left together, and what the next window may read of it: sums in integers, in their order.

Whoever lived the partitions, and however the communities were cut, these are the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Ints
from creditarium.engine.census import large_ratings
from creditarium.engine.compile.consequences import RANK_CLASSES
from creditarium.engine.partition import Left
from creditarium.engine.world import FIELD_LEVELS, HISTOGRAM_BINS, MOST_BANDS, Before

if TYPE_CHECKING:
    from creditarium.engine.run import Engine


class Sums(NamedTuple):
    """What a window left, over all partitions: by community, by region, and the records of the large firms' heads."""

    community: Ints  # [communities, fields]
    astray: Ints  # [communities]
    records: Ints  # [N, communities]
    region: Ints  # [R, fields]
    astray_kinds: Ints  # [R, K]
    bins: Ints  # [R, C, 64]
    bands: Ints  # [R, C, 16]
    moves: Ints  # [R, slices, C, 16], or [R, 0, …]
    heads: NDArray[np.uint16]  # [2 * R * F, words]


def summed(engine: Engine, lefts: Sequence[Left]) -> Sums:
    """Add up what the partitions left, in the order of their communities."""
    compiled, settled = engine.compiled, engine.settled
    regions, schemes = len(settled.regions), len(compiled.schemes)
    sums = Sums(
        community=np.concatenate([left.community for left in lefts]),
        astray=np.concatenate([left.astray for left in lefts]),
        records=np.concatenate([left.records for left in lefts], axis=1),
        region=np.zeros((regions, len(compiled.world.region_fields)), dtype=np.int64),
        astray_kinds=np.zeros((regions, len(compiled.kinds)), dtype=np.int64),
        bins=np.zeros((regions, schemes, HISTOGRAM_BINS), dtype=np.int64),
        bands=np.zeros((regions, schemes, MOST_BANDS), dtype=np.int64),
        moves=np.zeros((regions, *lefts[0].moves.shape[1:]), dtype=np.int64),
        heads=np.zeros((settled.heads.size, compiled.words), dtype=np.uint16),
    )
    firm = settled.heads.ravel() - settled.society.organisation_row
    end = np.cumsum([len(left.astray) for left in lefts])
    owner = np.searchsorted(settled.society.organisations[end], firm, side="right")
    for j, left in enumerate(lefts):
        own = slice(left.first_region, left.first_region + len(left.region))
        for name in ("region", "astray_kinds", "bins", "bands", "moves"):
            getattr(sums, name)[own] += getattr(left, name)
        sums.heads[owner == j] = left.heads
    return sums


def bands_by_slice(sums: Sums, lived: int) -> list[Ints]:
    """Give the members by band, int64[R, C, 16], at the end of each of the ``lived`` slices of a window."""
    if lived == 1:
        return [sums.bands]
    later = np.cumsum(sums.moves[:, :0:-1], axis=1)[:, ::-1][:, : lived - 1]
    return [*(sums.bands - later[:, j] for j in range(lived - 1)), sums.bands]


def following(engine: Engine, before: Before, sums: Sums, counts: Ints) -> Before:
    """Give what the next window reads, from what this one read and left; `counts` are all adaptive records so far."""
    sizes = np.diff(engine.settled.built.layout.region_start)[:, None]
    scales = np.array([int(place["scale"]) for place in engine.compiled.world.region_fields], dtype=np.int64)
    attention, counting = attended(engine, counts)
    return Before(
        community=sums.community,
        astray=sums.astray,
        region=np.minimum(sums.region * FIELD_LEVELS // np.maximum(sizes * scales, 1), FIELD_LEVELS),
        astray_kinds=before.astray_kinds + sums.astray_kinds,
        rank_class=ranks(sums.bins),
        bands=sums.bands.copy(),
        large=large_ratings(engine.compiled, engine.settled, sums.heads),
        attention=attention,
        counting=counting,
    )


def nothing_before(engine: Engine, counts: Ints) -> Before:
    """Give what a first window would read if nobody were in a scheme."""
    compiled, settled = engine.compiled, engine.settled
    regions, schemes, n = len(settled.regions), len(compiled.schemes), settled.communities
    attention, counting = attended(engine, counts)
    return Before(
        community=np.zeros((n, len(compiled.world.community_fields)), dtype=np.int64),
        astray=np.zeros(n, dtype=np.int64),
        region=np.zeros((regions, len(compiled.world.region_fields)), dtype=np.int64),
        astray_kinds=np.zeros((regions, len(compiled.kinds)), dtype=np.int64),
        rank_class=np.full((schemes, HISTOGRAM_BINS), RANK_CLASSES // 2, dtype=np.int64),
        bands=np.zeros((regions, schemes, MOST_BANDS), dtype=np.int64),
        large=np.zeros((regions, schemes, settled.heads.shape[2]), dtype=np.int64),
        attention=attention,
        counting=counting,
    )


def attended(engine: Engine, counts: Ints) -> tuple[Ints, Ints]:
    """Share out each adaptive sensor's conserved capacity over the communities of a region.

    A community's share is (prior + records) / sum; its factor is the share times their number. Under
    ``inverse_share`` a record counts with the probability 1 - share.
    """
    attention = np.full(counts.shape, 1 << 16, dtype=np.int64)
    counting = np.full(counts.shape, 1 << 32, dtype=np.int64)
    region, regions = engine.settled.society.region, len(engine.settled.regions)
    for n, name in enumerate(engine.compiled.adaptive):
        rule = engine.scenario.observation.sensors[name].adaptive
        if rule is None:
            continue
        weights = counts[n] + int(rule.prior.value)
        totals = np.bincount(region, weights=None, minlength=regions)
        sums = np.zeros(regions, dtype=np.int64)
        np.add.at(sums, region, weights)
        attention[n] = weights * totals[region] * (1 << 16) // np.maximum(sums[region], 1)
        if rule.rule == "inverse_share":
            counting[n] = (1 << 32) - (weights << 32) // np.maximum(sums[region], 1)
    return attention, counting


def ranks(bins: Ints) -> Ints:
    """Return the percentile class (0 to 31) of each histogram bin over all regions, int64[C, 64]."""
    totals = bins.sum(axis=0)
    below = np.cumsum(totals, axis=1) - totals
    middle = 2 * below + totals
    whole = np.maximum(2 * totals.sum(axis=1, keepdims=True), 1)
    return np.asarray(np.minimum(middle * RANK_CLASSES // whole, RANK_CLASSES - 1), dtype=np.int64)
