"""A run that is killed, starved, out of room or damaged ends in the same bytes, or is refused with one clear line."""

import errno
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr
from creditarium.results.contents import GROWING, Lived
from creditarium.results.folder import CHECKPOINT
from creditarium.results.unfinished import checkpoint_at, checkpoints_of

DYING = Path(__file__).with_name("dying.py")
SIZE: dict[str, Any] = {"people": 300, "days": 72}
WINDOWS = 11
WORDS = ("run", "rongcheng", "--people", "300", "--days", "72", "--json", "--checkpoint", "1", "--out")
SEED = 20_200_101
Left = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def straight() -> cr.Run:
    return cr.run("rongcheng", **SIZE)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with copies of the checkpoints that one run left after every window, as those of runs `0`, `1`, …"""
    place = tmp_path_factory.mktemp("kept")

    def keep(window: int, windows: int) -> None:
        for path in checkpoints_of(place / "run"):
            shutil.copytree(path, checkpoint_at(place / str(window - 1), window - 1))

    cr.run("rongcheng", **SIZE, out=place / "run", checkpoint=1, tell=keep)
    return place


@pytest.fixture
def broken(kept: Path, tmp_path: Path) -> Iterator[Path]:
    """The name of a run that broke off in the middle of a period; only its checkpoint is there."""
    shutil.copytree(checkpoint_at(kept / "6", 6), checkpoint_at(tmp_path / "run", 6))
    return tmp_path / "run"


@pytest.fixture
def dies(tmp_path: Path) -> Callable[[str, int], Left]:
    """Run in a process of its own that comes to grief."""

    def die(how: str, number: int) -> Left:
        words = [sys.executable, str(DYING), how, str(number), *WORDS, str(tmp_path / "run")]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    return die


def refused(left: Left) -> str:
    """Give the one line with which a command was refused."""
    assert left.returncode == 2, left.stderr
    *_, line = left.stderr.splitlines()
    assert "Mend:" in line
    assert "Traceback" not in left.stderr
    return line


def ended(run: Path, straight: cr.Run) -> None:
    """Bring a broken-off run to its end: it is the same, and nothing else is left beside it."""
    if not run.exists():
        made = cr.resume(run, say=print) if checkpoints_of(run) else cr.run("rongcheng", **SIZE, out=run)
        assert made.path == run
    elif checkpoints_of(run):
        with pytest.raises(cr.Problem, match="whole already"):
            cr.resume(run)
    assert cr.open_run(run).manifest == straight.manifest
    assert [path.name for path in run.parent.iterdir()] == [run.name]


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


# A checkpoint after any window ----------------------------------------------------------------------------


def test_a_checkpoint_after_any_window_goes_on_to_the_same_tables(
    kept: Path, straight: cr.Run, tmp_path: Path, heavy: bool
) -> None:
    for window in range(1, WINDOWS - 1) if heavy else (9,):
        resumed = cr.resume(checkpoint_at(kept / str(window), window), out=tmp_path / str(window))
        assert resumed.manifest == straight.manifest, window


def test_a_run_broken_off_twice_in_one_period_and_in_its_warm_up_ends_the_same(tmp_path: Path) -> None:
    """Windows 0 to 2 are the warm-up; the periods begin with windows 3 and 7, and the last window is cut."""
    plain: dict[str, Any] = {"people": 300, "days": 52, "set": "clock.warm_up=21"}
    run = tmp_path / "run"

    def until(last: int) -> Callable[[int, int], None]:
        def tell(window: int, windows: int) -> None:
            if window == last + 1:
                raise InterruptedError

        return tell

    for last in (2, 5, 6):
        options: dict[str, Any] = {"checkpoint": 1, "tell": until(last), "say": print}
        go_on = partial(cr.resume, run) if last > 2 else partial(cr.run, "rongcheng", **plain, out=run)
        with pytest.raises(InterruptedError):
            go_on(**options)
        assert checkpoints_of(run) == [checkpoint_at(run, last)]
    resumed = cr.resume(run, say=print)
    assert resumed.manifest == cr.run("rongcheng", **plain).manifest
    longer = cr.resume(run, days=60, out=tmp_path / "longer")
    assert longer.manifest == cr.run("rongcheng", **{**plain, "days": 60}).manifest


def test_a_checkpoint_holds_no_table_that_follows_from_the_rest(broken: Path) -> None:
    path = checkpoint_at(broken, 6)
    assert {file.name for file in path.iterdir()} == {*CHECKPOINT, "made.json"}
    opened = cr.open_run(path)
    assert "6 of 11 windows lived so far" in repr(opened)
    for name in GROWING:
        assert len(opened.frame(name)) > 0
    with pytest.raises(cr.Problem, match=r"no table of persons.* Mend: go on with creditarium resume"):
        opened.tally("refused_persons")
    verdict = cr.verify(path)
    assert verdict.same, verdict
    assert {check.by for check in verdict.checks} == {"files", "living"}


def test_a_checkpoint_is_due_by_the_clock_or_by_the_windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A clock of its own: a window takes 30 s, a checkpoint 10 s; less than a twentieth of the time is written."""
    from creditarium.results import saving

    now, written = 0.0, []

    def write(path: Path, run: Lived) -> None:
        nonlocal now
        now += 10.0
        written.append(run.state.window)

    monkeypatch.setattr(saving, "write_run", write)
    monkeypatch.setattr("creditarium.results.saving.time.perf_counter", lambda: now)
    lived = cr.run("no-scheme", people=64, days=7).contents
    assert isinstance(lived, Lived)
    lived.engine.scenario = cr.scenario("no-scheme", people=64, days=700)
    clocked = saving.Saving(tmp_path / "run", None, print)
    for window in range(1, 101):
        now += 30.0
        lived.state.window = window
        clocked.after(lived)
    assert written[:2] == [2, 9]
    assert clocked.seconds == 10.0 * len(written) < 0.05 * now + 10.0
    assert 100 not in written
    written.clear()
    every = saving.Saving(tmp_path / "run", 30, print)
    for window in range(1, 101):
        lived.state.window = window
        every.after(lived)
    assert written == [30, 60, 90]


