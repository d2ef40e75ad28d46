"""The order of a window, read from the kernel's own source: which steps it calls, and what each says of itself."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NamedTuple

from creditarium.engine import lives, occasions
from creditarium.views.odd.facts import first_sentence

_HELPERS = ("arrays", "docket", "jit", "numbers", "randomness", "record", "trace", "counting", "laps")
"""Modules of arithmetic and bookkeeping: their functions are no steps."""
_OPENED = {"live": lives, "live_one": lives, "occasion": occasions}
"""Functions whose own steps are listed below them, with the module that each is written in."""


class Step(NamedTuple):
    """One step of a window: how deep it lies in the loop, the function that does it, and what it says it does."""

    depth: int
    name: str
    says: str


def window_steps() -> list[Step]:
    """Give the steps of a window in the order in which the kernel takes them."""
    first = Step(0, "live", first_sentence(_plain(lives.live).__doc__))
    return [first, *_within("live", 1, {"live"})]


def _within(name: str, depth: int, seen: set[str]) -> Iterator[Step]:
    module = _OPENED[name]
    for called in _calls(module, name):
        function = _plain(getattr(module, called, None))
        if called in seen or not _is_step(function):
            continue
        seen.add(called)
        yield Step(depth, called, first_sentence(function.__doc__))
        if called in _OPENED:
            yield from _within(called, depth + 1, seen)


def _plain(function: Any) -> Any:
    """Give the Python function behind a compiled one."""
    return getattr(function, "py_func", function)


def _is_step(function: Any) -> bool:
    home = getattr(function, "__module__", "") or ""
    ours = home.startswith("creditarium.engine.") and home.rpartition(".")[2] not in _HELPERS
    public = not getattr(function, "__name__", "_").startswith("_")
    return ours and public and inspect.isfunction(function) and bool(function.__doc__)


def _calls(module: ModuleType, name: str) -> list[str]:
    """Give the names that a function of a module calls, in the order of the text, its private parts read through."""
    tree = ast.parse(inspect.getsource(module))
    written = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def called(name: str) -> Iterator[str]:
        found = [node for node in ast.walk(written[name]) if isinstance(node, ast.Call)]
        found.sort(key=lambda node: (node.lineno, node.col_offset))
        for other in (node.func.id for node in found if isinstance(node.func, ast.Name)):
            if other.startswith("_") and other in written:
                yield from called(other)
            else:
                yield other

    return list(called(name))
