"""The bench measures what was promised, in the form that a script reads; no test asserts a timing."""

import json


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
