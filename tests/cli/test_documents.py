"""What the README and docs/ name is there: files, tests, commands, measures and the scheme of the example."""

import re
from pathlib import Path

import pytest
import yaml

from creditarium.cli.main import app_of
from creditarium.results.contents import TABLES
from creditarium.results.tally import ALL_MEASURES

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
VERBS = {command.name or command.callback.__name__ for command in app_of().registered_commands}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).is_file(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_there(page: Path) -> None:
    for verb in re.findall(r"(?:^|`)creditarium ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE):
        assert verb in VERBS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page: Path) -> None:
    for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text(encoding="utf-8")):
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), name


def test_the_model_page_names_every_stage_file() -> None:
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    for part in re.findall(r"`(model/\w+\.py|presets/\w+)`", text):
        assert (ROOT / "creditarium" / part).exists(), part


def test_the_results_page_names_every_table_and_measure() -> None:
    text = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    assert [name for name in TABLES if f"`{name}.parquet`" not in text] == []
    assert [name for name in ALL_MEASURES if f"`{name}`" not in text] == []


def test_the_columns_of_the_results_page_are_those_of_the_tables(run_folder: Path) -> None:
    import polars as pl

    text = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    for name, columns in re.findall(r"^\| `(\w+)\.parquet` \|[^|]*\| (`[^|]*) \|$", text, re.MULTILINE):
        assert re.findall(r"`(\w+)`", columns) == pl.read_parquet(run_folder / f"{name}.parquet").columns


def test_the_scheme_and_the_scenario_of_the_page_are_sound(call, tmp_path: Path) -> None:
    blocks = re.findall(
        r"```yaml\n(.*?)```", (ROOT / "docs" / "scheme-files.md").read_text(encoding="utf-8"), re.DOTALL
    )
    written = {
        "my-scheme.yaml": "sort: points",
        "town.yaml": "title: My town",
        "milder.yaml": "changes:",
        "tried.yaml": "given:",
        "roads.yaml": "telephone_at_the_wheel:",
        "lean.yaml": "leaves_out:",
    }
    for name, mark in written.items():
        block = next(block for block in blocks if mark in block)
        assert yaml.safe_load(block)
        (tmp_path / name).write_text(block, encoding="utf-8")
    for words in (
        ["my-scheme.yaml"],
        ["town.yaml"],
        ["milder.yaml", "--on", "rongcheng"],
        ["roads.yaml"],
        ["lean.yaml"],
    ):
        answer = call("check", *words)
        assert (answer.code, answer.err) == (0, "")
    answer = call("test", "tried.yaml")
    assert (answer.code, answer.err) == (0, "")


def test_the_schemes_of_the_page_on_a_scheme_of_ones_own_pass_their_tests(call, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "your-own-scheme.md").read_text(encoding="utf-8")
    files = re.findall(r"<!-- file: (\S+)[^\n]* -->\n```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    for name, block in files:
        (tmp_path / name).write_text(block, encoding="utf-8")
    for name in ("landlords", "trust"):
        assert call("new", "scenario", f"{name}-town.yaml", "--scheme", f"{name}.yaml").code == 0
    for name in ("landlords", "trust", "library"):
        answer = call("test", f"{name}.test.yaml")
        assert (answer.code, answer.err) == (0, ""), answer.out


def test_the_files_of_the_cluster_page_are_sound() -> None:
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    (cluster,) = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    (place,) = cluster["file_mounts"]
    assert cluster["setup_commands"] == [f"pip install '{place}[cluster]'"]
    pinned = re.search(r"^ray(?:\[\w+\])?==([\d.]+)", (ROOT / "requirements" / "cluster.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert f"FROM rayproject/ray:{pinned[1]}-py311" in text
