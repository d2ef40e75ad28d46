"""Checkpoints: all that must survive so that a run goes on where it stopped, to the same tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.run import State
from creditarium.engine.tallies import COUNT, Counts
from creditarium.engine.world import Before
from creditarium.results.storage import damaged, narrowed, read_arrays, write_arrays

_STATE = ("window", "records", "docket", "docket_start", "adaptive_records", "open_tally")
_COLUMNS = ("region", "cell", "row", "count")
_BEFORE = tuple(f"before.{name}" for name in Before._fields)


def write_state(path: Path, state: State, open_tally: Counts) -> None:
    """Write a state and the counts of the period that is not over yet, as rows (region, cell, row, count)."""
    arrays: dict[str, NDArray[Any]] = {
        "window": np.array([state.window], dtype=np.int64),
        "records": state.records,
        "docket": state.docket,
        "docket_start": state.docket_start,
        "adaptive_records": state.adaptive_records,
        "open_tally": narrowed(np.stack([open_tally[name] for name in _COLUMNS], axis=1).astype(np.int64)),
    }
    arrays |= {f"before.{name}": narrowed(getattr(state.before, name)) for name in Before._fields}
    write_arrays(path, arrays)


def read_state(path: Path) -> tuple[State, Counts]:
    """Read a state and the open tally rows; a damaged file is a `Problem`."""
    held = read_arrays(path, (*_STATE, *_BEFORE))
    if held["records"].dtype != np.uint16 or held["docket"].dtype != np.uint64 or held["records"].ndim != 2:
        raise damaged(path)
    if held["window"].shape != (1,) or held["open_tally"].shape[1:] != (len(_COLUMNS),):
        raise damaged(path)
    state = State(
        window=int(held["window"][0]),
        records=held["records"],
        docket=held["docket"],
        docket_start=held["docket_start"].astype(np.int64),
        before=Before(**{name: held[f"before.{name}"].astype(np.int64) for name in Before._fields}),
        adaptive_records=held["adaptive_records"].astype(np.int64),
    )
    rows = np.zeros(len(held["open_tally"]), dtype=COUNT)
    for j, name in enumerate(_COLUMNS):
        rows[name] = held["open_tally"][:, j]
    return state, rows
