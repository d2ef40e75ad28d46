"""Targets: published aggregates that a calibration fits its assumptions to, and those that it keeps to test the fit."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from creditarium.model.base import Spec
from creditarium.model.catalogue import find_preset
from creditarium.model.observable import Observable
from creditarium.model.parameter import Number
from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.tree import Place, tree_of


class Target(Spec):
    """One published number, and the observable that answers it in a run.

    ``value`` names its source. ``tolerance`` is half the width of a 95 % interval around it, in the same unit: how far
    the true number may lie from what was published. A target whose ``use`` is ``test`` is never fitted.
    """

    title: str
    observable: Observable
    value: Number
    tolerance: Number
    use: Literal["fit", "test"]
    date: datetime.date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _comes_from_a_record(self) -> Self:
        if self.value.kind not in ("sourced", "recalled"):
            what = "a target's value is a published number"
            raise Problem(what, mend="give value+source or recalled+range+memory", at=("value",))
        if self.tolerance.value <= 0:
            raise Problem("a tolerance is more than 0", mend="say how far the number may be wrong", at=("tolerance",))
        return self

    @property
    def source(self) -> str:
        """The record that it comes from."""
        return self.value.source or self.value.memory

    @property
    def unit(self) -> str:
        """The unit of the number and of its tolerance."""
        return self.value.unit


class Span(Spec):
    """The days that must be lived to answer the targets."""

    start: datetime.date
    days: int = Field(ge=1, le=16_000)


class Targets(Spec):
    """A file of targets. ``span`` takes the place of the scenario's own start and days."""

    title: str
    span: Span | None = None
    notes: tuple[str, ...] = ()
    targets: dict[str, Target]

    @model_validator(mode="after")
    def _has_something_to_fit(self) -> Self:
        if not any(one.use == "fit" for one in self.targets.values()):
            what = "there is nothing to fit: no target says 'use: fit'"
            raise Problem(what, mend="give at least one target to fit", at=("targets",))
        return self

    def used(self, use: Literal["fit", "test"]) -> dict[str, Target]:
        """Give the targets that are fitted, or those that are kept to test."""
        return {name: one for name, one in self.targets.items() if one.use == use}


def read_targets(origin: str | Path | Mapping[str, Any] | Targets) -> Targets:
    """Read targets from a shipped preset by name, a file or a dict; a fault is a `Problem`."""
    if isinstance(origin, Targets):
        return origin
    if isinstance(origin, Mapping):
        return load(Targets, tree_of(origin, Place("the targets")))
    return load(Targets, find_preset("targets", str(origin)))
