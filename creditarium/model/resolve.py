"""From a scenario's name to the whole scenario: every preset that it names is read and put in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from creditarium.model.base import Spec
from creditarium.model.catalogue import find_preset, shown
from creditarium.model.derived import beside, read_preset, without_the_left_out
from creditarium.model.file_kinds import check_file_kind
from creditarium.model.overlay import Change, change_of, changed, read_reform, without
from creditarium.model.problem import Problem
from creditarium.model.reading import load, no_mapping, text_of
from creditarium.model.scenario import Scenario
from creditarium.model.tree import Node, Place, Rows, Table, tree_of

FOLDERS = {
    "population": "populations",
    "conduct": "occasions",
    "observation": "sensors",
    "consequences": "institutions",
    "response": "responses",
}
CONTENT = {"observation": "sensors", "consequences": "rules", "response": "reactions"}
_WHOLE_KEYS = ("people", "seed", "community")
_CLOCK_KEYS = ("days", "window", "tally", "start", "warm_up")


def scenario_tree(name: str) -> Table:
    """Read a scenario (a preset's name or a file) with all its presets in place, not yet validated."""
    path = find_preset("scenarios", name)
    tree = read_preset("scenarios", path)
    if not isinstance(tree, Table):
        raise no_mapping(shown(path))
    check_file_kind(tree, "Scenario", shown(path))
    return completed(tree, path)


def completed(tree: Table, path: Path) -> Table:
    """Put every preset that a written scenario names in its place; `path` is the file that it stands in.

    A file that it names is looked for beside that file, then from the working folder.
    """
    if "name" not in tree:
        tree = tree.with_item("name", path.stem)
    for stage, folder in FOLDERS.items():
        if stage in tree:
            tree = tree.with_item(stage, _stage(folder, stage, tree[stage], path), tree.place_of(stage))
    if isinstance(tree.get("extension"), str):
        tree = tree.with_item("extension", beside(tree["extension"], path), tree.place_of("extension"))
    return without_the_left_out(tree.with_item("scoring", _schemes(tree, path)))


def _extension(name: str) -> Table:
    """Read the file of an extension, whose text becomes a part of the scenario."""
    tree: Table = tree_of({"file": name, "source": text_of(name, "a file of Python")})
    return tree


def _stage(folder: str, stage: str, written: Any, path: Path) -> Any:
    if isinstance(written, str):
        return _named(folder, stage, beside(written, path))
    if isinstance(written, Rows):
        parts = [_named(folder, stage, beside(part, path)) if isinstance(part, str) else part for part in written]
        if not parts or not all(isinstance(part, Table) for part in parts):
            what = f"'{stage}' lists presets or files, each by its name"
            raise Problem(what, place=str(written.place), mend=f"write '{stage}: [NAME, ./FILE.yaml]'")
        return reduce(_joined, parts)
    return written


def _named(folder: str, stage: str, name: str) -> Any:
    path = find_preset(folder, name)
    tree = read_preset(folder, path)
    if stage == "population" and isinstance(tree, Table) and "name" not in tree:
        tree = tree.with_item("name", Path(path).stem)
    return tree


def _joined(first: Any, second: Any) -> Any:
    """Join two presets of one stage: their mappings are united, and a name in both is a Problem."""
    for key, value in second.items():
        if key == "title":
            first = first.with_item(key, f"{first[key]}; {value}")
        elif key not in first:
            first = first.with_item(key, value, second.place_of(key))
        elif isinstance(value, Mapping):
            for name, item in value.items():
                if name in first[key] and key != "institutions":
                    place = str(value.place_of(name)) if isinstance(value, Table) else ""
                    raise Problem(f"{name!r} is defined twice", place=place, mend="rename one of them")
                first = first.with_item(key, first[key].with_item(name, item))
    return first


def _schemes(scenario: Table, path: Path) -> Any:
    written = scenario.get("scoring", ())
    if isinstance(written, Table):
        return written
    if not isinstance(written, tuple) or not all(isinstance(name, str) for name in written):
        mend = "write 'scoring: [NAME, ./FILE.yaml]', or 'scoring: []' for no scheme"
        raise Problem("'scoring' lists schemes, each by its name", place=str(scenario.place_of("scoring")), mend=mend)
    schemes: Table = tree_of({})
    for name in written:
        found = find_preset("schemes", beside(name, path))
        schemes = schemes.with_item(found.stem, read_preset("schemes", found))
    return schemes


def scenario(
    name: str | Path | Scenario = "reported-2020",
    *,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    reform: str | Path | Mapping[str, Any] | None = None,
    set: str | Sequence[str] | Mapping[str, Any] = (),
    without: str | Sequence[str] = (),
    transparent: bool = False,
) -> Scenario:
    """Give a scenario (a preset's name, a file or a `Scenario`) with what is changed in it.

    `reform` is a file of changes or a mapping, `set` "PATH=VALUE" or a mapping, `without` a stage or one of its
    items; `transparent` publishes every scheme's rules. A mistake anywhere is one `Problem`.

    >>> import creditarium as cr
    >>> cr.scenario("rongcheng", people=500, set={"clock.tally": 1}).clock.tally
    1
    """
    return resolve(
        str(name) if isinstance(name, Path) else name,
        reform=reform,
        settings=_settings(set),
        missing=(without,) if isinstance(without, str) else tuple(without),
        transparent=transparent,
        people=people,
        days=days,
        seed=seed,
    )


def _settings(given: str | Sequence[str] | Mapping[str, Any]) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    if isinstance(given, Mapping):
        return tuple(f"{path}={value}" for path, value in given.items())
    return tuple(given)


def _argument(key: str) -> Place:
    return Place(f"--{key.replace('_', '-')}")


def resolve(
    name: str | Scenario,
    *,
    reform: str | Path | Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
    missing: Iterable[str] = (),
    transparent: bool = False,
    **plain: Any,
) -> Scenario:
    """Return the whole scenario that a name, its reform and its settings describe.

    ``settings`` are PATH=VALUE texts, ``missing`` stages or named items to leave out, ``plain`` top-level
    fields (people, seed) or clock fields (days). A mistake anywhere is one Problem.
    """
    tree = scenario_tree(name) if isinstance(name, str) else _told_again(name)
    return changed_tree(tree, reform=reform, settings=settings, missing=missing, transparent=transparent, **plain)


def _told_again(scenario: Scenario) -> Table:
    """Give the tree of a whole scenario, with the place of each thing where it was read.

    The tables of a population lie beside its own place.
    """
    tree: Table = _node(scenario.model_dump(mode="python"), scenario)
    return tree


def _node(raw: Any, made: Any) -> Node:
    """Give the tree of what something was dumped to, with the places that it knows of itself."""
    if isinstance(made, Spec) and isinstance(raw, Mapping):
        items = {key: _field(part, made, str(key)) for key, part in raw.items()}
        return Table(items, made.place, {key: made.place_of(key) for key in raw})
    if isinstance(made, tuple) and isinstance(raw, list | tuple) and len(raw) == len(made):
        return Rows(_node(*pair) for pair in zip(raw, made, strict=True))
    return tree_of(raw)


def _field(raw: Any, made: Spec, field: str) -> Node:
    """Give the tree of what a field was dumped to; the keys of a mapping have places of their own."""
    held = getattr(made, field, None)
    if not isinstance(held, Mapping):
        return _node(raw, held)
    items = {key: _node(part, held.get(key)) for key, part in raw.items()}
    return Table(items, made.place_of(field), {key: made.place_of(field, key) for key in raw})


def changed_tree(
    tree: Table,
    *,
    reform: str | Path | Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
    missing: Iterable[str] = (),
    transparent: bool = False,
    **plain: Any,
) -> Scenario:
    """Return the scenario that a completed tree becomes with what `resolve` lays over it."""
    if unknown := plain.keys() - {*_WHOLE_KEYS, *_CLOCK_KEYS}:
        raise TypeError(f"no scenario is changed by {sorted(unknown)}")
    for key in _WHOLE_KEYS:
        if plain.get(key) is not None:
            tree = tree.with_item(key, plain[key], _argument(key))
    for key in _CLOCK_KEYS:
        if plain.get(key) is not None and isinstance(tree.get("clock"), Table):  # else it is missing, which is said
            tree = tree.with_item("clock", tree["clock"].with_item(key, plain[key], _argument(key)))
    for item in missing:
        tree = without(tree, item)
    if transparent:
        for scheme, written in tree["scoring"].items():
            opened = written.with_item("disclosure", "published") if isinstance(written, Table) else written
            tree = tree.with_item("scoring", tree["scoring"].with_item(scheme, opened))
    changes: list[Change] = list(read_reform(reform).changes) if reform is not None else []
    changes.extend(change_of(setting) for setting in settings)
    if changes:
        tree = changed(tree, changes, Scenario)
    if isinstance(tree.get("extension"), str):
        tree = tree.with_item("extension", _extension(tree["extension"]), tree.place_of("extension"))
    return load(Scenario, tree, allow_set=True)
