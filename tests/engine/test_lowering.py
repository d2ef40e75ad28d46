"""A part is compiled into its callers only, and what they give is what it gives anywhere."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from creditarium.engine import jit
from creditarium.engine.lowering import WRITTEN_FOR, Part, PartCompiler, PlainCompiler

ROWS = np.arange(7, dtype=np.int64)


def halved(rows: np.ndarray, j: int) -> int:
    return int(rows[j]) // 2 if rows[j] % 2 == 0 else 3 * int(rows[j]) + 1


def summed(rows: np.ndarray) -> int:
    total = 0
    for j in range(rows.shape[0]):
        total += halved_part(rows, j) + scale
    return total


scale = 5
halved_part = jit.inlined(halved)


def test_a_caller_of_parts_gives_what_plain_python_gives() -> None:
    """Parts within parts, with a constant of their module: against the same functions without any compiler."""
    inner = jit.inlined(summed)

    @numba.njit
    def caller(rows: np.ndarray) -> int:
        return inner(rows) + halved_part(rows, 3)

    assert caller(ROWS) == sum(halved(ROWS, j) + scale for j in range(len(ROWS))) + halved(ROWS, 3)


def test_the_engine_compiles_parts_as_such() -> None:
    """With the Numba that is locked; another Numba would go without, silently."""
    assert numba.version_info.short == WRITTEN_FOR
    assert jit.inlined(halved)._compiler.pipeline_class is PartCompiler
    assert jit.compiled(halved)._compiler.pipeline_class is PlainCompiler


@pytest.mark.parametrize(("decorated", "ready"), [(jit.inlined, False), (numba.njit, True)])
def test_there_is_no_machine_code_of_a_part(decorated: Any, ready: bool) -> None:
    """As there is of an ordinary function."""
    made = decorated(halved)
    made.compile((numba.types.int64[::1], numba.types.int64))
    (one,) = made.overloads.values()
    assert isinstance(one.library, Part) is not ready
    assert one.library.codegen._engine.is_symbol_defined(one.fndesc.mangled_name) is ready


PLACED = """
import numpy as np
from creditarium.engine.jit import compiled, inlined

@inlined
def part(rows, j):
    return rows[j]

@compiled
def caller(rows, j):
    return part(rows, j)

behind = np.arange(9, dtype=np.int64)[3:6]
try:
    print([int(caller(behind, j)) for j in (0, 2, -1)])
except IndexError as bad:
    print(bad)
"""


@pytest.mark.parametrize(("checked", "said"), [("0", "[3, 5, 2]"), ("1", "index is out of bounds")])
def test_an_index_is_a_place_from_0_on(checked: str, said: str, tmp_path: Path) -> None:
    """No index counts from an array's end: one below 0 lies before it, and is refused where indices are checked."""
    program = tmp_path / "program.py"
    program.write_text(PLACED, encoding="utf-8")
    environment = os.environ | {"NUMBA_BOUNDSCHECK": checked}
    child = subprocess.run([sys.executable, str(program)], env=environment, check=True, capture_output=True, text=True)
    assert child.stdout.strip() == said


PROGRAM = """
import sys
import numpy as np
from creditarium.engine.jit import compiled, inlined

@inlined
def part(rows, j):
    return rows[j] * rows[j]

@compiled
def caller(rows):
    return part(rows, 0) - part(rows, 1)

kept = caller._cache.exists()
print(caller(np.array([7, 3])), kept, sum(caller.stats.cache_hits.values()), "numba.np.arraymath" in sys.modules)
"""


ANOTHER = """
import numba
numba.version_info = numba.version_info._replace(short=(99, 0))
"""


@pytest.mark.parametrize(("before", "loads"), [("", "False"), (ANOTHER, "True")])
def test_a_caller_from_the_cache_needs_no_part(before: str, loads: str, tmp_path: Path) -> None:
    """The second process finds the caller compiled, with its parts, and loads nothing that only compiling needs.

    Another Numba than the one that is locked does as it always does.
    """
    program = tmp_path / "program.py"
    program.write_text(before + PROGRAM, encoding="utf-8")
    said = [
        subprocess.run([sys.executable, str(program)], check=True, capture_output=True, text=True).stdout.split()
        for _ in range(2)
    ]
    assert said == [["40", "False", "0", "True"], ["40", "True", "1", loads]]
