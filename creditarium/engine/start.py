"""What everybody begins with: the states that the catalogue and the schemes declare as a stock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Cut, Ints
from creditarium.engine.compile.world import Compiled
from creditarium.engine.jit import compiled as jitted
from creditarium.engine.jit import inlined
from creditarium.engine.layout import ONE_VIEW
from creditarium.engine.lives import ORGANISATION_KEYS
from creditarium.engine.purposes import START
from creditarium.engine.randomness import agent_key, draw
from creditarium.engine.record import pack
from creditarium.engine.stages.scoring import grade
from creditarium.engine.world import LIST_SCHEME, Society, World


def begin_counting(compiled: Compiled, records: NDArray[np.uint16]) -> None:
    """Forget who was refused what in a warm-up, in records uint16[agents, words]; what people did stays."""
    for name, row in compiled.places.items():
        if name.startswith("refused."):
            place = compiled.world.variables[row]
            records[:, place["word"]] &= np.uint16(0xFFFF ^ (int(place["mask"]) << int(place["shift"])))


def begin(
    compiled: Compiled,
    society: Society,
    seed: np.uint64,
    cut: Cut,
    profiles: NDArray[np.uint16],
    records: NDArray[np.uint16],
) -> None:
    """Write the first record of every agent of a run of communities; ``profiles`` are those of its persons.

    A stock gives its value (or evenly up to its most) to a share of each segment; the draw is keyed by the
    stock's name, so that people begin alike in every world that declares it.
    """
    views, blank = np.zeros((2, compiled.world.views), dtype=np.int64), np.zeros(compiled.words, dtype=np.uint16)
    _begin(compiled.world, society, seed, *cut, profiles, records, views, blank)


@jitted
def _begin(
    world: World,
    society: Society,
    seed: np.uint64,
    first: int,
    last: int,
    profiles: NDArray[np.uint16],
    records: NDArray[np.uint16],
    views: Ints,
    blank: NDArray[np.uint16],
) -> None:
    """Write the first records of the communities ``first`` to ``last``.

    The scratch is ``views``, a row for the agent and one for whom no stock gives anything, and ``blank``, the record
    of the latter: only who is given something is packed anew.
    """
    v, plain = views[0], views[1]
    plain[ONE_VIEW] = 1
    for j in range(world.variables.shape[0]):
        plain[world.variables[j].at] = world.variables[j].offset
    for c in range(world.schemes.shape[1]):
        plain[world.schemes[0, c].score] = world.schemes[0, c].start
    for at in range(plain.shape[0]):
        v[at] = plain[at]
    _blame(world, plain)
    _first_copies(world, plain)
    pack(world.variables, blank, plain)
    for community in range(first, last):
        people = society.start[community + 1] - society.start[community]
        agents = people + society.organisations[community + 1] - society.organisations[community]
        for a in range(agents):
            if a < people:
                number = society.start[community] + a
                place = number - society.person_base
                profile = np.int64(profiles[number - society.start[first]])
            else:
                number = ORGANISATION_KEYS + society.organisations[community] + a - people
                place = society.organisation_row + society.organisations[community] + a - people
                profile = 1 << 16
            segment, key, given = world.segment_of[profile], agent_key(seed, number), False
            for j in range(world.stocks.shape[0]):
                stock, share = world.stocks[j], world.stock_share[j, segment]
                if share > 0 and v[stock.given] > 0 and draw(key, START + stock.salt) < share:
                    spread = stock.most - stock.value + 1
                    v[stock.at] = stock.value + ((draw(key, START + stock.salt + np.uint64(1)) * spread) >> 32)
                    given = True
            if not given:
                for j in range(blank.shape[0]):
                    records[place, j] = blank[j]
                continue
            _blame(world, v)
            _first_copies(world, v)
            pack(world.variables, records[place], v)
            for j in range(world.stocks.shape[0]):
                v[world.stocks[j].at] = plain[world.stocks[j].at]
            v[world.marks.blamed] = 0


@inlined
def _first_copies(world: World, v: Ints) -> None:
    """Let a copy hold the band that one begins in, until one is taken of somebody whom the scheme covers by then.

    Who comes under a scheme between two copies would else be read as of the lowest band, or as listed.
    """
    for j in range(world.copies.shape[0]):
        for c in range(world.schemes.shape[1]):
            if world.schemes[0, c].band == world.copies[j].band:
                grade(world.schemes[0, c], world.cuts, v)
                v[world.copies[j].at] = v[world.copies[j].band]


@inlined
def _blame(world: World, v: Ints) -> None:
    """Let those who stand on a list have done what it lists."""
    for c in range(world.schemes.shape[1]):
        if world.schemes[0, c].sort == LIST_SCHEME and v[world.schemes[0, c].score] > 0:
            v[world.marks.blamed] = 1
