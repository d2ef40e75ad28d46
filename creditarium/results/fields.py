"""The fields of a run: what each window left for the next, from which any life can be lived again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.arrays import Cut
from creditarium.engine.run import State
from creditarium.engine.state import keeps_states
from creditarium.engine.world import Before
from creditarium.results.decoding import Ints
from creditarium.results.storage import damaged, narrowed, read_arrays, write_arrays


@dataclass(frozen=True)
class Fields:
    """For each field of `Before` one array of integers with the window as its first axis; window 0 is the beginning.

    `docket` are the matters that stood before the first window, those of community j from `docket_start[j]`. They
    follow from the people, and grow with them: the fields of a people whose states are not kept have none.
    """

    arrays: dict[str, NDArray[Any]]
    docket: NDArray[np.uint64]
    docket_start: Ints

    @classmethod
    def stack(cls, before: Sequence[Before], opening: State, people: int) -> Fields:
        """Stack what a history keeps, for a run of so many people that began with `opening`."""
        arrays = {name: np.stack([getattr(one, name) for one in before]) for name in Before._fields}
        if keeps_states(people):
            return cls(arrays, opening.docket, opening.docket_start)
        return cls(arrays, opening.docket[:0], opening.docket_start[:0])

    def followed(self, before: Sequence[Before]) -> Fields:
        """Give the fields of a run that went on."""
        if not before:
            return self
        arrays = {name: np.stack([getattr(one, name) for one in before]) for name in Before._fields}
        joined = {name: np.concatenate([self.arrays[name].astype(np.int64), arrays[name]]) for name in Before._fields}
        return Fields(joined, self.docket, self.docket_start)

    def until(self, window: int) -> Fields:
        """Give the fields of the windows before one."""
        kept = {name: array[:window] for name, array in self.arrays.items()}
        return Fields(kept, self.docket, self.docket_start)

    @property
    def windows(self) -> int:
        """How many windows can be lived again."""
        return len(self.arrays["astray"])

    def at(self, window: int) -> Before:
        """Give what a window read, in arrays of its own: for the kernel others would be of another type."""
        arrays = {name: self.arrays[name][window] for name in Before._fields}
        return Before(**{name: np.array(array, dtype=np.int64, order="C") for name, array in arrays.items()})

    def part(self, cut: Cut) -> Fields:
        """Give what a run of communities read, and all regions; what stood before is left out."""
        own, arrays = slice(*cut), dict(self.arrays)
        arrays |= {name: arrays[name][:, own] for name in ("community", "astray")}
        arrays |= {name: arrays[name][:, :, own] for name in ("attention", "counting")}
        return Fields(arrays, self.docket[:0], self.docket_start[:0])

    def content(self) -> dict[str, NDArray[Any]]:
        """Give every array by name."""
        return {**self.arrays, "docket": self.docket, "docket_start": self.docket_start}

    def write(self, path: Path, *, compress: bool = True) -> None:
        """Write the fields, each in the smallest integers that hold it."""
        arrays = {name: narrowed(array.astype(np.int64)) for name, array in self.arrays.items()}
        opening = {"docket": self.docket, "docket_start": self.docket_start}
        write_arrays(path, {**arrays, **opening}, compress=compress)

    @classmethod
    def read(cls, path: Path) -> Fields:
        """Read fields, in the integers that hold them in the file; a damaged file is a `Problem`."""
        held = read_arrays(path, (*Before._fields, "docket", "docket_start"))
        arrays = {name: held[name] for name in Before._fields}
        if held["docket"].dtype != np.uint64 or any(array.dtype.kind not in "iu" for array in arrays.values()):
            raise damaged(path)
        return cls(arrays, held["docket"], held["docket_start"].astype(np.int64))
