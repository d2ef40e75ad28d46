"""The written forms of a parameter: from a leaf of the tree to its parts, refusing a number without a source.

| form | says |
| --- | --- |
| `{value: -20, unit: points, source: RC-020}` | a source says it |
| `{recalled: -5, range: [-10, -2], memory: RC-026}` | it is remembered, not read again |
| `{assume: 0.3, range: [0.1, 0.6], because: no published rate}` | nobody published it |
| `{dated: {2013-10-01: 0, 2020-01-01: 90}, source: BL-073}` | it changed on a date |
| `{fixed: 1, because: certain by the rule}` | true by definition of the model: no empirical number |
| `{set: 5, because: --set}` | an overlay set it; never in a preset |
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from creditarium.model.problem import Problem, suggestion
from creditarium.model.source import Source, is_weak
from creditarium.model.tree import Leaf

Kind: TypeAlias = Literal["sourced", "recalled", "assumed", "set", "fixed"]
Scalar: TypeAlias = bool | int | float | str
Value: TypeAlias = Scalar | tuple[Scalar, ...]
Row: TypeAlias = tuple[date | None, Any]

FORMS = {"value": "sourced", "recalled": "recalled", "assume": "assumed", "set": "set", "fixed": "fixed"}
"""The key that carries the value, and the kind of parameter that it makes."""

LEAF_KEYS = frozenset(
    {
        *FORMS,
        "dated",
        "before",
        "unit",
        "source",
        "memory",
        "because",
        "range",
        "variants",
        "note",
        "from",
        "over",
    }
)

_ALLOWED = {
    "sourced": {"source", "range", "variants", "before"},
    "recalled": {"memory", "range", "variants", "before"},
    "assumed": {"because", "range", "variants", "before"},
    "set": {"because", "source", "from", "over"},
    "fixed": {"because"},
}
_GIVE = "give value+source, recalled+range+memory or assume+range+because"
_ID = re.compile(r"[A-Za-z]+-\S+")


def is_leaf(raw: object) -> bool:
    """Say whether a node of the tree is a parameter's leaf."""
    return isinstance(raw, Mapping) and LEAF_KEYS.issuperset(raw) and not ({*FORMS, "dated"}).isdisjoint(raw)


def parts_of(raw: Any, sources: Mapping[str, Source], allow_set: bool = False) -> dict[str, Any]:
    """Read a leaf into the parts of a parameter; `over` stays a raw leaf. Any fault is a `Problem`."""
    if not isinstance(raw, Mapping):
        what = "a number without a source" if isinstance(raw, int | float) else f"{raw!r} is no parameter"
        raise Problem(what, mend=_GIVE)
    for key in raw:
        if key not in LEAF_KEYS:
            raise Problem(f"unknown key '{key}' in a parameter", mend=suggestion(str(key), LEAF_KEYS), at=(key,))
    form, kind = _form(raw)
    for key in raw:
        if key not in {form, "unit", "note", *_ALLOWED[kind]}:
            raise Problem(f"'{key}' has no place beside '{form}'", mend=f"leave '{key}' out; {_GIVE}", at=(key,))
    if kind == "set" and not (allow_set or isinstance(raw, Leaf)):
        raise Problem("only a reform or --set may say 'set'", mend=_GIVE, at=("set",))
    parts: dict[str, Any] = {"kind": kind, "rows": _rows(raw, form)}
    for key in ("unit", "memory", "because", "note"):
        parts[key] = _text(raw, key)
    parts["source"] = _source(raw, kind, sources)
    _require_reason(raw, kind, parts, sources)
    parts["range"], parts["variants"] = _range(raw, parts["rows"]), _variants(raw, parts["rows"])
    if kind in ("recalled", "assumed") and not (parts["range"] or parts["variants"]):
        raise Problem(f"a number that is {kind} needs a range", mend="add range: [low, high], or variants")
    if kind == "set":
        parts["since"], parts["over"] = (
            _instant(raw["from"], "from") if "from" in raw else None,
            raw.get("over"),
        )
        if parts["since"] is not None and parts["over"] is None:
            raise Problem("'from' without 'over'", mend="say what held before under over:")
    return parts


def _form(raw: Mapping[Any, Any]) -> tuple[str, Kind]:
    forms = [key for key in (*FORMS, "dated") if key in raw]
    if not forms:
        raise Problem("a parameter without a value", mend=_GIVE)
    if len(forms) > 1:
        named = " and ".join(f"'{form}'" for form in forms)
        raise Problem(f"a parameter has one form, not {named}", mend=f"keep one; {_GIVE}", at=(forms[1],))
    if forms[0] != "dated":
        kinds: dict[str, Any] = FORMS
        return forms[0], kinds[forms[0]]
    if "source" in raw:
        return "dated", "sourced"
    return "dated", "recalled" if "memory" in raw else "assumed"


