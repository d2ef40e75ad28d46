"""The base of everything that crosses between page and program: closed, immutable, and plain JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.-]+$")]
"""The name of a preset or of a part of one; never a path."""
Plain = dict[str, Any]
"""Plain values of a shape that docs/page.md describes by example."""


class Crossing(BaseModel):
    """A message, or a part of one. An unknown key is refused, and nothing is coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


Translated = dict[str, dict[str, str]]
"""By language, what sentences are called there: {"sv": {"people under sesame": "människor under sesame"}}."""


class Table(Crossing):
    """A table as plain values: what its columns are called, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[bool | int | float | str | None, ...], ...]
