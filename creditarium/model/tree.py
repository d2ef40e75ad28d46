"""The raw tree that a file reads into: plain mappings and rows that know which line they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

Node: TypeAlias = Any
"""A `Table`, a `Rows` or a plain value (number, text, truth, date, nothing)."""


class Place(NamedTuple):
    """Where something stands: a file (or "--set path") and a line, 0 where there is none."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Place("")


class Table(dict[Any, Any]):
    """A mapping with the place of each of its keys. It is never changed after it is read."""

    def __init__(
        self,
        content: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = (),
        place: Place = NOWHERE,
        marks: Mapping[Any, Place] | None = None,
    ) -> None:
        super().__init__(content)
        self.place = place
        self.marks: Mapping[Any, Place] = marks or {}

    def place_of(self, key: object) -> Place:
        """Give the place of one key, or of the whole where the key has none."""
        return self.marks.get(key, self.place)

    def with_item(self, key: Any, value: Node, place: Place = NOWHERE) -> Table:
        """Give a copy with one item put or replaced; everything else is shared."""
        marks = {**self.marks, key: place} if place.file else self.marks
        return Table({**self, key: value}, self.place, marks)

    def without_item(self, key: Any) -> Table:
        """Give a copy without one key; everything else is shared."""
        return Table({k: v for k, v in self.items() if k != key}, self.place, self.marks)


class Leaf(Table):
    """A parameter's leaf that an overlay made: the only kind that may say `set`."""


class Rows(tuple[Any, ...]):
    """A sequence with the place of each of its items."""

    place: Place
    marks: tuple[Place, ...]

    def __new__(cls, content: Iterable[Any] = (), place: Place = NOWHERE, marks: Iterable[Place] = ()) -> Rows:
        rows = super().__new__(cls, content)
        rows.place = place
        rows.marks = tuple(marks)
        return rows

    def place_of(self, index: int) -> Place:
        """Give the place of one item, or of the whole where the item has none."""
        return self.marks[index] if 0 <= index < len(self.marks) else self.place

    def with_item(self, index: int, value: Node) -> Rows:
        """Give a copy with one item replaced; everything else is shared."""
        return Rows((*self[:index], value, *self[index + 1 :]), self.place, self.marks)

    def without_item(self, index: int) -> Rows:
        """Give a copy without one item; everything else is shared."""
        marks = self.marks[:index] + self.marks[index + 1 :]
        return Rows((*self[:index], *self[index + 1 :]), self.place, marks)


def tree_of(raw: object, place: Place = NOWHERE) -> Node:
    """Turn plain dicts and lists into a tree; what already is one is shared, not copied."""
    if isinstance(raw, Table | Rows):
        return raw
    if isinstance(raw, Mapping):
        return Table({key: tree_of(value, place) for key, value in raw.items()}, place)
    if isinstance(raw, list | tuple):
        return Rows((tree_of(value, place) for value in raw), place)
    return raw


def place_at(tree: Node, path: Iterable[str | int]) -> Place:
    """Give the place of what a path leads to, or of the nearest thing above it that has one.

    A part that the tree does not know (the tag of a union, a key that is missing) is passed over.
    """
    here = tree
    place = tree.place if isinstance(tree, Table | Rows) else NOWHERE
    for part in path:
        in_table = isinstance(here, Table) and part in here
        in_rows = isinstance(here, Rows) and isinstance(part, int) and 0 <= part < len(here)
        if not (in_table or in_rows):
            continue
        place, child = here.place_of(part), here[part]
        if isinstance(child, Table | Rows) and child.place.file not in ("", place.file):
            place = child.place
        here = child
    return place
