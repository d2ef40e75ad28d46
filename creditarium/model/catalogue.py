"""The shipped presets by kind and name: listed with the standard library alone, to be quick."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from creditarium.model.problem import Problem, suggestion

KINDS = ("scenarios", "populations", "occasions", "sensors", "schemes", "institutions", "responses", "targets")
"""The kinds of preset, each a folder of `creditarium/presets`."""

PRESETS = Path(__file__).resolve().parent.parent / "presets"

_HEAD_LINES = 30
_TITLE = re.compile(r"title:\s*(.*?)\s*$")


def preset_names(kind: str) -> list[str]:
    """Give the names of the shipped presets of a kind, in order. An unknown kind is a `Problem`."""
    return sorted(path.stem for path in _folder(kind).glob("*.yaml"))


def find_preset(kind: str, name: str) -> Path:
    """Find a preset by name, or a user's own file by its path (anything with a slash or ending in .yaml)."""
    if name.endswith((".yaml", ".yml")) or "/" in name or os.sep in name:
        path = Path(name).expanduser()
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "there is no such file"
            raise Problem(what, place=name, mend=f"give the path of a YAML file, or one of the {kind} by name")
        return path
    path = _folder(kind) / f"{name}.yaml"
    if not name or not path.is_file():
        names = preset_names(kind)
        raise Problem(f"there is no preset '{name}' among the {kind}", place=name, mend=suggestion(name, names))
    return path


def titles(kind: str) -> dict[str, str]:
    """Give name and title of every preset of a kind; only the first lines of each file are read."""
    return {name: _title(_folder(kind) / f"{name}.yaml") for name in preset_names(kind)}


def shown(path: Path | str) -> str:
    """Give a path as an error names it: a preset's from `presets/` on, any other as it was given."""
    try:
        return str(Path("presets") / Path(path).resolve().relative_to(PRESETS))
    except ValueError:
        return str(path)


def _folder(kind: str) -> Path:
    if kind not in KINDS:
        raise Problem(f"there is no kind of preset called '{kind}'", mend=suggestion(kind, KINDS))
    return PRESETS / kind


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        for _, line in zip(range(_HEAD_LINES), file, strict=False):
            found = _TITLE.match(line)
            if found:
                return _plain(found.group(1))
    return ""


def _plain(text: str) -> str:
    """Take the quotes or the trailing comment off a one-line YAML text."""
    if text[:1] == "'":
        return text[1 : text.rfind("'")].replace("''", "'")
    if text[:1] == '"':
        plain: str = json.loads(text[: text.rfind('"') + 1])
        return plain
    return text.split(" #", 1)[0].rstrip()
