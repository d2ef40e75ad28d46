"""Going on where a run stopped: the tables are those of one run, and the longer run begins with the shorter."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

import creditarium as cr
from creditarium.results.contents import TABLES

PEOPLE = 3_000


@pytest.fixture(scope="module")
def two_years() -> cr.Run:
    return cr.run("reported-2020", people=PEOPLE, days=730, seed=5)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("year") / "run"
    cr.run("reported-2020", people=PEOPLE, days=365, seed=5, out=path)
    return path


def test_two_years_begin_with_the_year(two_years: cr.Run, year: Path) -> None:
    one = cr.open_run(year)
    whole = one.scenario.clock.days // one.scenario.clock.window
    assert one.manifest.lived == whole + 1
    for name, column, last in (
        ("tallies", "window_end", one.scenario.clock.period(whole)),
        ("bands", "window", whole),
        ("scores", "window", whole),
    ):
        begun = two_years.frame(name).filter(pl.col(column) <= last)
        assert begun.equals(one.frame(name).filter(pl.col(column) <= last)), name
    assert one.manifest.fate == two_years.manifest.fate


def test_a_year_gone_on_with_equals_two_years_at_once(two_years: cr.Run, year: Path, tmp_path: Path) -> None:
    longer = cr.resume(year, days=730, out=tmp_path / "longer")
    for name in TABLES:
        assert longer.frame(name).equals(two_years.frame(name)), name
    assert longer.manifest.tables == two_years.manifest.tables
    assert cr.open_run(tmp_path / "longer").manifest == longer.manifest


class Killed(Exception):  # noqa: N818 - it stands for a signal
    """The run is killed here."""


def test_a_killed_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    def kill(window: int, windows: int) -> None:
        if window == 11:
            raise Killed

    with pytest.raises(Killed):
        cr.run("rongcheng", people=2_000, days=140, out=tmp_path / "run", tell=kill, checkpoint=4)
    left = [path.name for path in tmp_path.iterdir()]
    assert left == ["run.unfinished-8"]
    assert not cr.open_run(tmp_path / left[0]).manifest.whole
    resumed = cr.resume(tmp_path / left[0])
    straight = cr.run("rongcheng", people=2_000, days=140)
    assert resumed.manifest == straight.manifest
    assert resumed.path == tmp_path / "run"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_run_cut_within_a_period_goes_on(tmp_path: Path) -> None:
    cr.run("rongcheng", people=2_000, days=70, out=tmp_path / "short")
    further = cr.resume(tmp_path / "short", days=77, out=tmp_path / "further")
    again = cr.resume(tmp_path / "further", days=140, out=tmp_path / "again")
    straight = cr.run("rongcheng", people=2_000, days=140)
    assert further.frame("tallies").equals(cr.run("rongcheng", people=2_000, days=77).frame("tallies"))
    assert again.manifest == straight.manifest


@pytest.mark.parametrize("warm_up", [0, 21])
def test_a_window_that_was_cut_is_lived_anew(tmp_path: Path, warm_up: int) -> None:
    """72 days end in a window of two; 76 in the same window and period, 101 in others."""
    plain = {"people": 2_000, "set": f"clock.warm_up={warm_up}"}
    cr.run("rongcheng", days=72, out=tmp_path / "short", **plain)
    further = cr.resume(tmp_path / "short", days=76, out=tmp_path / "further")
    again = cr.resume(tmp_path / "further", days=101, out=tmp_path / "again")
    assert further.manifest == cr.run("rongcheng", days=76, **plain).manifest
    assert again.manifest == cr.run("rongcheng", days=101, **plain).manifest


def test_a_run_of_whole_windows_keeps_one_state(tmp_path: Path) -> None:
    for days, kept in ((14, False), (15, True)):
        run = cr.run("rongcheng", people=2_000, days=days, out=tmp_path / str(days))
        assert (tmp_path / str(days) / "whole.npz").is_file() == kept
        assert run.bands(by="window")["date"].to_list()[-1] == date(2018, 1, days)
        assert run.frame("tallies")["end"].max() == date(2018, 1, days)


def test_a_warm_up_stands_in_no_table(tmp_path: Path) -> None:
    run = cr.run("rongcheng", people=2_000, days=14, set="clock.warm_up=28", out=tmp_path / "run")
    assert run.frame("tallies")["start"].min() == date(2018, 1, 1)
    assert run.bands(by="window")["window"].to_list() == [5, 6]
    assert run.summary.warm_up == 28
    assert "after a warm-up of 28 days" in repr(run)
    life = cr.replay(cr.open_run(tmp_path / "run"), 100)
    assert life.matches
    assert life.diary["date"].min() < datetime(2018, 1, 1) < life.diary["date"].max()


def test_a_resumed_run_is_replayed_from_its_beginning(year: Path, tmp_path: Path) -> None:
    longer = cr.resume(year, days=400, out=tmp_path / "longer")
    assert cr.replay(longer, 1234).matches
    assert cr.replay(cr.open_run(tmp_path / "longer"), 1234).matches


def test_what_cannot_go_on_is_refused(year: Path, tmp_path: Path) -> None:
    with pytest.raises(cr.Problem, match="the run is whole already"):
        cr.resume(year, out=tmp_path / "x")
    with pytest.raises(cr.Problem, match="has 365 days already"):
        cr.resume(year, days=100, out=tmp_path / "x")
    with pytest.raises(cr.Problem, match="only a run in a folder can go on"):
        cr.resume(cr.run("rongcheng", people=2_000, days=7))
    assert list(tmp_path.iterdir()) == []
