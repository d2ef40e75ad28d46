"""Scenarios that differ from another in one respect, each a sentence: without errors, in secret, with even coverage.

Each function takes a scenario and gives a new one; `Scenario` offers them as methods. A number that is set keeps
what it replaces under `over`, so that its range (and with it everybody's fate) stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from creditarium.model.overlay import Change, changed
from creditarium.model.reading import load
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.model.tree import NOWHERE, Table, tree_of


def with_reform(scenario: Scenario, reform: str | Path | Mapping[str, Any]) -> Scenario:
    """Lay a reform (a file or a dict) over a scenario."""
    return resolve(scenario, reform=reform)


def disclosed(scenario: Scenario, disclosure: str) -> Scenario:
    """Let every scheme's rules be "published" or "secret"."""
    tree = _tree(scenario)
    for name in scenario.scoring:
        tree = _with(tree, disclosure, "scoring", name, "disclosure")
    return load(Scenario, tree, allow_set=True)


def without_errors(scenario: Scenario) -> Scenario:
    """Let no sensor take somebody for somebody else, nor record an act that never was."""
    because = "without errors"
    paths = [f"observation.sensors.{name}.mistaken" for name in scenario.observation.sensors]
    for name, sensor in scenario.observation.sensors.items():
        if sensor.false is not None:
            paths.append(f"observation.sensors.{name}.false.rate")
    changes = [Change(path=path, value=0, because=because) for path in paths]
    return load(Scenario, changed(_tree(scenario), changes, Scenario), allow_set=True)


def with_even_coverage(scenario: Scenario) -> Scenario:
    """Let each sensor cover everybody as well as it covers the best covered: no place, region or group apart."""
    tree, start = _tree(scenario), scenario.clock.start
    for name, sensor in scenario.observation.sensors.items():
        best = max(sensor.coverage.values(), key=lambda share: share.at(start))
        place = ("observation", "sensors", name)
        tree = _with(tree, {stratum: best.form() for stratum in sensor.coverage}, *place, "coverage")
        for factors in ("regions", "by"):
            tree = _with(tree, {}, *place, factors)
    return load(Scenario, tree, allow_set=True)


def without_appeals(scenario: Scenario) -> Scenario:
    """Let no entry be appealed against, in any scheme."""
    tree = _tree(scenario)
    for name in scenario.scoring:
        tree = _with(tree, None, "scoring", name, "appeal")
    return load(Scenario, tree, allow_set=True)


def _tree(scenario: Scenario) -> Table:
    tree = tree_of(scenario.model_dump(mode="python"))
    assert isinstance(tree, Table)
    return tree


def _with(tree: Table, value: Any, *path: str) -> Table:
    """Give the tree with another value at the end of a path."""
    head, *rest = path
    inner = _with(tree[head], value, *rest) if rest else tree_of(value, NOWHERE)
    return tree.with_item(head, inner)
