"""Reading YAML into a tree that keeps its lines, and a tree into a spec, with errors in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from creditarium.model.catalogue import find_preset, preset_names, shown
from creditarium.model.file_kinds import check_file_kind
from creditarium.model.problem import Problem
from creditarium.model.tree import NOWHERE, Node, Place, Rows, Table, place_at, tree_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    S = TypeVar("S", bound=BaseModel)

__all__ = ["find_preset", "load", "preset_names", "read", "read_text", "text_of"]

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT, _NOTHING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"
_EXPONENT = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+")
_CODE = re.compile(r"[-+]?0[0-9_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")
_WORDS = frozenset({"on", "off", "yes", "no", "y", "n"})


def read(path: Path | str) -> Node:
    """Read a YAML file into a tree that knows the line of every key; a fault is a `Problem`."""
    return read_text(text_of(path, "a YAML file"), shown(path))


def text_of(path: Path | str, wanted: str) -> str:
    """Read the text of a file, which should be ``wanted``; a fault is a `Problem`."""
    name = shown(path)
    try:
        return Path(path).expanduser().read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        mend = _ending_mend(name) or "save it as UTF-8"
        raise Problem("the file is not text in UTF-8", place=name, mend=mend) from error
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise Problem(f"the file cannot be read: {reason}", place=name, mend=f"give {wanted}") from error


def read_text(text: str, name: str) -> Node:
    """Read YAML text; `name` stands for the file in every place."""
    try:
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                raise Problem("there is nothing in it", place=name, mend="give it some content")
            return _Builder(loader, name).node(root)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = str(Place(name, mark.line + 1)) if mark else name
        what = f"this is not YAML: {error.problem or error.context or 'it cannot be parsed'}"
        mend = _ending_mend(name) or "mend the indentation, quotes or brackets there"
        raise Problem(what, place=place, mend=mend) from error
    except yaml.YAMLError as error:
        raise Problem(f"this is not YAML: {error}", place=name, mend="save it as plain YAML text") from error


def no_mapping(place: str) -> Problem:
    """Give the problem of a file that holds no keys; ``place`` is the file, with or without a line."""
    mend = _ending_mend(place.partition(":")[0]) or "write 'key: value' lines"
    return Problem("the file should be a mapping of keys", place=place, mend=mend)


def _ending_mend(name: str) -> str:
    """Say of a file whose ending is not that of YAML (or JSON, which is YAML) that another was meant; else nothing."""
    ending = Path(name).suffix
    known = ending in ("", ".yaml", ".yml", ".json") or not Path(name).is_file()
    return "" if known else f"give a YAML file; the name of this one ends in {ending}"


class _Builder:
    """Turns the nodes of one composed document into a tree."""

    def __init__(self, loader: Any, name: str) -> None:
        self._loader = loader
        self._name = name
        self._seen: set[int] = set()

    def node(self, node: yaml.Node) -> Node:
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        place = self._place(node)
        if id(node) in self._seen:
            raise Problem("anchors and aliases are not read here", place=str(place), mend="write it out")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._table(node, place)
        marks = [self._place(item) for item in node.value]
        return Rows([self.node(item) for item in node.value], place, marks)

    def _table(self, node: yaml.MappingNode, place: Place) -> Table:
        content: dict[Any, Node] = {}
        marks: dict[Any, Place] = {}
        for key_node, value_node in node.value:
            at = self._place(key_node)
            key = self._key(key_node, at)
            if key in content:
                first = marks[key].line
                what = f"the key '{key}' stands twice (first in line {first})"
                raise Problem(what, place=str(at), mend="keep one of them")
            content[key] = self.node(value_node)
            marks[key] = at
        return Table(content, place, marks)

    def _key(self, node: yaml.Node, place: Place) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            raise Problem("a key is a word or a date", place=str(place), mend="write a plain key")
        key = self._scalar(node)
        if key is None:
            raise Problem("a key is empty", place=str(place), mend="write a word or a date before the colon")
        return node.value if isinstance(key, bool) else key

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        value, plain = node.value, not node.style
        if node.tag == _TEXT and not (plain and value[-1:].isdigit()):
            return value
        if node.tag == _NOTHING:
            return None
        if plain and _EXPONENT.fullmatch(value):
            return float(value)
        if plain and _CODE.fullmatch(value):
            # YAML 1.1 would read 010 as 8 and 1:30 as 90; a code or a time of day is meant.
            return value
        if plain and value.lower() in _WORDS:
            # Nor are `on`, `off`, `yes` and `no` truths, as YAML 1.1 has it.
            return value
        try:
            return self._loader.construct_object(node)
        except ValueError as error:
            place = str(self._place(node))
            raise Problem(f"'{value}' cannot be read: {error}", place=place, mend="correct it") from error

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._name, node.start_mark.line + 1)


def load(
    spec_type: type[S],
    origin: Path | str | Mapping[Any, Any],
    *,
    sources: Mapping[str, object] | None = None,
    allow_set: bool = False,
) -> S:
    """Read a spec from a file, a tree or a plain dict; the first fault is raised as one `Problem`.

    `sources` is the registry that source ids are checked against (the shipped one if not given). `allow_set`
    lets leaves say `set`, as the resolved scenario in a run folder does.
    """
    from pydantic import ValidationError

    from creditarium.model.faults import problem_of

    tree = tree_of(origin) if isinstance(origin, Mapping) else read(origin)
    if not isinstance(tree, Table):
        place = str(tree.place if isinstance(tree, Rows) else NOWHERE) or str(origin)
        raise no_mapping(place)
    check_file_kind(tree, spec_type.__name__, tree.place.file)
    context = {"sources": sources, "allow_set": allow_set}
    try:
        return spec_type.model_validate(tree, context=context)
    except ValidationError as error:
        raise problem_of(error, tree) from error
    except Problem as problem:
        raise problem.placed(str(place_at(tree, problem.at))) from problem
