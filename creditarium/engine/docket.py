"""Matters in hand: entries on their way, listings that stand, appeals under way; eight bytes each.

An item holds its agent's place in the community (12 bits), kind (8), scheme (4), stage (3), due day (14), the
window (12) and ordinal (8) of its origin, and three flags. What else there is to know of it is drawn again from
the origin when it is asked; only an appeal, whose outcome is drawn when it is filed, carries it along.
"""

from __future__ import annotations

import numpy as np

from creditarium.engine.arrays import Row
from creditarium.engine.jit import small

MOST_IN_HAND = 256
MOST_MEMBERS = 1 << 12
"""The most agents of a community: what an item can name."""
MOST_DAYS = (1 << 14) - 1
WRONG_FLAG = 1
LANDED_FLAG = 2
UPHELD_FLAG = 4
GRACED_FLAG = 4
PROLONGS_FLAG = 4
"""The third flag says of an appeal that it will be upheld, of a pending listing that its grace is over, and of
one that stands that it prolongs another."""
_ORIGIN_MASK = (1 << 20) - 1
_ZERO_TAKEN = 1 << 19
_APPEALED = 2


@small
def item_of(
    agent: int, kind: int, scheme: Row, stage: int, day: int, window: int, ordinal: int, flags: int
) -> np.uint64:
    """Pack one matter into an unsigned 64-bit word."""
    x = (agent << 20) | (kind << 12) | (scheme << 8) | (stage << 5) | ((day >> 12) << 3) | flags
    y = (day << 20) | (window << 8) | ordinal
    return (np.uint64(x) << np.uint64(32)) | np.uint64(y & 0xFFFFFFFF)


@small
def agent_of(item: np.uint64) -> int:
    """Return the agent's place in its community."""
    return np.int64(item >> np.uint64(52))


@small
def kind_of(item: np.uint64) -> int:
    """Return the kind of the entry."""
    return np.int64(item >> np.uint64(44)) & 0xFF


@small
def scheme_of(item: np.uint64) -> int:
    """Return the scheme concerned."""
    return np.int64(item >> np.uint64(40)) & 15


@small
def stage_of(item: np.uint64) -> int:
    """Return the stage: pending, standing or appealed."""
    return np.int64(item >> np.uint64(37)) & 7


@small
def flags_of(item: np.uint64) -> int:
    """Return the flags: entered without an act, or landed on the wrong person."""
    return np.int64(item >> np.uint64(32)) & 7


@small
def day_of(item: np.uint64) -> int:
    """Return the day on which the matter falls due."""
    return (np.int64(item >> np.uint64(20)) & 0xFFF) | ((np.int64(item >> np.uint64(35)) & 3) << 12)


@small
def window_of(item: np.uint64) -> int:
    """Return the window of the origin."""
    return np.int64(item >> np.uint64(8)) & 0xFFF


@small
def ordinal_of(item: np.uint64) -> int:
    """Return the ordinal of the origin."""
    return np.int64(item) & 0xFF


@small
def appeal_of(item: np.uint64, listing: bool, upheld: bool, taken: int) -> np.uint64:
    """Return the appeal against an entry, with its outcome.

    An appeal against points needs no origin any more: its bits hold what the entry really took (it may have
    been clipped at a floor), so that a correction gives back exactly that.
    """
    flags = (flags_of(item) & (WRONG_FLAG | LANDED_FLAG)) | (UPHELD_FLAG if upheld else 0)
    code = (taken + _ZERO_TAKEN) & _ORIGIN_MASK
    window = window_of(item) if listing else code >> 8
    ordinal = ordinal_of(item) if listing else code & 0xFF
    return item_of(agent_of(item), kind_of(item), scheme_of(item), _APPEALED, 0, window, ordinal, flags)


@small
def taken_of(item: np.uint64) -> int:
    """Return what the entry under appeal took (a change of points or of a dimension)."""
    return ((window_of(item) << 8) | ordinal_of(item)) - _ZERO_TAKEN


@small
def with_agent_and_day(item: np.uint64, agent: int, day: int) -> np.uint64:
    """Return the matter as it is carried to the next window: its agent's place and the day it falls due."""
    return item_of(
        agent,
        kind_of(item),
        scheme_of(item),
        stage_of(item),
        day,
        window_of(item),
        ordinal_of(item),
        flags_of(item),
    )
