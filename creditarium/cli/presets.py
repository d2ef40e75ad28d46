"""Finding what a user means by a name: a preset of any kind, or a file of their own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from creditarium.model.catalogue import KINDS, find_preset, is_path, own_file, preset_names
from creditarium.model.file_kinds import FILE_KINDS, kind_of_keys
from creditarium.model.problem import Problem, suggestion

if TYPE_CHECKING:
    from creditarium.model.tree import Table


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
    if is_path(name):
        path = own_file(name, "a preset by name")
        return Found(kind_of(whole(path), path, name), path.stem, path)
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
    from creditarium.model.reading import no_mapping
    from creditarium.model.tree import Table

    if not isinstance(tree, Table):
        raise no_mapping(str(path))
    return tree


def kind_of(tree: Table, path: Path, name: str) -> str:
    """Tell the kind of a file by the key that only this kind has, or by that of the preset that it is made of."""
    kind = kind_of_keys(tree) or _kind_of_base(tree, path)
    if kind is not None:
        return kind
    known = ", ".join(f"{one.mark} ({kind})" for kind, one in FILE_KINDS.items())
    raise Problem("it cannot be told what this file describes", place=name, mend=f"give one of the keys {known}")


def _kind_of_base(tree: Table, path: Path) -> str | None:
    """Tell the kind of what a file is made ``of``: the first of that name whose keys the file's own are."""
    from creditarium.model.derived import LEFT_OUT, OF, UNITED, beside
    from creditarium.model.json_schema import TYPES

    base = tree.get(OF)
    if not isinstance(base, str):
        return None
    base = beside(base, path)
    if is_path(base):
        other = own_file(base, "a preset by name")
        return None if other == path else kind_of(whole(other), other, base)
    own, gone = {*tree} - {OF, LEFT_OUT}, {*(tree.get(LEFT_OUT) or ())}
    fields = {FILE_KINDS[kind].spec: kind for kind in KINDS if base in preset_names(kind)}
    known = {fields[one.__name__]: {*one.model_fields} for one in TYPES.values() if one.__name__ in fields}
    fits = (kind for kind in KINDS if kind in known and own <= known[kind] and gone <= {*UNITED.get(kind, ())})
    return next(fits, None)


def with_parts(found: Found) -> Table:
    """Read what was found; a scenario comes with all its presets in place."""
    if found.kind != "scenarios":
        from creditarium.model.derived import LEFT_OUT, read_preset

        return mapping(read_preset(found.kind, found.path), found.path).without_item(LEFT_OUT)
    from creditarium.model.resolve import scenario_tree

    return scenario_tree(str(found.path))
