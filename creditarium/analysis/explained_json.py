"""An explanation as plain values for scripts: each number once, each set of citations once."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from creditarium.analysis.citations import Paths
from creditarium.analysis.lines import Line
from creditarium.analysis.other_world import OtherWorld
from creditarium.analysis.reasons import Account, Denial
from creditarium.analysis.way_back import WayBack

if TYPE_CHECKING:
    from creditarium.analysis.explain import Explanation


def plain(told: Explanation) -> dict[str, Any]:
    """Give an explanation as plain values.

    `rests_on` is a place in `groups`, whose paths `numbers` gives with value, source, range and reason.
    """
    groups = _Groups()
    life, run = told.life, told.run
    content = {
        "who": life.name,
        "scenario": run.scenario.name,
        "seed": run.scenario.seed,
        "people": run.scenario.people,
        "attributes": life.attributes,
        "lines": [_line(line, groups) for line in told.lines],
        "copies": [copy._asdict() for copy in told.copies],
        "ledger": life.ledger.to_dicts(),
        "accounts": [_account(one, groups) for one in told.accounts],
        "denials": [_denial(one, groups) for one in told.denials],
        "ways": [_way(one) for one in told.ways],
        "other": _other(told.other, groups) if told.other is not None else None,
        "state": life.state,
        "matches": life.matches,
        "balanced": told.balanced,
        "standing": groups.place(told.standing),
    }
    numbers = {path: {"kind": found.kind, **found.form()} for path, found in told.numbers.items()}
    return {**content, "groups": groups.paths, "numbers": numbers}


class _Groups:
    """The sets of paths met so far, each once."""

    def __init__(self) -> None:
        self.paths: list[list[str]] = []
        self._places: dict[Paths, int] = {}

    def place(self, paths: Paths) -> int:
        """Give the place of a set of paths."""
        if paths not in self._places:
            self._places[paths] = len(self.paths)
            self.paths.append(sorted(paths))
        return self._places[paths]


def _shallow(item: Any, groups: _Groups) -> dict[str, Any]:
    """Give a dataclass's own fields, its citations by their place."""
    made = {part.name: getattr(item, part.name) for part in fields(item)}
    return made | {"rests_on": groups.place(frozenset(made["rests_on"]))} if "rests_on" in made else made


def _line(line: Line, groups: _Groups) -> dict[str, Any]:
    steps = [_shallow(step, groups) for step in line.steps]
    return {**_shallow(line, groups), "steps": steps, "learned": [copy._asdict() for copy in line.learned]}


def _account(one: Account, groups: _Groups) -> dict[str, Any]:
    parts = [_shallow(part, groups) for part in one.contributions]
    reasons = [part.what for part in one.reasons]
    return {**_shallow(one, groups), "contributions": parts, "reasons": reasons, "exact": one.exact}


def _denial(one: Denial, groups: _Groups) -> dict[str, Any]:
    return {**_shallow(one, groups), "account": _account(one.account, groups)}


def _way(one: WayBack) -> dict[str, Any]:
    return {**asdict(one), "money": one.money}


def _other(one: OtherWorld, groups: _Groups) -> dict[str, Any]:
    pairs = [
        {"here": _line(p.here, groups) if p.here else None, "there": _line(p.there, groups) if p.there else None}
        for p in one.differences
    ]
    return {"name": one.name, "sums": one.sums, "scores": one.life.scores, "differences": pairs}
