"""Files to begin with: commented, sound as they are, and with the schema by which an editor completes them."""

from __future__ import annotations

import os
from pathlib import Path

from creditarium.model.catalogue import PRESETS, find_preset
from creditarium.model.derived import read_preset
from creditarium.model.json_schema import shipped_schema
from creditarium.model.reading import load, text_of
from creditarium.model.scoring import Scheme
from creditarium.model.validation import VALIDATION

TEMPLATES = PRESETS / "templates"


def template(kind: str, scheme: str, target: Path) -> str:
    """Give the text of a new file that is to stand at ``target``; a scenario's names a scheme (a preset or a file)."""
    path = VALIDATION / "template.yaml" if kind == "case" else TEMPLATES / f"{kind}.yaml"
    text = text_of(path, "a template")
    if kind == "scenario":
        text = _about(text, scheme, target)
    return f"# yaml-language-server: $schema={shipped_schema(kind).as_uri()}\n{text}"


def _about(text: str, name: str, target: Path) -> str:
    """Put a scheme into a new scenario: by its name or its file's path, with the lowest that it can say of somebody."""
    path = find_preset("schemes", name)
    scheme = load(Scheme, read_preset("schemes", path))
    when = "{listed: true}" if scheme.sort == "list" else f'{{band_at_most: "{scheme.bands[0].name}"}}'
    if not path.is_relative_to(PRESETS):
        near = os.path.relpath(path.resolve(), target.resolve().parent)
        name = near if near.startswith("..") else f"./{near}"
    return text.replace("{file}", name).replace("{scheme}", path.stem).replace("{when}", when)
