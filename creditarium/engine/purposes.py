"""The purposes of random draws, as constants that no renaming changes.

A purpose says which question a draw answers. Where a question is asked once per sensor, scheme or kind, the
salt of that item's name is added, so that adding one shifts nothing.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

GAP_AND_KIND = np.uint64(0x5A11C0DE00000001)
ACT = np.uint64(0x5A11C0DE00000013)
LUCK = np.uint64(0x5A11C0DE00000025)
SEEN = np.uint64(0x5A11C0DE00000037)
ASTRAY = np.uint64(0x5A11C0DE00000049)
DELAY = np.uint64(0x5A11C0DE0000005B)
FALSE_RECORD = np.uint64(0x5A11C0DE0000006D)
LANDED_KIND = np.uint64(0x5A11C0DE0000007F)
NOTICE = np.uint64(0x5A11C0DE00000081)
FILE_APPEAL = np.uint64(0x5A11C0DE00000093)
APPEAL_DELAY = np.uint64(0x5A11C0DE000000A5)
UPHELD = np.uint64(0x5A11C0DE000000B7)
OWN_ANSWER = np.uint64(0x5A11C0DE000000C9)
CONSEQUENCE = np.uint64(0x5A11C0DE000000DB)
ATTEMPTS = np.uint64(0x5A11C0DE000000ED)
EFFECT = np.uint64(0x5A11C0DE000000FF)
ROUNDING = np.uint64(0x5A11C0DE00000111)
PHASE = np.uint64(0x5A11C0DE00000123)
START = np.uint64(0x5A11C0DE00000135)
STRANGER = np.uint64(0x5A11C0DE00000147)
EMPLOYER = np.uint64(0x5A11C0DE00000159)
PILOT = np.uint64(0x5A11C0DE0000016B)
SCHEDULED = np.uint64(0x5A11C0DE0000017D)
SIBLING = np.uint64(0x5A11C0DE0000018F)
EXTENSION = np.uint64(0x5A11C0DE000001A1)


def short_salt(name: str) -> np.uint32:
    """Return the upper half of an item's salt, for questions that branch from one word."""
    return np.uint32(salt(name) >> np.uint64(32))


def salt(name: str) -> np.uint64:
    """Return the 64-bit salt of an item's name (blake2b), to be added to a purpose."""
    return np.uint64(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little"))
