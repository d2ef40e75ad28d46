"""Drawing people from compiled tables: pure functions of (seed, region, place), in integers only.

A household is keyed by the index of its first person, a person by their own. A circle is drawn whole, so that
nothing depends on how a range of people is cut.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.households import ADULT_BANDS, CIRCLE
from creditarium.engine.jit import compiled, inlined, small
from creditarium.engine.randomness import agent_key, draw
from creditarium.model.population import MINOR_BANDS

COMMUNITY = 2048
"""Persons in a community, 64 circles: whom you hear of."""

PURPOSE_KIND = np.uint64(0xA1D5E7C3B9F20101)
PURPOSE_FIRST_ADULTS = np.uint64(0xA1D5E7C3B9F20213)
PURPOSE_HEAD = np.uint64(0xA1D5E7C3B9F20325)
PURPOSE_MEMBER = np.uint64(0xA1D5E7C3B9F20437)
PURPOSE_INCOME = np.uint64(0xA1D5E7C3B9F20549)
PURPOSE_EDUCATION = np.uint64(0xA1D5E7C3B9F2065B)
PURPOSE_LICENCE = np.uint64(0xA1D5E7C3B9F2076D)
PURPOSE_INTERNET = np.uint64(0xA1D5E7C3B9F2087F)
PURPOSE_GAMER = np.uint64(0xA1D5E7C3B9F20991)
PURPOSE_CREDIT_FILE = np.uint64(0xA1D5E7C3B9F20AA3)
PURPOSE_MIGRANT = np.uint64(0xA1D5E7C3B9F20BB5)

HEAD, PARTNER, CHILD, ELDER, OTHER = 0, 1, 2, 3, 4
BAND, SEX, ROLE, FIRST, SIZE, PARENT, PROFILE, KEY = 0, 1, 2, 3, 4, 5, 6, 7
"""The rows of a circle's members. FIRST is the place of the household's head, PARENT 1 with a minor child."""
_TIES = 4
_MASK = np.int64(0xFFFFFFFF)
_OTHER_BITS = np.int64(8)
_OTHER_MASK = np.int64(0xFF)
_SHIFT = np.int64(32)


class People(NamedTuple):
    """The compiled people: plain arrays that the kernel reads. A cell is 3 * region + stratum.

    Alias tables hold `accept << 8 | other` in one word, one row a table. `kind` rows are cell * 33 + places
    left; `kind_places` rows are kinds: size, couple, shape, children, elders. `pair` rows are (pair shapes) *
    cell + shape. `member` rows hold, for each cell, its lone first adults by shape, its children and its
    elders (any, men, women) by band of the younger or older first adult, and its others; an outcome is 2 *
    band + sex. Thresholds are on a 32-bit draw: `education` (cell, band, sex, 3) and `income` (cell, 4)
    cumulative, `trait` (trait, band, sex, stratum, education). `constants`: pair shapes, lone shapes, the
    threshold of a woman as head.
    """

    region_start: NDArray[np.int64]
    stratum_start: NDArray[np.int64]
    kind: NDArray[np.int64]
    kind_places: NDArray[np.int64]
    pair: NDArray[np.int64]
    member: NDArray[np.int64]
    education: NDArray[np.int64]
    income: NDArray[np.int64]
    trait: NDArray[np.int64]
    age_group: NDArray[np.int64]
    constants: NDArray[np.int64]


Members = NDArray[np.int64]
"""Room for one circle: an array of (8, 32), its rows BAND, SEX, ROLE, FIRST, SIZE, PARENT, PROFILE, KEY."""


def new_members() -> Members:
    """Make room for one circle."""
    return np.zeros((8, CIRCLE), np.int64)


@small
def _pick(table: NDArray[np.int64], row: np.int64, u: np.int64) -> np.int64:
    """Draw an outcome from one row of alias tables."""
    product = u * table.shape[1]
    slot = product >> _SHIFT
    word = table[row, slot]
    picked: np.int64 = slot if (product & _MASK) < (word >> _OTHER_BITS) else word & _OTHER_MASK
    return picked


@small
def circle_stratum(people: People, region: int, circle: int) -> np.int64:
    """Give the stratum of a region's circle: runs of city, then town, then rural circles."""
    starts = people.stratum_start
    stratum: np.int64 = np.int64(circle >= starts[region, 1]) + np.int64(circle >= starts[region, 2])
    return stratum


@compiled
def fill_circle(people: People, seed: np.uint64, region: int, circle: int, out: Members) -> int:
    """Draw everyone of one circle of a region into `out`, and give their number."""
    start = people.region_start[region] + np.int64(circle) * CIRCLE
    n: int = min(np.int64(CIRCLE), people.region_start[region + 1] - start)
    cell = region * 3 + circle_stratum(people, region, circle)
    for i in range(n):
        out[KEY, i] = np.int64(agent_key(seed, start + i))
    place = 0
    while place < n:
        place += _fill_household(people, place, n - place, cell, out)
    for i in range(n):
        _fill_profile(people, i, cell, out)
    return n


