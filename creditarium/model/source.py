"""Where a number comes from: the records of the public, each with its address and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from creditarium.model.catalogue import folders, shown
from creditarium.model.problem import Problem, suggestion
from creditarium.model.reading import read
from creditarium.model.tree import Rows, Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure of a source: a name, a value (nothing where none is known) and a unit."""

    name: str
    value: int | float | bool | str | None
    unit: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Source:
    """One record: what is said, by whom, where it stands, and how it was found.

    `found_by` is "search" (read in a public page) or "memory" (recalled, not read again); `as_reported`
    is true where one of the two press reports says it, and `verdict` then says what the record holds of it.
    """

    id: str
    title: str
    found_by: Literal["search", "memory"]
    confidence: Literal["high", "medium", "low"]
    year: int | None = None
    address: str | None = None
    system: str = ""
    statement: str = ""
    values: tuple[Figure, ...] = ()
    as_reported: bool = False
    verdict: str = ""
    note: str = ""
    event: str = ""
    points: int | str | None = None
    mirror: bool = False
    derived: bool = False

    def __repr__(self) -> str:
        year = f", {self.year}" if self.year else ""
        return f"{self.id}: {self.title}{year} ({self.confidence} confidence, {_how_found(self)})"


def is_weak(source: Source) -> bool:
    """Say whether a record is no source: it was recalled from memory, or it has no address."""
    return source.found_by == "memory" or not source.address


@cache
def sources() -> Mapping[str, Source]:
    """Read every file of `presets/sources` and of plug-ins' own, once, and give their records by id."""
    return MappingProxyType(
        read_sources([path for folder in folders("sources") for path in sorted(folder.glob("*.yaml"))])
    )


def read_sources(paths: list[Path]) -> dict[str, Source]:
    """Read records from files, each a list; an id that stands twice is a `Problem`."""
    found: dict[str, Source] = {}
    for path in paths:
        rows = read(path)
        if not isinstance(rows, Rows):
            raise Problem("a file of sources is a list of records", place=shown(path), mend="begin with '- id:'")
        for row in rows:
            source = _record(row)
            if source.id in found:
                raise Problem(f"the id '{source.id}' stands twice", place=str(row.place), mend="give it its own id")
            found[source.id] = source
    return found


def _record(row: Any) -> Source:
    if not isinstance(row, Table):
        raise Problem(f"a source is a mapping, not {row!r}", mend="give id, title, found_by and confidence")
    known = {field.name for field in fields(Source)}
    for key in row:
        if key not in known:
            raise Problem(f"unknown key '{key}'", place=str(row.place_of(key)), mend=suggestion(str(key), known))
    for field in fields(Source):
        if field.default is MISSING and not row.get(field.name):
            raise Problem(f"the source has no {field.name}", place=str(row.place), mend=f"add '{field.name}:'")
    _one_of(row, "found_by", ("search", "memory"))
    _one_of(row, "confidence", ("high", "medium", "low"))
    return Source(**{**row, "values": tuple(_figure(item) for item in row.get("values") or ())})


def _figure(item: Any) -> Figure:
    if not isinstance(item, Table) or not {"name", "value"} <= set(item) <= {"name", "value", "unit"}:
        place = str(item.place) if isinstance(item, Table) else ""
        raise Problem("a figure of a source has name, value and unit", place=place, mend="give these three")
    return Figure(**item)


def _one_of(row: Table, key: str, choices: tuple[str, ...]) -> None:
    if row[key] not in choices:
        mend = suggestion(str(row[key]), choices)
        raise Problem(f"{key} is '{row[key]}'", place=str(row.place_of(key)), mend=mend)


def _how_found(source: Source) -> str:
    if source.found_by == "memory":
        return "recalled, not read again"
    return source.address or "no address"
