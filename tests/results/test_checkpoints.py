"""A checkpoint goes on to the same bytes after any window; a damaged or foreign one is refused with one clear line."""

import json
import random
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr
from creditarium.results.contents import GROWING, Lived
from creditarium.results.folder import CHECKPOINT
from creditarium.results.unfinished import checkpoint_at, checkpoints_of
from tests.results.broken_off import SEED, SIZE, WINDOWS, ended

# A checkpoint after any window ----------------------------------------------------------------------------


def test_a_checkpoint_after_any_window_goes_on_to_the_same_tables(
    kept: Path, straight: cr.Run, tmp_path: Path, heavy: bool
) -> None:
    for window in range(1, WINDOWS - 1) if heavy else (9,):
        checkpoint = checkpoint_at(tmp_path / f"run{window}", window)  # a copy, as it is gone when the run is whole
        shutil.copytree(checkpoint_at(kept / str(window), window), checkpoint)
        resumed = cr.resume(checkpoint, out=tmp_path / str(window))
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
