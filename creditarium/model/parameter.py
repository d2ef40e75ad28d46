"""A parameter: a number that says where it comes from, may change on dates, and reads like a line of law."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from creditarium.model.leaf import FORMS, Kind, Row, numbers_in, parts_of
from creditarium.model.problem import Problem
from creditarium.model.source import Source
from creditarium.model.source import sources as shipped_sources
from creditarium.model.tree import NOWHERE, Place, Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Parameter(Generic[T]):
    """One number (or truth, text, list) of the model, with its source or with its range and reason.

    `rows` are (date, value) in ascending order; a value holds from its date, and the first one also before
    it. The date of a first row is None where the value holds from always. `range` is (low, high); `variants`
    are (name, value) pairs. `place` (file and line) is no part of what two parameters are compared by.
    """

    kind: Kind
    rows: tuple[tuple[date | None, T], ...]
    unit: str = ""
    source: str = ""
    memory: str = ""
    because: str = ""
    note: str = ""
    range: tuple[float, float] | None = None
    variants: tuple[tuple[str, T], ...] = ()
    since: date | None = None
    over: Parameter[T] | None = None
    place: Place = field(default=NOWHERE, compare=False)

    @classmethod
    def of(cls, raw: Any, *, sources: Mapping[str, Source] | None = None, allow_set: bool = False) -> Parameter[Any]:
        """Read a parameter from its written form (see `creditarium.model.leaf`); a fault is a `Problem`.

        >>> Parameter.of({"assume": 0.3, "range": [0.1, 0.6], "because": "no published rate"})
        0.3, assumed between 0.1 and 0.6: no published rate
        """
        if isinstance(raw, Parameter):
            return raw
        parts = parts_of(raw, shipped_sources() if sources is None else sources, allow_set)
        if parts.get("over") is not None:
            parts["over"] = cls.of(parts["over"], sources=sources, allow_set=True)
            if parts["since"] is not None:
                parts["rows"] = _amended(parts["over"], parts["since"], parts["rows"][0][1])
        return Parameter(**parts, place=raw.place if isinstance(raw, Table) else NOWHERE)

    @property
    def value(self) -> T:
        """The value, or the first of those that are dated."""
        return self.rows[0][1]

    def at(self, day: date) -> T:
        """Give the value that holds on a day."""
        held = self.rows[0][1]
        for since, value in self.rows:
            if since is not None and since > day:
                break
            held = value
        return held

    @property
    def breaks(self) -> tuple[date, ...]:
        """The dates on which a new value comes into force."""
        return tuple(since for since, _ in self.rows[1:] if since is not None)

    @property
    def lowest(self) -> float:
        """The lowest number that values, range and variants allow; a text or truth is a `TypeError`."""
        return min(self._numbers())

    @property
    def highest(self) -> float:
        """The highest number that values, range and variants allow; a text or truth is a `TypeError`."""
        return max(self._numbers())

    def _numbers(self) -> list[float]:
        numbers = numbers_in(self.possible())
        if not numbers:
            raise TypeError(f"no number: {self!r}")
        return numbers

    def possible(self) -> Iterator[Any]:
        """Give every value that this parameter may take."""
        yield from (value for _, value in self.rows)
        yield from self.range or ()
        yield from (value for _, value in self.variants)
        if self.over is not None:
            yield from self.over.possible()

    def form(self) -> dict[str, Any]:
        """Give the written form, which reads back to an equal parameter (`set` only with `allow_set`)."""
        form: dict[str, Any] = {}
        if self.kind == "set":
            form["set"] = _plain(self.rows[-1][1])
        elif len(self.rows) > 1 or self.rows[0][0] is not None:
            form["dated"] = {since: _plain(value) for since, value in self.rows if since is not None}
            if self.rows[0][0] is None:
                form["before"] = _plain(self.rows[0][1])
        else:
            form[_FORM_OF[self.kind]] = _plain(self.rows[0][1])
        if self.range is not None:
            form["range"] = list(self.range)
        if self.variants:
            named = {name: _plain(value) for name, value in self.variants}
            unnamed = all(name == str(value) for name, value in self.variants)
            form["variants"] = list(named.values()) if unnamed else named
        words = ("unit", "source", "memory", "because", "note")
        form.update({key: getattr(self, key) for key in words if getattr(self, key)})
        if self.over is not None:
            form["over"] = self.over.form()
        if self.since is not None:
            form["from"] = self.since
        return form

    def __repr__(self) -> str:
        first = f"{_said(self.rows[0][1])} {self.unit}".rstrip()
        later = "".join(f", from {since} {_said(value)}" for since, value in self.rows[1:])
        between = f" between {self.range[0]} and {self.range[1]}" if self.range else ""
        if self.variants:
            between += " among " + ", ".join(name for name, _ in self.variants)
        kind = self.kind if self.kind != "sourced" else ("published" if between else "")
        reason = self.because or (f"({self.source or self.memory})")
        colon = ": " if self.because else " "
        return f"{first}{later}{', ' if kind else ''}{kind}{between}{colon}{reason}"


_FORM_OF = {kind: form for form, kind in FORMS.items()}


class _Written:
    """Tells Pydantic to read a parameter from its written form, and to write it so.

    It stands in the annotation, as Pydantic takes a generic dataclass apart before it asks the class.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            _validated, serialization=core_schema.plain_serializer_function_ser_schema(Parameter.form)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"x-parameter": True}  # the written forms, which the whole schema says once (see json_schema.py)


