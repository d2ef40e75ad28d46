"""From the world of a validation case to a scenario: read, filled in, and changed as the case says."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from creditarium.analysis.validation.fair_lending import fair_lending
from creditarium.analysis.validation.norms import public_register
from creditarium.model.problem import Problem, suggestion
from creditarium.model.reading import no_mapping, read
from creditarium.model.resolve import changed_tree, completed, scenario_tree
from creditarium.model.scenario import Scenario
from creditarium.model.tree import Node, Table, tree_of
from creditarium.model.validation import World

FILLS: dict[str, Callable[..., Table]] = {"fair_lending": fair_lending, "public_register": public_register}
"""What can fill a world in, by the name that a case gives: a function of the written scenario and what it is given."""


def scenario_of(world: World, path: Path) -> Scenario:
    """Resolve a world; `path` is the case's file, beside which a scenario named by its file is looked for."""
    tree = _written(world, path)
    settings = tuple(f"{where}={_text(value)}" for where, value in world.set.items())
    return changed_tree(
        tree, settings=settings, missing=world.missing, people=world.people, days=world.days, seed=world.seed
    )


def _written(world: World, path: Path) -> Table:
    if isinstance(world.scenario, str):
        home = path.parent / world.scenario
        if not home.is_file():
            return _preset(world, world.scenario)
        tree = read(home)
    else:
        tree, home = tree_of(dict(world.scenario)), path
    if not isinstance(tree, Table):
        raise no_mapping(str(home))
    return completed(_filled(world, tree), home)


def _text(value: Any) -> str:
    """Write a value as a setting is written on the command line; JSON is YAML."""
    return json.dumps(value) if isinstance(value, bool | int | float | tuple | dict) else str(value)


def _preset(world: World, name: str) -> Table:
    if world.filled is not None:
        what = "only a scenario that is written in a file beside the case, or in it, can be filled in"
        raise Problem(what, place=str(world.place), mend="leave 'filled' out")
    return scenario_tree(name)


def _filled(world: World, tree: Table) -> Table:
    if world.filled is None:
        return tree
    name, place = world.filled.by, str(world.filled.place)
    if name not in FILLS:
        raise Problem(f"nothing fills a world in as '{name}'", place=place, mend=suggestion(name, FILLS))
    filled: Table = fitting(FILLS[name], world.filled.given, place, tree)
    return filled


def fitting(function: Callable[..., Any], given: Mapping[str, Any], place: str, *first: Node) -> Any:
    """Call a registered function with what a case gives it; a wrong name, a missing or an unfit one is a `Problem`."""
    known = list(inspect.signature(function).parameters.values())[len(first) :]
    for name in given:
        if name not in {parameter.name for parameter in known}:
            what = f"'{function.__name__}' is given no '{name}'"
            raise Problem(what, place=place, mend=suggestion(name, [parameter.name for parameter in known]))
    for parameter in known:
        if parameter.default is parameter.empty and parameter.name not in given:
            raise Problem(f"'{function.__name__}' needs '{parameter.name}'", place=place, mend="add it under 'given'")
    try:
        return function(*first, **given)
    except Problem as problem:
        raise problem.placed(place) from problem.__cause__
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        what = f"'{function.__name__}' cannot take what it is given: {error}"
        raise Problem(what, place=place, mend="compare with the shipped cases") from error
