"""The parameters of a spec: walked with their paths, and counted by where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from creditarium.model.leaf import Kind
from creditarium.model.parameter import Parameter

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
        yield from parameters(child, f"{path}.{name}" if path else str(name))


def count_parameters(spec: Any) -> dict[Kind, int]:
    """Count a spec's parameters by kind; every kind is there, be it with 0."""
    counts: dict[Kind, int] = dict.fromkeys(PARAMETER_KINDS, 0)
    for _, parameter in parameters(spec):
        counts[parameter.kind] += 1
    return counts
