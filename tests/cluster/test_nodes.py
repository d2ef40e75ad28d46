"""A real Ray of several nodes on this machine: the same bytes, whoever lives them and whoever is killed."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import compress
from typing import Any

import numpy as np
import pytest

from creditarium.cluster.crew import Workers
from creditarium.cluster.joining import joined
from creditarium.engine.counting import Measures
from creditarium.engine.run import Engine, History, State
from creditarium.engine.threads import Parts
from tests.cluster.conftest import Nodes
from tests.cluster.test_crew import cut_at, lived_by
from tests.engine.test_guarantees import assert_same
from tests.engine.worlds import Life, engine_of, live, scenario_of


class Watched(Workers):
    """A crew whose workers a test can find."""

    @contextmanager
    def at_work(self, engine: Engine, state: State, measures: Measures | None) -> Iterator[Parts]:
        with super().at_work(engine, state, measures) as parts:
            self.parts: Any = parts
            yield parts

    def pids(self) -> list[int]:
        asked = [share.actor.__ray_call__.remote(lambda worker: os.getpid()) for share in self.parts._shares]
        found: list[int] = self.cluster.ray.get(asked)
        return found


def test_two_nodes_live_what_one_process_does_though_one_is_killed(nodes: Nodes) -> None:
    """A worker is killed in the middle, and later a node: each costs what was lived since the lives were fetched."""
    town = live(scenario_of("glass_town", community=256, people=2700, seed=41, days=98))
    said: list[str] = []
    with joined(nodes.address) as cluster:
        assert cluster.workers == 2
        assert not cluster.local
        crew = Watched(cluster, said.append, cut_at(3, 4), keep=lambda window: window % 4 == 0)
        history, state = History(), town.engine.fresh()
        for after in town.engine.windows(state, history, crew=crew):
            state = after
            if state.window == 6:
                os.kill(crew.pids()[1], signal.SIGKILL)
            if state.window == 10:
                node = crew.parts._shares[0].machine.node
                there = [share.machine.node == node for share in crew.parts._shares]
                for pid in compress(crew.pids(), there):
                    os.kill(pid, signal.SIGKILL)
                nodes.kill(node)
    assert_same(town, Life(town.engine, state, history))
    assert said[0] == "a worker on 127.0.0.1 was lost: 3 windows of its part are lived again"
    assert len(said) >= 1 + sum(there)
    assert all("3 windows of its part" in line for line in said[1:])


@pytest.mark.heavy
@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_so_many_workers_of_a_ray_of_its_own_leave_the_same(ray: Any, workers: int) -> None:
    engine = engine_of(scenario_of("reported-2020", people=40_000, days=45, seed=42))
    with joined(workers) as cluster:
        assert cluster.local
        assert_same(live(engine, threads=2), lived_by(Workers(cluster, print), engine))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_workers_killed_at_random_moments_change_nothing(nodes: Nodes, seed: int) -> None:
    """A thread of its own kills a worker every half second or so, wherever it is."""
    engine = engine_of(scenario_of("reported-2020", people=60_000, days=120, seed=43))
    odds, over, said = np.random.default_rng(seed), threading.Event(), list[str]()

    def killing(crew: Watched) -> None:
        while not over.wait(odds.uniform(0.3, 1.0)):
            with suppress(Exception):
                os.kill(crew.pids()[odds.integers(2)], signal.SIGKILL)

    with joined(nodes.address) as cluster:
        crew = Watched(cluster, said.append)
        killer = threading.Thread(target=killing, args=(crew,))
        killer.start()
        try:
            made = lived_by(crew, engine)
        finally:
            over.set()
            killer.join()
    assert said
    assert_same(live(engine, threads=2), made)
