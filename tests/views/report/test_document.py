"""A report's file is written whole or not at all, and nothing but an earlier report is replaced."""

import os
from pathlib import Path

import pytest

import creditarium as cr
from creditarium.analysis.audit.audited import Audit


@pytest.mark.parametrize(("ending", "begins"), [("html", "<!doctype html>"), ("md", "<!-- Creditarium"), ("json", "{")])
def test_the_ending_tells_the_form(report: cr.Report, tmp_path: Path, ending: str, begins: str) -> None:
    path = report.write(tmp_path / "deep" / f"year.{ending}")
    assert path.read_text(encoding="utf-8").startswith(begins)
    assert [item.name for item in path.parent.iterdir()] == [f"year.{ending}"]


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_an_earlier_report_of_any_form_is_replaced(report: cr.Report, tmp_path: Path, form: str) -> None:
    path = report.write(tmp_path / "year", form)
    assert report.write(path, "html").read_text(encoding="utf-8") == report.html()


def test_the_file_of_somebody_else_is_left_alone(report: cr.Report, tmp_path: Path) -> None:
    path = tmp_path / "thesis.html"
    path.write_text("<!doctype html><p>Mine.")
    with pytest.raises(cr.Problem, match="no report"):
        report.write(path)
    assert path.read_text() == "<!doctype html><p>Mine."


def test_a_folder_and_an_unknown_form_are_problems(report: cr.Report, tmp_path: Path) -> None:
    with pytest.raises(cr.Problem, match="folder"):
        report.write(tmp_path)
    with pytest.raises(cr.Problem, match="'html'"):
        report.write(tmp_path / "year", "htm")
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_the_earlier_report(
    report: cr.Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = report.write(tmp_path / "year.md")
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(cr.Problem, match="no space left"):
        report.write(path, "html")
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["year.md"]


def test_a_run_offers_its_report(reported: cr.Run, report: cr.Report, audited: Audit, tmp_path: Path) -> None:
    assert reported.report(tmp_path / "year.html", audit=audited) == report
    assert (tmp_path / "year.html").read_text(encoding="utf-8") == report.html()
    assert "In short" in repr(report)
