"""What a piece of the model says of itself, apart from its numbers: its fields in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from creditarium.model.parameter import Parameter
from creditarium.views.wording import words

_HIDDEN = ("title", "name", "notes")
_SCALAR = (str, int, float, date)


def facts_of(spec: BaseModel) -> list[tuple[str, str]]:
    """Give what a spec says in its fields, as (field, text); numbers with an origin and defaults are left out.

    >>> from creditarium.model.conduct import Term
    >>> facts_of(Term(view="arrears", at_least=1))
    [('view', 'arrears'), ('at least', '1')]
    """
    return [(words(name), text) for name, text in _fields(spec) if text]


def first_sentence(text: str | None) -> str:
    """Give the first sentence of a docstring, without the marks of code."""
    plain = " ".join((text or "").split()).replace("`", "")
    head, dot, _ = plain.partition(". ")
    return head + dot.strip() if dot else plain


def docstring(of: type[BaseModel]) -> str:
    """Give the whole docstring of a type as running text."""
    return " ".join((of.__doc__ or "").split()).replace("`", "")


def _fields(spec: BaseModel) -> Iterator[tuple[str, str]]:
    for name, value in spec:
        field = type(spec).model_fields[name]
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        if name not in _HIDDEN and (field.is_required() or value != default):
            yield name, _said(value)


def _said(value: Any) -> str:
    if value is None or isinstance(value, Parameter):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, BaseModel):
        named = getattr(value, "name", "")
        inner = ", ".join(f"{name} {text}" for name, text in facts_of(value))
        return f"{named} ({inner})" if named and inner else named or inner
    if isinstance(value, Mapping):
        return ", ".join(_item(str(key), item) for key, item in value.items())
    if isinstance(value, tuple):
        if len(value) == 2 and all(isinstance(part, int) for part in value):
            return f"{value[0]} to {value[1]}"
        joined = ", " if all(isinstance(part, _SCALAR) for part in value) else "; "
        return joined.join(text for text in map(_said, value) if text)
    return str(value)


def _item(key: str, value: Any) -> str:
    text = _said(value)
    return f"{key} ({text})" if text and isinstance(value, Mapping | BaseModel) else f"{key} {text}".rstrip()
