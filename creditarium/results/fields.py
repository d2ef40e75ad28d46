"""The fields of a run: what each window left for the next, from which any life can be lived again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from creditarium.engine.world import Before
from creditarium.results.decoding import Ints
from creditarium.results.storage import narrowed, read_arrays, write_arrays


@dataclass(frozen=True)
class Fields:
    """For each field of `Before` one array with the window as its first axis; window 0 is the beginning."""

    arrays: dict[str, Ints]

    @classmethod
    def stack(cls, before: Sequence[Before], earlier: Fields | None = None) -> Fields:
        """Stack what a history keeps, after what an earlier part of the run had kept."""
        arrays = {name: np.stack([getattr(one, name) for one in before]) for name in Before._fields} if before else {}
        if earlier is None:
            return cls(arrays)
        if not arrays:
            return earlier
        return cls({name: np.concatenate([earlier.arrays[name], arrays[name]]) for name in Before._fields})

    @property
    def windows(self) -> int:
        """How many windows can be lived again."""
        return len(self.arrays["astray"]) if self.arrays else 0

    def at(self, window: int) -> Before:
        """Give what a window read; its arrays are views."""
        return Before(**{name: self.arrays[name][window] for name in Before._fields})

    def write(self, path: Path) -> None:
        """Write the fields, each in the smallest integers that hold it."""
        write_arrays(path, {name: narrowed(array) for name, array in self.arrays.items()}, compress=True)

    @classmethod
    def read(cls, path: Path) -> Fields:
        """Read fields; a damaged file is a `Problem`."""
        held = read_arrays(path, Before._fields)
        return cls({name: array.astype(np.int64) for name, array in held.items()})
