"""Compiling a population: from published tables to the arrays from which every person is a pure function.

Regions are sized by largest remainder, to the person. Within a region come communities of 2,048 consecutive
persons and circles of 32 (the last may be short); city, town and rural are runs of circles, shared out by
largest remainder over circles. A circle is filled with households of fitted kinds, a household with roles,
and roles with bands and sexes, raked to the published ages of each region and stratum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.household_circles import fill_circles
from creditarium.engine.household_rake import Rake, first_adults, rake, weigh
from creditarium.engine.households import CIRCLE, Kinds, Ties, read_kinds, shapes, ties
from creditarium.engine.people_draw import (
    COMMUNITY,
    Members,
    People,
    circle_stratum,
    fill_circle,
    fill_profiles,
    new_members,
)
from creditarium.engine.people_fit import Floats, Ints, alias_tables, apportion, thresholds
from creditarium.engine.people_kept import keep, kept, name_of
from creditarium.engine.people_tables import Places, incomes, read_places, schooling, traits
from creditarium.model.population import AGE_GROUP_OF_BAND, BANDS, MINOR_BANDS, STRATA, Population
from creditarium.model.problem import Problem

__all__ = [
    "CIRCLE",
    "COMMUNITY",
    "Built",
    "Layout",
    "Members",
    "People",
    "Residuals",
    "circle_stratum",
    "compile_people",
    "fill_circle",
    "fill_profiles",
    "new_members",
]

_WORST = 0.005


@dataclass(frozen=True)
class Layout:
    """Where everyone is: regions by id and name, their first persons, and the circles of each stratum."""

    people: int
    region_ids: tuple[str, ...]
    region_names: tuple[str, ...]
    region_start: Ints
    stratum_circles: Ints

    def region_of(self, person: int) -> int:
        """Give the region of a person by index."""
        return int(np.searchsorted(self.region_start, person, side="right")) - 1

    def size(self, region: int) -> int:
        """Give how many live in a region."""
        return int(self.region_start[region + 1] - self.region_start[region])


class Residuals(NamedTuple):
    """How closely the raking met the tables: greatest relative errors, and the rounds it took."""

    ages: float
    households: float
    rounds: int


@dataclass(frozen=True)
class Built:
    """A compiled people: arrays for the kernel, the layout, and the fit that it came from."""

    tables: People
    layout: Layout
    places: Places
    kinds: Kinds
    fit: Rake

    @property
    def residuals(self) -> Residuals:
        """How closely the raking met the published tables."""
        return Residuals(self.fit.residual, self.fit.size_residual, self.fit.rounds)


class Fitted(NamedTuple):
    """What a population's tables give whatever its number of people: the places, the raking, and `People`'s tables."""

    places: Places
    kinds: Kinds
    fit: Rake
    tables: tuple[Ints, ...]


def compile_people(population: Population, people: int) -> Built:
    """Compile a population for a number of people; the fit of a shipped one is kept for the next time."""
    name = name_of(population)
    held = kept(name)
    fitted = _fitted_from(held) if held is not None else fit_people(population)
    if held is None:
        keep(name, _arrays_of(fitted))
    layout = lay_out(fitted.places, people)
    stratum_start = np.zeros((len(fitted.places.ids), 3), np.int64)
    stratum_start[:, 1:] = layout.stratum_circles.cumsum(axis=1)[:, :2]
    tables = People(layout.region_start, stratum_start, *fitted.tables)
    return Built(tables, layout, fitted.places, fitted.kinds, fitted.fit)


def fit_people(population: Population) -> Fitted:
    """Read a population's tables and rake its households to them."""
    places = read_places(population)
    kinds, tied = read_kinds(population), ties(population.households)
    cells = len(places.ids) * len(STRATA)
    fit = rake(places.counts.reshape(cells, len(BANDS), 2), kinds, tied)
    _check_fit(population, fit)
    homes = places.counts.sum(axis=(2, 3)) / (fit.shares * kinds.size).sum(axis=1).reshape(-1, len(STRATA))
    education = schooling(population, places)
    fifths = incomes(population, places, homes).reshape(cells, 5)
    tables = (
        alias_tables(fill_circles(fit.shares, kinds).reshape(-1, kinds.size.size)),
        *_household_tables(fit, kinds, tied),
        thresholds(education.cumsum(axis=-1)[..., :3].reshape(cells, len(BANDS), 2, 3)),
        thresholds(fifths.cumsum(axis=1)[:, :4]),
        thresholds(traits(population, places, education)),
        np.array(AGE_GROUP_OF_BAND, np.int64),
        _constants(population, kinds),
    )
    return Fitted(places, kinds, fit, tables)


