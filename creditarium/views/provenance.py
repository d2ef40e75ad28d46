"""Where the numbers of a preset come from, in words: sourced, recalled, assumed, or true by definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from creditarium.model.inventory import PARAMETER_KINDS
from creditarium.model.leaf import is_leaf
from creditarium.model.parameter import Parameter
from creditarium.model.problem import Problem
from creditarium.model.tree import NOWHERE, Place, Table
from creditarium.views.sayings import Composed, Kept, listed

WEAK = ("recalled", "assumed")
MARK = "~"
"""What stands before a number, or a line, that rests on memory or on an assumption."""
CALLED = {"fixed": "true by definition", "set": "set by hand"}
_LONGEST_LIST = 8


@dataclass(frozen=True, slots=True)
class Origin:
    """One number (or table of numbers) of a preset: its path, what it says, and why it may be believed.

    `source` is the id of a record: of the one that says it, or of the one that is remembered.
    """

    path: str
    kind: str
    says: str
    between: str = ""
    source: str = ""
    reason: str = ""
    place: Place = NOWHERE
    whole: bool = False
    """Whether it is a whole table of numbers, which a run's summary does not count among its numbers."""

    @property
    def weak(self) -> bool:
        """Whether it rests on memory or on an assumption."""
        return self.kind in WEAK

    def as_json(self) -> dict[str, str]:
        """Give the plain form for a script."""
        names = ("path", "kind", "says", "between", "source", "reason")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def origins(tree: Any, path: str = "") -> Iterator[Origin]:
    """Walk a preset's tree and give every number and every table of numbers, in the order of the file."""
    if is_leaf(tree):
        yield origin_of(tree, path)
    elif is_table_of_numbers(tree):
        yield _table(tree, path)
    elif isinstance(tree, Mapping):
        for key, child in tree.items():
            yield from origins(child, f"{path}.{key}" if path else str(key))
    elif isinstance(tree, list | tuple):
        for index, child in enumerate(tree):
            name = child.get("name", index) if isinstance(child, Mapping) else index
            yield from origins(child, f"{path}.{name}" if path else str(name))


def origin_of(leaf: Any, path: str) -> Origin:
    """Read one parameter's leaf; a fault is a `Problem` that names its line."""
    try:
        parameter: Parameter[Any] = Parameter.of(leaf, allow_set=True)
    except Problem as problem:
        place = leaf.place if isinstance(leaf, Table) else NOWHERE
        raise problem.placed(str(place)) from problem
    return Origin(
        path,
        parameter.kind,
        value_text(parameter),
        range_text(parameter),
        parameter.source or parameter.memory,
        parameter.because or parameter.note,
        parameter.place,
    )


def is_table_of_numbers(tree: Any) -> bool:
    """Say whether a node stands for a file of cells."""
    return isinstance(tree, Mapping) and "file" in tree and not {"source", "recalled", "assumed"}.isdisjoint(tree)


def _table(tree: Mapping[str, Any], path: str) -> Origin:
    kind = "assumed" if tree.get("assumed") else "recalled" if tree.get("recalled") else "sourced"
    low, high = tree.get("range") or ("", "")
    between = f"times {low} to {high}" if kind in WEAK else ""
    reason = tree.get("assumed") or tree.get("recalled") or ""
    place = tree.place if isinstance(tree, Table) else NOWHERE
    says = Composed("table", " ", Kept(tree["file"]))
    return Origin(path, kind, says, between, tree.get("source") or "", reason, place, whole=True)


def value_text(parameter: Parameter[Any]) -> str:
    """Say a parameter's value with its unit, and what it becomes on which date.

    >>> value_text(Parameter.of({"fixed": 90, "unit": "days", "because": "by definition"}))
    '90 days'
    """
    first = parameter.rows[0][1]
    unit = (" ", parameter.unit) if parameter.unit else ()
    plain = f"{_said(first)} {parameter.unit}".rstrip() if not isinstance(first, tuple) else ""
    later = (piece for since, value in parameter.rows[1:] for piece in (", ", f"from {since}", " ", _said(value)))
    return Composed(*((plain,) if plain else (_said(first), *unit)), *later)


def range_text(parameter: Parameter[Any]) -> str:
    """Say between which values a parameter may lie, or among which; nothing where it is certain."""
    named = [Kept(name) for name, _ in parameter.variants] if parameter.variants else []
    among = (Composed("among", " ", listed(named)),) if named else ()
    between = (f"{_said(parameter.range[0])} to {_said(parameter.range[1])}",) if parameter.range else ()
    return Composed(*between, " ", "or", " ", *among) if between and among else Composed(*between, *among)


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        more = (", … ", f"{len(value)} numbers") if len(value) > _LONGEST_LIST else ()
        return Composed(listed(map(_said, value[:_LONGEST_LIST])), *more)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def counted(found: Iterable[Origin]) -> dict[str, int]:
    """Count numbers by what they rest on; every kind is there, be it with 0."""
    counts: dict[str, int] = dict.fromkeys(PARAMETER_KINDS, 0)
    for origin in found:
        counts[origin.kind] += 1
    return counts


def count_text(counts: Mapping[str, int]) -> str:
    """Say how many numbers there are, and what they rest on."""
    parts = (f"{n:,} {CALLED.get(kind, kind)}" for kind, n in counts.items() if n or kind != "set")
    return Composed(f"{sum(counts.values()):,} numbers", ": ", listed(parts))
