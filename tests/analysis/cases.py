"""The published cases with known answers, read from the fixtures."""

import csv
from pathlib import Path

PUBLISHED = Path(__file__).resolve().parents[1] / "fixtures" / "validation"


def rows(name: str) -> list[dict[str, str]]:
    """Read a case's table."""
    with (PUBLISHED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def published(name: str, *keys: str) -> dict[tuple[str, ...], float]:
    """Read a table of single values by its key columns; rows without a number are left out."""
    return {tuple(row[key] for key in keys): float(row["value"]) for row in rows(name) if _is_number(row["value"])}


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).lstrip("-").isdigit()