def _arrays_of(fitted: Fitted) -> dict[str, NDArray[Any]]:
    """Give a fit as plain arrays by name."""
    parts = (("places", fitted.places), ("kinds", fitted.kinds), ("fit", fitted.fit))
    named = {f"{part}.{name}": np.asarray(value) for part, of in parts for name, value in of._asdict().items()}
    return named | {f"tables.{j}": table for j, table in enumerate(fitted.tables)}


def _fitted_from(held: Mapping[str, NDArray[Any]]) -> Fitted:
    """Take a fit from plain arrays."""
    ids, names, people = (tuple(held[f"places.{name}"].tolist()) for name in ("ids", "names", "people"))
    raked: dict[str, Any] = {name: held[f"fit.{name}"] for name in Rake._fields}
    raked |= {name: raked[name].item() for name in ("residual", "size_residual", "rounds")}
    return Fitted(
        Places(ids, names, people, held["places.counts"]),
        Kinds(**{name: held[f"kinds.{name}"] for name in Kinds._fields}),
        Rake(**raked),
        tuple(held[f"tables.{j}"] for j in range(len(People._fields) - 2)),
    )


def _check_fit(population: Population, fit: Rake) -> None:
    worst = max(fit.residual, fit.size_residual)
    if not worst < _WORST:
        what = f"the households of {population.name} cannot be fitted to its ages (off by {worst:.0%})"
        raise Problem(what, mend="add household kinds, or widen 'generations' and 'at_home'")


def lay_out(places: Places, people: int) -> Layout:
    """Share out the people over regions, to the person, and the circles of each region over its strata."""
    sizes = apportion(people, list(places.people))
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    circles = [
        apportion(-(-size // CIRCLE), [round(count) for count in places.counts[region].sum(axis=(1, 2))])
        for region, size in enumerate(sizes)
    ]
    return Layout(people, places.ids, places.names, starts, np.array(circles, np.int64))


def _constants(population: Population, kinds: Kinds) -> Ints:
    pairs = sum(row[0] for row in shapes(kinds).rows)
    woman = thresholds(np.array([population.households.head_is_woman.value]))[0]
    return np.array([pairs, len(shapes(kinds).rows) - pairs, woman], np.int64)


def _household_tables(fit: Rake, kinds: Kinds, tied: Ties) -> tuple[Ints, Ints, Ints]:
    """Build what `People` holds of households: the kinds' places, the pairs, and the members."""
    weights = weigh(fit.members, tied)
    shaped = shapes(kinds)
    couples = [row for row in shaped.rows if row[0]]
    lone = [row for row in shaped.rows if not row[0]]
    for what, found in (("a couple", couples), ("no couple", lone)):
        if not found:
            mend = f"add a kind with {what} to the households' table, with few households if they are rare"
            raise Problem(f"no kind of household has {what}", place="population.households", mend=mend)
    rows = [shaped.rows[i] for i in shaped.of_kind]
    shape = np.array([(couples if row[0] else lone).index(row) for row in rows])
    places = np.stack([kinds.size, kinds.couple, shape, kinds.children, kinds.elders], axis=1)
    pairs = np.stack([first_adults(weights, *row) for row in couples], axis=1)
    heads = np.stack([first_adults(weights, *row) for row in lone], axis=1)
    sexes = fit.members / np.maximum(fit.members.sum(axis=2, keepdims=True), 1e-300)
    by_sex = np.zeros((*heads.shape[:2], len(BANDS), 2))
    by_sex[:, :, MINOR_BANDS:] = heads[..., None] * sexes[:, None, MINOR_BANDS:]
    others = fit.members.copy()
    others[:, :MINOR_BANDS] = 0.0
    tied_to = _tied_weights(fit.members, tied)
    members = np.concatenate([by_sex, tied_to, others[:, None]], axis=1)
    return (
        places.astype(np.int64),
        alias_tables(pairs.reshape(-1, pairs.shape[2])),
        alias_tables(members.reshape(-1, len(BANDS) * 2)),
    )


def _tied_weights(members: Floats, tied: Ties) -> Floats:
    """Weigh band and sex of children, of an elder, an elder man and an elder woman, by the adult's band."""
    cells = members.shape[0]
    result = np.zeros((cells, 4, len(BANDS) - MINOR_BANDS, len(BANDS), 2))
    result[:, 0] = members[:, None] * tied.child[None, :, :, None]
    elder = members[:, None, MINOR_BANDS:] * tied.elder[None, :, :, None]
    result[:, 1, :, MINOR_BANDS:] = elder
    result[:, 2, :, MINOR_BANDS:, 0] = elder[..., 0]
    result[:, 3, :, MINOR_BANDS:, 1] = elder[..., 1]
    return result.reshape(cells, -1, len(BANDS), 2)
