"""Finding what a user means by a name: a preset of any kind, or a file of their own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from creditarium.model.catalogue import KINDS, find_preset, preset_names
from creditarium.model.problem import Problem, suggestion

if TYPE_CHECKING:
    from creditarium.model.tree import Table

MARKS = {
    "reforms": "changes",
    "scenarios": "clock",
    "populations": "households",
    "occasions": "kinds",
    "sensors": "sensors",
    "schemes": "feeds",
    "institutions": "institutions",
    "responses": "reactions",
    "targets": "targets",
    "cases": "expect",
    "tests": "tests",
}
"""The key by which a file of each kind is known."""


class Found(NamedTuple):
    """A preset or file: its kind, its name, its path, and the presets of other kinds with that name."""

    kind: str
    name: str
    path: Path
    others: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        """The name that means this one alone."""
        return self.name if self.kind == "reforms" else f"{self.kind}/{self.name}"


def find(name: str, besides: Iterable[str] = ()) -> Found:
    """Find a preset by NAME or KIND/NAME, or a file by its path; a scenario comes before the other kinds.

    An unknown name is a `Problem` with the nearest ones, also among those that the command knows `besides`.
    """
    kind, slash, rest = name.partition("/")
    if slash and kind in KINDS and not name.endswith((".yaml", ".yml")):
        return Found(kind, rest, find_preset(kind, rest))
    if slash or name.endswith((".yaml", ".yml")):
        path = find_preset("scenarios", name)
        return Found(kind_of(whole(path), name), path.stem, path)
    kinds = [kind for kind in KINDS if name in preset_names(kind)]
    if not kinds:
        known = sorted({preset for kind in KINDS for preset in preset_names(kind)})
        raise Problem(f"there is no '{name}'", place=name, mend=suggestion(name, [*known, *besides]))
    others = tuple(f"{kind}/{name}" for kind in kinds[1:])
    return Found(kinds[0], name, find_preset(kinds[0], name), others)


def whole(path: Path) -> Table:
    """Read a file that should be a mapping of keys."""
    from creditarium.model.reading import read

    return mapping(read(path), path)


def mapping(tree: object, path: Path) -> Table:
    """Give what a file holds if it is a mapping, or raise a `Problem`."""
    from creditarium.model.tree import Table

    if not isinstance(tree, Table):
        raise Problem("the file should be a mapping of keys", place=str(path), mend="write 'key: value' lines")
    return tree


def kind_of(tree: Table, name: str) -> str:
    """Tell the kind of a file by the key that only this kind has."""
    for kind, mark in MARKS.items():
        if mark in tree:
            return kind
    known = ", ".join(f"{mark} ({kind})" for kind, mark in MARKS.items())
    raise Problem("it cannot be told what this file describes", place=name, mend=f"give one of the keys {known}")


def with_parts(found: Found) -> Table:
    """Read what was found; a scenario comes with all its presets in place."""
    if found.kind != "scenarios":
        from creditarium.model.derived import LEFT_OUT, read_preset

        return mapping(read_preset(found.kind, found.path), found.path).without_item(LEFT_OUT)
    from creditarium.model.resolve import scenario_tree

    return scenario_tree(str(found.path))
