"""The shipped peoples for a test: their specification, what is built from it, and everyone drawn from that."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.people import Built, circle_stratum, compile_people, fill_circle, new_members
from creditarium.engine.people_draw import FIRST, PROFILE, ROLE
from creditarium.model.population import ATTRIBUTES, ROLES, Population
from creditarium.model.reading import find_preset, load

POPULATIONS = ("china-2020", "rongcheng", "sweden-2021")
PEOPLE = {"china-2020": 400_000, "rongcheng": 100_000, "sweden-2021": 100_000}
HEAD, PARTNER, CHILD, ELDER, OTHER = range(len(ROLES))


@cache
def spec(name: str) -> Population:
    return load(Population, find_preset("populations", name))


@cache
def built(name: str) -> Built:
    return compile_people(spec(name), PEOPLE[name])


@dataclass(frozen=True)
class Drawn:
    """Everyone of a people: the rows of `people_draw` by person, with the cell and the circle of each."""

    rows: NDArray[np.int64]
    cell: NDArray[np.int64]
    circle: NDArray[np.int64]

    def of(self, attribute: str) -> NDArray[np.int64]:
        shift, bits, _ = ATTRIBUTES[attribute]
        return (self.rows[PROFILE] >> shift) & ((1 << bits) - 1)

    @property
    def heads(self) -> NDArray[np.bool_]:
        return self.rows[ROLE] == HEAD


@cache
def drawn(name: str, seed: int = 1) -> Drawn:
    people = built(name)
    rows = np.zeros((8, people.layout.people), np.int64)
    cell, number = np.zeros((2, people.layout.people), np.int64)
    members = new_members()
    place = count = 0
    for region in range(len(people.layout.region_ids)):
        for circle in range(int(people.layout.stratum_circles[region].sum())):
            n = fill_circle(people.tables, np.uint64(seed), region, circle, members)
            rows[:, place : place + n] = members[:, :n]
            rows[FIRST, place : place + n] += place
            cell[place : place + n] = 3 * region + circle_stratum(people.tables, region, circle)
            number[place : place + n] = count
            place, count = place + n, count + 1
    assert place == people.layout.people
    return Drawn(rows, cell, number)
