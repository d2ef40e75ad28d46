"""Counting everybody by their profiles and final records: stretches of people side by side, each read once.

A country's records are read at the memory's pace: whole words are counted, and what single states hold is taken from
these counts afterwards; who was refused something is looked at closer, and few are.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.census import count_refused, count_words
from creditarium.engine.compile.world import cell_count
from creditarium.engine.run import Engine
from creditarium.results.decoding import Ints

_STRETCH = 1 << 20
"""People counted in one go."""
_WORDS = 1 << 16


def cells_by_region(engine: Engine) -> Ints:
    """Count the agents of each region and group cell, int64[regions, cells]; the organisations come last."""
    profiles, cell_of = engine.settled.profiles, engine.compiled.world.cell_of[:_WORDS]
    table = np.zeros((len(engine.settled.regions), cell_count()), dtype=np.int64)

    def counted(stretch: tuple[int, slice]) -> tuple[int, Ints]:
        return stretch[0], _words_of(profiles[stretch[1]].reshape(-1, 1))[0]

    with ThreadPoolExecutor() as pool:
        for region, counts in pool.map(counted, _stretches(engine)):
            np.add.at(table[region], cell_of, counts)
    society = engine.settled.society
    np.add.at(table[:, -1], society.region, np.diff(society.organisations))
    return table


def values_of(engine: Engine, records: NDArray[np.uint16], names: list[str]) -> list[list[tuple[int, int]]]:
    """Count the persons by the value of some states: for each (value, persons) in ascending order, without empty ones.

    ``records`` uint16[agents, words] begin with all persons.
    """
    with ThreadPoolExecutor() as pool:
        parts = pool.map(lambda stretch: _words_of(records[stretch[1]]), _stretches(engine))
        words = sum(parts, np.zeros((records.shape[1], _WORDS), dtype=np.int64))
    told = []
    for name in names:
        place = engine.compiled.world.variables[engine.compiled.places[name]]
        width, offset = int(place["mask"]) + 1, int(place["offset"])
        values = (np.arange(_WORDS) >> int(place["shift"])) & int(place["mask"])
        counts = np.zeros(width, dtype=np.int64)
        np.add.at(counts, values, words[int(place["word"])])
        told.append([(int(value) + offset, int(counts[value])) for value in np.flatnonzero(counts)])
    return told


def refused_by_cell(engine: Engine, records: NDArray[np.uint16], marks: list[str]) -> tuple[Ints, Ints]:
    """Count the persons who bear marks of a refusal by mark and place, int64[marks + 1, regions * cells].

    The last row counts those who bear any. The second table counts who of them never did what a scheme in force
    punishes. ``records`` uint16[agents, words] begin with all persons.
    """
    regions, cells = len(engine.settled.regions), cell_count()
    if not marks:
        return np.zeros((1, regions * cells), dtype=np.int64), np.zeros((1, regions * cells), dtype=np.int64)
    masks, blamed = np.stack([_mask(engine, name) for name in marks]), _mask(engine, "blamed")
    profiles, cell_of = engine.settled.profiles, engine.compiled.world.cell_of
    ever, clean = (np.zeros((len(marks) + 1, regions, cells), dtype=np.int64) for _ in range(2))

    def counted(stretch: tuple[int, slice]) -> tuple[int, Ints]:
        sums = np.zeros((2, len(marks) + 1, cells), dtype=np.int64)
        count_refused(records[stretch[1]], profiles[stretch[1]], cell_of, masks, blamed, sums)
        return stretch[0], sums

    with ThreadPoolExecutor() as pool:
        for region, sums in pool.map(counted, _stretches(engine)):
            ever[:, region] += sums[0]
            clean[:, region] += sums[1]
    return ever.reshape(len(marks) + 1, -1), clean.reshape(len(marks) + 1, -1)


def _stretches(engine: Engine) -> Iterator[tuple[int, slice]]:
    """Cut the people into stretches, each of one region: its number, and the rows of its persons."""
    start = engine.settled.built.layout.region_start.tolist()
    for region, end in enumerate(start[1:]):
        for low in range(start[region], end, _STRETCH):
            yield region, slice(low, min(low + _STRETCH, end))


def _mask(engine: Engine, name: str) -> NDArray[np.uint16]:
    """Give the bits of a record's words in which a state lies that begins at 0."""
    mask = np.zeros(engine.compiled.words, dtype=np.uint16)
    place = engine.compiled.world.variables[engine.compiled.places[name]]
    mask[place["word"]] = int(place["mask"]) << int(place["shift"])
    return mask


def _words_of(records: NDArray[np.uint16]) -> Ints:
    """Count the records by the value of each of their words, int64[words, 65536]."""
    counts = np.zeros((records.shape[1], _WORDS), dtype=np.int64)
    count_words(records, counts)
    return counts
