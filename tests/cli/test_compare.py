"""`creditarium compare` from the command line: what it prints, what it writes, what it refuses."""

import json
from pathlib import Path

import polars as pl
import pytest

from creditarium.analysis.pairs.groups import DIMENSIONS
from creditarium.analysis.pairs.measures import MEASURES
from creditarium.analysis.pairs.writing import TABLES
from creditarium.model.reading import load
from creditarium.model.scenario import Scenario
from tests.cli.conftest import Call

SMALL = ("--people", "600", "--days", "28")


def test_it_tells_whom_the_difference_touched(call: Call) -> None:
    told = call("compare", "rongcheng", "--without", "response", "--secret", *SMALL, "--by", "income")
    assert (told.code, told.err) == (0, "")
    assert "600 synthetic people, 28 days, seed 1: the same in each world." in told.out
    assert told.out.count("compared with rongcheng.") == 2
    assert told.out.index("without response") < told.out.index("all rules secret")
    for part in ("worse off", "untouched", "lawful acts held back", "5 (n ", "directly", "only lost", "no estimate"):
        assert part in told.out
    assert list(Path.cwd().iterdir()) == []


def test_its_folder_is_whole_and_its_numbers_are_those_it_prints(call: Call) -> None:
    told = call(
        "compare", "rongcheng", "--without", "response", *SMALL, "--json", "--out", "pair", "--persons", "all",
        "--weight", "held_back=1", "--weight", "wrong_days=0.1", "--by", "sex", "--picture", "pair.svg",
    )  # fmt: skip
    assert (told.code, told.err) == (0, "")
    said = json.loads(told.out)
    folder = Path("pair")
    names = {*(f"{name}.parquet" for name in TABLES), "0.yaml", "1.yaml", "comparison.json", "picture.png"}
    assert {file.name for file in folder.iterdir()} == names
    assert pl.read_parquet(folder / "effects.parquet").to_dicts() == said["effects"]
    assert len(pl.read_parquet(folder / "persons.parquet")) == 600
    groups = pl.read_parquet(folder / "groups.parquet")
    assert groups["dimension"].unique(maintain_order=True).to_list() == list(DIMENSIONS)
    assert [world["name"] for world in said["worlds"]] == ["rongcheng", "without response"]
    assert set(said["by"]) == {"sex"}
    assert said["harm"]["weights"] == {"held_back": 1.0, "wrong_days": 0.1}
    assert len(said["effects"]) == len(MEASURES)
    assert load(Scenario, folder / "1.yaml", allow_set=True).response.reactions == {}
    assert Path("pair.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_run_folders_are_compared(call: Call, run_folder: Path) -> None:
    told = call("compare", run_folder, "rongcheng", "--json")
    assert told.code == 0
    effects = json.loads(told.out)["effects"]
    assert {row["n"] for row in effects} == {300}
    assert {row["untouched"] for row in effects} == {1.0}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rongcheng",), "one world is no comparison"),
        (("rongcheng", "no-scheme"), "rongcheng and no-scheme are no pair: they differ in the first day"),
        (("rongcheng", "rongchen"), "did you mean 'rongcheng'"),
        (("rongcheng", "--without", "sharin"), "did you mean 'sharing'"),
        (("rongcheng", "--secret", "--measure", "denial"), "did you mean 'denied'"),
        (("rongcheng", "--secret", "--by", "incme"), "did you mean 'income'"),
        (("rongcheng", "--secret", "--weight", "denied"), "write denied=1"),
        (("rongcheng", "--secret", "--persons", "some"), "write sample or all"),
        (("rongcheng", "--secret", "--people", "0"), "give 1 or more"),
        (("rongcheng", "--secret", "--picture", "pair.gif"), "choose from png, svg"),
        (("rongcheng", *(["rongcheng"] * 5), "--picture", "pair.png"), "6 worlds do not fit"),
        (("nowhere", "--secret"), "is called 'nowhere'"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(refused: Call, words: tuple[str, ...], said: str) -> None:
    assert said in refused("compare", *words).err
