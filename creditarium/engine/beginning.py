"""How a world begins: everybody's first record, the matters that stand already, and the census that all read first.

Stretches of communities begin side by side on all processors, so that what is wide in memory is never so for all.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from creditarium.engine.arrays import Cut, Ints, Items
from creditarium.engine.census import large_ratings, opening_census, opening_docket
from creditarium.engine.reduce import nothing_before, ranks
from creditarium.engine.start import begin
from creditarium.engine.state import State, joined

if TYPE_CHECKING:
    from creditarium.engine.run import Engine

_PEOPLE = 1 << 18
"""How many people are begun in one go, about."""


def beginning(engine: Engine) -> State:
    """Give the state of an engine's people at the first window's start."""
    scenario, compiled, settled, seed = engine.scenario, engine.compiled, engine.settled, engine.seed
    records = np.zeros((settled.agents, compiled.words), dtype=np.uint16)

    def opened(stretch: Cut) -> tuple[tuple[Items, Ints], tuple[Ints, Ints]]:
        views = np.zeros(compiled.world.views, np.int64)
        begin(compiled.world, compiled.society, seed, *stretch, settled.profiles, records, views)
        standing = opening_docket(scenario, compiled, settled, records, seed, stretch)
        return standing, opening_census(compiled, settled, records, scenario.clock.window, stretch)

    step, end = max(_PEOPLE // scenario.community, 1), settled.communities
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(opened, [(first, min(first + step, end)) for first in range(0, end, step)]))
    bands, bins = (np.asarray(sum(census[j] for _, census in found)) for j in range(2))
    counts = np.zeros((len(compiled.adaptive), end), dtype=np.int64)
    large = large_ratings(compiled, settled, records[settled.heads.ravel()])
    before = nothing_before(engine, counts)._replace(bands=bands, rank_class=ranks(bins), large=large)
    return State(0, records, *joined([standing for standing, _ in found]), before, counts)
