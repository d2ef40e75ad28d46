"""Reading the records of everybody at once, and the census with which a run begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Cut, Items, Row
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


def places_of(settled: Settled, stretch: Cut | None = None) -> tuple[Ints, Ints, Ints]:
    """Return every agent's row of the records, community, and place in it: persons first, then organisations.

    Of all communities, or of a stretch of them.
    """
    society, (first, end) = settled.society, stretch or (0, settled.communities)
    starts, firms = society.start[first : end + 1], society.organisations[first : end + 1]
    people, bodies = np.diff(starts), np.diff(firms)
    rows = np.concatenate([np.arange(starts[0], starts[-1]), society.organisation_row + np.arange(firms[0], firms[-1])])
    community = np.concatenate([np.repeat(np.arange(first, end), n) for n in (people, bodies)])
    rank = [np.arange(int(n.sum())) - np.repeat(np.cumsum(n) - n, n) for n in (people, bodies)]
    return rows, community, np.concatenate([rank[0], rank[1] + np.repeat(people, bodies)])


def opening_census(
    compiled: Compiled, settled: Settled, records: NDArray[np.uint16], days: int, stretch: Cut | None = None
) -> tuple[Ints, Ints]:
    """Count the members of each scheme by region and band, and by histogram bin, before the first window.

    Returns int64[R, C, 16] and int64[R, C, 64], of all communities or of a stretch of them; ``days`` is the length of
    a window.
    """
    world, regions = compiled.world, len(settled.regions)
    rows, community, _ = places_of(settled, stretch)
    region = settled.society.region[community]
    persons = rows < settled.people
    profiles = np.full(len(rows), 1 << 16, dtype=np.int64)
    profiles[persons] = settled.profiles[rows[persons]]
    segment, stratum = world.segment_of[profiles], (profiles >> 14) & 3
    bands = np.zeros((regions, len(compiled.schemes), MOST_BANDS), dtype=np.int64)
    bins = np.zeros((regions, len(compiled.schemes), HISTOGRAM_BINS), dtype=np.int64)
    for c, name in enumerate(compiled.schemes):
        scheme = world.schemes[0, c]
        inside = (world.eligible[c, segment] > 0) & (world.since_day[c, community, stratum] < days)
        if int(scheme["consent"]) >= 0:
            inside &= decoded(compiled, records[rows], f"consent.{name}") > 0
        here, score = region[inside], decoded(compiled, records[rows[inside]], f"score.{name}")
        bands[:, c] = _counted(here, _graded(compiled, c, score), regions, MOST_BANDS)
        if int(scheme["sort"]) != LIST_SCHEME:
            place = (score - int(scheme["floor"])) >> int(scheme["bin_shift"])
            bins[:, c] = _counted(here, place, regions, HISTOGRAM_BINS)
    return bands, bins


def _counted(region: Ints, place: Ints, regions: int, places: int) -> Ints:
    """Count by region and place, int64[regions, places]."""
    return np.bincount(region * places + place, minlength=regions * places).reshape(regions, places)


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
    scenario: Scenario,
    compiled: Compiled,
    settled: Settled,
    records: NDArray[np.uint16],
    seed: np.uint64,
    stretch: Cut | None = None,
) -> tuple[NDArray[np.uint64], Ints]:
    """Return the matters that stand before the first window: listed people's terms, evenly run down already.

    Their ground is the first that the scheme names. Of all communities, or of a stretch of them.
    """
    rows, community, place = places_of(settled, stretch)
    found: list[tuple[Ints, Ints, NDArray[np.uint64]]] = []
    for c, name in enumerate(compiled.schemes):
        grounds = [kind for kind, rule in scenario.scoring[name].rules.items() if rule.term is not None]
        if scenario.scoring[name].sort != "list" or not grounds:
            continue
        listed = np.flatnonzero(decoded(compiled, records[rows], f"score.{name}") > 0)
        kind = compiled.kinds.index(grounds[0])
        term = int(compiled.world.rules[0, c, kind]["term_days"])
        own = rows[listed]
        numbers = np.where(own < settled.people, own, ORGANISATION_KEYS + own - settled.society.organisation_row)
        items = np.zeros(len(own), dtype=np.uint64)
        with np.errstate(over="ignore"):
            purpose = START + salt(f"standing.{name}")
        _standing(seed, numbers, place[listed], purpose, kind, c, min(term, MOST_DAYS), items)
        found.append((community[listed], place[listed], items))
    communities = np.concatenate([part[0] for part in found]) if found else np.zeros(0, dtype=np.int64)
    agents = np.concatenate([part[1] for part in found]) if found else np.zeros(0, dtype=np.int64)
    items = np.concatenate([part[2] for part in found]) if found else np.zeros(0, dtype=np.uint64)
    order = np.lexsort((agents, communities))
    first, end = stretch or (0, settled.communities)
    start = np.searchsorted(communities[order], np.arange(first, end + 1))
    return items[order], start.astype(np.int64)


@jitted
def _standing(
    seed: np.uint64, numbers: Ints, places: Ints, purpose: np.uint64, kind: int, scheme: Row, term: int, items: Items
) -> None:
    """Fill one standing matter for each listed agent, due on a day drawn evenly over the term."""
    for j in range(numbers.shape[0]):
        day = 1 + ((draw(agent_key(seed, numbers[j]), purpose) * term) >> 32)
        items[j] = item_of(places[j], kind, scheme, STANDING, day, 0, STOCK_ORDINAL, 0)
