"""`creditarium decompose`: what it tells, what it writes, and what it refuses before anything is lived."""

import json
from pathlib import Path

import pytest

TOWN = Path(__file__).resolve().parents[1] / "fixtures" / "theory" / "parts.yaml"
WORDS = ("decompose", TOWN, "--people", 300, "--days", 28, "--set", "scoring.blacklist.disclosure=secret")


def test_the_table_tells_parts_worlds_and_seconds(call, tmp_path: Path) -> None:
    answer = call(*WORDS, "--measure", "held_back", "--by", "sex", "--out", "parts")
    assert (answer.code, answer.err) == (0, "")
    for text in ("without all seven", "What people did", "Missing appeals", "if it alone were gone", "128 worlds of"):
        assert text in answer.out
    assert "were lived in" in " ".join(answer.out.split())
    folder = tmp_path / "parts"
    assert {file.name for file in folder.iterdir()} == {
        "decomposition.json", "worlds.parquet", "switches", "waterfall.png",
    }  # fmt: skip
    assert len(list((folder / "switches").iterdir())) == 7


def test_json_holds_exact_shares(call) -> None:
    content = json.loads(call(*WORDS, "--without", "sharing", "--json").out)
    assert content["parts"]["sharing"]["changes"] == 0
    assert (content["worlds"], content["lived"]) == (128, 8)
    assert {harm["measure"] for harm in content["harms"]} >= {"denied", "money"}
    for harm in content["harms"]:
        total = sum(row["share"] for row in harm["shares"])
        assert total == pytest.approx(harm["scenario"] - harm["without_all"])


def test_bad_words_are_refused_before_anything_is_lived(refused, tmp_path: Path) -> None:
    assert "denied" in refused(*WORDS, "--measure", "denyed").err
    refused(*WORDS, "--by", "shoe")
    refused("decompose", "nowhere")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("", encoding="utf-8")
    refused(*WORDS, "--out", "full")
