"""Digests of what a scenario says: the same content has the same digest, wherever it was read from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from creditarium.model.parameter import Parameter


def canonical(content: Any, *, provenance: bool = True) -> str:
    """Give canonical JSON: sorted keys, dates in ISO form, whole floats as integers, places left out.

    Without `provenance` a parameter stands for its dated values and unit alone, so that a new source or
    reason for the same number changes nothing.
    """
    plain = _plain(content, provenance)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest_of(content: Any, *, provenance: bool = True) -> str:
    """Give the 128-bit BLAKE2b digest of the canonical JSON, in hexadecimal."""
    text = canonical(content, provenance=provenance)
    return hashlib.blake2b(text.encode("ascii"), digest_size=16).hexdigest()


def _plain(value: Any, provenance: bool) -> Any:
    if isinstance(value, Parameter):
        if provenance:
            return _plain(value.form(), provenance)
        return _plain({"rows": value.rows, "unit": value.unit}, provenance)
    if isinstance(value, BaseModel):
        return {name: _plain(item, provenance) for name, item in value if not _unsaid(value, name, item)}
    if isinstance(value, Mapping):
        return _keyed(value, provenance)
    if isinstance(value, list | tuple):
        return [_plain(item, provenance) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}: {value!r}")


def _unsaid(value: BaseModel, name: str, item: Any) -> bool:
    """Tell whether a field that came later says nothing: what was written before it keeps its digest."""
    return name in getattr(value, "later", ()) and item == type(value).model_fields[name].default


def _keyed(value: Mapping[Any, Any], provenance: bool) -> dict[str, Any]:
    keyed = {_key(key): _plain(item, provenance) for key, item in value.items()}
    if len(keyed) < len(value):
        raise TypeError(f"two keys have the same canonical form: {list(value)!r}")
    return keyed


def _key(key: Any) -> str:
    if isinstance(key, date):
        return key.isoformat()
    if isinstance(key, str | int) and not isinstance(key, bool):
        return str(key)
    raise TypeError(f"no canonical form for the key {key!r}")
