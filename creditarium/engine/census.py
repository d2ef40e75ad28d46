"""Reading the records of everybody at once, and the census with which a run begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Cut, Items
from creditarium.engine.compile.world import Compiled
from creditarium.engine.docket import MOST_DAYS, item_of
from creditarium.engine.jit import compiled as jitted
from creditarium.engine.jit import inlined
from creditarium.engine.lives import ORGANISATION_KEYS
from creditarium.engine.purposes import START, salt
from creditarium.engine.randomness import agent_key, draw
from creditarium.engine.record import state_of
from creditarium.engine.world import HISTOGRAM_BINS, LIST_SCHEME, MOST_BANDS, STANDING, Society, World
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


def opening_census(
    compiled: Compiled, settled: Settled, records: NDArray[np.uint16], days: int, stretch: Cut | None = None
) -> tuple[Ints, Ints]:
    """Count the members of each scheme by region and band, and by histogram bin, before the first window.

    Returns int64[R, C, 16] and int64[R, C, 64], of all communities or of a stretch of them; ``days`` is the length of
    a window.
    """
    shape = (len(settled.regions), len(compiled.schemes))
    bands = np.zeros((*shape, MOST_BANDS), dtype=np.int64)
    bins = np.zeros((*shape, HISTOGRAM_BINS), dtype=np.int64)
    consents = np.array([compiled.places.get(f"consent.{name}", -1) for name in compiled.schemes], dtype=np.int64)
    span = stretch or (0, settled.communities)
    profiles = settled.profiles_of(*persons_of(settled, span))
    _count_members(compiled.world, settled.society, days, *span, consents, profiles, records, bands, bins)
    return bands, bins


def persons_of(settled: Settled, stretch: Cut) -> Cut:
    """Return the rows of the records at which the persons of a stretch of communities begin and end."""
    first, end = (int(settled.society.start[j]) - settled.society.person_base for j in stretch)
    return first, end


@jitted
def _count_members(
    world: World,
    society: Society,
    days: int,
    first: int,
    end: int,
    consents: Ints,
    profiles: NDArray[np.uint16],
    records: NDArray[np.uint16],
    bands: Ints,
    bins: Ints,
) -> None:
    """Add the members of the communities ``first`` to ``end``; ``profiles`` are those of their persons."""
    for community in range(first, end):
        region, people = society.region[community], society.start[community + 1] - society.start[community]
        agents = people + society.organisations[community + 1] - society.organisations[community]
        for agent in range(agents):
            row, profile = row_of(society, community, people, agent), np.int64(1 << 16)
            if agent < people:
                profile = np.int64(profiles[society.start[community] - society.start[first] + agent])
            segment, stratum = world.segment_of[profile], (profile >> 14) & 3
            for c in range(world.schemes.shape[1]):
                covered = (world.schemes_of[segment] >> np.uint32(c)) & np.uint32(1)
                if covered == 0 or world.since_day[c, community, stratum] >= days:
                    continue
                if consents[c] >= 0 and state_of(world.variables[consents[c]], records[row], 0) <= 0:
                    continue
                scheme, score = world.schemes[0, c], state_of(world.variables[world.score_variable[c]], records[row], 0)
                if scheme.sort == LIST_SCHEME:
                    bands[region, c, np.int64(score <= 0)] += 1
                    continue
                band = 0
                for j in range(scheme.cut, scheme.cut + scheme.bands - 1):
                    band += score >= world.cuts[j]
                bands[region, c, band] += 1
                bins[region, c, (score - scheme.floor) >> scheme.bin_shift] += 1


@inlined
def row_of(society: Society, community: int, people: int, agent: int) -> int:
    """Return the row of the records at which an agent of a community of so many people stands."""
    person, firm = society.start[community] - society.person_base, society.organisations[community]
    return int(person + agent if agent < people else society.organisation_row + firm + agent - people)


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
) -> tuple[Items, Ints]:
    """Return the matters that stand before the first window: listed people's terms, evenly run down already.

    Their ground is the first that the scheme names. Of all communities, or of a stretch of them.
    """
    rows: list[tuple[int, int, int]] = []
    purposes: list[np.uint64] = []
    for c, name in enumerate(compiled.schemes):
        grounds = [kind for kind, rule in scenario.scoring[name].rules.items() if rule.term is not None]
        if scenario.scoring[name].sort == "list" and grounds:
            kind = compiled.kinds.index(grounds[0])
            rows.append((c, kind, min(int(compiled.world.rules[0, c, kind]["term_days"]), MOST_DAYS)))
            with np.errstate(over="ignore"):
                purposes.append(START + salt(f"standing.{name}"))
    span = stretch or (0, settled.communities)
    lists, grounds_of = np.array(rows, dtype=np.int64).reshape(-1, 3), np.array(purposes, dtype=np.uint64)
    low, high = persons_of(settled, span)
    bodies = int(settled.society.organisations[span[1]] - settled.society.organisations[span[0]])
    start = np.zeros(span[1] - span[0] + 1, dtype=np.int64)
    items = np.empty((high - low + bodies) * len(rows), dtype=np.uint64)
    _list_standing(compiled.world, settled.society, seed, *span, lists, grounds_of, records, items, start)
    return items[: start[-1]].copy(), start


@jitted
def _list_standing(
    world: World,
    society: Society,
    seed: np.uint64,
    first: int,
    end: int,
    lists: Ints,
    purposes: Items,
    records: NDArray[np.uint16],
    items: Items,
    start: Ints,
) -> None:
    """Write one standing matter for each listed agent and list (scheme, kind, term), due on a day within the term.

    The day is drawn evenly. ``start`` is filled with where each community's begin.
    """
    n = 0
    for community in range(first, end):
        people = society.start[community + 1] - society.start[community]
        agents = people + society.organisations[community + 1] - society.organisations[community]
        for agent in range(agents) if lists.shape[0] > 0 else range(0):
            row, number = row_of(society, community, people, agent), society.start[community] + agent
            if agent >= people:
                number = ORGANISATION_KEYS + society.organisations[community] + agent - people
            for j in range(lists.shape[0]):
                c, kind, term = lists[j, 0], lists[j, 1], lists[j, 2]
                if state_of(world.variables[world.score_variable[c]], records[row], 0) > 0:
                    day = 1 + ((draw(agent_key(seed, number), purposes[j]) * term) >> 32)
                    items[n] = item_of(agent, kind, c, STANDING, day, 0, STOCK_ORDINAL, 0)
                    n += 1
        start[community - first + 1] = n


@jitted
def count_words(records: NDArray[np.uint16], counts: Ints) -> None:
    """Add records uint16[n, words] by the value of each of their words to int64[words, 65536]."""
    for p in range(records.shape[0]):
        for j in range(records.shape[1]):
            counts[j, records[p, j]] += 1


@jitted
def count_refused(
    records: NDArray[np.uint16],
    profiles: NDArray[np.uint16],
    cell_of: NDArray[np.uint16],
    masks: NDArray[np.uint16],
    blamed: NDArray[np.uint16],
    sums: Ints,
) -> None:
    """Add who bears a mark, and who of them is blameless, to int64[2, marks + 1, cells]; the last row is any mark.

    A row of ``masks`` uint16[marks, words] holds the bits of a record's words where a mark lies, ``blamed`` those where
    it stands that somebody is none.
    """
    marks = masks.shape[0]
    for p in range(records.shape[0]):
        borne = guilty = False
        for j in range(records.shape[1]):
            guilty |= records[p, j] & blamed[j] != 0
            for mark in range(marks):
                borne |= records[p, j] & masks[mark, j] != 0
        if not borne:
            continue
        cell = cell_of[profiles[p]]
        for mark in range(marks + 1):
            bears = mark == marks
            for j in range(records.shape[1]):
                bears |= mark < marks and records[p, j] & masks[mark, j] != 0
            sums[0, mark, cell] += bears
            sums[1, mark, cell] += bears and not guilty
