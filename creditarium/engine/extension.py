"""An extension compiled: its rule and the loop over the people, as one module that is kept by its digest.

A function passed to compiled code as an argument would be compiled anew in every process, so the loop is written
below the rule in one file. It runs over the records at the start of every window; without an extension nothing does.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import numpy as np
from numba.core.errors import NumbaError
from numpy.typing import NDArray

from creditarium.engine.compile.world import Compiled
from creditarium.engine.layout import VARIABLE
from creditarium.engine.record import OF_PROFILE
from creditarium.model.extension import Extension
from creditarium.model.population import ATTRIBUTES
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario

_KEPT = Path(__file__).resolve().parent / "__pycache__"
_IMPORTS = """

import numpy as _np
from creditarium.engine.jit import bounded as _bounded, compiled as _compiled
from creditarium.engine.purposes import EXTENSION as _EXTENSION
from creditarium.engine.randomness import agent_key as _agent_key, draw as _draw, window_key as _window_key
from creditarium.engine.record import keep_state as _keep_state, state_of as _state_of

"""
_LOOP = """

@_compiled
def _extend(reads, writes, seed, window, first, profiles, records, read, written):
    for a in range(profiles.shape[0]):
        row, profile = records[a], _np.int64(profiles[a])
        for j in range(reads.shape[0]):
            read[j] = _state_of(reads[j], row, profile)
        for j in range(writes.shape[0]):
            written[j] = _state_of(writes[j], row, profile)
        rule(read, _draw(_window_key(_agent_key(seed, first + a), window), _EXTENSION), written)
        for j in range(writes.shape[0]):
            _keep_state(writes[j], row, written[j])
"""


@dataclass(frozen=True)
class Extended:
    """The rule of a scenario's extension over the states of its world."""

    extension: Extension
    loop: Callable[..., None]
    reads: NDArray[np.void]
    writes: NDArray[np.void]

    @classmethod
    def of(cls, scenario: Scenario, compiled: Compiled) -> Extended | None:
        """Compile a scenario's extension, if it has one; a name that it cannot read or write is a `Problem`."""
        extension = scenario.extension
        if extension is None:
            return None
        states = {**scenario.conduct.states, **scenario.response.states}
        known = {name: _place(compiled, name) for name in (*compiled.layout.variables, *ATTRIBUTES)}
        reads = [_chosen(name, known, extension, "read") for name in extension.reads]
        own = {name: place for name, place in known.items() if name in states}
        writes = [_chosen(name, own, extension, "written") for name in extension.writes]
        rows = (np.array(places, dtype=VARIABLE) for places in (reads, writes))
        return cls(extension, _loop_of(extension), *rows)

    def apply(
        self, seed: np.uint64, window: int, first: int, profiles: NDArray[np.uint16], records: NDArray[np.uint16]
    ) -> None:
        """Let the rule work on the people from number ``first`` on, whose profiles and records these are."""
        read, written = (np.zeros(len(places), dtype=np.int64) for places in (self.reads, self.writes))
        try:
            self.loop(self.reads, self.writes, seed, window, first, profiles, records, read, written)
        except (NumbaError, IndexError) as error:
            what = f"the rule fails: {str(error).strip().splitlines()[-1]}"
            raise Problem(what, place=self.extension.file, mend="mind the lengths of READS and WRITES") from error


def _place(compiled: Compiled, name: str) -> tuple[Any, ...]:
    if name in ATTRIBUTES:
        attribute = ATTRIBUTES[name]
        return OF_PROFILE, attribute.shift, (1 << attribute.bits) - 1, 0, 0
    return tuple(compiled.world.variables[compiled.places[name]].tolist())


def _chosen(name: str, known: dict[str, Any], extension: Extension, done: str) -> tuple[Any, ...]:
    if name not in known:
        what = f"{name!r} cannot be {done}"
        raise Problem(what, place=extension.file, mend=suggestion(name, known))
    return tuple(known[name])


@cache
def _loop_of(extension: Extension) -> Callable[..., None]:
    """Write the rule and its loop as one module, and give the loop; numba keeps what it compiles beside it."""
    marks = "".join(f"{name} = _bounded({name})\n" for name in extension.functions())
    text = extension.source + _IMPORTS + marks + _LOOP
    name = f"extension_{blake2b(text.encode(), digest_size=12).hexdigest()}"
    path = _written(_KEPT / f"{name}.rule", text)
    loader = SourceFileLoader(name, str(path))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # numba looks the module of kept code up by its name
    loader.exec_module(module)
    loop: Callable[..., None] = module._extend
    return loop


def _written(path: Path, text: str) -> Path:
    """Write a module where compiled code is kept, or, where nobody may, in a folder of this process's own."""
    try:
        path.parent.mkdir(exist_ok=True)
        if not path.is_file():
            begun = path.with_name(f"{path.name}.{os.getpid()}")
            begun.write_text(text, encoding="utf-8")
            begun.replace(path)
    except OSError:
        path = Path(tempfile.mkdtemp(prefix="creditarium-")) / path.name
        path.write_text(text, encoding="utf-8")
    return path
