"""The scenario file of a run folder: the whole scenario in YAML, loadable like any other."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from creditarium.model.catalogue import PRESETS
from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.scenario import Scenario
from creditarium.model.tables import table_path, tables_of

_Dumper: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z_-]*")
_WORDS = frozenset({"on", "off", "yes", "no", "y", "n", "true", "false", "null", "nan", "inf"})


class _Words(_Dumper):  # type: ignore[misc]
    """Writes every text so that it is read as text."""


def _written(dumper: Any, text: str) -> Any:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Words.add_representer(str, _written)


def write_scenario(path: Path, scenario: Scenario) -> None:
    """Write a scenario with all its presets in place; tables that are not shipped are copied beside it."""
    head = "# The whole scenario of this run. Live it again: creditarium run scenario.yaml\n"
    path.write_text(head + yaml_text(scenario.model_dump(mode="python")), encoding="utf-8")
    for table in tables_of(scenario.population):
        origin = table_path(scenario.population, table)
        if not origin.is_relative_to(PRESETS / "populations"):
            target = path.parent / table.file
            if not target.resolve().is_relative_to(path.parent.resolve()):
                what = f"the table '{table.file}' lies outside its population's folder"
                raise Problem(what, place=str(origin), mend="put it beside the population's file")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, target)


def read_scenario(path: Path) -> Scenario:
    """Read the scenario of a run folder; a fault is a `Problem` that names the file and line."""
    return load(Scenario, path, allow_set=True)


def yaml_text(content: Any) -> str:
    """Write plain values as YAML that is read back to the same."""
    text: str = yaml.dump(_plain(content), Dumper=_Words, sort_keys=False, allow_unicode=True, width=110)
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
