"""What happened in a life, in words: what matters of its diary, entries, and what a scheme gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditarium.views.sayings import Composed
from creditarium.views.text import currency

if TYPE_CHECKING:
    from creditarium.results.replay import Life

_TOLD = ("entered", "appeal", "settled", "consequence", "state")


def matters(row: dict[str, Any]) -> bool:
    """Say whether a happening is told: what was written down or set right, and what a scheme refused or gave."""
    return row["happening"] in _TOLD


def what_and_how(row: dict[str, Any]) -> tuple[str, str]:
    """Say what a happening was about, and how it went."""
    said: str = f"{row['outcome']} because of a scheme" if row["happening"] == "consequence" else row["outcome"]
    return (row["what"], said) if row["what"] else (said, "")


def entry_text(life: Life, entry: dict[str, Any]) -> str:
    """Say what a row of the ledger is: its day, what was entered, and the points."""
    kind = life.run.scenario.conduct.kinds.get(entry["kind"])
    what = (", ", kind.title) if kind is not None else ()
    return Composed(f"{entry['date']:%Y-%m-%d} ", entry["entered"], *what, f" ({entry['delta']:+,g})")


def gave(row: dict[str, Any]) -> bool:
    """Say whether a scheme gave something in a happening: access, or money."""
    return row["happening"] == "consequence" and (row["outcome"] == "granted" or (row["money"] or 0) > 0)


def gained(life: Life) -> list[str]:
    """Say of each gain its day, the rule, and the money if there was any."""
    rules, unit = life.run.scenario.consequences.rules, currency(life.run.scenario)
    return [
        Composed(
            f"{row['date']:%Y-%m-%d} “",
            rules[row["by"]].title,
            "”",
            *((f" ({row['money']:+,} ", unit, ")") if row["money"] else ()),
        )
        for row in life.diary.iter_rows(named=True)
        if gave(row)
    ]
