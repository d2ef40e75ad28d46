"""A free number: one that no published source fixes, with the values that its range or variants allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from creditarium.analysis.ensembles.rules import is_rule
from creditarium.model.leaf import Kind
from creditarium.model.overlay import Change
from creditarium.model.parameter import Parameter

UNKNOWN: tuple[Kind, ...] = ("assumed", "recalled")
"""The kinds of parameter that are free; what is sourced, fixed by definition or set by hand is not."""
_WHY = "a member of an ensemble"


@dataclass(frozen=True)
class FreeNumber:
    """One assumed or recalled number and what it may be, reached by one coordinate from 0 to 1.

    A single number goes evenly from ``low`` to ``high``, a whole one by whole steps, one of ``variants`` by
    equal parts. Numbers that stand together (a list, the values of several dates) move together: from all at
    ``low`` (0) over what is written (1/2) to all at ``high`` (1), so that their order stays.

    >>> from creditarium.model.parameter import Parameter
    >>> share = Parameter.of({"assume": 0.3, "range": [0.1, 0.6], "because": "no published rate"})
    >>> free = FreeNumber("observation.sensors.police.sees.theft", share, whole=False)
    >>> free.at(0), free.at(1), free.at(free.home)
    (0.1, 0.6, 0.3)
    """

    path: str
    parameter: Parameter[Any]
    whole: bool

    @property
    def unit(self) -> str:
        """The unit, empty where it has none."""
        return self.parameter.unit

    @property
    def kind(self) -> Kind:
        """Whether it is assumed or recalled."""
        return self.parameter.kind

    @property
    def reason(self) -> str:
        """Why it is not known, or by whose memory."""
        return self.parameter.because or self.parameter.note or self.parameter.memory

    @property
    def rule(self) -> bool:
        """Whether it is a scheme's own rule, which no optimiser moves."""
        return is_rule(self.path)

    @property
    def low(self) -> float | None:
        """The lowest value; there is none of variants."""
        return self.parameter.range[0] if self.parameter.range else None

    @property
    def high(self) -> float | None:
        """The highest value; there is none of variants."""
        return self.parameter.range[1] if self.parameter.range else None

    @property
    def variants(self) -> tuple[str, ...]:
        """The names of the variants; none where there is a range."""
        return () if self.parameter.range else tuple(name for name, _ in self.parameter.variants)

    @property
    def together(self) -> bool:
        """Whether several numbers move together: a list, or the values of several dates."""
        return not self.variants and (len(self.parameter.rows) > 1 or isinstance(self.parameter.value, tuple))

    @property
    def home(self) -> float:
        """The coordinate of what is written."""
        if self.variants:
            values = [value for _, value in self.parameter.variants]
            return (values.index(self.parameter.value) + 0.5) / len(values)
        if self.together:
            return 0.5
        low, high = self._ends()
        value = self.parameter.value
        return float((value - low + 0.5) / (high - low + 1) if self.whole else (value - low) / (high - low))

    def at(self, coordinate: float) -> Any:
        """Give the value at a coordinate in [0, 1]; of values on dates, the first."""
        return self.rows(coordinate)[0][1]

    def rows(self, coordinate: float) -> tuple[tuple[date | None, Any], ...]:
        """Give the values at a coordinate in [0, 1], with their dates, as the parameter has them."""
        if coordinate == self.home:
            return self.parameter.rows
        if self.variants:
            count = len(self.parameter.variants)
            chosen = self.parameter.variants[min(int(coordinate * count), count - 1)][1]
            return ((None, chosen),)
        if self.together:
            return tuple((since, self._aside(value, coordinate)) for since, value in self.parameter.rows)
        low, high = self._ends()
        if self.whole:
            return ((None, int(min(low + coordinate * (high - low + 1) // 1, high))),)
        return ((None, min(max(low + coordinate * (high - low), low), high)),)

    def recorded(self, coordinate: float) -> float | str:
        """Give what a table keeps: the number, the variant's name, or how far numbers moved together, -1 to 1."""
        if self.variants:
            return self.variants[min(int(coordinate * len(self.variants)), len(self.variants) - 1)]
        return 2 * coordinate - 1 if self.together else float(self.at(coordinate))

    def moved(self, coordinate: float) -> Parameter[Any]:
        """Give the parameter at a coordinate in [0, 1]; it still knows the whole range, which ceilings cover."""
        if coordinate == self.home:
            return self.parameter
        made = self.parameter
        for index, (since, value) in enumerate(self.rows(coordinate)):
            form = {"set": value, "because": _WHY, "over": made}
            dated = {"from": since} if index else {}
            unit = {"unit": self.unit} if self.unit else {}
            made = Parameter.of({**form, **dated, **unit}, allow_set=True)
        return made

    def changes(self, coordinate: float) -> Iterator[Change]:
        """Give the same as changes of a reform, for whoever lives such a scenario again; at home there is none."""
        if coordinate == self.home:
            return
        for index, (since, value) in enumerate(self.rows(coordinate)):
            said = list(value) if isinstance(value, tuple) else value
            dated = {"from": since} if index else {}
            yield Change.model_validate({"path": self.path, "value": said, "because": _WHY, **dated})

    def _ends(self) -> tuple[float, float]:
        assert self.parameter.range is not None
        return self.parameter.range

    def _aside(self, value: Any, coordinate: float) -> Any:
        if isinstance(value, tuple):
            return tuple(self._aside(item, coordinate) for item in value)
        low, high = self._ends()
        step = 2 * coordinate - 1
        moved = value + step * (high - value) if step > 0 else value + step * (value - low)
        return round(moved) if self.whole else min(max(moved, low), high)
