"""No index of the kernel leaves its array: every shipped scenario lived by a kernel that checks each of them.

The kernel takes an index as it is (`engine/lowering.py`): one below 0 or beyond an array's end would be read from
somewhere else without a word. With the checks compiled in, it is an error instead.
"""

from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest

from creditarium.engine.counting import Measures
from creditarium.engine.run import History
from creditarium.engine.world import DECIDE_ACT
from creditarium.model.catalogue import preset_names
from tests.engine.worlds import compiled_anew, engine_of, last_of, live, scenario_of, traced

FIXTURES = ("glass_town",)
CHILD = """
from tests.engine.test_indices import digests
print(digests())
"""


def digests() -> str:
    """Live every case plainly, then with its acts measured, and one with a trace and an override; digest all."""
    digest = blake2b(digest_size=16)
    for name in (*preset_names("scenarios"), *FIXTURES):
        engine = engine_of(scenario_of(name, people=3000, days=91, seed=7))
        life = live(engine)
        acts = Measures.chosen(engine.compiled.rows, engine.settled.agents, lambda row: row.measure)
        measured = last_of(engine.windows(engine.fresh(), History(), measures=acts))
        digest.update(life.state.records.tobytes() + life.state.docket.tobytes() + measured.records.tobytes())
        digest.update(acts.sums.tobytes())
    town = traced(scenario_of("glass_town", people=600, days=91, seed=7), [(3, 2, 0, DECIDE_ACT, 1)])
    digest.update(np.ascontiguousarray(town.rows).tobytes())
    return digest.hexdigest()


@pytest.mark.heavy
def test_every_index_lies_within_its_array(tmp_path: Path) -> None:
    """The child's kernel is its own, compiled with the checks; it ends, and in the same bytes."""
    assert compiled_anew(CHILD, tmp_path, NUMBA_BOUNDSCHECK="1") == digests()
