"""`creditarium report` through the real command line."""

import json
from pathlib import Path


def test_a_report_lies_beside_the_run_folder(call, run_folder: Path) -> None:
    written = run_folder.parent / f"{run_folder.name}-report.html"
    for words in ((), ("--no-audit",)):
        answer = call("report", run_folder, *words)
        assert (answer.code, answer.out, answer.err) == (0, f"Report: {written}\n", "")
    assert written.read_text(encoding="utf-8").startswith("<!doctype html>")
    written.unlink()


def test_a_run_folder_named_from_within(call, run_folder: Path, monkeypatch) -> None:
    monkeypatch.chdir(run_folder)
    assert call("report", ".", "--format", "md", "--out", "-", "--no-audit").out.startswith("<!-- Creditarium report")


def test_json_on_the_output_and_nothing_else(call, run_folder: Path, tmp_path: Path) -> None:
    answer = call("report", run_folder, "--format", "json", "--out", "-", "--no-audit")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(answer.out)["made_by"].startswith("Creditarium report")
    assert not list(tmp_path.iterdir())


def test_a_file_of_a_name_by_its_ending(call, run_folder: Path, tmp_path: Path) -> None:
    assert call("report", run_folder, "--out", "year.md", "--no-audit").code == 0
    assert (tmp_path / "year.md").read_text(encoding="utf-8").startswith("<!-- Creditarium report")


def test_what_cannot_be_is_refused(refused, run_folder: Path, tmp_path: Path) -> None:
    assert "did you mean 'html'?" in refused("report", run_folder, "--format", "htm").err
    assert "no such run folder" in refused("report", "nowhere").err
    assert "nothing is written as 'pdf'" in refused("report", run_folder, "--out", "year.pdf").err
    assert not (tmp_path / "year.pdf").exists()
    (tmp_path / "mine.html").write_text("mine")
    assert "no report" in refused("report", run_folder, "--out", "mine.html").err
    assert "folder of this name" in refused("report", run_folder, "--out", ".").err


def test_a_report_in_swedish_lies_beside_the_english_one(call, run_folder: Path) -> None:
    written = run_folder.parent / f"{run_folder.name}-report-sv.html"
    answer = call("report", run_folder, "--language", "sv", "--no-audit")
    assert (answer.code, answer.out, answer.err) == (0, f"Report: {written}\n", "")
    text = written.read_text(encoding="utf-8")
    assert '<html lang="sv">' in text
    assert "I korthet" in text
    written.unlink()


def test_a_report_in_a_language_that_nobody_speaks_is_refused(refused, run_folder: Path) -> None:
    said = refused("report", run_folder, "--language", "sw").err
    assert "'sw'" in said
    assert "choose from en, sv" in said


def test_a_run_beside_another(call, run_folder: Path) -> None:
    answer = call("report", run_folder, "--against", run_folder, "--format", "md", "--out", "-", "--no-audit")
    assert (answer.code, answer.err) == (0, "")
    assert "## Beside another world" in answer.out


def test_a_run_that_is_no_pair_is_refused(refused, run_folder: Path, tmp_path_factory) -> None:
    import creditarium as cr

    other = tmp_path_factory.mktemp("runs") / "other"
    cr.run("rongcheng", people=300, days=28, seed=2, out=other)
    said = refused("report", run_folder, "--against", other).err
    assert "no pair" in said
    assert "the seed" in said
