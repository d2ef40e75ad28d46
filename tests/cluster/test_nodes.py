"""A real Ray of several nodes on this machine: the same bytes, whoever lives them and whoever is killed."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import creditarium as cr
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


def kill(pid: int) -> None:
    """Kill a worker that may be gone by now."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


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
                kill(crew.pids()[1])
            if state.window == 10:
                node = crew.parts._shares[0].machine.node
                there = [share.machine.node == node for share in crew.parts._shares]
                for pid in compress(crew.pids(), there):
                    kill(pid)
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
def test_workers_killed_at_random_moments_change_nothing(nodes: Nodes, ray: Any, seed: int) -> None:
    """After some windows a worker is killed a moment later: while it lives, is asked for its lives, or waits."""
    engine = engine_of(scenario_of("reported-2020", people=100_000, days=120, seed=43))
    odds, said, killed = np.random.default_rng(seed), list[str](), 0
    with joined(nodes.address) as cluster:
        crew = Watched(cluster, said.append)
        history, state = History(), engine.fresh()
        for after in engine.windows(state, history, crew=crew):
            state = after
            if odds.random() < 0.4:
                with suppress(ray.exceptions.RayError):  # one that was killed just now tells no number
                    victim = crew.pids()[odds.integers(2)]
                    threading.Timer(odds.uniform(0, 0.2), kill, (victim,)).start()
                    killed += 1
    assert killed > 2
    assert said
    assert_same(live(engine, threads=2), Life(engine, state, history))


@pytest.mark.heavy
def test_a_sweep_and_a_decomposition_are_the_same_on_workers(ray: Any) -> None:
    plan = {"people": 512, "days": 28}
    here, there = (cr.sweep("rongcheng", members=3, **plan, workers=count) for count in (None, 2))
    assert here.frame().equals(there.frame())
    one, other = (cr.decompose("suining-2010", **plan, workers=count) for count in (None, 2))
    assert np.array_equal(one.values, other.values)


@pytest.mark.heavy
def test_a_run_on_workers_is_written_and_goes_on(ray: Any, tmp_path: Path) -> None:
    plain = cr.run("reported-2020", people=4_000, days=91)
    part = cr.run("reported-2020", people=4_000, days=52, workers=2, out=tmp_path / "part", checkpoint=3)
    assert cr.resume(part.path, days=91, workers=3, out=tmp_path / "whole").manifest == plain.manifest


@pytest.mark.heavy
def test_a_killed_worker_costs_a_sweep_nothing(ray: Any) -> None:
    """Ray calls the member again that the worker was at."""
    plan = {"members": 6, "people": 20_000, "days": 182}
    killed: list[int] = []

    def tell(done: int, total: int) -> None:
        if done == 2:
            killed.extend(one for one in living(b"ray::lived_apart") if not killed)
            kill(killed[0])

    there = cr.sweep("rongcheng", **plan, workers=2, tell=tell)
    assert killed
    assert cr.sweep("rongcheng", **plan).frame().equals(there.frame())


def living(title: bytes) -> list[int]:
    """Give the processes of this machine whose title begins so."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.extend([int(path.parent.name)] * path.read_bytes().startswith(title))
    return found
