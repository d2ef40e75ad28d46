"""`creditarium sweep` and `run --members`: what they tell, what they write, and what they refuse."""

import json
from pathlib import Path

import polars as pl
import pytest

from creditarium.analysis.ensembles import members
from creditarium.engine.run import Engine

TOWN = Path(__file__).resolve().parents[1] / "fixtures" / "theory" / "parts.yaml"
WORDS = ("sweep", TOWN, "--members", 4, "--people", 300, "--days", 28)


def test_bands_signs_and_folder_are_told(call, tmp_path: Path) -> None:
    answer = call(*WORDS, "--out", "swept", "--plot", "bands.svg", "--by", "income")
    assert (answer.code, answer.err) == (0, "")
    for text in (
        "parts against no scheme",
        "as written",
        "5–95 % of members",
        "in 100%",
        "4 members over",
        "income poorest fifth",
    ):
        assert text in answer.out
    assert "more people would not narrow it" in " ".join(answer.out.split())
    assert "<svg" in (tmp_path / "bands.svg").read_text(encoding="utf-8")
    folder = tmp_path / "swept"
    assert {file.name for file in folder.iterdir()} == {"sweep.json", "scenarios", "members.parquet"}
    assert pl.read_parquet(folder / "members.parquet").height == 5
    again = call(*WORDS, "--out", "swept", "--by", "income")
    assert again.out == answer.out


def test_the_same_command_has_the_same_folder(call, tmp_path: Path) -> None:
    for _ in range(2):
        content = json.loads(call(*WORDS, "--json").out)
    assert [folder.name for folder in (tmp_path / "runs").iterdir()] == [Path(content["folder"]).name]
    assert content["bands"]["parts"][0]["headline"] == "refused_persons"
    assert (content["members"], content["failed"], content["against"]) == (4, [], "no scheme")


def test_a_run_with_members_has_bands_beside_its_summary(call) -> None:
    words = ("run", TOWN, "--people", 300, "--days", 28, "--members", 3)
    said = call(*words).out
    assert "This is one world among those" in said
    assert "3 members over" in said
    content = json.loads(call(*words, "--json").out)
    assert content["ensemble"]["members"] == 3
    assert content["scenario"] == "parts"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--members", 1), "--members: an ensemble of 1 has no bands"),
        (("--design", "grid"), "--design: no design is called 'grid'"),
        (("--against", "nowhere"), "nowhere"),
        (("--plot", "bands.gif"), "gif"),
        (("--by", "shoe"), "not told by 'shoe'"),
    ],
)
def test_bad_words_are_refused_before_anything_is_lived(refused, words: tuple[object, ...], says: str) -> None:
    assert says in refused(*WORDS, *words).err


def test_a_sweep_that_is_stopped_says_what_its_folder_holds_and_that_the_same_command_goes_on(
    call, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives = 0

    def stopped(engine: Engine) -> object:
        nonlocal lives
        lives += 1
        if lives == 5:
            raise KeyboardInterrupt
        return lived(engine)

    lived = members._lived
    monkeypatch.setattr(members, "_lived", stopped)
    answer = call(*WORDS, "--threads", 1, "--out", "swept")
    assert answer.code == 130
    assert answer.err.splitlines() == [
        "swept holds 2 of 5 members: the same command goes on from there",
        "stopped; nothing half-written was left",
    ]
    assert pl.read_parquet("swept/members.parquet").height == 2
    lives = 10
    call(*WORDS, "--threads", 1, "--out", "swept")
    assert lives == 10 + 2 * 3


def test_a_folder_of_other_rules_and_a_run_of_one_member_are_refused(call, refused, tmp_path: Path) -> None:
    call(*WORDS, "--out", "swept")
    text = TOWN.read_text(encoding="utf-8").replace("chance: {fixed: 0.3", "chance: {fixed: 0.4")
    (tmp_path / "parts.yaml").write_text(text, encoding="utf-8")
    err = refused("sweep", "parts.yaml", *WORDS[2:], "--out", "swept").err
    assert "the folder holds a sweep of other rules or ranges" in err
    assert "--members" in refused("run", TOWN, "--members", 1).err
