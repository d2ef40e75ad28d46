"""The audit through the real command line: text, JSON, one question, a file, and every refusal."""

import json
from pathlib import Path

import pytest

import creditarium as cr
from creditarium.analysis.alternatives.declared import UTILITIES

FAST = ("--seeds", 2, "--seed-people", 256)


def test_one_question_is_answered_in_words(call, run_folder: Path) -> None:
    made = call("audit", run_folder, "--question", 22, *FAST)
    assert made.code == 0, made.err
    assert "G  How errors spread" in made.out
    assert "entries without an act of the person" in made.out
    assert "2 seeds of 256 people each; assumptions not varied" in " ".join(made.out.split())
    assert all(len(line) <= 110 for line in made.out.splitlines())


def test_json_goes_to_a_file_and_nothing_to_the_output(call, run_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "audit.json"
    made = call("audit", run_folder, "--json", "--out", target, "--question", 5, *FAST)
    assert (made.code, made.out) == (0, "")
    read = json.loads(target.read_text(encoding="utf-8"))
    assert [answer["number"] for section in read["sections"] for answer in section["answers"]] == [5]
    again = call("audit", run_folder, "--json", "--question", 5, *FAST)
    assert json.loads(again.out) == read


def test_the_help_names_every_utility(call) -> None:
    said = " ".join(call("audit", "--help").out.split())
    assert all(name in said for name in UTILITIES)


def test_a_folder_that_is_no_run_is_refused(refused, tmp_path: Path) -> None:
    assert "no run folder" in refused("audit", tmp_path).err
    assert "no such run folder" in refused("audit", tmp_path / "nowhere").err


def test_a_truncated_folder_is_refused(refused, run_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in run_folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    whole = (copy / "tallies.parquet").read_bytes()
    (copy / "tallies.parquet").write_bytes(whole[: len(whole) // 2])
    assert "tallies.parquet" in refused("audit", copy).err
    (copy / "tallies.parquet").unlink()
    assert "it is missing" in refused("audit", copy).err


def test_a_run_without_schemes_is_refused(refused, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("runs") / "plain"
    cr.run("no-scheme", people=300, days=7, out=folder)
    assert "nothing to audit" in refused("audit", folder).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--question", 99), "there is no question 99"),
        (("--seeds", 1), "1 is less than 2"),
        (("--seed-people", 9), "9 is less than 256"),
        (("--audit-people", 0), "0 is less than 1"),
    ],
)
def test_what_cannot_be_asked_is_refused(refused, run_folder: Path, words: tuple[object, ...], said: str) -> None:
    assert said in refused("audit", run_folder, *words).err


def test_a_file_that_is_there_is_not_written_over(refused, run_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.txt"
    target.write_text("mine", encoding="utf-8")
    said = refused("audit", run_folder, "--question", 1, *FAST, "--out", target)
    assert "there is a file of this name" in said.err
    assert target.read_text(encoding="utf-8") == "mine"
