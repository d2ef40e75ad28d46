"""Bad input is one line that names the place and the mend, exit code 2, and nothing half-written."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = ("--people", 300, "--days", 7)


@pytest.mark.parametrize("verb", ["run", "show", "check", "assumptions", "sources"])
def test_an_unknown_preset_is_answered_with_the_nearest_names(refused, verb: str) -> None:
    assert "did you mean 'reported-2020'" in refused(verb, "reportd-2020").err


def test_an_unknown_kind_of_preset(refused) -> None:
    assert "schemes" in refused("list", "shemes").err


def test_an_unknown_command(refused) -> None:
    assert "'explain'" in refused("explian").err


def test_an_unknown_option(refused) -> None:
    assert "--people" in refused("run", "--peple", 5).err


def test_a_value_that_is_no_number(refused) -> None:
    assert "--people" in refused("run", "--people", "many").err


def test_a_misspelt_key_names_file_line_and_nearest_key(refused, scheme_file: Callable[..., Path]) -> None:
    path = scheme_file("\ndisclosure:", "\ndisclosre:")
    line = next(number for number, text in enumerate(path.read_text().splitlines(), 1) if text.startswith("disclosre"))
    said = refused("check", path).err
    assert said.startswith(f"{path}:{line}: ")
    assert "did you mean 'disclosure'?" in said


def test_an_unknown_source(refused, scheme_file: Callable[..., Path]) -> None:
    old = "start: {value: 1000, unit: points, source: RC-001"
    path = scheme_file(old, old + "1x")
    said = refused("check", path).err
    assert "no source is called 'RC-0011x'" in said
    assert "RC-001" in said.partition("Mend:")[2]


def test_a_range_that_misses_its_value(refused, scheme_file: Callable[..., Path]) -> None:
    said = refused("check", scheme_file("range: [800, 900]", "range: [880, 900]")).err
    assert "misses its value" in said
    assert "mine.yaml:" in said


def test_bands_that_do_not_ascend(refused, scheme_file: Callable[..., Path]) -> None:
    assert "ascend" in refused("check", scheme_file("least: {value: 600", "least: {value: 900")).err


def test_a_rate_outside_its_bound(refused) -> None:
    said = refused("run", "--set", "conduct.kinds.speeding.rate=-1", *SMALL).err
    assert said.startswith("--set conduct.kinds.speeding.rate: -1 is no rate")


def test_a_kind_above_its_ceiling(refused, tmp_path: Path) -> None:
    path = _reform(tmp_path, "{path: conduct.kinds.speeding.rate, value: 900, from: 2020-02-01, because: a test}")
    said = refused("run", "--reform", path, *SMALL, "--days", 60).err
    assert "speeding" in said
    assert "ceiling" in said


def test_a_setting_above_the_ceiling(refused) -> None:
    assert "ceiling" in refused("run", "--set", "conduct.kinds.speeding.rate=900", *SMALL).err


def test_overlapping_dates(refused, tmp_path: Path) -> None:
    change = "{path: conduct.kinds.speeding.rate, value: 2, from: 2020-05-01, because: a test}"
    said = refused("check", _reform(tmp_path, change, change)).err
    assert "overlapping dates" in said
    assert "reform.yaml:4" in said


def test_a_reform_of_what_there_is_not(refused, tmp_path: Path) -> None:
    path = _reform(tmp_path, "{path: conduct.kinds.speding.rate, value: 2, because: a test}")
    assert "'speeding'" in refused("run", "--reform", path, *SMALL).err


@pytest.mark.parametrize("text", ["people", "=5", "scoring..x=1"])
def test_a_setting_that_is_none(refused, text: str) -> None:
    assert "PATH=VALUE" in refused("run", "--set", text, *SMALL).err


def test_a_stage_that_cannot_be_left_out(refused) -> None:
    assert "sharing" in refused("run", "--without", "sharin", *SMALL).err


@pytest.mark.parametrize(
    ("option", "value"),
    [("--people", 0), ("--people", -5), ("--days", 0), ("--threads", 0), ("--seed", -1), ("--seed", 2**63)],
)
def test_a_number_out_of_its_bounds(refused, option: str, value: int) -> None:
    assert refused("run", option, value).err.startswith(f"{option}: ")


def test_more_people_than_memory_holds(refused) -> None:
    said = refused("run", "--people", 10**12).err
    assert said.startswith("--people: ")
    assert "take at most" in said


def test_a_folder_that_is_not_empty(refused, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    assert "not empty" in refused("run", *SMALL, "--out", "full").err


def test_a_folder_that_cannot_be_written(refused, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    assert "cannot be written" in refused("run", *SMALL, "--out", "file/run").err


def test_a_file_that_describes_nothing_known(refused, tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("hello: 1\n")
    assert "cannot be told" in refused("check", tmp_path / "odd.yaml").err


@pytest.mark.parametrize("words", [("explain", "elsewhere", 1), ("resume", "elsewhere")])
def test_a_run_folder_that_is_not_there(refused, words: tuple[object, ...]) -> None:
    assert "no such run folder" in refused(*words).err


@pytest.mark.parametrize("verb", ["explain", "resume"])
def test_a_foreign_run_folder(refused, tmp_path: Path, verb: str) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "notes.txt").write_text("not a run")
    words = ("foreign", 1) if verb == "explain" else ("foreign",)
    assert "no run folder" in refused(verb, *words).err


def test_a_truncated_run_folder(refused, run_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "cut"
    shutil.copytree(run_folder, copy)
    with (copy / "state.npz").open("r+b") as file:
        file.truncate(100)
    said = refused("explain", copy, 1).err
    assert "state.npz" in said


def test_a_run_folder_of_another_version(refused, run_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "later"
    shutil.copytree(run_folder, copy)
    manifest = copy / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 99}))
    assert "manifest" in refused("explain", copy, 1).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((300,), "there is no person 300. Mend: give a number from 0 to 299."),
        ((-1,), "--help"),
        (("many",), "person takes a whole number"),
        ((1, "--organisation", 0), "one life is replayed at a time"),
        (("--organisation", 99), "there is no organisation 99"),
        ((1, "--scheme", "rongcheng-2081"), "did you mean 'rongcheng-2018'?"),
        (
            (1, "--from", "2017-12-31"),
            "2017-12-31 lies outside the run. Mend: give a date from 2018-01-01 to 2018-01-28.",
        ),
        ((1, "--from", "tomorrow"), "--from"),
        ((1, "--plot", "life.gif"), "life.gif: a figure cannot be written as 'gif'"),
        ((1, "--against", "no-schem"), "did you mean 'no-scheme'"),
        ((1, "--against", "rongchen"), "did you mean 'rongcheng'"),
        (
            (1, "--against", "suining-2010"),
            "rongcheng and suining-2010 are no pair: they differ in the first day (2018-01-01 and 2010-01-01)",
        ),
    ],
)
def test_a_life_that_cannot_be_explained(refused, run_folder: Path, words: tuple[object, ...], said: str) -> None:
    assert said in refused("explain", run_folder, *words).err


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ({"people": 320}, "differ in the number of people (300 and 320)"),
        ({"seed": 2}, "differ in the seed (1 and 2)"),
        ({"days": 35}, "rongcheng has 28 days and rongcheng again 35"),
    ],
)
def test_another_run_that_is_no_pair(refused, run_folder: Path, tmp_path: Path, size: dict, said: str) -> None:
    import creditarium as cr

    cr.run("rongcheng", **{"people": 300, "days": 28, **size}, out=tmp_path / "other")
    assert said in refused("explain", run_folder, 1, "--against", tmp_path / "other").err


def test_a_run_that_is_whole_cannot_go_on(refused, run_folder: Path) -> None:
    assert "whole already" in refused("resume", run_folder).err


def _reform(folder: Path, *changes: str) -> Path:
    path = folder / "reform.yaml"
    path.write_text("title: A test\nchanges:\n" + "".join(f"  - {change}\n" for change in changes))
    return path
