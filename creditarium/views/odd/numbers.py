"""The numbers of a scenario as tables: each stands once, with its range and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from creditarium.model.parameter import Parameter
from creditarium.model.source import sources
from creditarium.views.provenance import CALLED, range_text, value_text
from creditarium.views.report.content import Cell, Column, Link, Table

HEADS = ("number", "value", "range", "how it is known", "source, or reason")


def number_table(caption: str, numbers: Iterable[tuple[str, Parameter[Any]]]) -> Table:
    """List numbers by path; an assumption has its range and reason, a recalled one what it is remembered by."""
    rows = tuple(_row(path, parameter) for path, parameter in numbers)
    return Table(caption, tuple(Column(name) for name in HEADS), rows)


def _row(path: str, parameter: Parameter[Any]) -> tuple[Cell, ...]:
    kind = CALLED.get(parameter.kind, parameter.kind)
    return path, value_text(parameter), range_text(parameter), kind, _reason(parameter)


def _reason(parameter: Parameter[Any]) -> str:
    record = parameter.source or parameter.memory
    title = sources()[record].title if record in sources() else ""
    said = f"{record}: {title}" if title else record
    why = parameter.because or parameter.note
    return "; ".join(part for part in (said, why) if part)


def source_table(numbers: Iterable[Parameter[Any]], others: Iterable[str | None]) -> Table:
    """List the records that numbers and tables rest on, each with its address."""
    used = {parameter.source or parameter.memory for parameter in numbers} | {name for name in others if name}
    found = [record for name, record in sources().items() if name in used]
    rows = tuple(
        (
            one.id,
            Link(one.title, one.address) if one.address and one.address.startswith("https://") else one.title,
            str(one.year or ""),
            one.confidence,
            "recalled, not read again" if one.found_by == "memory" else "read" if one.address else "no address",
        )
        for one in found
    )
    columns = tuple(Column(name) for name in ("record", "title", "year", "confidence", "how it was found"))
    return Table(f"The {len(rows):,} records", columns, rows)
