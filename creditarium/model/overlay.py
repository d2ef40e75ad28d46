"""Reforms: changes laid over a tree before it is validated, which copy nothing but the paths they touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

from creditarium.model.base import Spec
from creditarium.model.leaf import is_leaf
from creditarium.model.problem import Problem, suggestion
from creditarium.model.reading import load, read_text
from creditarium.model.schema import Expected, expected_at, fields_at
from creditarium.model.tree import Leaf, Node, Place, Rows, Table, tree_of

CONTENTS = {
    "observation": "sensors",
    "scoring": "",
    "sharing": "agreements",
    "consequences": "rules",
    "response": "reactions",
}
"""The stages that a scenario can be without, and the field of each that holds its contents."""


class Change(Spec):
    """One change of a reform: a path, the value it gets, from when (always, if not said), and why."""

    path: str
    value: Any
    since: date | None = Field(default=None, alias="from")
    source: str = ""
    because: str = ""

    @property
    def origin(self) -> Place:
        """Where the change stands, for the errors that it leads to."""
        return self.place if self.place.file else Place(f"change of {self.path}")

    @model_validator(mode="after")
    def _has_reason(self) -> Self:
        if not (self.source or self.because):
            raise Problem(f"the change of '{self.path}' has no reason", mend="add source: or because:")
        if not all(self.path.split(".")):
            raise Problem(f"'{self.path}' is no path", mend="write the keys with a dot between", at=("path",))
        return self


class Reform(Spec):
    """A named overlay: changes that are laid over a scenario in their order."""

    title: str
    changes: tuple[Change, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        last: dict[str, date | None] = {}
        for index, change in enumerate(self.changes):
            before = last.get(change.path)
            if change.path in last and (change.since is None or (before and change.since <= before)):
                what = f"overlapping dates: '{change.path}' is changed twice, not in the order of dates"
                raise Problem(what, mend="give each change of it a later 'from'", at=("changes", index))
            last[change.path] = change.since
        return self


def read_reform(origin: Path | str | Mapping[Any, Any]) -> Reform:
    """Read a reform from a file or a dict."""
    if isinstance(origin, Mapping):
        if "changes" not in origin and any("." in str(key) for key in origin):
            what = "a reform is a title and a list of changes, each with its reason, and no values by path"
            raise Problem(what, place="the reform", mend="give values by path as set")
        return load(Reform, tree_of(origin, Place("the reform")))
    return load(Reform, origin)


def change_of(text: str) -> Change:
    """Read one `--set PATH=VALUE`; the value is YAML."""
    path, equals, value = text.partition("=")
    path = path.strip()
    place = Place(f"--set {path}")
    if not equals or not all(path.split(".")):
        raise Problem("this is no PATH=VALUE", place=f"--set {text}", mend="write for example --set people=1000")
    try:
        node = read_text(value, str(place))
    except Problem as problem:
        raise Problem(problem.what, place=f"--set {text}", mend="give a value as YAML has it") from problem
    return load(Change, Table({"path": path, "value": node, "because": "--set on the command line"}, place))


def changed(tree: Table, changes: Iterable[Change], spec_type: type[BaseModel] | None = None) -> Table:
    """Give the tree with changes laid over it, sharing with the old one all that they leave alone.

    With `spec_type` a change may also name a field that the tree leaves out. An unknown part of a path is a
    `Problem`. A new item of a mapping is given whole, as a mapping.
    """
    for change in changes:
        tree = _laid(tree, tuple(change.path.split(".")), 0, change, spec_type)
    return tree


def removed(tree: Table, path: str) -> Table:
    """Give the tree without the key or the item of a list that a path leads to."""
    parts = tuple(path.split("."))
    rest: Table = _cut(tree, parts, 0, Place(f"removal of {path}"))
    return rest


def without(tree: Table, what: str) -> Table:
    """Give a scenario's tree without what a stage holds ("sharing") or one of it ("response.chilling")."""
    stage, dot, name = what.partition(".")
    place = f"--without {what}"
    if stage not in CONTENTS:
        mend = suggestion(stage, CONTENTS)
        raise Problem(f"a scenario cannot be without '{stage}'", place=place, mend=mend)
    field = CONTENTS[stage]
    parts = (stage, field) if field else (stage,)
    held: Node = tree
    for part in parts:
        held = held.get(part) if isinstance(held, Table) else None
    if not dot:
        return _untied(_put(tree, parts, Table((), Place(place))), stage, [*held]) if held else tree
    if not isinstance(held, Table) or name not in held:
        names = held if isinstance(held, Table) else ()
        raise Problem(f"there is no '{name}' in {stage}", place=place, mend=suggestion(name, names))
    return _untied(_put(tree, parts, held.without_item(name)), stage, [name])


