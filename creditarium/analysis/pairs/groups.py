"""The groups that effects are broken down by: fixed attributes, which no scheme can change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.world import AGE_CLASS_OF_GROUP, AGE_CLASSES
from creditarium.engine.run import Engine
from creditarium.model.population import ATTRIBUTES
from creditarium.model.problem import Problem, suggestion

FIXED = ("sex", "age", "income", "stratum", "region", "migrant", "education")
"""The fixed dimensions of the groups."""
DIMENSIONS = (*FIXED, "touched")
"""All dimensions; whom a difference touched, and how, is known only when it is lived."""

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Grouping:
    """One dimension: its categories, and the place of every person's among them, int64[people]."""

    name: str
    categories: tuple[str, ...]
    codes: Codes


def grouping(engine: Engine, name: str) -> Grouping:
    """Group a world's persons by a fixed attribute."""
    if name == "region":
        layout = engine.settled.built.layout
        codes = np.searchsorted(layout.region_start, np.arange(engine.settled.people), side="right") - 1
        return Grouping(name, tuple(layout.region_names), codes.astype(np.int64))
    codes = attribute(engine, name)
    if name == "age":
        return Grouping(name, AGE_CLASSES, np.array(AGE_CLASS_OF_GROUP, dtype=np.int64)[codes])
    return Grouping(name, ATTRIBUTES[name].categories, codes)


def check_dimensions(names: Sequence[str]) -> None:
    """Refuse an unknown dimension, and one that is named twice."""
    for name in names:
        if name not in DIMENSIONS:
            raise Problem(f"effects are not broken down by '{name}'", mend=suggestion(name, DIMENSIONS))
    if len(set(names)) < len(names):
        raise Problem("a dimension is named twice", mend="name each once")


def attribute(engine: Engine, name: str) -> Codes:
    """Give a fixed attribute of every person as the place of its category, int64[people]."""
    place = ATTRIBUTES[name]
    return (engine.settled.profiles.astype(np.int64) >> place.shift) & ((1 << place.bits) - 1)


def counts(group: Grouping) -> list[dict[str, Any]]:
    """Count the persons of each category: a row each with the category, `persons` and their `share` of all.

    >>> counts(Grouping("sex", ("female", "male"), np.array([1, 1, 0, 1])))[1]
    {'sex': 'male', 'persons': 3, 'share': 0.75}
    """
    persons = np.bincount(group.codes, minlength=len(group.categories)).tolist()
    every = max(len(group.codes), 1)
    return [
        {group.name: word, "persons": count, "share": count / every}
        for word, count in zip(group.categories, persons, strict=True)
    ]


def crossed(groupings: Sequence[Grouping]) -> tuple[list[tuple[str, ...]], list[NDArray[np.int64]]]:
    """Cross several dimensions: the words of each group that has members, and who they are (their numbers)."""
    if not groupings:
        return [()], []
    sizes = [len(one.categories) for one in groupings]
    codes = np.ravel_multi_index([one.codes for one in groupings], sizes)
    order = np.argsort(codes, kind="stable")
    present, starts = np.unique(codes[order], return_index=True)
    places = np.unravel_index(present, sizes)
    words = [
        tuple(one.categories[place] for one, place in zip(groupings, row, strict=True))
        for row in zip(*places, strict=True)
    ]
    return words, np.split(order, starts[1:])
