"""Reading the records of everybody at once, and the census with which a run begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Items, Row
from creditarium.engine.compile.world import Compiled
from creditarium.engine.docket import MOST_DAYS, item_of
from creditarium.engine.jit import compiled as jitted
from creditarium.engine.lives import ORGANISATION_KEYS
from creditarium.engine.purposes import START, salt
from creditarium.engine.randomness import agent_key, draw
from creditarium.engine.world import HISTOGRAM_BINS, LIST_SCHEME, MOST_BANDS, STANDING
from creditarium.model.scenario import Scenario

if TYPE_CHECKING:
    from creditarium.engine.society import Settled

Ints = NDArray[np.int64]
STOCK_ORDINAL = 255
"""The ordinal of the origin of what stood before the first window."""


def decoded(compiled: Compiled, records: NDArray[np.uint16], name: str) -> Ints:
    """Return one state of every agent, int64[agents], from the packed records uint16[agents, words]."""
    place = compiled.world.variables[compiled.places[name]]
    raw = (records[:, place["word"]].astype(np.int64) >> int(place["shift"])) & int(place["mask"])
    return np.asarray(raw + int(place["offset"]), dtype=np.int64)


def places_of(settled: Settled) -> tuple[Ints, Ints]:
    """Return every agent's community and place in it, by row of the records (persons, then organisations)."""
    society = settled.society
    people, bodies = np.diff(society.start), np.diff(society.organisations)
    community = np.concatenate([np.repeat(np.arange(len(n)), n) for n in (people, bodies)])
    rank = [np.arange(int(n.sum())) - np.repeat(np.cumsum(n) - n, n) for n in (people, bodies)]
    return community, np.concatenate([rank[0], rank[1] + np.repeat(people, bodies)])


def opening_census(compiled: Compiled, settled: Settled, records: NDArray[np.uint16], days: int) -> tuple[Ints, Ints]:
    """Count the members of each scheme by region and band, and by histogram bin, before the first window.

    Returns int64[R, C, 16] and int64[R, C, 64]; ``days`` is the length of a window.
    """
    world = compiled.world
    community, _ = places_of(settled)
    region = settled.society.region[community]
    profiles = np.concatenate(
        [settled.profiles.astype(np.int64), np.full(len(region) - len(settled.profiles), 1 << 16)]
    )
    segment, stratum = world.segment_of[profiles], (profiles >> 14) & 3
    shape = (len(settled.regions), len(compiled.schemes))
    bands = np.zeros((*shape, MOST_BANDS), dtype=np.int64)
    bins = np.zeros((*shape, HISTOGRAM_BINS), dtype=np.int64)
    for c, name in enumerate(compiled.schemes):
        scheme = world.schemes[0, c]
        inside = (world.eligible[c, segment] > 0) & (world.since_day[c, community, stratum] < days)
        if int(scheme["consent"]) >= 0:
            inside &= decoded(compiled, records, f"consent.{name}") > 0
        score = decoded(compiled, records, f"score.{name}")[inside]
        band = _graded(compiled, c, score)
        if int(scheme["sort"]) != LIST_SCHEME:
            np.add.at(bins[:, c], (region[inside], (score - int(scheme["floor"])) >> int(scheme["bin_shift"])), 1)
        np.add.at(bands[:, c], (region[inside], band), 1)
    return bands, bins


def _graded(compiled: Compiled, c: int, score: Ints) -> Ints:
    """Return the bands in which scores of a scheme fall; on a list, 0 is listed and 1 is not."""
    scheme = compiled.world.schemes[0, c]
    if int(scheme["sort"]) == LIST_SCHEME:
        return (score <= 0).astype(np.int64)
    cut = int(scheme["cut"])
    return np.searchsorted(compiled.world.cuts[cut : cut + int(scheme["bands"]) - 1], score, side="right")


def large_ratings(compiled: Compiled, settled: Settled, heads: NDArray[np.uint16]) -> Ints:
    """Return the bands of each region's large firms, int64[R, C, F], as their workers' institutions see them.

    ``heads`` uint16[2 * R * F, words] are the records of the organisations that ``settled.heads`` names. Under
    contagion a firm whose responsible person has another in the lowest band is in it too.
    """
    both = np.zeros((len(compiled.schemes), *settled.heads.shape), dtype=np.int64)
    for c, name in enumerate(compiled.schemes) if len(heads) else ():
        both[c] = _graded(compiled, c, decoded(compiled, heads, f"score.{name}")).reshape(settled.heads.shape)
    for c, source in compiled.world.contagion:
        both[c] = np.where((both[source] == 0).any(axis=0), 0, both[c])
    return both[:, 0].swapaxes(0, 1).copy()


def opening_docket(
    scenario: Scenario, compiled: Compiled, settled: Settled, records: NDArray[np.uint16], seed: np.uint64
) -> tuple[NDArray[np.uint64], Ints]:
    """Return the matters that stand before the first window: listed people's terms, evenly run down already.

    Their ground is the first that the scheme names.
    """
    community, place = places_of(settled)
    found: list[tuple[Ints, Ints, NDArray[np.uint64]]] = []
    for c, name in enumerate(compiled.schemes):
        grounds = [kind for kind, rule in scenario.scoring[name].rules.items() if rule.term is not None]
        if scenario.scoring[name].sort != "list" or not grounds:
            continue
        rows = np.flatnonzero(decoded(compiled, records, f"score.{name}") > 0)
        kind = compiled.kinds.index(grounds[0])
        term = int(compiled.world.rules[0, c, kind]["term_days"])
        numbers = np.where(rows < settled.people, rows, ORGANISATION_KEYS + rows - settled.people)
        items = np.zeros(len(rows), dtype=np.uint64)
        with np.errstate(over="ignore"):
            purpose = START + salt(f"standing.{name}")
        _standing(seed, numbers.astype(np.int64), place[rows], purpose, kind, c, min(term, MOST_DAYS), items)
        found.append((community[rows], place[rows], items))
    communities = np.concatenate([part[0] for part in found]) if found else np.zeros(0, dtype=np.int64)
    agents = np.concatenate([part[1] for part in found]) if found else np.zeros(0, dtype=np.int64)
    items = np.concatenate([part[2] for part in found]) if found else np.zeros(0, dtype=np.uint64)
    order = np.lexsort((agents, communities))
    start = np.searchsorted(communities[order], np.arange(settled.communities + 1))
    return items[order], start.astype(np.int64)


@jitted
def _standing(
    seed: np.uint64, numbers: Ints, places: Ints, purpose: np.uint64, kind: int, scheme: Row, term: int, items: Items
) -> None:
    """Fill one standing matter for each listed agent, due on a day drawn evenly over the term."""
    for j in range(numbers.shape[0]):
        day = 1 + ((draw(agent_key(seed, numbers[j]), purpose) * term) >> 32)
        items[j] = item_of(places[j], kind, scheme, STANDING, day, 0, STOCK_ORDINAL, 0)