def _rows(raw: Mapping[Any, Any], form: str) -> tuple[Row, ...]:
    if form != "dated" and isinstance(raw[form], Mapping):
        raise Problem(f"'{form}' is a mapping", mend="write 'dated:' for a value that changes on dates", at=(form,))
    if form != "dated":
        if "before" in raw:
            raise Problem("'before' goes with 'dated' only", mend="leave it out", at=("before",))
        return ((None, _value(raw[form], (form,))),)
    series = raw["dated"]
    if not isinstance(series, Mapping) or not series:
        raise Problem(
            "'dated' gives a value for each date", mend="write {2013-10-01: 0, 2020-01-01: 90}", at=("dated",)
        )
    rows: list[Row] = [(None, _value(raw["before"], ("before",)))] if "before" in raw else []
    last: date | None = None
    for key, value in series.items():
        day = _instant(key, "dated", key)
        if last is not None and day <= last:
            says = "stands twice" if day == last else f"comes after {last}"
            what = f"overlapping dates: {day} {says}"
            raise Problem(what, mend="give each date once, in ascending order", at=("dated", key))
        rows.append((day, _value(value, ("dated", key))))
        last = day
    return tuple(rows)


def _instant(raw: Any, *at: Any) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise Problem(f"'{raw}' is no date", mend="write a day as 2020-01-31", at=at) from None


def _value(raw: Any, at: tuple[Any, ...]) -> Value:
    if isinstance(raw, list | tuple):
        if not raw or any(isinstance(item, list | tuple | Mapping) for item in raw):
            raise Problem("a list of values is flat and not empty", mend="write [1, 2, 3]", at=at)
        return tuple(_scalar(item, at) for item in raw)
    return _scalar(raw, at)


def _scalar(raw: Any, at: tuple[Any, ...]) -> Scalar:
    if not isinstance(raw, bool | int | float | str) or (isinstance(raw, float) and not math.isfinite(raw)):
        raise Problem(f"{raw!r} is no value", mend="give a finite number, true or false, a text or a list", at=at)
    return raw


def _text(raw: Mapping[Any, Any], key: str) -> str:
    text = raw.get(key, "")
    if not isinstance(text, str) or (key in raw and not text.strip()):
        raise Problem(f"'{key}' is a text", mend=f"say it in words, or leave '{key}' out", at=(key,))
    return text


def _source(raw: Mapping[Any, Any], kind: Kind, sources: Mapping[str, Source]) -> str:
    name = _text(raw, "source")
    if not name:
        return ""
    if name not in sources:
        raise Problem(f"no source is called '{name}'", mend=suggestion(name, sources), at=("source",))
    if kind == "sourced" and is_weak(sources[name]):
        why = "it was found by memory" if sources[name].found_by == "memory" else "it has no address"
        mend = f"load it as recalled: {{recalled: ..., range: [low, high], memory: {name}}}"
        raise Problem(f"'{name}' is no source: {why}", mend=mend, at=("source",))
    return name


def _require_reason(raw: Any, kind: Kind, parts: dict[str, Any], sources: Mapping[str, Source]) -> None:
    needed = {"sourced": "source", "recalled": "memory", "assumed": "because", "fixed": "because"}
    if kind == "set":
        if not (parts["because"] or parts["source"]):
            raise Problem("a change needs a reason", mend="add because: or source:")
    elif not parts[needed[kind]]:
        raise Problem(f"a number without '{needed[kind]}'", mend=_GIVE)
    memory = parts["memory"]
    if _ID.fullmatch(memory) and memory not in sources:
        raise Problem(f"no source is called '{memory}'", mend=suggestion(memory, sources), at=("memory",))


def _range(raw: Mapping[Any, Any], rows: tuple[Row, ...]) -> tuple[float, float] | None:
    if "range" not in raw:
        return None
    ends = raw["range"]
    if not isinstance(ends, list | tuple) or len(ends) != 2 or not all(_is_number(end) for end in ends):
        raise Problem("a range is two numbers", mend="write range: [low, high]", at=("range",))
    low, high = ends
    if low > high:
        raise Problem(f"the range runs from {low} down to {high}", mend=f"write [{high}, {low}]", at=("range",))
    for number in numbers_in(value for _, value in rows):
        if not low <= number <= high:
            what = f"the range [{low}, {high}] misses its value {number}"
            raise Problem(what, mend="widen the range or correct the value", at=("range",))
    if any(not _is_number(item) for _, value in rows for item in _items(value)):
        raise Problem("a range goes with numbers only", mend="give variants instead", at=("range",))
    return low, high


def _variants(raw: Mapping[Any, Any], rows: tuple[Row, ...]) -> tuple[tuple[str, Any], ...]:
    if "variants" not in raw:
        return ()
    given = raw["variants"]
    if isinstance(given, Mapping):
        pairs = [(str(name), _value(value, ("variants", name))) for name, value in given.items()]
    elif isinstance(given, list | tuple):
        pairs = [(str(value), value) for value in (_value(item, ("variants",)) for item in given)]
    else:
        raise Problem("variants are a list or named values", mend="write variants: [1, 2]", at=("variants",))
    for _, value in rows:
        if value not in [variant for _, variant in pairs]:
            raise Problem(f"the variants miss the value {value}", mend="add it to them", at=("variants",))
    return tuple(pairs)


def numbers_in(values: Any) -> list[float]:
    """Give the numbers among values, those inside lists included; truths and texts are none."""
    return [item for value in values for item in _items(value) if _is_number(item)]


def _items(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
