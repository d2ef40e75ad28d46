"""Workers live what one process lives, however the communities are cut and whoever is lost: on a pretended cluster."""

from collections.abc import Callable

import numpy as np
import pytest

from creditarium.cluster import crew as crew_file
from creditarium.cluster.crew import Workers
from creditarium.engine.lives import live as kernel
from creditarium.engine.partition import Cut
from creditarium.engine.run import Engine, History
from creditarium.model.problem import Problem
from tests.cluster.pretended import Pretended
from tests.engine.test_guarantees import assert_same
from tests.engine.worlds import Life, engine_of, live, scenario_of


def lived_by(crew: Workers, engine: Engine) -> Life:
    history, state = History(), engine.fresh()
    for after in engine.windows(state, history, crew=crew):
        state = after
    return Life(engine, state, history)


def cut_at(*marks: int) -> Callable[[Engine, int], list[Cut]]:
    def divide(engine: Engine, _: int) -> list[Cut]:
        ends = [*marks, engine.settled.communities]
        return list(zip([0, *marks], ends, strict=True))

    return divide


@pytest.fixture(scope="module")
def town() -> Life:
    """Ten communities of 256 and a short one, with everything on, lived in this process; seed 41."""
    return live(scenario_of("glass_town", community=256, people=2700, seed=41, days=98))


@pytest.mark.parametrize("marks", [(), (1,), (10,), (3, 4), tuple(range(1, 11))], ids=str)
def test_any_partitions_leave_the_same(town: Life, marks: tuple[int, ...]) -> None:
    assert_same(town, lived_by(Workers(Pretended(), print, cut_at(*marks)), town.engine))


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("name", ["reported-2020", "documented-2020"])
def test_any_number_of_workers_leaves_the_same(name: str, count: int) -> None:
    engine = engine_of(scenario_of(name, people=40_000, days=17, seed=42))
    cluster = Pretended()
    cluster.workers = count
    assert_same(live(engine, threads=2), lived_by(Workers(cluster, print), engine))


@pytest.mark.parametrize("seed", range(4))
def test_lost_workers_change_nothing(town: Life, seed: int) -> None:
    """Each call may lose its worker, those that send or fetch lives too; lives are fetched every third window."""
    odds, said = np.random.default_rng(seed), list[str]()
    crew = Workers(
        Pretended(3, lambda call, name: odds.random() < 0.04), said.append, cut_at(2, 3, 9), keep=lambda w: w % 3 == 0
    )
    assert_same(town, lived_by(crew, town.engine))
    assert len(said) > 2
    assert "a worker on 10.0.0." in said[0]
    assert max(int(line.split(": ")[1].split()[0]) for line in said) <= 3


def test_a_lost_worker_costs_what_it_lived_since_it_was_kept(town: Life) -> None:
    said: list[str] = []
    lives: list[int] = []

    def losing(call: int, name: str) -> bool:
        lives.extend([call] * (name == "live"))
        return name == "live" and len(lives) == 2 * 5 + 1  # the first of two workers, in the sixth window

    crew = Workers(Pretended(losing=losing), said.append, cut_at(5), keep=lambda window: window == 4)
    assert_same(town, lived_by(crew, town.engine))
    assert said == ["a worker on 10.0.0.0 was lost: 2 windows of its part are lived again"]
    assert len(lives) == 2 * town.state.window + 2


def test_workers_that_are_lost_again_and_again_end_the_run(town: Life) -> None:
    crew = Workers(Pretended(losing=lambda call, name: name == "live"), lambda line: None)
    with pytest.raises(Problem, match=r"workers were lost 5 times in window 0.*memory may be short"):
        lived_by(crew, town.engine)


def test_no_node_is_left(town: Life) -> None:
    with pytest.raises(Problem, match="no node of the cluster is left"):
        lived_by(Workers(Pretended(nodes=0), print, cut_at(5)), town.engine)


def test_lives_are_sent_in_small_pieces(town: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew_file, "PIECE_BYTES", 1000)
    cluster = Pretended()
    assert_same(town, lived_by(Workers(cluster, print, cut_at(5)), town.engine))
    assert cluster.ray.calls > town.state.nbytes // 1000


def test_what_arrives_read_only_needs_no_other_kernel(town: Life) -> None:
    before = len(kernel.signatures)
    lived_by(Workers(Pretended(), print), town.engine)
    assert len(kernel.signatures) == before > 0


def test_a_cut_window_and_a_warm_up() -> None:
    engine = engine_of(scenario_of("glass_town", community=256, people=1100, seed=72, days=40, warm_up=21, tally=3))
    one = live(engine)
    other = lived_by(Workers(Pretended(), print, cut_at(1, 2)), engine)
    assert_same(one, other)
    assert one.history.whole is not None
    assert other.history.whole is not None
    assert np.array_equal(one.history.whole[0].records, other.history.whole[0].records)
    assert np.array_equal(one.history.whole[1], other.history.whole[1])


def test_bad_input_on_a_worker_is_told_here(town: Life) -> None:
    from unittest.mock import patch

    from creditarium.cluster.worker import Worker

    with (
        patch.object(Worker, "live", side_effect=Problem("an agent has more than 191 matters in hand")),
        pytest.raises(Problem, match="191 matters"),
    ):
        lived_by(Workers(Pretended(), print), town.engine)
