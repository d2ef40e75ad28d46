"""The parameters of a spec: walked with their paths, and counted by where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel

from creditarium.model.base import Spec
from creditarium.model.leaf import Kind
from creditarium.model.parameter import Parameter
from creditarium.model.reading import load
from creditarium.model.tree import Rows, Table

S = TypeVar("S", bound=Spec)

_PLAIN = frozenset({str, int, float, bool, type(None), date})
"""Types in which no parameter can stand: most of a tree is of them, and is walked past."""
PARAMETER_KINDS: tuple[Kind, ...] = ("sourced", "recalled", "assumed", "set", "fixed")
"""The kinds of parameter, in the order in which they are counted."""


def parameters(spec: Any, path: str = "") -> Iterator[tuple[str, Parameter[Any]]]:
    """Walk a spec and give every parameter with its path, in the order of the fields.

    An item of a list goes by its name where it has one, else by its index, as in an overlay.
    """
    if isinstance(spec, Parameter):
        yield path, spec
        return
    children: Iterator[tuple[Any, Any]]
    if isinstance(spec, BaseModel):
        children = iter(spec)
    elif isinstance(spec, Mapping):
        children = iter(spec.items())
    elif isinstance(spec, list | tuple):
        children = ((getattr(item, "name", index), item) for index, item in enumerate(spec))
    else:
        return
    for name, child in children:
        if type(child) not in _PLAIN:
            yield from parameters(child, f"{path}.{name}" if path else str(name))


def count_parameters(spec: Any) -> dict[Kind, int]:
    """Count a spec's parameters by kind; every kind is there, be it with 0."""
    counts: dict[Kind, int] = dict.fromkeys(PARAMETER_KINDS, 0)
    for _, parameter in parameters(spec):
        counts[parameter.kind] += 1
    return counts


def with_parameters(spec: S, others: Mapping[str, Parameter[Any]]) -> S:
    """Give a spec with other parameters at some paths (as `parameters` names them), checked as if it were read.

    What holds none of them is shared, so that this takes a part of the time of reading a tree with changes.
    A parameter that does not fit its place, or its neighbours, is a `Problem`.
    """
    made: S = _with(spec, "", others)
    return made


def _with(held: Any, path: str, others: Mapping[str, Parameter[Any]]) -> Any:
    if isinstance(held, Parameter):
        return others.get(path, held)
    children: dict[Any, Any]
    if isinstance(held, BaseModel | Mapping):
        children = dict(held)
    elif isinstance(held, tuple):
        children = {getattr(item, "name", index): item for index, item in enumerate(held)}
    else:
        return held
    made = {
        name: child if type(child) in _PLAIN else _with(child, f"{path}.{name}" if path else str(name), others)
        for name, child in children.items()
    }
    if all(made[name] is child for name, child in children.items()):
        return held
    if isinstance(held, Spec):
        return load(type(held), Table(made, held.place), allow_set=True)
    return Rows(made.values()) if isinstance(held, tuple) else Table(made)