# Damaged --------------------------------------------------------------------------------------------------


def test_a_flipped_or_missing_byte_is_refused_and_named(broken: Path, straight: cr.Run, heavy: bool) -> None:
    chosen, path = random.Random(SEED), checkpoint_at(broken, 6)
    for name in CHECKPOINT:
        good = (path / name).read_bytes()
        for turn in range(12 if heavy else 2):
            place = chosen.randrange(len(good))
            bad = bytearray(good)
            bad[place] ^= 1 << chosen.randrange(8)
            (path / name).write_bytes(bad if turn else good[:place])
            with pytest.raises(cr.Problem, match=r"cut off or changed|can read|damaged|form") as caught:
                cr.resume(broken)
            assert len(str(caught.value).splitlines()) == 1
            (path / name).write_bytes(good)
    (path / "made.json").write_bytes((path / "made.json").read_bytes()[:-20])
    with pytest.raises(cr.Problem, match=r"made\.json"):
        cr.resume(broken)


@pytest.mark.heavy
def test_a_flipped_byte_in_what_stands_outside_the_run_is_refused_or_changes_nothing(
    broken: Path, straight: cr.Run, tmp_path: Path
) -> None:
    """Of when, where and how fast a run was made nothing depends."""
    chosen, path, refusals = random.Random(SEED), checkpoint_at(broken, 6), 0
    good = (path / "made.json").read_bytes()
    for turn in range(20):
        bad = bytearray(good)
        bad[chosen.randrange(len(good))] ^= 1 << chosen.randrange(8)
        shutil.copytree(path, checkpoint_at(tmp_path / str(turn), 6))
        (checkpoint_at(tmp_path / str(turn), 6) / "made.json").write_bytes(bad)
        try:
            same = cr.resume(tmp_path / str(turn), say=print).manifest == straight.manifest
        except cr.Problem:
            refusals += 1
        else:
            assert same, turn
    assert 0 < refusals < 20


