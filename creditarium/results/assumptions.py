"""What a result rests on: how many of the numbers behind it are assumed, recalled or set by hand."""

from __future__ import annotations

from collections.abc import Iterable

from creditarium.model.inventory import parameters
from creditarium.model.scenario import Scenario

UNSOURCED = ("assumed", "recalled", "set")
"""The kinds of parameter that no published source stands behind."""


class Resting:
    """Counts the unsourced numbers of a scenario behind a result.

    A result rests on the response as a whole, as it moves every act, and on the parts that it names.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._paths = [path for path, found in parameters(scenario) if found.kind in UNSOURCED]
        self._response = ("response",) if scenario.response.reactions else ()

    @property
    def total(self) -> int:
        """How many unsourced numbers the scenario has."""
        return len(self._paths)

    def under(self, parts: Iterable[str]) -> int:
        """Count the unsourced numbers in any of these parts of the scenario (dotted paths)."""
        heads = tuple({part + "." for part in parts})
        return sum(f"{path}.".startswith(heads) for path in self._paths)

    def on_schemes(self, schemes: Iterable[str]) -> set[str]:
        """Name the parts behind the scores of schemes: rules, sensors, acts, response."""
        parts: set[str] = set(self._response)
        for name in schemes:
            scheme = self._scenario.scoring[name]
            parts |= {f"scoring.{name}"}
            parts |= {f"observation.sensors.{sensor}" for sensor in scheme.feeds}
            parts |= {f"conduct.kinds.{kind}" for kind in scheme.rules}
        return parts

    def on_consequences(self, rules: Iterable[str]) -> set[str]:
        """Name the parts behind consequences: the rules, the needs, the agreements and the schemes."""
        parts: set[str] = set()
        for name in rules:
            rule = self._scenario.consequences.rules[name]
            parts |= {f"consequences.rules.{name}", f"conduct.kinds.{rule.need}"}
            parts |= self.on_schemes([rule.scheme])
            parts |= {
                f"sharing.agreements.{agreement}"
                for agreement, terms in self._scenario.sharing.agreements.items()
                if terms.scheme == rule.scheme
            }
        return parts

    def on_shifts(self, kinds: Iterable[str]) -> set[str]:
        """Name the parts behind what people do otherwise: the response, the acts, and all schemes."""
        return self.on_schemes(self._scenario.scoring) | {f"conduct.kinds.{kind}" for kind in kinds}

    def on_errors(self) -> set[str]:
        """Name the parts behind wrong entries: the sensors, and the schemes with their appeals."""
        return {"observation.sensors"} | self.on_schemes(self._scenario.scoring)
