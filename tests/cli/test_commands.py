"""What each command answers when the input is good."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from creditarium import __version__
from creditarium.cli.presets import find, with_parts
from creditarium.model.catalogue import KINDS, preset_names
from creditarium.model.inventory import count_parameters
from creditarium.model.resolve import resolve
from creditarium.results.assumptions import Resting
from creditarium.views.provenance import origins
from creditarium.views.wording import WORLD

SLOW = ("numba", "numpy", "pydantic", "polars", "matplotlib", "ray", "rich")
EVERY = [f"{kind}/{name}" for kind in KINDS for name in preset_names(kind)]


def test_the_version(call) -> None:
    assert call("--version") == (0, f"creditarium {__version__}\n", "")


def test_the_list_names_every_preset(call) -> None:
    answer = call("list")
    assert answer.code == 0
    for kind in KINDS:
        for name in preset_names(kind):
            assert f"  {name} " in answer.out


@pytest.mark.parametrize("word", ["schemes", "scheme"])
def test_the_list_of_one_kind_as_json(call, word: str) -> None:
    assert list(json.loads(call("list", word, "--json").out)["schemes"]) == preset_names("schemes")


@pytest.mark.parametrize("words", [["list"], ["list", "schemes"], ["--version"]])
def test_a_reader_that_has_gone_away_is_no_traceback(words: list[str]) -> None:
    code = f"import sys; sys.argv = ['creditarium', *{words!r}]; from creditarium.cli.main import main; main()"
    read, written = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=written, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(written)
    assert (done.returncode, done.stderr) == (1, "")


def test_the_list_imports_nothing_slow() -> None:
    code = (
        "import sys; sys.argv = ['creditarium', 'list']\n"
        "from creditarium.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(SLOW).isdisjoint(done.stderr.split())


@pytest.mark.parametrize("name", EVERY)
def test_every_preset_can_be_shown(call, name: str) -> None:
    answer = call("show", name)
    assert answer.code == 0
    assert "title: " in answer.out


def test_a_preset_shows_values_with_sources_and_reasons(call) -> None:
    shown = call("show", "schemes/rongcheng-2018").out
    assert "start: 1,000 points [RC-001]" in shown
    assert "~ -5 points (-10 to -2) [RC-026, recalled]" in shown
    assert "assumed: " in shown


def test_a_name_of_several_kinds_says_so(call) -> None:
    assert "populations/rongcheng" in call("show", "rongcheng").out


@pytest.mark.parametrize("name", preset_names("scenarios"))
def test_the_numbers_of_a_scenario_are_counted_as_the_model_counts_them(name: str) -> None:
    counts = dict.fromkeys(("sourced", "recalled", "assumed", "set", "fixed"), 0)
    for origin in origins(with_parts(find(name))):
        if not origin.says.startswith("table "):
            counts[origin.kind] += 1
    assert counts == count_parameters(resolve(name))


def test_assumptions_have_a_range_and_a_reason(call) -> None:
    content = json.loads(call("assumptions", "rongcheng", "--json").out)
    assert len(content["assumptions"]) == content["counts"]["assumed"] + content["counts"]["recalled"]
    for one in content["assumptions"]:
        assert one["between"], one
        assert one.get("reason") or one.get("source"), one


def test_the_assumptions_of_a_scenario_are_those_that_its_run_counts_and_the_tables(call) -> None:
    last = call("assumptions", "rongcheng").out.splitlines()[-1]
    count, tables = map(int, re.findall(r"^(\d+) of them \((\d+) are tables\) rest on", last)[0])
    assert count == Resting(resolve("rongcheng")).total + tables


def test_sources_and_what_is_weak(call) -> None:
    assert "RC-001" in call("sources", "schemes/rongcheng-2018").out
    assert "RC-026" in call("sources", "schemes/rongcheng-2018", "--weak").out
    assert all(
        one["found_by"] == "memory" or not one.get("address") for one in _json(call("sources", "--weak", "--json"))
    )
    assert call("sources", "RC-001").out.startswith("RC-001: ")


@pytest.mark.parametrize("name", ["rongcheng", "schemes/court-blacklist", "responses/none"])
def test_a_good_file_is_fine(call, name: str) -> None:
    answer = call("check", name)
    assert answer.code == 0
    assert "fine" in answer.out
    assert "no kind" in answer.out


def test_a_reform_is_checked_on_its_scenario(call, tmp_path: Path) -> None:
    path = tmp_path / "mild.yaml"
    path.write_text(
        "title: Milder\nchanges:\n"
        "  - {path: scoring.rongcheng-2018.rules.speeding.points, value: -2, from: 2018-03-01, because: a test}\n"
    )
    report = _json(call("check", path, "--on", "rongcheng", "--json"))
    assert report["eras"] == 2
    assert report["clipped"] == {}


def test_a_run_as_json_writes_nothing_else_and_its_folder(call, tmp_path: Path) -> None:
    content = _json(call("run", "rongcheng", "--people", 300, "--days", 28, "--json"))
    assert content["people"] == 300
    assert content["said"] == WORLD
    assert (tmp_path / content["folder"] / "manifest.json").is_file()


def test_a_run_tells_its_story(call) -> None:
    answer = call("run", "rongcheng", "--people", 300, "--days", 28, "--out", "here", "--transparent")
    assert answer.code == 0
    for text in ("who", "at the end", "wrong entries", "fell silent", "money", WORLD, "~ ", "Next:", "Tables: here"):
        assert text in answer.out
    assert "person-days a second" in answer.out


def test_a_run_without_stages_and_with_settings(call) -> None:
    words = ("--without", "sharing", "--without", "response.chilling", "--set", "people=256", "--days", 14)
    content = _json(call("run", "rongcheng", *words, "--json"))
    assert content["people"] == 256


def test_a_run_can_be_made_longer(call, run_folder: Path) -> None:
    content = _json(call("resume", run_folder, "--days", 56, "--out", "longer", "--json"))
    assert content["days"] == 56


def test_where_nobody_is_named_somebody_is_told_of_and_it_is_said_who(call, run_folder: Path) -> None:
    answer = call("explain", run_folder)
    assert answer.code == 0
    number = answer.err.removeprefix("nobody is named, so here is person ").partition(":")[0]
    assert answer.out.startswith(f"Person {number} in rongcheng")


def test_a_life_is_explained(call, run_folder: Path, tmp_path: Path) -> None:
    answer = call("explain", run_folder, 0, "--plot", "life.svg")
    assert answer.code == 0
    for text in (
        "Person 0 in rongcheng", "Nobody here is anybody", "What happened", "Why rongcheng-2018 says", "The way back",
        "The same life with no scheme", "The numbers behind it", "ends exactly as the run recorded it",
        "the books balance", WORLD,
    ):  # fmt: skip
        assert text in " ".join(answer.out.split()), text
    assert (tmp_path / "life.svg").read_text(encoding="utf-8").startswith("<?xml")
    whole = call("explain", run_folder, 0, "--all").out
    assert len(whole) > len(answer.out)
    assert "--all tells them" not in whole


def test_a_life_as_json_gives_every_number_once(call, run_folder: Path) -> None:
    content = _json(call("explain", run_folder, 7, "--json"))
    assert content["matches"] is True
    assert content["balanced"] is True
    assert content["lines"]
    for line in content["lines"]:
        for one in (line, *line["steps"]):
            assert all(path in content["numbers"] for path in content["groups"][one["rests_on"]])
            assert not one["number"] or one["number"] in content["numbers"]
    for number in content["numbers"].values():
        assert number["kind"] in ("sourced", "recalled", "assumed", "fixed")
        assert number.get("source") or number.get("because") or number.get("memory")


def test_explaining_a_life_imports_nothing_that_only_compiling_needs(run_folder: Path) -> None:
    """The run of the fixture has compiled the kernel."""
    code = (
        f"import sys; sys.argv = ['creditarium', 'explain', {str(run_folder)!r}, '0', '--json']\n"
        "from creditarium.cli.main import main\n"
        "try: main()\n"
        "except SystemExit as left: assert left.code == 0; print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "creditarium.engine.lives" in loaded
    assert {"numba.np.arraymath", "scipy.linalg", "matplotlib"}.isdisjoint(loaded)


def test_compiling_imports_no_linear_algebra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Numba would import scipy for it, if it is there, and that takes a third of a second."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    code = (
        "import sys; from creditarium.cli.quick import start_quickly\n"
        "print(start_quickly()); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert done.stdout.strip() == "False"
    assert "numba.np.arraymath" in loaded
    assert "scipy.linalg" not in loaded


def test_an_organisation_is_explained(call, tmp_path: Path) -> None:
    call("run", "reported-2020", "--people", 2_000, "--days", 28, "--out", "here", "--json")
    answer = call("explain", "here", "--organisation", 2)
    assert answer.code == 0
    assert "Organisation 2 in reported-2020" in answer.out
    assert "Why tax-rating says" in answer.out


def test_a_life_beside_a_world_with_a_reform(call, run_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "milder.yaml"
    path.write_text(
        "title: Milder\nchanges:\n"
        "  - {path: scoring.rongcheng-2018.rules.speeding.points, value: -2, from: 2018-01-15, because: a test}\n"
    )
    answer = call("explain", run_folder, 7, "--against", path)
    assert answer.code == 0, answer.err
    assert "The same life with Milder" in answer.out


def test_three_worlds_side_by_side(call, tmp_path: Path) -> None:
    answer = call("first", "--people", 600, "--days", 28)
    assert answer.code == 0
    for text in ("no-scheme", "reported-2020", "documented-2020", WORLD, "Next:", "Picture: ", "Tables:"):
        assert text in answer.out
    assert len(list((tmp_path / "runs").glob("*.png"))) == 1
    assert len(list((tmp_path / "runs").glob("*/manifest.json"))) == 3


def test_an_interrupted_write_leaves_nothing(call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("creditarium.results.folder.write_state", stop)
    answer = call("run", "rongcheng", "--people", 300, "--days", 7, "--out", "here")
    assert (answer.code, answer.out) == (130, "")
    assert list(tmp_path.iterdir()) == []


CTRL_C = """
import os, signal
from creditarium.cli.main import main
from creditarium.engine.run import Engine

windows = Engine.windows

def interrupted(self, *given, **named):
    for state in windows(self, *given, **named):
        os.kill(os.getpid(), signal.SIGINT)
        yield state

Engine.windows = interrupted
main()
"""
"""The program, to which Ctrl-C comes while it lives its first window."""


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
def test_ctrl_c_stops_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    words = ["run", "rongcheng", "--people", "2000", "--days", "7300", "--out", "here"]
    child = subprocess.run(
        [sys.executable, "-c", CTRL_C, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert child.returncode == 130
    assert "Traceback" not in child.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_table_alone_writes_nothing(call, tmp_path: Path) -> None:
    answer = call("first", "--people", 300, "--days", 7, "--table-only")
    assert answer.code == 0
    assert "schemes in force" in answer.out
    assert list(tmp_path.iterdir()) == []


def _json(answer) -> dict:
    assert answer.code == 0, answer.err
    return json.loads(answer.out)
