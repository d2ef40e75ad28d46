"""Stage 4, scoring: entries, bands, listings, appeals, recovery and recalculation."""

from __future__ import annotations

import numpy as np

from creditarium.engine.arrays import Ints, Row, Rows, Views
from creditarium.engine.jit import inlined
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.purposes import APPEAL_DELAY
from creditarium.engine.randomness import draw
from creditarium.engine.record import clip
from creditarium.engine.stages.conduct import gap_ticks
from creditarium.engine.world import (
    BY_DIMENSION,
    BY_POINTS,
    BY_TARIFF,
    LIST_SCHEME,
    LISTING,
    TO_BAND,
)


@inlined
def grade(scheme: Row, cuts: Views, v: Views) -> None:
    """Set the band view of a scheme from its score: on a list, 0 is listed and 1 is not."""
    score = v[scheme.score]
    if scheme.sort == LIST_SCHEME:
        v[scheme.band] = 0 if score > 0 else 1
    else:
        band = 0
        for j in range(scheme.cut, scheme.cut + scheme.bands - 1):
            band += score >= cuts[j]
        v[scheme.band] = band


@inlined
def write_down(rule: Row, scheme: Row, tables: Views, era: int, v: Views) -> None:
    """Apply one entry's rule to the states in ``v``."""
    before = v[scheme.score]
    if rule.sort == BY_POINTS or rule.sort == BY_TARIFF:
        points = rule.points
        if rule.sort == BY_TARIFF:
            points = tables[era, rule.table + min(v[rule.at], rule.last)]
            v[rule.at] = min(v[rule.at] + 1, rule.highest)
        elif rule.at >= 0:
            points = min(points, max(rule.most - v[rule.at], 0))
            v[rule.at] = min(v[rule.at] + points, rule.highest)
        v[scheme.score] = clip(before + points, scheme.floor, scheme.ceiling)
    elif rule.sort == TO_BAND:
        v[scheme.score] = min(before, rule.points)
    elif rule.sort == LISTING:
        v[scheme.score] = min(before + 1, scheme.ceiling)
    elif rule.sort == BY_DIMENSION:
        v[rule.at] = clip(v[rule.at] + rule.points, 0, rule.highest)
    if rule.minus and scheme.clean >= 0:
        v[scheme.clean] = 0


@inlined
def undo(rule: Row, scheme: Row, taken: int, v: Views) -> None:
    """Give back what an entry took that an appeal has removed."""
    if rule.sort == BY_DIMENSION:
        v[rule.at] = clip(v[rule.at] - taken, 0, rule.highest)
    else:
        v[scheme.score] = clip(v[scheme.score] - taken, scheme.floor, scheme.ceiling)


@inlined
def decision_tick(gap: Ints, scheme: Row, key: np.uint64, tick: int) -> int:
    """Return the tick at which an appeal against an entry of this tick is decided."""
    days = scheme.notice_days + scheme.decision_days
    return tick + 1 + gap_ticks(gap, draw(key, APPEAL_DELAY + scheme.salt), days * TICKS_PER_DAY)


@inlined
def recalculated(scheme: Row, parts: Rows, tables: Views, era: int, v: Views) -> int:
    """Recompute a weighted score from its parts and return the change."""
    before = v[scheme.score]
    total = scheme.base
    for j in range(scheme.part, scheme.part_end):
        part = parts[j]
        total += tables[era, part.table + clip(v[part.at] - part.lowest, 0, part.last)]
    v[scheme.score] = clip(total, scheme.floor, scheme.ceiling)
    return v[scheme.score] - before


@inlined
def recovered(scheme: Row, v: Views) -> int:
    """Count a clean window and give points back when enough of them have passed; return the points.

    The state is 0 in a window in which something was entered, else 1 more than the clean windows before this one.
    """
    if scheme.clean < 0:
        return 0
    v[scheme.clean] += 1
    if v[scheme.clean] <= scheme.clean_windows:
        return 0
    v[scheme.clean] = 1
    before = v[scheme.score]
    if before >= scheme.back_to:
        return 0
    v[scheme.score] = min(before + scheme.back, scheme.back_to)
    return v[scheme.score] - before
