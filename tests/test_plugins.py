"""Presets of other packages: found by an entry point, listed with their origin, refused where two have one name."""

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flit_core.buildapi import build_wheel

from creditarium.analysis.rules.judging import try_rules
from creditarium.model.catalogue import find_preset, plugins_of, preset_names, titles
from creditarium.model.plugins import offers
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.source import sources
from creditarium.model.templates import TEMPLATES
from creditarium.views.web.library import Library
from creditarium.views.web.reading import Caps
from tests.cli.conftest import Call, call, refused  # noqa: F401 - fixtures

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "library-fees"


@pytest.fixture(autouse=True)
def _looked_up_anew() -> Iterator[None]:
    for kept in (offers, sources):
        kept.cache_clear()
    yield
    for kept in (offers, sources):
        kept.cache_clear()


@pytest.fixture
def example(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build the example as a wheel, without the network, and install it into a folder of its own."""
    folder, built = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("wheel")
    with monkeypatch.context() as there:
        there.chdir(EXAMPLE)
        wheel = build_wheel(str(built))
    zipfile.ZipFile(built / wheel).extractall(folder)
    monkeypatch.syspath_prepend(folder)
    return folder


def offering(folder: Path, package: str, files: dict[str, str], value: str = "") -> None:
    """Install a package that offers presets: its metadata, and its files."""
    module = package.replace("-", "_")
    for name, text in files.items():
        path = folder / module / "presets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    known = folder / f"{module}-1.0.dist-info"
    known.mkdir(parents=True)
    (known / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
    points = f"[creditarium.presets]\n{package} = {value or f'{module}.presets'}\n"
    (known / "entry_points.txt").write_text(points, encoding="utf-8")


def test_the_example_is_listed_with_its_origin(example: Path, call: Call) -> None:  # noqa: F811
    line = "  library-late-fees           A library's late-fee points [library-fees]"
    assert line in call("list", "schemes").out.splitlines()
    told = json.loads(call("list", "schemes", "--json").out)
    assert told["plug-ins"] == {"schemes/library-late-fees": "library-fees"}
    assert told["schemes"]["library-late-fees"] == titles("schemes")["library-late-fees"]


def test_the_example_is_used_by_name_and_none_of_its_code_is_run(example: Path, call: Call) -> None:  # noqa: F811
    assert find_preset("schemes", "library-late-fees").is_relative_to(example.resolve())
    assert [*resolve("library-town").scoring] == ["library-late-fees"]
    for words in (["check", "library-town"], ["show", "schemes/library-late-fees"], ["test", "library-late-fees"]):
        answer = call(*words)
        assert (answer.code, answer.err) == (0, ""), words
    assert "library_fees" not in sys.modules


def test_every_line_of_the_example_is_tested(example: Path) -> None:
    tried = try_rules("library-late-fees")
    assert tried.hold, tried.verdicts
    assert tried.untested == ()


def test_a_town_of_the_example_is_lived_and_its_library_refuses(example: Path, call: Call) -> None:  # noqa: F811
    made = call("run", "library-town", "--people", 1000, "--days", 28, "--set", "scoring.library-late-fees.start=50")
    assert (made.code, made.err) == (0, ""), made
    assert "library-late-fees" in made.out


def test_the_page_knows_the_example(example: Path) -> None:
    told = Library(Caps(people=320, days=28, runs=1, queue=0)).scheme("library-late-fees")
    assert {rule.kind for rule in told.rules} == {"book_returned_late", "book_lost", "book_given"}


def test_a_population_and_its_sources_come_from_a_plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "- {id: OWN-1, title: Our own count, found_by: search, confidence: high, address: 'https://example.org'}\n"
    town = (TEMPLATES / "population.yaml").read_text(encoding="utf-8")
    town = town.replace(
        "size: {fixed: 100000, unit: persons, because: an example}", "size: {value: 5000, source: OWN-1}"
    )
    offering(tmp_path, "our-town", {"populations/our-town.yaml": town, "sources/own.yaml": source})
    monkeypatch.syspath_prepend(tmp_path)
    assert plugins_of("populations") == {"our-town": "our-town"}
    path = tmp_path / "scenario.yaml"
    text = (ROOT / "creditarium" / "presets" / "scenarios" / "no-scheme.yaml").read_text(encoding="utf-8")
    assert "population: china-2020" in text
    path.write_text(text.replace("population: china-2020", "population: our-town"), encoding="utf-8")
    assert resolve(str(path), people=2000).population.size.source == "OWN-1"


@pytest.mark.parametrize(
    ("first", "name", "both"),
    [("", "sesame", "creditarium and plug-b"), ("plug-a", "one", "plug-a and plug-b")],
)
def test_a_clashing_name_is_one_line_that_names_both_packages(
    first: str,
    name: str,
    both: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refused: Call,  # noqa: F811
) -> None:
    folder = tmp_path / "site"
    for package in filter(None, (first, "plug-b")):
        offering(folder, package, {f"schemes/{name}.yaml": "title: Another\n"})
    monkeypatch.syspath_prepend(folder)
    for words in (["list"], ["list", "schemes"], ["show", f"schemes/{name}"], ["run", "sesame-2018"]):
        line = refused(*words).err
        assert line.startswith(
            f"the preset schemes/{name} is offered by two packages, {both}. Mend: take plug-b away"
        ), words


def test_a_folder_that_is_not_there_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refused: Call,  # noqa: F811
) -> None:
    offering(tmp_path / "site", "plug-c", {}, value="plug_c.nowhere")
    monkeypatch.syspath_prepend(tmp_path / "site")
    line = refused("list").err
    assert "the package plug-c offers presets in 'plug_c.nowhere', and there is no such folder" in line


def test_without_a_plug_in_everything_is_ours() -> None:
    assert plugins_of("schemes") == {}
    assert "sesame" in preset_names("schemes")
    with pytest.raises(Problem, match="no preset among the schemes is called 'library-late-fees'"):
        find_preset("schemes", "library-late-fees")
