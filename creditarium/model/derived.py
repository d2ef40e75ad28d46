"""Presets made of another of their kind: what they leave out of it, and what they say otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from creditarium.model.catalogue import find_preset
from creditarium.model.problem import Problem, suggestion
from creditarium.model.reading import read
from creditarium.model.tree import Rows, Table, tree_of

OF, LEFT_OUT = "of", "leaves_out"
UNITED = {"occasions": ("states", "kinds")}
"""Per kind of preset, the mappings whose items are put beside those of the other; any other key takes its place."""


def beside(name: str, path: Path) -> str:
    """Give the path of a file beside another one if it is there, else the name as it was given."""
    near = path.parent / name
    return str(near) if ("/" in name or near.suffix) and not name.startswith("~") and near.is_file() else name


def read_preset(folder: str, path: Path) -> Any:
    """Read a preset's file; one that is made ``of`` another comes with what it has of that one.

    What it ``leaves_out`` is named by mapping and item; ``LEFT_OUT`` keeps the names. A circle, an unknown name or
    an item that the other has not are a `Problem`.
    """
    return _read(folder, path, ())


def _read(folder: str, path: Path, seen: tuple[Path, ...]) -> Any:
    tree = read(path)
    if not isinstance(tree, Table) or OF not in tree:
        return tree
    place = str(tree.place_of(OF))
    if path in seen or not isinstance(tree[OF], str):
        what = "this preset is made of itself" if path in seen else "'of' names one other preset"
        raise Problem(what, place=place, mend="name another one")
    base = _read(folder, find_preset(folder, beside(tree[OF], path)), (*seen, path))
    if not isinstance(base, Table):
        raise Problem(f"'{tree[OF]}' is no mapping of keys", place=place, mend="name a preset")
    return _joined(tree, base, UNITED.get(folder, ()))


def _joined(tree: Table, base: Table, united: Collection[str]) -> Table:
    gone, before = tree.get(LEFT_OUT, {}), base.get(LEFT_OUT, {})
    made = base
    if isinstance(gone, Table) and gone:
        every = {part: Rows([*before.get(part, ()), *gone.get(part, ())]) for part in {**before, **gone}}
        made = base.with_item(LEFT_OUT, Table(every, gone.place), tree.place_of(LEFT_OUT))
    for part, names in gone.items() if isinstance(gone, Table) else ():
        held = made.get(part)
        for name in names if isinstance(names, Rows) else ():
            if part not in united or not isinstance(held, Table) or name not in held:
                what = f"there is no '{name}' in {part} to leave out"
                raise Problem(what, place=str(gone.place_of(part)), mend=suggestion(name, held or ()))
            held = held.without_item(name)
        made = made.with_item(part, held)
    for key, value in tree.items():
        if key in united and isinstance(value, Mapping) and isinstance(made.get(key), Table):
            held = made[key]
            for name, item in value.items():
                held = held.with_item(name, item, value.place_of(name) if isinstance(value, Table) else tree.place)
            made = made.with_item(key, held)
        elif key not in (OF, LEFT_OUT):
            made = made.with_item(key, value, tree.place_of(key))
    return made


def without_the_left_out(tree: Table) -> Table:
    """Take out of a scenario what concerns the kinds that its conduct leaves out.

    That is: what sensors see of them, schemes' rules on them, and the consequences that they are needs for.
    """
    conduct = tree.get("conduct")
    if not isinstance(conduct, Table) or LEFT_OUT not in conduct:
        return tree
    gone = [name for name in conduct[LEFT_OUT].get("kinds", ()) if name not in conduct["kinds"]]
    tree = tree.with_item("conduct", conduct.without_item(LEFT_OUT))
    tree = _each(tree, ("observation", "sensors"), lambda sensor: _sensor(sensor, gone))
    tree = _each(tree, ("scoring",), lambda scheme: _less(scheme, "rules", gone))
    tree = _each(tree, ("response", "reactions"), lambda reaction: _fewer(reaction, "kinds", gone))
    return tree.with_item("consequences", _asked_for(tree["consequences"], gone)) if "consequences" in tree else tree


def _asked_for(consequences: Table, gone: Collection[str]) -> Table:
    """Give the consequences less those of needs that are gone."""
    rules: Any = consequences.get("rules", tree_of({}))
    kept: Any = rules
    for name, rule in rules.items():
        if rule.get("need") in gone:
            kept = kept.without_item(name)
    return consequences if kept is rules else consequences.with_item("rules", kept)


def _each(tree: Table, parts: tuple[str, ...], change: Any) -> Table:
    head, *rest = parts
    held = tree.get(head)
    if not isinstance(held, Table):
        return tree
    if rest:
        return tree.with_item(head, _each(held, tuple(rest), change))
    for name, item in held.items():
        if isinstance(item, Table):
            held = held.with_item(name, change(item))
    return tree.with_item(head, held)


def _less(item: Table, key: str, gone: Collection[str]) -> Table:
    held = item.get(key)
    for name in gone:
        if isinstance(held, Table) and name in held:
            held = held.without_item(name)
    return item if held is item.get(key) else item.with_item(key, held)


def _sensor(sensor: Table, gone: Collection[str]) -> Table:
    """Take from a sensor what it sees, and what it claims falsely, of the kinds that are gone."""
    claims = (sensor.get("false") or {}).get("claims")
    return _less(sensor.without_item("false") if claims in gone else sensor, "sees", gone)


def _fewer(item: Table, key: str, gone: Collection[str]) -> Table:
    held = item.get(key, ())
    kept = Rows(name for name in held if name not in gone)
    return item if len(kept) == len(held) else item.with_item(key, kept)