def test_a_damaged_newest_checkpoint_falls_back_to_the_one_before(kept: Path, broken: Path, straight: cr.Run) -> None:
    newest = checkpoint_at(broken, 8)
    shutil.copytree(checkpoint_at(kept / "8", 8), newest)
    content = bytearray((newest / "state.npz").read_bytes())
    content[len(content) // 2] ^= 16
    (newest / "state.npz").write_bytes(content)
    said: list[str] = []
    with pytest.raises(cr.Problem, match=r"state\.npz"):
        cr.resume(newest)
    assert cr.resume(broken, say=said.append).manifest == straight.manifest
    assert [line.split(": ")[-1].split(",")[0] for line in said] == [
        "it is cut off or changed; the checkpoint before it is taken",
        f"going on from {checkpoint_at(broken, 6)}",
    ]
    ended(broken, straight)


def test_a_checkpoint_of_another_scenario_is_refused(broken: Path, kept: Path) -> None:
    with pytest.raises(cr.Problem, match=r"a run of another scenario was broken off here.* creditarium resume"):
        cr.run("rongcheng", **{**SIZE, "people": 301}, out=broken)
    with pytest.raises(cr.Problem, match="this run was broken off here"):
        cr.run("rongcheng", **SIZE, out=broken)
    path = checkpoint_at(broken, 6)
    other = (path / "scenario.yaml").read_text(encoding="utf-8").replace("seed: 1\n", "seed: 2\n")
    (path / "scenario.yaml").write_text(other, encoding="utf-8")
    _unsealed(path, 2)
    with pytest.raises(cr.Problem, match=r"another fate \(seed\)"):
        cr.resume(broken)
    assert cr.open_run(checkpoint_at(kept / "6", 6)).scenario.seed == 1


def test_a_state_of_another_scenario_is_refused(broken: Path, tmp_path: Path) -> None:
    from creditarium.results.checkpoint import read_state, write_state

    path = checkpoint_at(broken, 6) / "state.npz"
    state, rows = read_state(path)
    state.records = state.records[:-1]
    write_state(path, state, rows)
    _unsealed(path.parent, 2)
    with pytest.raises(cr.Problem, match="of another scenario"):
        cr.resume(broken)


# Written by another version -------------------------------------------------------------------------------


def _unsealed(path: Path, form: int, version: str = cr.__version__) -> None:
    """Make a folder one that an earlier version wrote: of form 2 no digests of files were kept."""
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    text = json.dumps({**manifest, "format": form, "creditarium": version}, indent=1)
    (path / "manifest.json").write_text(text, encoding="utf-8")
    made = json.loads((path / "made.json").read_text(encoding="utf-8"))
    del made["digests"]
    made["files"] = {name: (path / name).stat().st_size for name in made["files"]}
    (path / "made.json").write_text(json.dumps(made), encoding="utf-8")


def test_a_folder_of_the_form_before_opens_and_goes_on(broken: Path, straight: cr.Run) -> None:
    _unsealed(checkpoint_at(broken, 6), 2)
    assert cr.open_run(checkpoint_at(broken, 6)).manifest.format == 2
    assert cr.verify(checkpoint_at(broken, 6)).same
    ended(broken, straight)


def test_a_folder_of_another_version_says_which_wrote_it(broken: Path) -> None:
    path = checkpoint_at(broken, 6)
    _unsealed(path, 2, "0.0.9")
    assert cr.open_run(path).manifest.creditarium == "0.0.9"
    with pytest.raises(cr.Problem, match=r"Creditarium 0\.0\.9 wrote this run.* go on with version 0\.0\.9"):
        cr.resume(broken)
    made = path / "made.json"
    made.write_text(json.dumps({**json.loads(made.read_text(encoding="utf-8")), "digests": {}}), encoding="utf-8")
    _unsealed(path, 1, "0.0.1")
    with pytest.raises(cr.Problem, match=r"Creditarium 0\.0\.1 wrote this run in form 1.* reads forms 2 and 3"):
        cr.open_run(path)


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
