"""The same tables on any processor target: a child with a generic target and NumPy's features switched off."""

from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest

from tests.engine.worlds import compiled_anew, live, scenario_of

CASES = (("glass_town", 1024, 91), ("reported-2020", 3000, 28))
CHILD = """
from tests.engine.test_portability import digests
print(digests())
"""


def digests() -> str:
    """Live the cases and give one digest over people, records, docket, fields and tallies."""
    digest = blake2b(digest_size=16)
    for name, people, days in CASES:
        life = live(scenario_of(name, people=people, days=days, seed=101))
        arrays = [life.engine.settled.profiles, life.state.records, life.state.docket, *life.state.before]
        arrays += [one.rows for one in life.history.tallies]
        for array in arrays:
            digest.update(repr((array.dtype.str, array.shape)).encode())
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def optional_features() -> list[str]:
    """Give the processor features that this NumPy would dispatch to on this machine, and may be told not to."""
    from numpy._core import _multiarray_umath as core

    return [name for name in core.__cpu_dispatch__ if core.__cpu_features__.get(name)]


@pytest.mark.heavy
def test_a_generic_target_gives_the_same_tables(tmp_path: Path) -> None:
    """Compiling takes the child a minute; its compile cache is its own, so that nothing native is taken from it."""
    said = compiled_anew(
        CHILD,
        tmp_path,
        NUMBA_CPU_NAME="generic",
        NUMBA_CPU_FEATURES="",
        NPY_DISABLE_CPU_FEATURES=" ".join(optional_features()),
    )
    assert said == digests()
