"""`creditarium sensitivity`: what it tells, what it writes, and what it refuses."""

import json
from pathlib import Path

import pytest

TOWN = Path(__file__).resolve().parents[1] / "fixtures" / "theory" / "parts.yaml"
WORDS = ("sensitivity", TOWN, "--people", 256, "--days", 7, "--trajectories", 2, "--keep", 1, "--headline", "denied")


def test_hinges_cost_and_folder_are_told_and_the_same_command_lives_nothing_again(call, tmp_path: Path) -> None:
    answer = call(*WORDS, "--out", "asked", "--tornado", "t.svg", "--heat", "h.svg")
    assert (answer.code, answer.err) == (0, "")
    assert "denied: requests refused because of a scheme (for 1,000 people)" in answer.out
    assert "each beside its baseline" in answer.out
    assert {"round-1"} <= {part.name for part in (tmp_path / "asked").iterdir()}
    assert "<svg" in (tmp_path / "t.svg").read_text(encoding="utf-8")
    assert "<svg" in (tmp_path / "h.svg").read_text(encoding="utf-8")
    again = call(*WORDS, "--out", "asked", "--json")
    content = json.loads(again.out)
    assert (content["method"], content["worlds"]) == ("morris", ["parts"])
    assert content["hinges"]["denied"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--people", 300), "--people 300: the sweep in swept has 256 people. Mend: leave out --people"),
        (("--days", 14), "--days 14: the sweep in swept has 7 days. Mend: leave out --days"),
        (("--seed", 2), "--seed 2: the sweep in swept has seed 1. Mend: leave out --seed"),
        (("--out", "other"), "--out other: what is asked of a sweep is kept in the sweep's folder"),
    ],
)
def test_another_size_or_folder_than_the_sweeps_is_refused(call, refused, words: tuple[object, ...], says: str) -> None:
    asked = ("sensitivity", TOWN, "--from", "swept", "--headline", "denied")
    call("sweep", TOWN, "--members", 4, "--people", 256, "--days", 7, "--out", "swept")
    assert call(*asked, "--people", 256, "--days", 7, "--seed", 1).code == 0
    assert says in refused(*asked, *words).err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--method", "fast"), "--method: no method is called 'fast'"),
        (("--base", 12), "--base: 12 is no power of two"),
        (("--headline", "blame"), "no headline is called 'blame'"),
        (("--heat", "map.gif"), "gif"),
        (("--from", "nowhere"), "there is no sweep here"),
        (("--from", "nowhere", "--method", "sobol"), "--method sobol: the members of a sweep are ranked only"),
    ],
)
def test_bad_words_are_refused_before_anything_is_lived(refused, words: tuple[object, ...], says: str) -> None:
    assert says in refused(*WORDS, *words).err
