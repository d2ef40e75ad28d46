"""The axes of the tidy tables: regions, groups, periods and what is counted, as columns of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.engine.compile.context import Row
from creditarium.engine.compile.world import GROUPS, cell_count
from creditarium.engine.run import Engine
from creditarium.engine.tallies import Counted
from creditarium.engine.world import (
    CONSEQUENCE_ROWS,
    KIND_ROWS,
    RULE_ROWS,
    SCHEME_ROWS,
    SENSOR_ROWS,
)
from creditarium.model.scenario import STAGES, Clock

ORGANISATION = "organisation"
"""The category of an organisation in every dimension of the groups."""

DIMENSIONS = tuple(GROUPS)
MEASURES = tuple(dict.fromkeys((*KIND_ROWS, *SENSOR_ROWS, *RULE_ROWS, *SCHEME_ROWS, *CONSEQUENCE_ROWS)))
"""Every measure of the tallies, in the order of the stages."""


def of_persons(group: str = "sex") -> pl.Expr:
    """Tell which rows of a tally by a group dimension count persons, and not organisations."""
    return pl.col(group).cast(pl.String) != ORGANISATION


@dataclass(frozen=True)
class Axes:
    """The words behind the codes of a world's tallies."""

    clock: Clock
    regions: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, engine: Engine) -> Axes:
        """Take the axes of a compiled world."""
        return cls(engine.scenario.clock, engine.settled.built.layout.region_names, engine.compiled.rows)

    def periods(self, counted: Sequence[Counted]) -> dict[str, pl.Series]:
        """Give window_end, first and last day of tally periods, each as often as it has rows."""
        days = [self.clock.days_of(one.end, one.slice) for one in counted]
        times = np.repeat(np.arange(len(counted)), [len(one.rows) for one in counted])
        return {
            "window_end": pl.Series(np.array([one.end for one in counted], dtype=np.int32)[times]),
            "start": pl.Series([first for first, _ in days], dtype=pl.Date).gather(times),
            "end": pl.Series([last for _, last in days], dtype=pl.Date).gather(times),
        }

    def groups(self, cells: NDArray[Any]) -> dict[str, pl.Series]:
        """Give the columns sex, age, income and stratum of group cells."""
        table = _cell_codes()
        return {name: words(table[j][cells], (*GROUPS[name], ORGANISATION)) for j, name in enumerate(DIMENSIONS)}

    def region(self, codes: NDArray[Any]) -> pl.Series:
        """Give the column of region names."""
        return words(codes, self.regions)

    def counted(self, rows: NDArray[Any]) -> dict[str, pl.Series]:
        """Give the columns stage, measure, item and other of tally rows."""
        made = {"stage": _coded([row.stage for row in self.rows], rows, STAGES)}
        for name in ("measure", "item", "other"):
            said = [str(getattr(row, name)) for row in self.rows]
            made[name] = _coded(said, rows, tuple(dict.fromkeys(said)))
        return made


def words(codes: NDArray[Any], categories: Sequence[str]) -> pl.Series:
    """Give a column of words from their codes; it is written to Parquet as a dictionary."""
    small = np.uint8 if len(categories) < 256 else np.uint16 if len(categories) < 1 << 16 else np.uint32
    return pl.Series(codes.astype(small)).cat.to(pl.Enum(list(categories)))


def days(clock: Clock, ends: NDArray[Any], slices: NDArray[Any] | None = None) -> pl.Series:
    """Give the last day before each of some windows, or of a slice, from 0 on, of the window before it."""
    first, since = (clock.first_day - date(1970, 1, 1)).days, ends.astype(np.int64) * clock.window
    if slices is not None:
        since -= (clock.slices - 1 - slices) * (clock.window // clock.slices)
    return pl.Series((first + np.minimum(since, clock.lived_days) - 1).astype(np.int32)).cast(pl.Date)


def last_day(clock: Clock, window: int) -> date:
    """Give the last day that lies before the start of a window."""
    return clock.first_day + timedelta(days=min(window * clock.window, clock.lived_days) - 1)


def _coded(said: list[str], rows: NDArray[Any], categories: Sequence[str]) -> pl.Series:
    place = {word: code for code, word in enumerate(categories)}
    codes = np.array([place[word] for word in said], dtype=np.int64)
    return words(codes[rows] if len(codes) else rows, categories or ("",))


def _cell_codes() -> NDArray[np.int64]:
    """Give each group cell's category in each dimension, int64[4, cells]; the last is of organisations."""
    sizes = [len(categories) for categories in GROUPS.values()]
    grid = np.indices(sizes).reshape(len(sizes), -1)
    table = np.zeros((len(sizes), cell_count()), dtype=np.int64)
    table[:, :-1] = grid
    table[:, -1] = sizes
    return table
