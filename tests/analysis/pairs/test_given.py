"""What may be compared: scenarios, files, reforms and finished runs; and what is no pair, and why."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import creditarium as cr
from creditarium.analysis.pairs.given import given
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario

SIZE: dict[str, Any] = {"people": 600, "days": 28}
REFORM = """title: In secret
changes:
  - {path: scoring.rongcheng-2018.disclosure, value: secret, because: a test}
"""


def town(**changed: Any) -> Scenario:
    return resolve("rongcheng", **{**SIZE, **changed})


def refused(*worlds: Any, **size: int) -> str:
    with pytest.raises(Problem) as caught:
        cr.compare(*worlds, **size)
    return str(caught.value)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seed": 2}, r"they differ in the seed \(1 and 2\)"),
        ({"people": 700}, r"they differ in the number of people \(600 and 700\)"),
        ({"start": date(2019, 1, 1)}, "they differ in the first day"),
        ({"window": 14}, "they differ in the length of a window"),
        ({"community": 64}, "they differ in the size of a community"),
        ({"days": 56}, "rongcheng has 28 days and rongcheng, other response 56"),
    ],
)
def test_worlds_of_another_fate_are_no_pair_and_the_first_difference_is_named(changed: Any, said: str) -> None:
    other = town(**changed).without("response")
    with pytest.raises(Problem, match=said):
        cr.compare(town(), other)


def test_another_population_or_catalogue_is_no_pair() -> None:
    assert "they differ in the population" in refused(town(start=date(2020, 1, 1), community=256), "no-scheme")
    often = town(settings=["conduct.kinds.red_light.rate={assume: 5, range: [1, 60], unit: a year, because: a test}"])
    assert "they differ in the ceilings of the occasions" in refused(town(), often)


def test_every_way_of_naming_a_world_names_the_same(tmp_path: Path) -> None:
    file = tmp_path / "secret.yaml"
    file.write_text(REFORM, encoding="utf-8")
    scenario = tmp_path / "scenario"
    run = cr.run(town(), out=scenario)
    plain = {"title": "In secret", "changes": [
        {"path": "scoring.rongcheng-2018.disclosure", "value": "secret", "because": "a test"}
    ]}  # fmt: skip
    worlds = given(run, [file, str(file), plain, town().secret(), scenario, scenario / "scenario.yaml", "rongcheng"])
    assert [world.name for world in worlds] == [
        "rongcheng", "In secret", "In secret (2)", "In secret (3)", "rongcheng, other scoring", "rongcheng again",
        "rongcheng again (2)", "rongcheng again (3)",
    ]  # fmt: skip
    assert len({world.scenario.scoring["rongcheng-2018"].disclosure for world in worlds[1:5]}) == 1
    assert all(world.scenario.people == 600 for world in worlds)
    assert [world.run is not None for world in worlds] == [True, False, False, False, False, True, False, False]


def test_a_finished_run_is_lived_again_and_must_end_as_recorded(tmp_path: Path) -> None:
    run = cr.run(town(), out=tmp_path / "run")
    made = cr.compare(tmp_path / "run", town().without("response"))
    assert np.array_equal(made.first.run.state.records, run.state.records)
    assert made.first.run.manifest.digest == run.manifest.digest
    stored = cr.open_run(tmp_path / "run")
    stored.state.records[5] ^= 1
    assert "does not end as its scenario does" in refused(stored, town())


def test_bad_worlds_are_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "secret.yaml"
    file.write_text(REFORM, encoding="utf-8")
    assert "one world is no comparison" in refused("rongcheng")
    assert "a reform cannot come first" in refused(file, "rongcheng")
    assert "a reform cannot come first" in refused({"title": "x", "changes": []}, "rongcheng")
    assert "did you mean 'rongcheng'" in refused("rongchen", "rongcheng")
    assert "this is no run folder" in refused(tmp_path, "rongcheng")
    cr.run(town(), out=tmp_path / "cut")
    (tmp_path / "cut" / "state.npz").write_bytes(b"")
    assert "cut off" in refused(tmp_path / "cut", "rongcheng")
