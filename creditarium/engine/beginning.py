"""How a world begins: everybody's first record, the matters that stand already, and the census that all read first.

Stretches of communities begin side by side on all processors, so that what is wide in memory is never so for all.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from creditarium.engine.arrays import Cut, Ints, Items
from creditarium.engine.census import large_ratings, opening_census, opening_docket, persons_of
from creditarium.engine.reduce import nothing_before, ranks
from creditarium.engine.start import begin
from creditarium.engine.state import State, joined
from creditarium.engine.world import HISTOGRAM_BINS, MOST_BANDS

if TYPE_CHECKING:
    from creditarium.engine.run import Engine

_PEOPLE = 1 << 18
"""How many people are begun in one go, about."""


def beginning(engine: Engine) -> State:
    """Give the state of an engine's people at the first window's start."""
    scenario, compiled, settled, seed = engine.scenario, engine.compiled, engine.settled, engine.seed
    records, profiles = np.zeros((settled.agents, compiled.words), dtype=np.uint16), settled.profiles

    def opened(stretch: Cut) -> tuple[tuple[Items, Ints], tuple[Ints, Ints]]:
        begin(compiled, settled.society, seed, stretch, profiles[slice(*persons_of(settled, stretch))], records)
        standing = opening_docket(scenario, compiled, settled, records, seed, stretch)
        return standing, opening_census(compiled, settled, records, scenario.clock.window, stretch)

    step, end = max(_PEOPLE // scenario.community, 1), settled.communities
    shape, dockets = (len(settled.regions), len(compiled.schemes)), []
    bands, bins = (np.zeros((*shape, many), dtype=np.int64) for many in (MOST_BANDS, HISTOGRAM_BINS))
    with ThreadPoolExecutor() as pool:
        stretches = [(first, min(first + step, end)) for first in range(0, end, step)]
        for docket, (by_band, by_bin) in pool.map(opened, stretches):
            dockets.append(docket)
            bands += by_band
            bins += by_bin
    counts = np.zeros((len(compiled.adaptive), end), dtype=np.int64)
    large = large_ratings(compiled, settled, records[settled.heads.ravel()])
    before = nothing_before(engine, counts)._replace(bands=bands, rank_class=ranks(bins), large=large)
    return State(0, records, *joined(dockets), before, counts)
