"""Reading a population's tables: cells that count people, never a person."""

from __future__ import annotations

import csv
from hashlib import blake2b
from pathlib import Path

from creditarium.model.catalogue import PRESETS, shown
from creditarium.model.population import CellTable, Population
from creditarium.model.problem import Problem, suggestion

LEAST_CELL = 10
"""A cell that is not empty counts at least so many people."""
_PROVENANCE = ("found_by", "confidence")
_FOUND_BY = ("search", "derived", "memory", "assumption")

Cells = tuple[dict[str, str], ...]
"""The rows of a table as read: column name to text."""


def read_cells(
    population: Population,
    table: CellTable,
    keys: tuple[str, ...],
    *,
    counts: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
) -> Cells:
    """Read one table: `keys` tell its rows apart, `counts` count people, `numbers` are other numbers.

    A cell that is neither empty nor holds at least ten people is a `Problem`, as are a row that stands twice
    and a row of unknown origin.
    """
    path = table_path(population, table)
    name = shown(path)
    rows = _rows(path, (*keys, *labels, *counts, *numbers, *_PROVENANCE))
    seen: set[tuple[str, ...]] = set()
    for line, row in enumerate(rows, start=2):
        place = f"{name}:{line}"
        if None in row or None in row.values():
            raise Problem(
                "the row has more or fewer fields than the head", place=place, mend="give it one field for each column"
            )
        _check_origin(row, place, table)
        for column in counts:
            _check_count(row[column], column, place)
        for column in numbers:
            _check_number(row[column], column, place)
        key = tuple(row[column] for column in keys)
        if key in seen:
            raise Problem(f"the row '{', '.join(key)}' stands twice", place=place, mend="keep one of them")
        seen.add(key)
    return rows


def table_path(population: Population, table: CellTable) -> Path:
    """Give the path of a table: beside the population's own file, or among the shipped populations."""
    origin = population.place.file
    shipped = not origin or origin.startswith(PRESETS.name)
    beside = (PRESETS.parent / origin if shipped else Path(origin)).parent / table.file
    return beside if beside.is_file() else PRESETS / "populations" / table.file


def tables_of(population: Population) -> tuple[CellTable, ...]:
    """Give every table that a population declares."""
    households = population.households
    return (
        population.regions,
        population.ages,
        population.schooling.table,
        households.size,
        households.kinds,
        population.income.table,
    )


def tables_digest(population: Population) -> str:
    """Give a digest over the contents of a population's tables, in 32 hexadecimal digits."""
    digest = blake2b(digest_size=16)
    for table in tables_of(population):
        content = _text(table_path(population, table)).encode()
        digest.update(len(content).to_bytes(8, "little") + content)
    return digest.hexdigest()


def _text(path: Path) -> str:
    name = shown(path)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Problem("the table is not text in UTF-8", place=name, mend="save it as UTF-8") from error
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise Problem(f"the table cannot be read: {reason}", place=name, mend="correct 'file:'") from error


def _rows(path: Path, wanted: tuple[str, ...]) -> Cells:
    name = shown(path)
    reader = csv.DictReader(_text(path).splitlines())
    head = tuple(reader.fieldnames or ())
    for column in wanted:
        if column not in head:
            mend = suggestion(column, head) if head else "begin with a line of column names"
            raise Problem(f"the table has no column '{column}'", place=f"{name}:1", mend=mend)
    for column in head:
        if column not in wanted:
            mend = "leave it out; the columns are " + ", ".join(wanted)
            raise Problem(f"unknown column '{column}'", place=f"{name}:1", mend=mend)
    rows = tuple(reader)
    if not rows:
        raise Problem("the table has no rows", place=name, mend="give it some")
    return rows


def _check_origin(row: dict[str, str], place: str, table: CellTable) -> None:
    found_by = row["found_by"]
    if found_by not in _FOUND_BY:
        raise Problem(f"found_by is '{found_by}'", place=place, mend=suggestion(found_by, _FOUND_BY))
    if found_by == "search" and table.source is None:
        raise Problem("the row was found, but its table has no source", place=place, mend="name the source")
    if found_by == "memory" and table.recalled is None:
        raise Problem("the row is from memory", place=place, mend="say why under 'recalled:' of the table")
    if found_by == "assumption" and table.assumed is None:
        raise Problem("the row is assumed", place=place, mend="say why under 'assumed:' of the table")


def _check_count(text: str, column: str, place: str) -> None:
    if not text.isdecimal():
        raise Problem(f"'{text}' is no count", place=place, mend=f"give a whole number in '{column}'")
    if 0 < int(text) < LEAST_CELL:
        mend = f"pool it with its neighbours until it holds {LEAST_CELL} or more"
        raise Problem(f"a cell of {text} in column '{column}' is too small", place=place, mend=mend)


def _check_number(text: str, column: str, place: str) -> None:
    if not text.replace(".", "", 1).isdecimal():
        raise Problem(f"'{text}' is no number", place=place, mend=f"give a number in '{column}'")
