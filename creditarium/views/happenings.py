"""A life in words: who it is, what matters of its diary, and what stood behind a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditarium.views.text import currency
from creditarium.views.wording import words

if TYPE_CHECKING:
    from creditarium.results.replay import Life

_TOLD = ("entered", "appeal", "settled", "consequence", "state")


def who(life: Life) -> str:
    """Say every fixed attribute of a person."""
    said = (f"{words(name)} {_plainly(value)}" for name, value in life.attributes.items() if name != "person")
    return f"{', '.join(said)}. Nobody here is anybody."


def _plainly(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def matters(row: dict[str, Any]) -> bool:
    """Say whether a happening is told: what was written down or set right, and what a scheme refused or gave."""
    return row["happening"] in _TOLD


def what_and_how(row: dict[str, Any]) -> tuple[str, str]:
    """Say what a happening was about, and how it went."""
    said = f"{row['outcome']} because of a scheme" if row["happening"] == "consequence" else row["outcome"]
    return (row["what"], said) if row["what"] else (said, "")


def standings(life: Life) -> list[str]:
    """Say where a life stands at the end under each scheme that covers it; a person's rating is the employer's."""
    scoring = life.run.scenario.scoring
    rated = [name for name in life.scores if (scoring[name].sort == "rating") == life.organisation]
    return [_standing(life, name, life.scores[name]) for name in rated if life.organisation or _covered(life, name)]


def _covered(life: Life, scheme: str) -> bool:
    """Say whether a scheme covers a person at the end."""
    from creditarium.analysis.counts import members

    rows = slice(life.number, life.number + 1)
    return bool(members(life.run, scheme, rows, life.run.state.records[rows])[0])


def _standing(life: Life, scheme: str, score: float) -> str:
    band = life.state.get(f"band.{scheme}", "")
    if life.run.scenario.scoring[scheme].sort == "list":
        return f"{scheme} {band}"
    return f"{scheme} {score:,g} ({band})"


def refused_because(life: Life) -> list[str]:
    """Say of each refusal its day, the rule, and the entries behind it."""
    booked = {row["entry"]: row for row in life.ledger.iter_rows(named=True)}
    rules = life.run.scenario.consequences.rules
    told = []
    for row in life.refusals.iter_rows(named=True):
        behind = "; ".join(entry_text(life, booked[entry]) for entry in row["entries"]) or "no entry of their own"
        told.append(f"{row['date']:%Y-%m-%d} “{rules[row['consequence']].title}”, because of: {behind}")
    return told


def entry_text(life: Life, entry: dict[str, Any]) -> str:
    """Say what a row of the ledger is: its day, what was entered, and the points."""
    kind = life.run.scenario.conduct.kinds.get(entry["kind"])
    what = f", {kind.title}" if kind is not None else ""
    return f"{entry['date']:%Y-%m-%d} {entry['entered']}{what} ({entry['delta']:+,g})"


def gave(row: dict[str, Any]) -> bool:
    """Say whether a scheme gave something in a happening: access, or money."""
    return row["happening"] == "consequence" and (row["outcome"] == "granted" or (row["money"] or 0) > 0)


def gained(life: Life) -> list[str]:
    """Say of each gain its day, the rule, and the money if there was any."""
    rules, unit = life.run.scenario.consequences.rules, currency(life.run.scenario)
    return [
        f"{row['date']:%Y-%m-%d} “{rules[row['by']].title}”" + (f" ({row['money']:+,} {unit})" if row["money"] else "")
        for row in life.diary.iter_rows(named=True)
        if gave(row)
    ]
