"""A run that is killed, starved or out of room ends in the same bytes, or is refused with one clear line."""

import errno
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr
from creditarium.results.unfinished import checkpoints_of
from tests.results.broken_off import SEED, SIZE, WINDOWS, WORDS, Left, ended, refused

DYING = Path(__file__).with_name("dying.py")


@pytest.fixture
def dies(tmp_path: Path) -> Callable[[str, int], Left]:
    """Run in a process of its own that comes to grief."""

    def die(how: str, number: int) -> Left:
        words = [sys.executable, str(DYING), how, str(number), *WORDS, str(tmp_path / "run")]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    return die


# Killed ---------------------------------------------------------------------------------------------------


def moments(heavy: bool, most: int) -> list[int]:
    drawn = random.Random(SEED).sample(range(1, most + 1), 30)
    return drawn if heavy else drawn[:1]


def test_a_run_killed_at_any_moment_ends_in_the_same_bytes(
    dies: Callable[[str, int], Left], straight: cr.Run, tmp_path: Path, heavy: bool
) -> None:
    steps = 399
    if heavy:
        steps = int(dies("count", 0).stdout.split()[-1])
        shutil.rmtree(tmp_path / "run")
    for moment in moments(heavy, steps):
        left = dies("kill", moment)
        assert left.returncode == -9, (moment, left)
        told = [int(line) for line in left.stdout.split() if line.isdigit()]
        windows = [int(path.name.rpartition("-")[2]) for path in checkpoints_of(tmp_path / "run")]
        # The last window that was told may not be in a checkpoint yet; the one before it is.
        assert max(windows, default=WINDOWS) >= (told[-1] if told else 1) - 1, moment
        ended(tmp_path / "run", straight)
        shutil.rmtree(tmp_path / "run")


@pytest.mark.heavy
def test_a_run_killed_in_the_middle_of_a_file_ends_in_the_same_bytes(
    dies: Callable[[str, int], Left], straight: cr.Run, tmp_path: Path
) -> None:
    for moment in range(110, 190, 8):
        left = dies("cut", moment)
        assert left.returncode < 0, (moment, left)
        ended(tmp_path / "run", straight)
        shutil.rmtree(tmp_path / "run")


def test_what_a_killed_process_left_half_written_is_removed_by_the_next(tmp_path: Path) -> None:
    for name in (".run.abc_1234.partial", ".run.unfinished-3.abcd1234.removed", ".run2.abcd1234.partial"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "scenario.yaml").write_text("half", encoding="utf-8")
    (tmp_path / ".run.lock").write_text("", encoding="utf-8")
    cr.run("rongcheng", people=300, days=7, out=tmp_path / "run")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".run2.abcd1234.partial", "run"]


# Two processes --------------------------------------------------------------------------------------------


def test_a_second_process_is_refused_until_the_first_is_gone(straight: cr.Run, tmp_path: Path) -> None:
    run = tmp_path / "run"
    words = [sys.executable, str(DYING), "hold", "3", *WORDS, str(run)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        while first.stdout.readline() != "3\n":
            assert first.poll() is None
        with pytest.raises(cr.Problem, match="another process is working on this folder"):
            cr.run("rongcheng", **SIZE, out=run)
        with pytest.raises(cr.Problem, match="another process is working on this folder"):
            cr.resume(run)
        first.kill()
    ended(run, straight)


# No room --------------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_for_a_while_costs_checkpoints_and_not_the_run(
    straight: cr.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from creditarium.results import folder

    written, said = folder.write_state, []

    def full(path: Path, state: Any, rows: Any) -> None:
        if state.window in (4, 5, 8):
            raise OSError(errno.ENOSPC, "No space left on device")
        written(path, state, rows)

    monkeypatch.setattr(folder, "write_state", full)
    run = cr.run("rongcheng", **SIZE, out=tmp_path / "run", checkpoint=1, say=said.append)
    assert run.manifest == straight.manifest
    assert said == [
        f"no checkpoint after window {failed}: no space is left for it; {tmp_path / 'run'}.unfinished-{failed - 1} is "
        "kept, and the run goes on"
        for failed in (4, 8)
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.heavy
def test_a_disk_that_stays_full_keeps_the_last_checkpoint(
    dies: Callable[[str, int], Left], straight: cr.Run, tmp_path: Path
) -> None:
    for moment in (100, 131, 152, 310):
        left = dies("full", moment)
        line = refused(left)
        assert "no space is left" in line
        assert f"creditarium resume {tmp_path / 'run'} goes on from" in line
        assert len(left.stderr.splitlines()) == 2
        assert left.stderr.startswith("no checkpoint after window ")
        ended(tmp_path / "run", straight)
        shutil.rmtree(tmp_path / "run")


@pytest.mark.heavy
def test_memory_that_runs_out_is_one_line_and_keeps_the_checkpoint(
    dies: Callable[[str, int], Left], straight: cr.Run, tmp_path: Path
) -> None:
    for window in (2, 3, 6, 10):
        line = refused(dies("starve", window))
        assert line.startswith(f"memory ran out after {window} of 11 windows. Mend: take fewer people")
        ended(tmp_path / "run", straight)
        shutil.rmtree(tmp_path / "run")


def test_memory_that_is_not_to_be_had_ends_in_one_line(
    broken: Path, straight: cr.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from creditarium.results import capacity

    with monkeypatch.context() as scarce:
        scarce.setattr(capacity, "SPARE_BYTES", 1 << 62)
        with pytest.raises(cr.Problem, match=r"memory ran out after 8 of 11 windows.* resume .*run goes on from"):
            cr.resume(broken, say=print)
    ended(broken, straight)
