"""What a spec expects at a path, from its types alone: for what a file leaves out and an overlay names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from creditarium.model.parameter import Parameter


class Expected(NamedTuple):
    """What may stand at a path: whether anything may, as a declared field, as a parameter."""

    known: bool
    declared: bool
    parameter: bool


def expected_at(spec_type: type[BaseModel], path: Sequence[str]) -> Expected:
    """Say what a spec expects at a path; a key of a free mapping is known, but not declared."""
    here: list[Any] = [spec_type]
    declared = True
    for part in path:
        steps = [step for kind in here for step in _step(kind, part)]
        if not steps:
            return Expected(False, False, False)
        here = [kind for _, kind in steps]
        declared = any(by_name for by_name, _ in steps)
    return Expected(True, declared, any(is_parameter(kind) for kind in here))


def fields_at(spec_type: type[BaseModel], path: Sequence[str]) -> list[str]:
    """Give the declared fields of whatever specs may stand at a path."""
    here: list[Any] = [spec_type]
    for part in path:
        here = [kind for one in here for _, kind in _step(one, part)]
    return sorted({name for kind in here if _is_spec(kind) for name in kind.model_fields})


def values_at(spec_type: type[BaseModel], path: Sequence[str]) -> set[Any]:
    """Give the types of the values that parameters at a path may have; none where no parameter may stand.

    >>> from creditarium.model.scenario import Scenario
    >>> values_at(Scenario, ["scoring", "any", "rules", "any", "points"])
    {<class 'int'>}
    """
    here: list[Any] = [spec_type]
    for part in path:
        here = [kind for one in here for _, kind in _step(one, part)]
    return {get_args(kind)[0] for kind in here if get_origin(kind) is Parameter}


def is_parameter(kind: Any) -> bool:
    """Say whether an annotation is a parameter's."""
    return kind is Parameter or get_origin(kind) is Parameter


def _step(kind: Any, part: str) -> Iterator[tuple[bool, Any]]:
    """Go down by one part: whether it is a declared field, and each type that it may have."""
    if _is_spec(kind):
        for name, field in kind.model_fields.items():
            if part in (name, field.alias):
                yield from ((True, choice) for choice in _choices(field.annotation))
        return
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(origin, type) and issubclass(origin, Mapping) and len(arguments) == 2:
        yield from ((False, choice) for choice in _choices(arguments[1]))
    elif origin in (tuple, list):
        items = [item for item in arguments if item is not Ellipsis]
        yield from ((False, choice) for item in items for choice in _choices(item))


def _choices(kind: Any) -> Iterator[Any]:
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _choices(get_args(kind)[0])
    elif origin in (Union, UnionType):
        for choice in get_args(kind):
            yield from _choices(choice)
    else:
        yield kind


def _is_spec(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
