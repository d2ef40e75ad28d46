"""The scenario that a file is tried on where nobody names one: that which it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from creditarium.cli.presets import Found, whole
from creditarium.model.catalogue import find_preset, is_path, preset_names
from creditarium.model.derived import OF, beside, read_preset
from creditarium.model.problem import Problem
from creditarium.model.resolve import FOLDERS
from creditarium.model.tree import Rows, Table

BARE, REFORMED = "no-scheme", "reported-2020"
"""The scenario of what belongs to none, and that of a reform."""


def home_of(found: Found) -> str | None:
    """Give the scenario that a file is tried on, or none if it is a scenario; a scheme is tried alone.

    A part belongs to the smallest scenario that names it, or what it is made of; institutions belong to one that has
    the schemes that their rules speak of, and where none has them that is a `Problem`.
    """
    if found.kind in ("scenarios", "reforms", "schemes"):
        return {"scenarios": None, "reforms": REFORMED, "schemes": BARE}[found.kind]
    stage = next(stage for stage, folder in FOLDERS.items() if folder == found.kind)
    for name in _names(found):
        if (home := _smallest_with(stage, {name})) is not None:
            return home
    rules = whole(found.path).get("rules")
    if found.kind == "institutions" and isinstance(rules, Table):
        asked = {str(rule["scheme"]) for rule in rules.values() if isinstance(rule, Table) and "scheme" in rule}
        if (home := _smallest_with("scoring", asked)) is not None:
            return home
        what = f"its rules speak of schemes that no preset scenario has: {', '.join(sorted(asked))}"
        raise Problem(what, mend=f"creditarium check {found.path} --on SCENARIO tries it on one that has them")
    return BARE


def _smallest_with(stage: str, wanted: set[str]) -> str | None:
    """Give the scenario that names some presets in a stage, and the fewest others; the bare one before others."""
    best: tuple[int, str] | None = None
    for name in (BARE, *preset_names("scenarios")):
        held = read_preset("scenarios", find_preset("scenarios", name)).get(stage)
        names = {*(held if isinstance(held, Rows) else (held,))}
        if wanted <= names and (best is None or len(names) < best[0]):
            best = len(names), name
    return best[1] if best is not None else None


def _names(found: Found) -> Iterator[str]:
    """Give the name of a preset, then of what it is made of, and so on; a file of one's own has none itself."""
    path, seen = found.path, set[Path]()
    if found.name in preset_names(found.kind) and find_preset(found.kind, found.name) == path:
        yield found.name
    while path not in seen:
        seen.add(path)
        base = whole(path).get(OF)
        if not isinstance(base, str):
            return
        base = beside(base, path)
        if not is_path(base):
            yield base
        path = find_preset(found.kind, base)
