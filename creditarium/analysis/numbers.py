"""Which parameter a number in a diary is: the chance of a decision, the points of an entry, the size of a benefit."""

from __future__ import annotations

from typing import Any

from creditarium.model.scenario import Scenario
from creditarium.results.diary import ANOTHERS, PROLONGED, WITHOUT_ACT


class Numbers:
    """Finds the parameter of each row of a diary; rows are given in their order, as a filing follows its entry."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._wrong: dict[tuple[str, str], bool] = {}

    def of(self, row: dict[str, Any]) -> str:
        """Give the path of the parameter that a row's chance or amount comes from, or nothing where it has none."""
        kind, by, happening = row["kind"], row["by"], row["happening"]
        if happening == "occasion":
            held = self.scenario.conduct.kinds[kind]
            part = "rate" if held.rate is not None else "chance" if held.chance is not None else ""
            return f"conduct.kinds.{kind}.{part}" if part and held.role == "ordinary" else ""
        if happening == "decision":
            return self._decision(row)
        if happening == "consequence":
            rule = self.scenario.consequences.rules[by]
            part = "by" if rule.by is not None and rule.does in ("price", "money") else "chance"
            return f"consequences.rules.{by}.{part}"
        if happening == "seen" and row["outcome"] == "without an act":
            return f"observation.sensors.{by}.false.rate"
        return self._booked(row) if happening in ("entered", "appeal", "settled") else ""

    def _decision(self, row: dict[str, Any]) -> str:
        kind, by, outcome = row["kind"], row["by"], row["outcome"]
        if outcome in ("seen", "not seen"):
            return f"observation.sensors.{by}.sees.{kind}"
        if outcome.startswith("taken for"):
            return f"observation.sensors.{by}.mistaken"
        if outcome in ("applied", "spared"):
            return f"consequences.rules.{by}.chance"
        if outcome in ("noticed", "not noticed"):
            return f"scoring.{by}.appeal.notice"
        if outcome in ("appealed", "no appeal"):
            return f"scoring.{by}.appeal.file_if_{self._word(by, kind)}"
        if outcome in ("to be upheld", "to be rejected"):
            return f"scoring.{by}.appeal.upheld_if_{self._word(by, kind)}"
        return f"conduct.kinds.{kind}.answer.chance"

    def _word(self, scheme: str, kind: str) -> str:
        return "wrong" if self._wrong.get((scheme, kind), False) else "right"

    def _booked(self, row: dict[str, Any]) -> str:
        kind, by, outcome = row["kind"], row["by"], row["outcome"]
        at, scheme = f"scoring.{by}", self.scenario.scoring[by]
        if row["happening"] == "entered":
            self._wrong[by, kind] = outcome.startswith((ANOTHERS, WITHOUT_ACT))
        rule = scheme.rules.get(kind)
        if row["happening"] == "appeal":
            return f"{at}.appeal.upheld_if_{self._word(by, kind)}"
        if outcome == "recovered":
            return f"{at}.recovery.points"
        if rule is None:
            return ""
        parts = ("term",) if outcome == "term over" else ("points", "tariff", "add", "term")
        if outcome.endswith(PROLONGED):
            parts = ("extends",)
        found = next((part for part in parts if getattr(rule, part) is not None), "")
        if found or rule.to_band is None:
            return f"{at}.rules.{kind}.{found}" if found else ""
        names = [band.name for band in scheme.bands]
        above = names.index(rule.to_band) + 1
        return f"{at}.bands.{names[above]}.least" if above < len(names) else ""