@inlined
def _fill_household(people: People, place: int, left: int, cell: np.int64, out: Members) -> int:
    """Draw one household from a place on, and give its size."""
    key = np.uint64(out[KEY, place])
    kind = _pick(people.kind, cell * (CIRCLE + 1) + left, draw(key, PURPOSE_KIND))
    places = people.kind_places
    size: int = places[kind, 0]
    couple, shape, children, elders = places[kind, 1], places[kind, 2], places[kind, 3], places[kind, 4]
    lone_shapes = people.constants[1]
    row = cell * (lone_shapes + _TIES * ADULT_BANDS + 1)
    u = draw(key, PURPOSE_FIRST_ADULTS)
    if couple == 1:
        pair = _pick(people.pair, cell * people.constants[0] + shape, u)
        man, woman = pair // ADULT_BANDS, pair % ADULT_BANDS
        younger, older = min(man, woman), max(man, woman)
        sex = np.int64(draw(key, PURPOSE_HEAD) < people.constants[2])
        out[BAND, place] = MINOR_BANDS + (woman if sex == 1 else man)
        out[BAND, place + 1] = MINOR_BANDS + (man if sex == 1 else woman)
        out[SEX, place + 1] = 1 - sex
    else:
        code = _pick(people.member, row + shape, u)
        younger = (code >> 1) - MINOR_BANDS
        older = younger
        sex = code & 1
        out[BAND, place] = code >> 1
    out[SEX, place] = sex
    row += lone_shapes
    minors = np.int64(0)
    for i in range(1 + couple, size):
        role, table = OTHER, row + _TIES * ADULT_BANDS
        if i < 1 + couple + children:
            role, table = CHILD, row + younger
        elif i < 1 + couple + children + elders:
            which = 1 if elders == 1 else i + 1 - couple - children
            role, table = ELDER, row + which * ADULT_BANDS + older
        code = _pick(people.member, table, draw(np.uint64(out[KEY, place + i]), PURPOSE_MEMBER))
        out[BAND, place + i] = code >> 1
        out[SEX, place + i] = code & 1
        out[ROLE, place + i] = role
        minors += np.int64((code >> 1) < MINOR_BANDS)
    for i in range(size):
        out[FIRST, place + i] = place
        out[SIZE, place + i] = size
        out[PARENT, place + i] = np.int64(i <= couple and minors > 0)
    out[ROLE, place] = HEAD
    if couple == 1:
        out[ROLE, place + 1] = PARTNER
    return size


@inlined
def _fill_profile(people: People, i: int, cell: np.int64, out: Members) -> None:
    """Draw what is not drawn with the household, and pack the profile (see `model.population.ATTRIBUTES`)."""
    key = np.uint64(out[KEY, i])
    band, sex, stratum = out[BAND, i], out[SEX, i], cell % 3
    u = draw(key, PURPOSE_EDUCATION)
    education = np.int64(0)
    for level in range(3):
        education += np.int64(u >= people.education[cell, band, sex, level])
    u = draw(np.uint64(out[KEY, out[FIRST, i]]), PURPOSE_INCOME)
    income = np.int64(0)
    for fifth in range(4):
        income += np.int64(u >= people.income[cell, fifth])
    trait = people.trait
    licence = np.int64(draw(key, PURPOSE_LICENCE) < trait[0, band, sex, stratum, education])
    internet = np.int64(draw(key, PURPOSE_INTERNET) < trait[1, band, sex, stratum, education])
    gamer = internet & np.int64(draw(key, PURPOSE_GAMER) < trait[2, band, sex, stratum, education])
    credit = np.int64(draw(key, PURPOSE_CREDIT_FILE) < trait[3, band, sex, stratum, education])
    migrant = np.int64(draw(key, PURPOSE_MIGRANT) < trait[4, band, sex, stratum, education])
    word = people.age_group[band] | sex << 3 | education << 4 | income << 6 | licence << 9
    out[PROFILE, i] = word | internet << 10 | gamer << 11 | credit << 12 | migrant << 13 | stratum << 14


def fill_profiles(people: People, seed: np.uint64, region: int, lo: int, hi: int, out: NDArray[np.uint16]) -> None:
    """Write the profiles of persons `lo` to `hi` of a region (counted within it) to ``out[0:hi - lo]``.

    They are the same whatever the range: a circle that the range cuts is drawn whole.
    """
    _fill_profiles(people, seed, region, lo, hi, np.zeros((8, CIRCLE), np.int64), out)


@compiled
def _fill_profiles(
    people: People, seed: np.uint64, region: int, lo: int, hi: int, members: Members, out: NDArray[np.uint16]
) -> None:
    for circle in range(lo // CIRCLE, (hi + CIRCLE - 1) // CIRCLE):
        n = fill_circle(people, seed, region, circle, members)
        first = circle * CIRCLE
        for i in range(max(lo - first, 0), min(hi - first, n)):
            out[first + i - lo] = np.uint16(members[PROFILE, i])
