"""A mapping that cannot change, so that a spec is immutable all the way down."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that refuses to be changed and can be hashed if what it holds can."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a spec cannot be changed; lay an overlay over its tree instead")

    __setitem__ = __delitem__ = _refuse
    update = clear = pop = popitem = setdefault = _refuse
    __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return FrozenDict, (dict(self),)


def frozen(value: Any) -> Any:
    """Freeze a dict and the dicts and tuples within it; anything else is given back as it is."""
    if isinstance(value, FrozenDict):
        return value
    if isinstance(value, dict):
        return FrozenDict({key: frozen(item) for key, item in value.items()})
    if type(value) is tuple and any(isinstance(item, dict) for item in value):
        return tuple(frozen(item) for item in value)
    return value
