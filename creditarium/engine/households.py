"""The kinds of households, and who can live with whom.

A household kind is a composition: one or two first adults, children, elders, others. Partners are of opposite
sex, children at least 18 years younger than the younger of the first adults, elders (their parents) at least
18 years older than the older. Minors stand only in children's places, so none lives alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.people_fit import Floats
from creditarium.model.population import BAND_STARTS, BANDS, MINOR_BANDS, Households, Population, bands_of
from creditarium.model.problem import Problem
from creditarium.model.tables import read_cells

ADULT_BANDS = len(BANDS) - MINOR_BANDS
LEAST_GENERATION = 18
"""Years by which a parent is older than a child, at least."""
CIRCLE = 32
"""Persons in a circle: whom you know."""
MOST_ELDERS = 2

Indices = NDArray[np.int64]


class Kinds(NamedTuple):
    """The household kinds, by size: their compositions, and their shares of all households of the nation."""

    size: Indices
    couple: Indices
    children: Indices
    elders: Indices
    others: Indices
    share: Floats


class Ties(NamedTuple):
    """Who can live with whom: weights of partners (15, 15), of children and of elders by an adult's band."""

    partner: Floats
    child: Floats
    elder: Floats


def read_kinds(population: Population) -> Kinds:
    """Read the sizes and compositions of households."""
    households = population.households
    rows = read_cells(population, households.size, ("size",), counts=("households",))
    by_size = {int(row["size"]): int(row["households"]) for row in rows}
    whole = sum(by_size.values())
    columns = ("size", "couple", "children", "elders", "others", "per_1000_of_size")
    kinds = list(read_cells(population, households.kinds, ("kind",), numbers=columns))
    kinds.sort(key=lambda row: float(row["size"]))
    numbers = {column: np.array([int(float(row[column])) for row in kinds]) for column in columns}
    made_of = 1 + numbers["couple"] + numbers["children"] + numbers["elders"] + numbers["others"]
    for i, row in enumerate(kinds):
        if numbers["size"][i] != made_of[i] or numbers["elders"][i] > MOST_ELDERS or numbers["couple"][i] > 1:
            mend = "size is the first adults, children, elders (two at most) and others"
            raise Problem(f"the household kind '{row['kind']}' does not add up to its size", mend=mend)
    share = np.zeros(len(kinds))
    for size, count in by_size.items():
        parts = np.where(numbers["size"] == size, numbers["per_1000_of_size"], 0)
        if parts.sum() == 0 or size > CIRCLE:
            raise Problem(f"no household kind has size {size}", mend="add a kind of that size")
        share += parts / parts.sum() * (count / whole)
    made = [numbers[column].astype(np.int64) for column in columns[:5]]
    return Kinds(made[0], made[1], made[2], made[3], made[4], share)


def ties(households: Households) -> Ties:
    """Turn the declared weights of partners, generations and grown children into tables by band."""
    starts = BAND_STARTS
    adults = starts[MINOR_BANDS:]
    steps = households.partners.value
    apart = np.abs(np.arange(ADULT_BANDS)[:, None] - np.arange(ADULT_BANDS)[None, :])
    partner = np.array(steps)[np.minimum(apart, len(steps) - 1)]
    gaps = sorted((int(years), weight.value) for years, weight in households.generations.items())
    home = sorted((bands_of(f"{age}+")[0], weight.value) for age, weight in households.at_home.items())

    def step(table: list[tuple[int, float]], at: int) -> float:
        return next((weight for least, weight in reversed(table) if at >= least), 0.0)

    def generation(years: int) -> float:
        return step(gaps, years) if years >= LEAST_GENERATION else 0.0

    child = [[generation(a - b) * step(home, x) for x, b in enumerate(starts)] for a in adults]
    elder = [[generation(b - a) for b in adults] for a in adults]
    return Ties(partner, np.array(child), np.array(elder))


class Shapes(NamedTuple):
    """The distinct households apart from their others: (couple, children, elders), and each kind's shape."""

    rows: list[tuple[bool, int, int]]
    of_kind: Indices


def shapes(kinds: Kinds) -> Shapes:
    """List the distinct shapes of the kinds, in order of their first kind."""
    columns = (kinds.couple.astype(bool), kinds.children, kinds.elders)
    each = list(zip(*(column.tolist() for column in columns), strict=True))
    rows = list(dict.fromkeys(each))
    return Shapes(rows, np.array([rows.index(row) for row in each]))