def _validated(raw: Any, info: ValidationInfo) -> Parameter[Any]:
    context = info.context or {}
    return Parameter.of(raw, sources=context.get("sources"), allow_set=context.get("allow_set", False))


def _amended(over: Parameter[Any], since: date, value: Any) -> tuple[Row, ...]:
    """Give the rows of a parameter that gets a new value from a date on; what was to come later is void."""
    kept = tuple(row for row in over.rows if row[0] is None or row[0] < since)
    return (*(kept or ((None, over.value),)), (since, value))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _said(value: Any) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)


def _bounded(
    name: str,
    *,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
    whole: bool = False,
    many: bool = False,
    units: Callable[[str], bool] | None = None,
) -> AfterValidator:
    """Make the check of an alias: each value, range end and variant lies within the bounds."""
    says = " and ".join(
        ([f"at least {least}"] if least is not None else [])
        + ([f"more than {above}"] if above is not None else [])
        + ([f"at most {most}"] if most is not None else [])
    )

    def check(parameter: Parameter[Any]) -> Parameter[Any]:
        for value in parameter.possible():
            items = _list_of(parameter, value, name) if many else (value,)
            for item in items:
                if isinstance(item, bool) or not isinstance(item, int | float):
                    raise Problem(f"{item!r} is no {name}", mend="give a number")
                if whole and not isinstance(item, int):
                    raise Problem(f"{item} is no {name}", mend="give a whole number")
                low = (least is not None and item < least) or (above is not None and item <= above)
                if low or (most is not None and item > most):
                    raise Problem(f"{item} is no {name}: it must be {says}", mend="correct the value or its range")
        if units is not None and parameter.unit and not units(parameter.unit):
            what = f"the unit of a {name} cannot be '{parameter.unit}'"
            raise Problem(what, mend="convert the value, and say how in a note", at=("unit",))
        return parameter

    return AfterValidator(check)


def _list_of(parameter: Parameter[Any], value: Any, name: str) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return value
    if _is_end(parameter, value):
        return (value,)
    raise Problem(f"{value!r} is no list of a {name}", mend="write [1, 2, 3]")


def _is_end(parameter: Parameter[Any], value: Any) -> bool:
    """Say whether a value is an end of the range of a parameter, or of one that it replaces."""
    mine = parameter.range is not None and value in parameter.range
    return mine or (parameter.over is not None and _is_end(parameter.over, value))


def _typed(kind: type, name: str) -> AfterValidator:
    """Make the check of an alias whose values are no numbers."""

    def check(parameter: Parameter[Any]) -> Parameter[Any]:
        for value in parameter.possible():
            if not isinstance(value, kind):
                raise Problem(f"{value!r} is no {name}", mend=f"give a {name}")
        return parameter

    return AfterValidator(check)


def _has_days(unit: str) -> bool:
    return "day" in unit.split() or "days" in unit.split()


def _is_no_percentage(unit: str) -> bool:
    return "%" not in unit and not unit.startswith(("percent", "per cent", "per mille"))


Share = Annotated[Parameter[float], _Written(), _bounded("share", least=0, most=1, units=_is_no_percentage)]
"""A number from 0 to 1: a probability or a part of a whole."""
Rate = Annotated[Parameter[float], _Written(), _bounded("rate", least=0)]
"""How often, 0 or more: a person-year unless the unit says otherwise."""
Days = Annotated[Parameter[float], _Written(), _bounded("number of days", least=0, units=_has_days)]
"""A length of time in days, 0 or more; another unit is refused."""
Points = Annotated[Parameter[int], _Written(), _bounded("number of points", whole=True)]
"""Points given or taken: a whole number."""
Factor = Annotated[Parameter[float], _Written(), _bounded("factor", above=0)]
"""What something is multiplied by: more than 0."""
Money = Annotated[Parameter[float], _Written(), _bounded("sum of money")]
"""A sum of money in the unit that it names."""
Count = Annotated[Parameter[int], _Written(), _bounded("count", least=0, whole=True)]
"""How many: a whole number, 0 or more."""
Number = Annotated[Parameter[float], _Written(), _bounded("number")]
"""Any number."""
Shares = Annotated[
    Parameter[tuple[float, ...]],
    _Written(),
    _bounded("share", least=0, most=1, many=True, units=_is_no_percentage),
]
"""A list of shares."""
Numbers = Annotated[Parameter[tuple[float, ...]], _Written(), _bounded("number", many=True)]
"""A list of numbers."""
Text = Annotated[Parameter[str], _Written(), _typed(str, "text")]
"""A word that a source gives."""
Flag = Annotated[Parameter[bool], _Written(), _typed(bool, "truth (true or false)")]
"""A truth that a source gives."""
