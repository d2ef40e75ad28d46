"""From a population's published tables to arrays: who lives where, at what age, with what schooling."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.people_fit import Floats, income_fifths, odds_model
from creditarium.model.population import (
    BAND_STARTS,
    BANDS,
    EDUCATIONS,
    MINOR_BANDS,
    SEXES,
    STRATA,
    TRAITS,
    Population,
    Trait,
    bands_of,
)
from creditarium.model.problem import Problem, suggestion
from creditarium.model.tables import read_cells

_SPLIT = BANDS.index("15-17")


class Places(NamedTuple):
    """The regions, and the people of each by stratum, band and sex (regions, 3, 19, 2)."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    people: tuple[int, ...]
    counts: Floats


def read_places(population: Population) -> Places:
    """Read the regions and the ages, and split the band 15-19 at 18."""
    rows = read_cells(population, population.regions, ("region",), labels=("name",), counts=("population",))
    ids = tuple(row["region"] for row in rows)
    people = tuple(int(row["population"]) for row in rows)
    split = population.minors_of_15_19.value
    counts = np.zeros((len(ids), len(STRATA), len(BANDS), 2))
    if population.counts == "national":
        national = np.zeros((len(BANDS), 2))
        for row in read_cells(population, population.ages, ("age",), counts=SEXES):
            _put(national, row, split)
        national /= national.sum()
        parts = np.array([population.strata[stratum].value for stratum in STRATA])
        whole = np.array(people, np.float64)
        counts[:] = whole[:, None, None, None] * parts[None, :, None, None] * national
    else:
        keys = ("region", "stratum", "age")
        for row in read_cells(population, population.ages, keys, counts=SEXES):
            region = _index(row["region"], ids, population, "region")
            _put(counts[region, _index(row["stratum"], STRATA, population, "stratum")], row, split)
    _check_regions(population, "ages", ids, counts.sum(axis=(1, 2, 3)))
    return Places(ids, tuple(row["name"] for row in rows), people, counts)


def _check_regions(population: Population, table: str, ids: tuple[str, ...], amounts: Floats) -> None:
    for region, amount in zip(ids, amounts.tolist(), strict=True):
        if not amount > 0:
            what = f"the table of {table} of {population.name} says nothing of '{region}'"
            raise Problem(what, mend="add its rows, or leave the region out of the regions")


def _put(counts: Floats, row: dict[str, str], split: float) -> None:
    for sex, name in enumerate(SEXES):
        number = int(row[name])
        if row["age"] == "15-19":
            counts[_SPLIT, sex] += split * number
            counts[_SPLIT + 1, sex] += (1.0 - split) * number
        else:
            counts[bands_of(row["age"])[0], sex] += number


def _index(word: str, choices: tuple[str, ...], population: Population, what: str) -> int:
    if word not in choices:
        where = f"in a table of {population.name}"
        raise Problem(f"unknown {what} '{word}' {where}", mend=suggestion(word, choices))
    return choices.index(word)


def schooling(population: Population, places: Places) -> Floats:
    """Give the shares of the four educations by (region, stratum, band, sex)."""
    school = population.schooling
    junior, senior = school.junior_at_10_14.value, school.senior_at_15_17.value
    shares = np.zeros((*places.counts.shape, len(EDUCATIONS)))
    shares[:, :, 0:2, :, 0] = 1.0
    shares[:, :, 2, :, 0], shares[:, :, 2, :, 1] = 1.0 - junior, junior
    shares[:, :, 3, :, 1], shares[:, :, 3, :, 2] = 1.0 - senior, senior
    adults = _adult_schooling(population, places, shares)
    adults /= np.maximum(adults.sum(axis=-1, keepdims=True), 1e-300)
    shares[:, :, MINOR_BANDS:] = adults[:, :, None]
    return shares


