"""What stands on another machine: a worker with one partition, or one that lives whole worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Ints
from creditarium.engine.compile.world import Compiled
from creditarium.engine.extension import Extended
from creditarium.engine.partition import Left, Partition, own_cells
from creditarium.engine.run import Engine
from creditarium.engine.society import Settled
from creditarium.engine.tallies import Counts
from creditarium.engine.world import Before
from creditarium.model.scenario import Scenario

LARGE = ("profiles", "records", "docket")
"""The arrays that are sent in pieces: they grow with the people."""


class Worker:
    """A partition on a worker. Arrays that arrive may not be written, and the kernel wants its own."""

    def __init__(self, scenario: Scenario, compiled: Compiled, settled: Settled, matters: int) -> None:
        """Make room for a part of a people; its large arrays follow piece by piece (`fill`)."""
        people = int(settled.society.start[-1] - settled.society.start[0])
        self._compiled: Compiled = owned(compiled)
        self._settled: Settled = owned(settled)
        self._scenario = scenario
        self._part: Partition | None = None
        self._arrays: dict[str, NDArray[Any]] = {
            "profiles": np.zeros(people, dtype=np.uint16),
            "records": np.zeros((settled.agents, compiled.words), dtype=np.uint16),
            "docket": np.zeros(matters, dtype=np.uint64),
        }

    def fill(self, name: str, low: int, piece: NDArray[Any]) -> None:
        """Take a piece of a large array."""
        self._arrays[name][low : low + len(piece)] = piece

    def begin(self, docket_start: Ints, rows: Counts) -> None:
        """Take what is small, the counts of the open period among it: all is there."""
        settled = replace(self._settled, given=self._arrays["profiles"])
        engine = Engine(self._scenario, settled, self._compiled, Extended.of(self._scenario, self._compiled))
        records, docket, cells = self._arrays["records"], self._arrays["docket"], own_cells(engine)
        self._part = Partition(engine, records, docket, docket_start.copy(), cells)
        self._part.count_again(rows)

    def live(self, window: int, before: Before) -> Left:
        """Live everybody through one window."""
        return self.part.live(window, owned(before))

    def take_tally(self) -> list[Counts]:
        """Give the counts of the period, those of each slice by themselves, and begin another."""
        return self.part.take_tally()

    def open_rows(self) -> Counts:
        """Give the counts of the period that is not over, where there is one slice; they stay counted."""
        return self.part.open_rows()

    def standing(self) -> tuple[Ints, Counts]:
        """Give what is small of where its lives stand: where each community's matters begin, and the open counts."""
        return self.part.docket_start, self.part.open_rows()

    def piece(self, name: str, low: int, high: int) -> NDArray[Any]:
        """Give a piece of a large array."""
        held: NDArray[Any] = getattr(self.part, name)
        return held[low:high]

    @property
    def part(self) -> Partition:
        """The partition, when all of it is there."""
        assert self._part is not None
        return self._part


def lived_apart(function: Callable[..., Any], *given: Any) -> Any:
    """Call a function on a worker with what arrived there."""
    return function(*(owned(one) for one in given))


def owned(value: Any) -> Any:
    """Give the same with arrays of its own: one that lies in Ray's store may not be written.

    For the compiled kernel such an array would be of another type, and it would be compiled once more.
    """
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(owned(one) for one in value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: owned(getattr(value, one.name)) for one in fields(value) if one.init})
    return value
