"""Where two runs first differ: a row of a table, a window's field, a person's final state."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.engine.run import State
from creditarium.engine.world import Before, Society

_COUNTED = ("count", "people", "persons", "blameless", "digest")
"""Columns of numbers: the others of a tidy table say what its row is about."""
_WHO = ("person", "region", "community")
_STATE = ("docket", "docket_start", "adaptive_records")


def first_row(held: pl.DataFrame, made: pl.DataFrame) -> str:
    """Say in which row a table in its file first differs from the same lived again; "" if it does not."""
    if held.columns != made.columns:
        return f"its columns are {', '.join(held.columns)}"
    held, made = _plain(held), _plain(made)
    shared = min(len(held), len(made))
    odd: list[tuple[int, str]] = []
    for name in held.columns:
        one, other = _alike(held[name][:shared], made[name][:shared])
        differs = one.ne_missing(other)
        if differs.any():
            odd.append((int(differs.arg_max() or 0), name))
    rows = f"it has {len(held):,} rows, and lived again {len(made):,}" if len(held) != len(made) else ""
    if not odd:
        return rows
    row, column = min(odd, key=lambda place: place[0])
    told = held.row(row, named=True)
    about = ", ".join(f"{name} {told[name]}" for name in _keys(held.columns) if name != column)
    said = f"first in row {row:,} ({about}): {column} is {told[column]}, and lived again {made[column][row]}"
    return f"{said}; {rows}" if rows else said


def first_field(held: Before, made: Before, window: int) -> str:
    """Say what a window first read otherwise than when it is lived again; "" if it read the same."""
    for name in Before._fields:
        place = _first(getattr(held, name), getattr(made, name))
        if place:
            return f"first before window {window}: {name}{_among(name, place)}"
    return ""


def first_state(society: Society, held: State, made: State) -> str:
    """Say whose final state first differs from the one lived again; "" if nobody's does."""
    if held.window != made.window:
        return f"it stands after window {held.window}, not {made.window}"
    place = _first(held.records, made.records)
    if place:
        agent, people = place[0], int(society.start[-1])
        if agent >= people:
            community = int(np.searchsorted(society.organisations, agent - people, side="right")) - 1
            return f"first in community {community}, organisation {agent - people}"
        community = int(np.searchsorted(society.start, agent, side="right")) - 1
        return f"first in community {community}, person {agent}"
    for name in _STATE:
        if _first(getattr(held, name), getattr(made, name)):
            return f"the matters in hand or counts differ ({name})"
    return first_field(held.before, made.before, held.window)


def _keys(columns: list[str]) -> list[str]:
    """Name the columns that say what a row is about; of a person everything else is what became of them."""
    if "person" in columns:
        return [name for name in columns if name in _WHO]
    return [name for name in columns if name not in _COUNTED]


def _alike(held: pl.Series, made: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give two columns as words where one holds numbers or days and the other does not."""
    if held.dtype == made.dtype or (held.dtype.is_numeric() and made.dtype.is_numeric()):
        return held, made
    return held.cast(pl.String), made.cast(pl.String)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn words of a closed list into plain words, as two tables may list them otherwise."""
    return frame.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))


def _first(held: NDArray[Any], made: NDArray[Any]) -> tuple[int, ...]:
    """Give the place at which two arrays first differ; () if they do not, and the origin for another shape."""
    if held.shape != made.shape:
        return (0,) * max(held.ndim, 1)
    places = np.argwhere(held != made)
    return tuple(int(part) for part in places[0]) if len(places) else ()


def _among(name: str, place: tuple[int, ...]) -> str:
    """Say which community or region a field's place belongs to."""
    axes = {"community": 0, "astray": 0, "attention": 1, "counting": 1}
    if name in axes:
        return f" of community {place[axes[name]]}"
    return f" of region {place[0]}" if name in ("region", "astray_kinds", "bands") else ""
