"""The presets by kind and name, shipped or of a plug-in: listed with the standard library alone, to be quick."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from creditarium.model.plugins import Offer, offers
from creditarium.model.problem import Problem, suggestion

KINDS = ("scenarios", "populations", "occasions", "sensors", "schemes", "institutions", "responses", "targets")
"""The kinds of preset, each a folder of `creditarium/presets`."""

PRESETS = Path(__file__).resolve().parent.parent / "presets"

_HEAD_LINES = 30
_TITLE = re.compile(r"title:\s*(.*?)\s*$")


OURS = "creditarium"
"""The package that offers the shipped presets."""


def preset_names(kind: str) -> list[str]:
    """Give the names of the presets of a kind, in order. An unknown kind, or a name in two packages, is a `Problem`."""
    return sorted(_catalogue(kind))


def plugins_of(kind: str) -> dict[str, str]:
    """Give the presets of a kind that plug-ins offer, each with the package that it comes from."""
    return {name: offer.package for name, offer in _catalogue(kind).items() if offer.package != OURS}


def find_preset(kind: str, name: str) -> Path:
    """Find a preset by name, or a user's own file by its path."""
    if is_path(name):
        return own_file(name, f"one of the {kind} by name")
    found = _catalogue(kind)
    if name not in found:
        raise Problem(
            f"no preset among the {kind} is called '{name}'", place=name, mend=suggestion(name, sorted(found))
        )
    return found[name].folder / kind / f"{name}.yaml"


def is_path(name: str) -> bool:
    """Say whether a word is the path of a file: it has a slash, ends as YAML, or is the name of a file with an ending.

    >>> is_path("mine.yaml"), is_path("./mine"), is_path("rongcheng")
    (True, True, False)
    """
    return name.endswith((".yaml", ".yml")) or "/" in name or os.sep in name or ("." in name and Path(name).is_file())


def own_file(name: str, otherwise: str) -> Path:
    """Give a user's own file by its path; one that is not there is a `Problem`, which says what else may be given."""
    path = Path(name).expanduser()
    if not path.is_file():
        what = "this is a folder, not a file" if path.is_dir() else "there is no such file"
        raise Problem(what, place=name, mend=f"give the path of a YAML file, or {otherwise}")
    return path


def titles(kind: str) -> dict[str, str]:
    """Give name and title of every preset of a kind; only the first lines of each file are read."""
    found = _catalogue(kind)
    return {name: _title(found[name].folder / kind / f"{name}.yaml") for name in sorted(found)}


def folders(kind: str) -> list[Path]:
    """Give the folders in which files of a sort lie: the shipped one first, then those of plug-ins that have one."""
    held = [offer.folder / kind for offer in (Offer(OURS, PRESETS), *offers())]
    return [folder for folder in held if folder.is_dir()]


def shown(path: Path | str) -> str:
    """Give a path as an error names it: a preset's from `presets/` on, any other as it was given."""
    try:
        return str(Path("presets") / Path(path).resolve().relative_to(PRESETS))
    except ValueError:
        return str(path)


def _catalogue(kind: str) -> dict[str, Offer]:
    """Say who offers each preset of a kind; a name that two packages offer is a `Problem`."""
    if kind not in KINDS:
        raise Problem(f"no kind of preset is called '{kind}'", mend=suggestion(kind, KINDS))
    found: dict[str, Offer] = {}
    for offer in (Offer(OURS, PRESETS), *offers()):
        for path in (offer.folder / kind).glob("*.yaml"):
            if path.stem in found:
                both = f"{found[path.stem].package} and {offer.package}"
                mend = f"take {offer.package} away, or rename {path.name} in it"
                raise Problem(f"the preset {kind}/{path.stem} is offered by two packages, {both}", mend=mend)
            found[path.stem] = offer
    return found


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
