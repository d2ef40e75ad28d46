"""One process at a time on a folder: the lock is free when its holder is done, and leaves nothing behind."""

from pathlib import Path

import pytest

import creditarium as cr
from creditarium.results import locking
from creditarium.results.folder import new_folder


def test_a_folder_is_held_by_one_and_free_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "mine"
    with locking.sole(folder):
        assert locking.in_use(folder)
        with pytest.raises(cr.Problem, match="another process is working on this folder"), locking.sole(folder):
            pass
        with locking.sole(tmp_path / "runs" / "other"):
            pass
    assert not locking.in_use(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_system_without_such_locks_holds_by_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "fcntl", None)
    test_a_folder_is_held_by_one_and_free_afterwards(tmp_path)


def test_the_lock_of_a_process_that_is_gone_is_free(tmp_path: Path) -> None:
    (tmp_path / ".mine.lock").write_text("", encoding="utf-8")
    assert not locking.in_use(tmp_path / "mine")


def test_a_new_folder_passes_over_one_that_is_held_or_was_broken_off(tmp_path: Path) -> None:
    scenario = cr.scenario("rongcheng", people=300)
    first = new_folder(scenario, tmp_path)
    first.with_name(f"{first.name}.unfinished-3").mkdir()
    second = new_folder(scenario, tmp_path)
    assert second.name == f"{first.name}-2"
    with locking.sole(second):
        assert new_folder(scenario, tmp_path).name == f"{first.name}-3"


def test_two_sweeps_of_one_folder_are_refused(tmp_path: Path) -> None:
    with locking.sole(tmp_path / "sweep"), pytest.raises(cr.Problem, match="another process"):
        cr.sweep("rongcheng", members=2, people=64, days=7, out=tmp_path / "sweep")