def _untied(tree: Table, stage: str, gone: Sequence[Any]) -> Table:
    """Take away what cannot be without the sensors or schemes that are gone: feeds, agreements, consequences."""
    if stage == "observation":
        for name, scheme in tree.get("scoring", {}).items():
            feeds = [feed for feed in scheme.get("feeds", ()) if feed not in gone]
            if len(feeds) < len(scheme.get("feeds", ())):
                tree = _put(tree, ("scoring", name, "feeds"), tree_of(feeds, scheme.place_of("feeds")))
    for part in ("sharing", "consequences") if stage == "scoring" else ():
        held = tree.get(part, {}).get(CONTENTS[part], {})
        kept = {name: item for name, item in held.items() if item.get("scheme") not in gone}
        if len(kept) < len(held):
            tree = _put(tree, (part, CONTENTS[part]), Table(kept, held.place, held.marks))
    return tree


def _put(tree: Table, parts: Sequence[str], value: Node) -> Table:
    head, *rest = parts
    return tree.with_item(head, _put(tree[head], rest, value) if rest else value)


def _cut(node: Node, parts: tuple[str, ...], depth: int, place: Place) -> Any:
    key = _key(node, parts, depth, place)
    if depth == len(parts) - 1:
        return node.without_item(key)
    return node.with_item(key, _cut(node[key], parts, depth + 1, place))


def _laid(node: Node, parts: tuple[str, ...], depth: int, change: Change, spec: type[BaseModel] | None) -> Any:
    here = parts[: depth + 1]
    expected = expected_at(spec, here) if spec else None
    last = depth == len(parts) - 1
    key = _key(node, parts, depth, change.origin, _missing_ok(expected, last, change), _fields(spec, here))
    held = node[key] if not isinstance(node, Table) or key in node else None
    if not last:
        inner = Table((), change.origin) if held is None else held
        return node.with_item(key, _laid(inner, parts, depth + 1, change, spec))
    value = _value(held, change, expected is not None and expected.parameter)
    return node.with_item(key, value, change.origin) if isinstance(node, Table) else node.with_item(key, value)


def _missing_ok(expected: Expected | None, last: bool, change: Change) -> bool:
    """Say whether a part that the tree leaves out may be put in."""
    if expected is None or not expected.known:
        return False
    return expected.declared or (last and isinstance(change.value, Mapping))


def _fields(spec: type[BaseModel] | None, here: tuple[str, ...]) -> list[str]:
    return fields_at(spec, here[:-1]) if spec else []


def _key(
    node: Node,
    parts: tuple[str, ...],
    depth: int,
    place: Place,
    missing_ok: bool = False,
    declared: Sequence[str] = (),
) -> Any:
    """Find the key or index that a part of a path means; an unknown part is a `Problem`."""
    part, above = parts[depth], ".".join(parts[:depth])
    if is_leaf(node):
        what = f"'{above}' is a parameter, which has nothing called '{part}' to change"
        raise Problem(what, place=str(place), mend=f"name '{above}' itself")
    if isinstance(node, Table):
        by_text = {str(key): key for key in node}
        if part in by_text or missing_ok:
            return by_text.get(part, part)
        names = sorted({*by_text, *declared})
    elif isinstance(node, Rows):
        names = [str(_name(item, index)) for index, item in enumerate(node)]
        if part in names:
            return names.index(part)
        if part.isdecimal() and int(part) < len(node):
            return int(part)
    else:
        mend = f"name '{above}' itself"
        raise Problem(f"'{above}' has no parts, so no '{part}'", place=str(place), mend=mend)
    where = f" in '{above}'" if above else ""
    raise Problem(f"there is no '{part}'{where}", place=str(place), mend=suggestion(part, names))


def _name(item: Node, index: int) -> Any:
    return item.get("name", index) if isinstance(item, Table) else index


def _value(held: Node, change: Change, parameter: bool) -> Node:
    """Make the node that takes the place of what is held at the end of a path."""
    value = change.value
    if isinstance(value, Mapping) or value is None or not (parameter or is_leaf(held)):
        if change.since is not None:
            what = f"'{change.path}' cannot change on a date"
            raise Problem(what, place=str(change.origin), mend="leave 'from' out, or name a parameter")
        if isinstance(held, Table) and not isinstance(value, Mapping) and value is not None:
            mend = suggestion("", [f"{change.path}.{key}" for key in held])
            raise Problem(f"'{change.path}' is a table, not a value", place=str(change.origin), mend=mend)
        return tree_of(value, change.origin)
    content: dict[str, Any] = {"set": value}
    content |= {key: text for key in ("source", "because") if (text := getattr(change, key))}
    if isinstance(held, Table) and held.get("unit"):
        content["unit"] = held["unit"]
    if change.since is not None:
        if not is_leaf(held):
            what = f"'{change.path}' has no value before {change.since}"
            raise Problem(what, place=str(change.origin), mend="leave 'from' out")
        content["from"] = change.since
    if is_leaf(held):
        content["over"] = held
    return Leaf(content, change.origin)
