"""Presets that other installed packages offer: folders like `creditarium/presets`, found by an entry point.

A package declares, in its `pyproject.toml`, the folder in which its presets lie, as a package's name and folders:

    [project.entry-points."creditarium.presets"]
    library-fees = "library_fees.presets"

Only files are read. The package is looked up and not imported: none of its code runs.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from creditarium.model.problem import Problem

GROUP = "creditarium.presets"


class Offer(NamedTuple):
    """A folder of presets, and the package that offers it."""

    package: str
    folder: Path


@cache
def offers() -> tuple[Offer, ...]:
    """Give the folders that installed packages offer, in the order of the packages' names; looked up once."""
    found = {_offer(entry) for entry in entry_points(group=GROUP)}
    return tuple(sorted(found))


def _offer(entry: EntryPoint) -> Offer:
    """Find the folder that an entry point names; one that is not there is a `Problem`."""
    package = entry.dist.name if entry.dist is not None else entry.name
    first, *rest = entry.value.split(".")
    spec = find_spec(first)
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(place).joinpath(*rest)
        if folder.is_dir():
            return Offer(package, folder.resolve())
    what = f"the package {package} offers presets in '{entry.value}', and there is no such folder"
    raise Problem(what, place=package, mend=f"install {package} anew, or take it away")
