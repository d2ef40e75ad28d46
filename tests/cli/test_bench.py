"""The bench measures what was promised, in the form that a script reads; no test asserts a timing."""

import json

import pytest

from creditarium.cli.profiling import ROOMS, Watched
from creditarium.engine import laps
from creditarium.engine.run import Engine, History
from creditarium.model.resolve import resolve


def test_a_quick_bench_as_json(call) -> None:
    answer = call("bench", "--quick", "--people", 2000, "--json")
    assert answer.code == 0
    content = json.loads(answer.out)
    assert content["person_days_per_second"] > 0
    assert content["bytes_per_person"] > 0
    assert content["pair_runs"] > 0
    assert set(content["scenarios"]) == {"rongcheng", "reported-2020"}
    for one in content["scenarios"].values():
        assert one["candidates_per_person_year"] > 0


def test_a_quick_bench_says_what_was_wanted(call) -> None:
    answer = call("bench", "--quick", "--people", 2000)
    assert answer.code == 0
    for text in ("measured", "wanted", "60 million", "bytes a person", "candidates a person-year", "numba", "a pair"):
        assert text in answer.out


def test_the_profile_has_a_line_for_every_mark_and_the_ordinary_kernel_has_none() -> None:
    assert set(ROOMS) == set(range(laps.PLACES)) - {laps.START}
    crew = Watched(1)
    engine = Engine.of(resolve("rongcheng", people=64, days=7))
    assert [state.window for state in engine.windows(engine.fresh(), History(), crew=crew)] == [1]
    assert not crew.laps.any()


@pytest.mark.heavy
def test_a_profile_adds_up(call) -> None:
    answer = call("bench", "--profile", "--people", 2000, "--json")
    assert answer.code == 0
    for one in json.loads(answer.out).values():
        assert sum(place["nanoseconds"] for place in one["places"]) == pytest.approx(one["nanoseconds"])
        assert sum(one["sorts"].values()) == pytest.approx(1)
        assert all(place["passed"] > 0 for place in one["places"])
        assert all(place["share"] >= 0 for place in one["places"])  # 0 where its marks cost as much
        assert sum(place["share"] > 0.01 for place in one["places"]) >= 10
