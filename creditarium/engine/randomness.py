"""Counter-based random numbers: each is a pure function of a key and a purpose.

A draw's key is built from (seed, person, window, ordinal) by repeated application of the splitmix64
finaliser (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195; the constants are Stafford's variant 13),
and a draw for one purpose is the upper half of one more application. Nothing is stored and nothing advances:
asking one question more or less, or in another order, changes no other answer.
"""

from __future__ import annotations

import numpy as np

from creditarium.engine.jit import small

_MULTIPLIER_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLIER_2 = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_WINDOW_STEP = np.uint64(0xD1B54A32D192ED03)
_ORDINAL_STEP = np.uint64(0xABC98388FB8FAC03)
_HALF_MULTIPLIER_1 = np.uint32(0x7FEB352D)
_HALF_MULTIPLIER_2 = np.uint32(0x846CA68B)
_H16 = np.uint32(16)
_H15 = np.uint32(15)
_S30 = np.uint64(30)
_S27 = np.uint64(27)
_S31 = np.uint64(31)
_S32 = np.uint64(32)


@small
def mix(x: np.uint64) -> np.uint64:
    """Return the splitmix64 finaliser of ``x``, a bijection of 64-bit words."""
    x = (x ^ (x >> _S30)) * _MULTIPLIER_1
    x = (x ^ (x >> _S27)) * _MULTIPLIER_2
    return x ^ (x >> _S31)


@small
def agent_key(seed: np.uint64, agent: int) -> np.uint64:
    """Return the key of an agent (a person, circle or organisation) under a seed."""
    return mix(mix(seed + _GOLDEN) + np.uint64(agent) * _GOLDEN)


@small
def window_key(agent: np.uint64, window: int) -> np.uint64:
    """Return the key of one window in an agent's life."""
    return mix(agent + np.uint64(window + 1) * _WINDOW_STEP)


@small
def occasion_key(window: np.uint64, ordinal: int) -> np.uint64:
    """Return the key of the candidate with this ordinal in a window."""
    return mix(window + np.uint64(ordinal + 1) * _ORDINAL_STEP)


@small
def word(key: np.uint64, purpose: np.uint64) -> np.uint64:
    """Return the 64 random bits that ``key`` holds for ``purpose``."""
    return mix(key ^ purpose)


@small
def draw(key: np.uint64, purpose: np.uint64) -> np.int64:
    """Return a uniform integer in [0, 2**32) for ``purpose``, as a signed word that compares safely."""
    return np.int64(mix(key ^ purpose) >> _S32)


@small
def branch(bits: np.uint32, salt: np.uint32) -> np.uint32:
    """Return a uniform integer in [0, 2**32) for one of many like questions that share 32 random bits.

    ``bits`` is the upper half of their purpose's word; adding the item's salt and mixing gives each its own answer.
    The finaliser is a bijection of 32-bit words (Wellons 2018, "Prospecting for Hash Functions", lowbias32), which
    a processor does for many lanes at once.
    """
    x = np.uint32(bits + salt)
    x = np.uint32((x ^ (x >> _H16)) * _HALF_MULTIPLIER_1)
    x = np.uint32((x ^ (x >> _H15)) * _HALF_MULTIPLIER_2)
    return np.uint32(x ^ (x >> _H16))
