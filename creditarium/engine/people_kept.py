"""Keeping the fit of a shipped population from one start of the program to the next.

Raking the households of a country takes most of a second, and gives the same numbers every time. They are kept
beside the compiled kernel, under a digest of everything that they come from: the population, its tables and the
source of the fit. A file that is missing, cut off or of other source is made anew; nobody need be able to write.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.model.catalogue import PRESETS
from creditarium.model.digest import digest_of
from creditarium.model.inventory import count_parameters
from creditarium.model.population import Population
from creditarium.model.tables import table_path, tables_digest, tables_of

_HERE = Path(__file__).resolve().parent
_SOURCES = ("people*.py", "household*.py")
_MOST = 8
"""How many fits are kept at most; the oldest go first."""


def name_of(population: Population) -> str:
    """Give the name under which a population's fit is kept, or nothing for one that is not shipped as it is.

    One with a number set by hand is a passing one, and would drive the others out.
    """
    if count_parameters(population)["set"]:
        return ""
    if not all(table_path(population, table).is_relative_to(PRESETS) for table in tables_of(population)):
        return ""
    parts = (digest_of(population, provenance=False), tables_digest(population), _source_digest(), np.__version__)
    return "fit-" + blake2b(" ".join(parts).encode(), digest_size=16).hexdigest()


def kept(name: str) -> dict[str, NDArray[Any]] | None:
    """Give the arrays that were kept under a name, or nothing if they are not there or cannot be read."""
    if not name:
        return None
    try:
        with (_folder() / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as held:
            return dict(held.items())
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None


def keep(name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keep arrays under a name, whole or not at all."""
    if not name:
        return
    folder = _folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".fit-", suffix=".part", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            Path(part).replace(folder / f"{name}.npz")
        finally:
            Path(part).unlink(missing_ok=True)
        newest = sorted(folder.glob("fit-*.npz"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for old in newest[_MOST:]:
            old.unlink(missing_ok=True)


def _folder() -> Path:
    """Give the folder of compiled code: the package's own, or the one that Numba is told to use."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    return Path(named) if named else _HERE / "__pycache__"


@cache
def _source_digest() -> str:
    digest = blake2b(digest_size=16)
    for source in sorted(path for pattern in _SOURCES for path in _HERE.glob(pattern)):
        digest.update(source.read_bytes())
    return digest.hexdigest()
