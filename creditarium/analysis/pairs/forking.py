"""Where two scenarios part, and how a world goes on from another's state there.

Two scenarios that differ in dated values alone live the same days up to the first such date, so these are lived
once. Any other difference (a scheme more, another sensor, a value without a date) parts them at the beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from creditarium.engine.census import decoded
from creditarium.engine.compile.world import Compiled
from creditarium.engine.run import Engine, State
from creditarium.model.parameter import Parameter
from creditarium.model.scenario import Scenario

NEVER, ALWAYS = date.max, date.min
_WORDS = ("title", "name", "notes", "beginning", "absent")
_SIZE = ("people", "seed", "community", "clock", "population")
"""What fate holds already."""


def parting(first: Scenario, other: Scenario) -> date:
    """Give the first day on which two scenarios of one fate differ: `ALWAYS`, `NEVER` or a date.

    Reasons, sources and titles are no difference.

    >>> from creditarium.model.resolve import resolve
    >>> parting(resolve("rongcheng"), resolve("rongcheng")) == NEVER
    True
    """
    names = [name for name in Scenario.model_fields if name not in (*_WORDS, *_SIZE)]
    return min(_parting(getattr(first, name), getattr(other, name)) for name in names)


def fork_window(first: Engine, other: Engine) -> int:
    """Give how many windows two worlds of one fate live alike: the next holds the day on which they part.

    Worlds whose states or histograms are not cut alike part at the beginning; each lives its last window itself.
    """
    day = parting(first.scenario, other.scenario)
    if day == ALWAYS or not _alike(first.compiled, other.compiled):
        return 0
    clock = first.scenario.clock
    return min(max((day - clock.first_day).days, 0) // clock.window, clock.windows - 1)


def forked(state: State, first: Engine, other: Engine) -> State:
    """Give a state of one world as another's: the records are packed as the other packs them."""
    return replace(state, records=repacked(first.compiled, state.records, other.compiled))


def repacked(first: Compiled, records: NDArray[np.uint16], other: Compiled) -> NDArray[np.uint16]:
    """Unpack records uint16[agents, words] by the name of each state, and pack them as another world does."""
    if np.array_equal(first.world.variables, other.world.variables) and first.places == other.places:
        return records.copy()
    made = np.zeros((len(records), other.words), dtype=np.uint16)
    for name, row in other.places.items():
        place = other.world.variables[row]
        raw = (decoded(first, records, name) - int(place["offset"])) & int(place["mask"])
        made[:, place["word"]] |= (raw << int(place["shift"])).astype(np.uint16)
    return made


def _alike(first: Compiled, other: Compiled) -> bool:
    """Say whether two worlds have the same states, rows and bins, whatever the places of these in the record."""
    same = first.places.keys() == other.places.keys() and first.rows == other.rows
    fixed = ("sort", "floor", "bin_shift", "bands", "start")
    schemes = first.world.schemes[0], other.world.schemes[0]
    return same and all(np.array_equal(schemes[0][name], schemes[1][name]) for name in fixed)


def _parting(one: Any, other: Any) -> date:
    if one is other:
        return NEVER
    if isinstance(one, Parameter) and isinstance(other, Parameter):
        return _parting_of_values(one, other)
    if isinstance(one, BaseModel) and type(one) is type(other):
        names = [name for name in type(one).model_fields if name not in _WORDS]
        return min((_parting(getattr(one, name), getattr(other, name)) for name in names), default=NEVER)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if list(one) != list(other):
            return ALWAYS
        return min((_parting(one[key], other[key]) for key in one), default=NEVER)
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return min((_parting(*pair) for pair in zip(one, other, strict=True)), default=NEVER)
    return NEVER if one == other else ALWAYS


def _parting_of_values(one: Parameter[Any], other: Parameter[Any]) -> date:
    """Give the first day on which two dated values differ."""
    if one.unit != other.unit or one.rows[0][1] != other.rows[0][1]:
        return ALWAYS
    days = sorted({*one.breaks, *other.breaks})
    return next((day for day in days if one.at(day) != other.at(day)), NEVER)
