"""The base of everything that is read: plain, immutable, closed, and with a place to point at."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, PrivateAttr, model_validator

from creditarium.model.frozen import frozen
from creditarium.model.problem import Problem, suggestion
from creditarium.model.showing import tree
from creditarium.model.tree import NOWHERE, Place, Rows, Table

_SHOWN_FIELDS = 16


class Spec(BaseModel):
    """A validated piece of a model: it cannot change, takes no unknown key, and coerces nothing.

    Its dicts are frozen too, so that specs can share parts, be compared and be hashed.

    `place` is where it stands in the file that it was read from, and `place_of` where one of its fields does; they are
    no part of its value.
    """

    later: ClassVar[tuple[str, ...]] = ()
    """The fields that a version after the first brought: at their defaults they are no part of a digest."""
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    _place: Place = PrivateAttr(default=NOWHERE)
    _marks: dict[Any, Place] = PrivateAttr(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where this was read: file and line; empty for what was made in Python."""
        return self._place

    def place_of(self, field: str, key: object = None) -> Place:
        """Where a field was read, or one key of a mapping that it holds; else where what is around it was read."""
        return self._marks.get((field, key)) or self._marks.get(field, self._place)

    @model_validator(mode="wrap")
    @classmethod
    def _placed(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(data, dict):
            refuse_unknown(data, _keys(cls))
        made = handler(data)
        for name, value in made.__dict__.items():
            if isinstance(value, dict | tuple) and not isinstance(value, Table | Rows):
                made.__dict__[name] = frozen(value)
        if isinstance(data, Table):
            made._place, made._marks = data.place, _marks(data, made)
        return made

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Spec) or type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __repr__(self) -> str:
        rows = [f"{name}: {_summary(value)}" for name, value in self if not _is_default(self, name, value)]
        if len(rows) > _SHOWN_FIELDS:
            rows = [*rows[:_SHOWN_FIELDS], f"... and {len(rows) - _SHOWN_FIELDS} more"]
        return tree(_heading(self), rows)

    __str__ = __repr__


def _marks(data: Table, made: BaseModel) -> dict[Any, Place]:
    """Give the places of what was read, by field, and by (field, key) where the field holds a mapping."""
    mapped = (name for name, value in made.__dict__.items() if isinstance(value, dict))
    below = [(name, data[name]) for name in mapped if isinstance(data.get(name), Table)]
    return {**data.marks, **{(name, key): place for name, value in below for key, place in value.marks.items()}}


def refuse_unknown(data: dict[Any, Any], known: list[str]) -> None:
    """Refuse a key that is not among the known ones, naming the nearest right key."""
    for key in data:
        if key not in known:
            raise Problem(f"unknown key '{key}'", mend=suggestion(str(key), known), at=(key,))


def _keys(spec: type[BaseModel]) -> list[str]:
    names = spec.model_fields
    return [*names, *(field.alias for field in names.values() if field.alias)]


def _heading(spec: BaseModel) -> str:
    named = getattr(spec, "title", None) or getattr(spec, "name", None)
    return f"{type(spec).__name__} “{named}”" if isinstance(named, str) else type(spec).__name__


def _is_default(spec: BaseModel, name: str, value: object) -> bool:
    if name in ("title", "name"):
        return True
    field = type(spec).model_fields[name]
    return not field.is_required() and value == field.get_default(call_default_factory=True)


def _summary(value: object) -> str:
    if isinstance(value, BaseModel):
        return _heading(value)
    if isinstance(value, dict):
        inner = ", ".join(str(key) for key in list(value)[:6])
        return f"{len(value)} ({inner}{', ...' if len(value) > 6 else ''})" if value else "none"
    if isinstance(value, tuple | list):
        if value and all(isinstance(item, str | int | float) for item in value[:6]):
            return ", ".join(str(item) for item in value[:6]) + (", ..." if len(value) > 6 else "")
        return f"{len(value)} of them" if value else "none"
    return str(value)
