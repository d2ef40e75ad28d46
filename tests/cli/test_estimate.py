"""`creditarium estimate`: what it tells, what it writes, and what it refuses before anything is lived."""

import json
from pathlib import Path

import polars as pl

WORDS = ("estimate", "--people", 2_000, "--days", 312)


def test_the_table_tells_estimates_truth_and_verdicts(call, tmp_path: Path) -> None:
    answer = call(*WORDS, "--gaps", 0.05, "--out", "panel")
    assert (answer.code, answer.err) == (0, "")
    text = " ".join(answer.out.split())
    for said in ("unlawful acts done", "two-way fixed effects", "the same, with comparators", "95 % interval", "truth"):
        assert said in text
    assert "place-months have no record" in text
    assert "Places not yet covered were touched too" in text
    assert {file.name for file in (tmp_path / "panel").iterdir()} == {
        "panel.parquet", "panel.csv", "truth.parquet", "panel.json", "scenario.yaml", "estimates.png",
    }  # fmt: skip
    assert pl.read_parquet(tmp_path / "panel" / "panel.parquet")["missing"].sum() > 0


def test_json_holds_estimates_events_and_the_panel(call) -> None:
    content = json.loads(call(*WORDS, "--outcome", "critical_post", "--json").out)
    assert content["scheme"] == "national-2020-as-reported"
    assert [row["name"] for row in content["estimates"]] == ["two_way", "staggered", "interrupted", "controlled"]
    for row in content["estimates"]:
        assert row["error"] == row["estimate"] - row["truth"]
        assert row["low"] <= row["estimate"] <= row["high"]
    assert -1 not in [row["event"] for row in content["events"]]
    assert content["outcome"] == "critical_post"


def test_planted_panels_are_tried_without_any_world(call) -> None:
    answer = call("estimate", "--planted", "shock", "--seeds", 3)
    assert (answer.code, answer.err) == (0, "")
    assert "shock, planted: 3 seeds" in answer.out
    content = json.loads(call("estimate", "--planted", "shock", "--seeds", 3, "--json").out)
    assert [row["seeds"] for row in content["scores"]] == [3] * 4
    assert len(content["estimates"]) == 12


def test_bad_words_are_refused_before_anything_is_lived(refused, tmp_path: Path) -> None:
    assert "no scheme of rongcheng comes to a place" in refused("estimate", "rongcheng").err
    assert "no place has 4 months before" in refused("estimate", "--days", 200, "--people", 600).err
    assert "--outcome" in refused(*WORDS, "--outcome", "offence").err
    assert "--comparators" in refused(*WORDS, "--comparators", "all").err
    assert "--gaps" in refused(*WORDS, "--gaps", 2).err
    assert "--months" in refused(*WORDS, "--months", "moons").err
    assert "--planted" in refused("estimate", "--planted", "groing").err
    assert "leave out --seeds" in refused(*WORDS, "--seeds", 2, "--plot", "a.png").err
    refused(*WORDS, "--plot", "a.doc")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("", encoding="utf-8")
    refused(*WORDS, "--out", "full")
