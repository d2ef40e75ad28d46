"""A preset as a tree of lines, each number with the source or the assumption that it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from creditarium.model.leaf import is_leaf
from creditarium.model.tree import Rows
from creditarium.views.provenance import MARK, is_table_of_numbers, origin_of

INDENT = "  "
_LONG = 40


class Line(NamedTuple):
    """One line of the tree: how deep, its key, what it says, and what that rests on ('' for plain words)."""

    depth: int
    key: str
    says: str
    rests: str = ""


def lines_of(tree: Any, depth: int = 0) -> Iterator[Line]:
    """Give a preset's lines in the order of the file."""
    for key, child in tree.items():
        yield from _lines(str(key), child, depth)


def _lines(key: str, node: Any, depth: int) -> Iterator[Line]:
    if is_leaf(node):
        yield _number(key, node, depth)
    elif is_table_of_numbers(node):
        weak = node.get("assumed") or node.get("recalled")
        says = f"{node['file']} ({node.get('year', 'no year')})"
        origin = f" {MARK} {weak}" if weak else ""
        yield Line(
            depth,
            key,
            f"{says} [{node.get('source', 'no source')}]{origin}",
            "assumed" if weak else "sourced",
        )
    elif isinstance(node, Mapping) and node:
        yield Line(depth, key, "")
        yield from lines_of(node, depth + 1)
    elif isinstance(node, Rows | list) and any(_is_long(item) for item in node):
        yield Line(depth, key, "")
        for item in node:
            yield from _item(item, depth + 1)
    elif isinstance(node, Rows | list):
        yield Line(depth, key, ", ".join(_plain(item) for item in node) or "none")
    else:
        yield Line(depth, key, _plain(node))


def _is_long(item: Any) -> bool:
    return isinstance(item, Mapping) or (isinstance(item, str) and len(item) > _LONG)


def _item(item: Any, depth: int) -> Iterator[Line]:
    """Give an item of a list: a mapping with a name is led by it, anything else by a dash."""
    if not isinstance(item, Mapping) or is_leaf(item):
        yield Line(depth, "-", _plain(item)) if not is_leaf(item) else _number("-", item, depth)
    elif "name" in item:
        yield Line(depth, str(item["name"]), "")
        yield from lines_of({key: value for key, value in item.items() if key != "name"}, depth + 1)
    else:
        first, *others = lines_of(item, depth + 1)
        yield first._replace(depth=depth, key=f"- {first.key}")
        yield from others


def _number(key: str, leaf: Any, depth: int) -> Line:
    origin = origin_of(leaf, key)
    if origin.kind == "sourced":
        between = f", published {origin.between}" if origin.between else ""
        return Line(depth, key, f"{origin.says}{between} [{origin.source}]", "sourced")
    if origin.kind == "fixed":
        return Line(depth, key, f"{origin.says} (by definition: {origin.reason})", "fixed")
    between = f" ({origin.between})" if origin.between else ""
    source = f" [{origin.source}, {origin.kind}]" if origin.source else f" {origin.kind}:"
    return Line(depth, key, f"{MARK} {origin.says}{between}{source} {origin.reason}".rstrip(), origin.kind)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def wrapped(line: Line, width: int) -> list[str]:
    """Break a line to a width; what follows hangs two steps deeper than its key."""
    start = INDENT * line.depth
    text = f"{line.key}{' ' if line.key == '-' else ': '}{line.says}".rstrip()
    hang = start + INDENT * 2
    wide = max(width, len(hang) + 24)
    return textwrap.wrap(text, wide, initial_indent=start, subsequent_indent=hang, break_on_hyphens=False) or [start]
