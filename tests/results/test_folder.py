"""The run folder: the same as the run in memory, atomic, and refused where it is damaged or foreign."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

import creditarium as cr
from creditarium.results.contents import TABLES, Lived
from creditarium.results.folder import FILES, WHOLE, new_folder
from creditarium.results.living import processors


def test_the_folder_opens_again_and_equals_the_run(reported: cr.Run, stored: Path) -> None:
    opened = cr.open_run(stored)
    for name in TABLES:
        assert opened.frame(name).equals(reported.frame(name)), name
    assert opened.manifest.content() == reported.manifest.content()
    assert opened.scenario == reported.scenario
    by = ["consequence", "income", "window"]
    assert opened.tally("applied", by=by).equals(reported.tally("applied", by=by))
    assert opened.summary.consequences == reported.summary.consequences
    assert opened.bands().equals(reported.bands())


def test_the_folder_holds_what_it_promises(stored: Path) -> None:
    assert {file.name for file in stored.iterdir()} == {*FILES, WHOLE, "made.json"}
    made = json.loads((stored / "made.json").read_text(encoding="utf-8"))
    assert set(made) == {"at", "machine", "seconds", "files", "digests"}
    manifest = (stored / "manifest.json").read_text(encoding="utf-8")
    assert "seconds" not in manifest


def test_other_programs_can_read_the_tables(stored: Path) -> None:
    table = pq.read_table(stored / "tallies.parquet").slice(0, 3).to_pylist()
    assert set(table[0]) >= {"window_end", "start", "end", "region", "sex", "age", "income", "stratum", "count"}
    assert table[0]["region"] == "Beijing"
    assert isinstance(table[0]["start"], date)


def test_the_scenario_of_the_folder_lives_again(stored: Path) -> None:
    again = cr.run(str(stored / "scenario.yaml"), people=2_000, days=28)
    first = cr.run("reported-2020", people=2_000, days=28, seed=11)
    assert again.manifest.digest == first.manifest.digest


def test_a_changed_number_survives_the_folder(tmp_path: Path) -> None:
    run = cr.run("rongcheng", people=2_000, days=28, set={"conduct.kinds.speeding.chance": 0.2}, out=tmp_path / "r")
    opened = cr.open_run(tmp_path / "r")
    assert opened.scenario.conduct.kinds["speeding"].chance == run.scenario.conduct.kinds["speeding"].chance


def test_digests_are_those_of_the_values() -> None:
    one = cr.run("rongcheng", people=2_000, days=28).manifest
    again = cr.run("rongcheng", people=2_000, days=28).manifest
    other = cr.run("rongcheng", people=2_000, days=28, seed=2).manifest
    assert one == again
    assert one.digest != other.digest
    assert one.rules == other.rules
    assert [name for name in one.fate if one.fate[name] != other.fate[name]] == ["seed", "whole"]


def test_rules_do_not_change_fate() -> None:
    one = cr.run("rongcheng", people=2_000, days=28).manifest
    other = cr.run("rongcheng", people=2_000, days=28, without="sharing").manifest
    assert one.fate == other.fate
    assert one.rules != other.rules


def test_one_and_two_threads_leave_the_same_digests(reported: cr.Run) -> None:
    one = cr.run(reported.scenario, threads=1)
    two = cr.run(reported.scenario, threads=2)
    assert one.manifest == two.manifest == reported.manifest
    assert processors() >= 1


def test_new_folders_have_names_of_their_own(reported: cr.Run, tmp_path: Path) -> None:
    day = date(2026, 11, 22)
    first = new_folder(reported.scenario, tmp_path, day)
    assert first.name == "2026-11-22-reported-2020-seed11"
    first.mkdir()
    assert new_folder(reported.scenario, tmp_path, day).name == "2026-11-22-reported-2020-seed11-2"


def test_new_takes_a_folder_under_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = cr.run("rongcheng", people=2_000, days=28, out=cr.NEW)
    assert run.path is not None
    assert run.path.parent == Path("runs")
    assert [path.name for path in Path("runs").iterdir()] == [run.path.name]


@pytest.mark.parametrize("name", [*FILES, "made.json"])
def test_a_cut_off_file_is_named(copied: Callable[[], Path], name: str) -> None:
    folder = copied()
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(cr.Problem) as caught:
        cr.open_run(folder)
    assert name in str(caught.value)


@pytest.mark.parametrize("name", [*FILES, "made.json"])
def test_a_missing_file_is_named(copied: Callable[[], Path], name: str) -> None:
    folder = copied()
    (folder / name).unlink()
    with pytest.raises(cr.Problem) as caught:
        cr.open_run(folder)
    assert name in str(caught.value)


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("manifest.json",)])
def test_a_file_of_rubbish_is_named_when_it_is_read(copied: Callable[[], Path], name: str) -> None:
    folder = copied()
    (folder / name).write_bytes(bytes(len((folder / name).read_bytes())))
    run = cr.open_run(folder)
    with pytest.raises(cr.Problem) as caught:
        _read_all(run)
    assert name in str(caught.value)


def _read_all(run: cr.Run) -> None:
    for table in TABLES:
        run.frame(table)
    assert run.scenario
    assert run.fields
    assert run.state


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(cr.Problem, match="this is no run folder"):
        cr.open_run(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(cr.Problem, match="manifest of a run that this version can read"):
        cr.open_run(tmp_path)
    with pytest.raises(cr.Problem, match="there is no such run folder"):
        cr.open_run(tmp_path / "nowhere")


def test_a_manifest_with_odd_content_is_refused(copied: Callable[[], Path]) -> None:
    folder = copied()
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for odd in ({**content, "people": "many"}, {key: content[key] for key in content if key != "seed"}, [1]):
        (folder / "manifest.json").write_text(json.dumps(odd), encoding="utf-8")
        with pytest.raises(cr.Problem, match=r"manifest\.json"):
            cr.open_run(folder)


def test_another_fate_is_refused(copied: Callable[[], Path]) -> None:
    folder = copied()
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    content["fate"]["purposes"] = "0" * 32
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(cr.Problem, match=r"another fate \(purposes\)"):
        assert cr.open_run(folder).engine


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(cr.Problem, match="the folder is not empty"):
        cr.run("rongcheng", people=2_000, days=7, out=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(cr.Problem, match="there is a file of this name"):
        cr.run("rongcheng", people=2_000, days=7, out=tmp_path / "mine.txt")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(cr.Problem, match="cannot be written"):
        cr.run("rongcheng", people=2_000, days=7, out=tmp_path / "file" / "run")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    cr.run("rongcheng", people=2_000, days=7, out=tmp_path / "run")
    assert cr.open_run(tmp_path / "run").manifest.people == 2_000
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(window: int, windows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cr.run("rongcheng", people=2_000, days=28, out=tmp_path / "run", tell=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    run = cr.run("rongcheng", people=2_000, days=7)
    monkeypatch.setattr("creditarium.results.folder.write_state", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run.write(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_written_once(tmp_path: Path) -> None:
    run = cr.run("rongcheng", people=2_000, days=7)
    assert run.path is None
    assert run.write(tmp_path / "run") == run.path
    with pytest.raises(cr.Problem, match="has its folder already"):
        cr.open_run(tmp_path / "run").write(tmp_path / "more")


def test_tables_of_ones_own_population_travel_along(tmp_path: Path) -> None:
    from creditarium.model.catalogue import PRESETS

    mine = tmp_path / "mine"
    (mine / "rongcheng").mkdir(parents=True)
    for file in (PRESETS / "populations" / "rongcheng").iterdir():
        (mine / "rongcheng" / file.name).write_bytes(file.read_bytes())
    text = (PRESETS / "populations" / "rongcheng.yaml").read_text(encoding="utf-8")
    (mine / "people.yaml").write_text(text, encoding="utf-8")
    scenario = (PRESETS / "scenarios" / "rongcheng.yaml").read_text(encoding="utf-8")
    changed = scenario.replace("population: rongcheng", f"population: {mine / 'people.yaml'}")
    assert changed != scenario
    (mine / "scenario.yaml").write_text(changed, encoding="utf-8")
    cr.run(mine / "scenario.yaml", people=2_000, days=7, out=tmp_path / "run")
    copies = [str(file.relative_to(tmp_path / "run")) for file in (tmp_path / "run").rglob("*.csv")]
    assert "rongcheng/age_sex.csv" in copies
    assert cr.open_run(tmp_path / "run").engine


def test_the_digest_of_a_frame_is_that_of_its_words() -> None:
    from creditarium.results.digests import table_digest

    short, long = pl.Enum(["a", "b"]), pl.Enum(["c", "b", "a"])
    one = pl.DataFrame({"x": pl.Series(["b", "a", "b"], dtype=short), "n": [1, 2, 3]})
    other = pl.DataFrame({"x": pl.Series(["b", "a", "b"], dtype=long), "n": pl.Series([1, 2, 3], dtype=pl.Int32)})
    moved = pl.DataFrame({"x": pl.Series(["b", "b", "a"], dtype=short), "n": [1, 2, 3]})
    assert table_digest(one) == table_digest(other) != table_digest(moved)


def test_importing_the_package_is_light() -> None:
    code = "import sys, creditarium; print(any(name in sys.modules for name in ('numba', 'numpy', 'polars')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_run_in_memory_is_lived(reported: cr.Run) -> None:
    assert isinstance(reported.contents, Lived)
