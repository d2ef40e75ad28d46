"""Real clusters of several nodes on this machine, which reach nothing beyond it; skipped where Ray is not installed."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creditarium.cluster.joining import ALONE, environment

ROOT = Path(__file__).resolve().parents[2]
NO_RAY = "Ray is not installed: make setup-cluster"
STORE, MOST_LETTERS = 80 << 20, 50


@pytest.fixture(scope="session")
def ray() -> Iterator[Any]:
    """Load Ray as a Ray of our own is loaded, with its files in the tree: their paths must be short."""
    folder = Path(tempfile.mkdtemp(prefix="r", dir=ROOT / ".cache"))
    own = {"RAY_TMPDIR": str(folder), "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "0" * 64}  # or it writes one at home
    try:
        if len(str(folder)) > MOST_LETTERS:
            pytest.skip("the sockets of a Ray in this tree would have too long names")
        with environment({**ALONE, **own}):
            yield pytest.importorskip("ray", reason=NO_RAY)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Nodes:
    """A cluster whose head has no processor; the others have one each."""

    def __init__(self, count: int) -> None:
        from ray.cluster_utils import Cluster

        plain = {"object_store_memory": STORE, "include_dashboard": False}
        self.cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, **plain})
        self.nodes = [self.add() for _ in range(count)]

    @property
    def address(self) -> str:
        return str(self.cluster.address)

    def add(self, **words: str) -> Any:
        return self.cluster.add_node(num_cpus=1, object_store_memory=STORE, env_vars=dict(words))

    def kill(self, node: str) -> None:
        """Kill a node's own process; whatever works there ends soon after."""
        (killed,) = [one for one in self.nodes if one.node_id == node]
        self.cluster.remove_node(killed, allow_graceful=False)

    def wait_until(self, count: int) -> None:
        """Wait until the cluster knows that so many nodes besides the head are left."""
        while self.alive() != count + 1:
            time.sleep(0.2)

    def alive(self) -> int:
        return sum(one["Alive"] for one in self.cluster.global_state.node_table())

    def shutdown(self) -> None:
        self.cluster.shutdown()


@pytest.fixture
def nodes(ray: Any) -> Iterator[Nodes]:
    """Two nodes with a processor each, and the head, where the driver is."""
    made = Nodes(2)
    yield made
    ray.shutdown()
    made.shutdown()
