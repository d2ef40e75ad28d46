"""People in words: the attributes of given persons, for results, replay and the page."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from creditarium.engine.households import CIRCLE, LEAST_GENERATION
from creditarium.engine.people import Built
from creditarium.engine.people_draw import (
    BAND,
    CHILD,
    COMMUNITY,
    ELDER,
    FIRST,
    KEY,
    PARENT,
    PARTNER,
    PROFILE,
    ROLE,
    SIZE,
    Members,
    fill_circle,
    new_members,
)
from creditarium.engine.randomness import draw
from creditarium.model.population import ATTRIBUTES, BAND_STARTS, BANDS, ROLES
from creditarium.model.problem import Problem

PURPOSE_AGE = np.uint64(0xA1D5E7C3B9F20CC7)
_SPAN = 32


def describe(built: Built, seed: int, persons: Iterable[int]) -> pl.DataFrame:
    """Give every fixed attribute of some persons in words, one row each.

    `age` is in years, drawn within the band so that parents are at least 18 years older than their children;
    85 stands for 85 and over. `household` is the index of its first person.
    """
    members = new_members()
    rows = [_row(built, seed, person, members) for person in persons]
    return pl.DataFrame(rows)


def _row(built: Built, seed: int, person: int, members: Members) -> dict[str, int | str | bool]:
    layout = built.layout
    if not 0 <= person < layout.people:
        raise Problem(f"there is no person {person}", mend=f"give a number from 0 to {layout.people - 1}")
    region = layout.region_of(person)
    start = int(layout.region_start[region])
    circle, place = divmod(person - start, CIRCLE)
    fill_circle(built.tables, np.uint64(seed), region, circle, members)
    profile = int(members[PROFILE, place])
    first = int(members[FIRST, place])
    words = {name: _word(profile, name) for name in ATTRIBUTES}
    words["age_group"] = words.pop("age")
    return {
        "person": person,
        "region": layout.region_names[region],
        "community": (person - start) // COMMUNITY,
        "circle": circle,
        "household": start + circle * CIRCLE + first,
        "household_size": int(members[SIZE, place]),
        "role": ROLES[members[ROLE, place]],
        "age": ages_of(members, first)[place - first],
        "band": BANDS[members[BAND, place]],
        **words,
        "parent": bool(members[PARENT, place]),
    }


def _word(profile: int, name: str) -> str | bool:
    attribute = ATTRIBUTES[name]
    word = attribute.categories[attribute.place_in(profile)]
    return word == "yes" if attribute.categories == ("no", "yes") else word


def ages_of(members: Members, first: int) -> list[int]:
    """Give the ages in years of the household whose head stands at a place of a drawn circle."""
    ages: list[int] = []
    for place in range(first, first + int(members[SIZE, first])):
        band, role = int(members[BAND, place]), int(members[ROLE, place])
        low = BAND_STARTS[band]
        high = BAND_STARTS[band + 1] - 1 if band + 1 < len(BANDS) else low
        adults = ages[: 1 + int(members[ROLE, min(first + 1, CIRCLE - 1)] == PARTNER)]
        if role == CHILD:
            high = min(high, min(adults) - LEAST_GENERATION)
        elif role == ELDER and band + 1 < len(BANDS):
            low = max(low, max(adults) + LEAST_GENERATION)
        u = int(draw(np.uint64(members[KEY, place]), PURPOSE_AGE))
        ages.append(low + (u * (high - low + 1) >> _SPAN))
    return ages