def _adult_schooling(population: Population, places: Places, shares: Floats) -> Floats:
    """Count the adults of each education by (region, stratum, sex): all those counted, less the minors."""
    school = population.schooling
    counted = np.zeros((len(places.ids), len(STRATA), 2, len(EDUCATIONS)))
    local = school.counts != "adults"
    keys = ("region", "stratum", "education") if local else ("education",)
    for row in read_cells(population, school.table, keys, counts=SEXES):
        level = _index(row["education"], EDUCATIONS, population, "education")
        for sex, name in enumerate(SEXES):
            if local:
                region = _index(row["region"], places.ids, population, "region")
                stratum = _index(row["stratum"], STRATA, population, "stratum")
                counted[region, stratum, sex, level] += int(row[name])
            else:
                counted[:, :, sex, level] += int(row[name])
    if not local:
        return counted
    from_age = int(school.counts.removesuffix("+"))
    for band in range(MINOR_BANDS):
        first, after = BAND_STARTS[band], BAND_STARTS[band + 1]
        part = min(max((after - from_age) / (after - first), 0.0), 1.0)
        counted -= part * places.counts[:, :, band, :, None] * shares[:, :, band]
    return np.maximum(counted, 0.0)


def incomes(population: Population, places: Places, households: Floats) -> Floats:
    """Give the shares of the five income fifths by (region, stratum), from mean incomes.

    `households` weighs the cells by their number of households.
    """
    income = population.income
    mean = np.zeros(len(places.ids))
    for row in read_cells(population, income.table, ("region",), numbers=("per_head",)):
        mean[_index(row["region"], places.ids, population, "region")] = float(row["per_head"])
    _check_regions(population, "incomes", places.ids, mean)
    people = places.counts.sum(axis=(2, 3))
    ratio = income.urban_to_rural.value if income.urban_to_rural is not None else 1.0
    urban = (people[:, 0] + people[:, 1]) / people.sum(axis=1)
    urban_mean = mean / (urban + (1.0 - urban) / ratio)
    wanted = np.stack([urban_mean, urban_mean, urban_mean / ratio], axis=1)
    shares = income_fifths(wanted.ravel(), income.exponent.value, households.ravel())
    return shares.reshape(*wanted.shape, 5)


def traits(population: Population, places: Places, education: Floats) -> Floats:
    """Give the probability of each trait by (trait, band, sex, stratum, education); 0 outside its ages."""
    base = (places.counts[..., None] * education).sum(axis=0).transpose(1, 2, 0, 3)
    result = np.zeros((len(TRAITS), *base.shape))
    order = sorted(TRAITS, key=lambda name: population.traits[name].among is not None)
    for name in order:
        trait = population.traits[name]
        among = base if trait.among is None else base * result[TRAITS.index(trait.among)]
        result[TRAITS.index(name)] = _trait(trait, among)
    return result


def _trait(trait: Trait, base: Floats) -> Floats:
    within = np.zeros(base.shape, np.bool_)
    within[list(bands_of(trait.ages))] = True
    counted = np.where(within, base, 0.0)
    axes = {"sex": (1, SEXES), "stratum": (2, STRATA), "education": (3, EDUCATIONS)}
    margins: list[tuple[NDArray[np.bool_], float]] = []
    groups: list[list[int]] = []
    for attribute, shares in trait.by.items():
        groups.append(list(range(len(margins), len(margins) + len(shares))))
        for category, share in shares.items():
            cells = np.zeros(base.shape, np.bool_)
            if attribute == "age":
                cells[list(bands_of(category))] = True
            else:
                axis, categories = axes[attribute]
                index: list[slice | int] = [slice(None)] * 4
                index[axis] = categories.index(category)
                cells[tuple(index)] = True
            margins.append((cells & within, share.value))
    whole = None if trait.share is None else trait.share.value
    if whole is not None and not margins:
        groups, margins = [[0]], [(within, whole)]
    return np.where(within, odds_model(counted, margins, groups, whole), 0.0)
