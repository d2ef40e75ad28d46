"""`creditarium calibrate`: what it tells and writes, that its ranges are lived with, and what it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "theory"
TOWN = FIXTURES / "planted.yaml"
WORDS = ("--people", 640, "--trials", 12, "--seed", 3)
TARGETS = """
title: What the town published
targets:
  acts:
    title: offences
    observable: {count: acts, kind: offence}
    value: {recalled: 420, range: [0, 1000], unit: offences, memory: the clerk}
    tolerance: {fixed: 40, unit: offences, because: the clerk's word}
    use: fit
  entered:
    title: entries
    observable: {count: entered, scheme: register}
    value: {recalled: 130, range: [0, 1000], unit: entries, memory: the clerk}
    tolerance: {fixed: 25, unit: entries, because: the clerk's word}
    use: fit
  pastime:
    title: pastimes
    observable: {count: acts, kind: pastime}
    value: {recalled: 390, range: [0, 1000], unit: pastimes, memory: the clerk}
    tolerance: {fixed: 60, unit: pastimes, because: the clerk's word}
    use: test
"""


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    path = tmp_path / "targets.yaml"
    path.write_text(TARGETS, encoding="utf-8")
    return path


def test_fit_test_ranges_and_picture_are_told_and_written(call, targets: Path, tmp_path: Path) -> None:
    answer = call("calibrate", TOWN, "--targets", targets, *WORDS, "--out", "fit")
    assert (answer.code, answer.err) == (0, "")
    said = " ".join(answer.out.split())
    for text in ("Fitted", "Kept to test, and never fitted", "offences", "pastimes", "The targets tell of:", "width"):
        assert text in said
    assert "They were looked at and left as written" in said
    assert {file.name for file in (tmp_path / "fit").iterdir()} == {
        "worlds.jsonl", "calibration.json", "points.parquet", "ranges.yaml", "calibration.png", "calibration.svg",
    }  # fmt: skip
    [first, *_] = yaml.safe_load((tmp_path / "fit" / "ranges.yaml").read_text(encoding="utf-8"))["changes"]
    assert first["path"] == "conduct.kinds.offence.rate"
    low, high = first["value"]["range"]
    assert 1 < low <= first["value"]["assume"] <= high < 12
    assert "calibrated to the 2 targets of “What the town published”" in first["value"]["because"]
    assert call("run", TOWN, "--people", 640, "--reform", "fit/ranges.yaml").code == 0
    assert call("check", "fit/ranges.yaml", "--on", TOWN).code == 0


def test_pyabc_is_quiet_even_where_warnings_are_errors(targets: Path, tmp_path: Path) -> None:
    words = [
        "calibrate",
        TOWN,
        "--targets",
        targets,
        *WORDS,
        "--trials",
        2_000,
        "--method",
        "abc-rejection",
        "--keep",
        12,
    ]
    words += ["--free", "conduct.kinds.offence.rate", "--out", "fit", "--json"]
    command = [sys.executable, "-W", "error", "-m", "creditarium.cli.main", *map(str, words)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    content = json.loads(done.stdout)
    assert content["method"] == "abc-rejection"
    assert [one["path"] for one in content["numbers"]] == ["conduct.kinds.offence.rate"]
    assert not [file for file in (tmp_path / "fit").iterdir() if file.suffix in (".db", ".pickle") or file.is_dir()]


def test_bad_words_are_one_line_before_anything_is_lived(refused, targets: Path) -> None:
    for words, says in (
        (("--method", "bays"), "did you mean 'bayes'"),
        (("--free", "scoring.register.rules.offence.points"), "is a scheme's rule, and no search moves one"),
        (("--free", "conduct.kinds.offense.rate"), "did you mean 'conduct.kinds.offence.rate'"),
        (("--seed", -1), "--seed"),
        (("--plot", "fit.pdf"), "cannot be written as 'pdf'"),
    ):
        assert says in refused("calibrate", TOWN, "--targets", targets, *WORDS, *words).err
    assert "did you mean 'court-blacklist'" in refused("calibrate", TOWN, "--targets", "court-blacklst").err
    targets.write_text(TARGETS.replace("kind: offence", "kind: offense"), encoding="utf-8")
    assert "counts no 'acts' of kind 'offense'" in refused("calibrate", TOWN, "--targets", targets).err
    targets.write_text(TARGETS.replace("use: fit", "use: test"), encoding="utf-8")
    assert f"{targets}:3: there is nothing to fit" in refused("calibrate", TOWN, "--targets", targets).err
    value = "recalled: 420, range: [0, 1000]"
    targets.write_text(TARGETS.replace(value, "recalled: 420, range: [500, 1000]"), encoding="utf-8")
    assert ":7: the range [500, 1000] misses its value 420" in refused("calibrate", TOWN, "--targets", targets).err
    targets.write_text(TARGETS.replace(value, "recalled: 9420, range: [0, 10000]"), encoding="utf-8")
    assert "lies outside what any of" in refused("calibrate", TOWN, "--targets", targets, *WORDS).err
