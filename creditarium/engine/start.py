"""What everybody begins with: the states that the catalogue and the schemes declare as a stock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Views
from creditarium.engine.compile.world import Compiled
from creditarium.engine.jit import compiled as jitted
from creditarium.engine.layout import ONE_VIEW
from creditarium.engine.lives import ORGANISATION_KEYS
from creditarium.engine.purposes import START
from creditarium.engine.randomness import agent_key, draw
from creditarium.engine.record import pack
from creditarium.engine.world import LIST_SCHEME, Society, World


def begin_counting(compiled: Compiled, records: NDArray[np.uint16]) -> None:
    """Forget who was refused what in a warm-up, in records uint16[agents, words]; what people did stays."""
    for name, row in compiled.places.items():
        if name.startswith("refused."):
            place = compiled.world.variables[row]
            records[:, place["word"]] &= np.uint16(0xFFFF ^ (int(place["mask"]) << int(place["shift"])))


@jitted
def begin(
    world: World,
    society: Society,
    seed: np.uint64,
    first: int,
    last: int,
    profiles: NDArray[np.uint16],
    records: NDArray[np.uint16],
    v: Views,
) -> None:
    """Write the first record of every agent of the communities ``first`` to ``last``.

    A stock gives its value (or evenly up to its most) to a share of each segment; the draw is keyed by the
    stock's name, so that people begin alike in every world that declares it. ``v`` is scratch.
    """
    for community in range(first, last):
        people = society.start[community + 1] - society.start[community]
        agents = people + society.organisations[community + 1] - society.organisations[community]
        for a in range(agents):
            if a < people:
                number = society.start[community] + a
                place = number - society.person_base
                profile = np.int64(profiles[place])
            else:
                number = ORGANISATION_KEYS + society.organisations[community] + a - people
                place = society.organisation_row + society.organisations[community] + a - people
                profile = 1 << 16
            segment = world.segment_of[profile]
            v[ONE_VIEW] = 1
            key = agent_key(seed, number)
            for j in range(world.variables.shape[0]):
                v[world.variables[j].at] = world.variables[j].offset
            for c in range(world.schemes.shape[1]):
                v[world.schemes[0, c].score] = world.schemes[0, c].start
            for j in range(world.stocks.shape[0]):
                stock = world.stocks[j]
                if v[stock.given] > 0 and draw(key, START + stock.salt) < world.stock_share[j, segment]:
                    spread = stock.most - stock.value + 1
                    v[stock.at] = stock.value + ((draw(key, START + stock.salt + np.uint64(1)) * spread) >> 32)
            for c in range(world.schemes.shape[1]):
                if world.schemes[0, c].sort == LIST_SCHEME and v[world.schemes[0, c].score] > 0:
                    v[world.marks.blamed] = 1
            pack(world.variables, records[place], v)
