"""`creditarium verify`: exit code 0 for the same, 1 for a difference, 2 for what is no whole run."""

import json
import shutil
from pathlib import Path

import numpy as np
import polars as pl


def test_a_good_run_is_as_recorded(call, run_folder: Path) -> None:
    answer = call("verify", run_folder)
    assert (answer.code, answer.err) == (0, "")
    assert "all are as the run recorded them" in answer.out


def test_a_sample_as_json(call, run_folder: Path) -> None:
    answer = call("verify", run_folder, "--communities", 1, "--json")
    content = json.loads(answer.out)
    assert answer.code == 0
    assert content["same"] is True
    assert content["checks"][-1]["what"] == "1 of 1 communities"


def test_a_difference_is_named_with_exit_code_1(call, run_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "forged"
    shutil.copytree(run_folder, path)
    with np.load(path / "state.npz") as held:
        arrays = dict(held)
    arrays["records"][42, 0] ^= 1
    np.savez(path / "state.npz", allow_pickle=False, **arrays)
    answer = call("verify", path)
    assert answer.code == 1
    assert "DIFFERS, by living it again: state.npz: first in community 0, person 42" in answer.out


def test_an_altered_cell_is_one_line_with_exit_code_1(call, run_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "altered"
    shutil.copytree(run_folder, path)
    frame = pl.read_parquet(path / "people.parquet")
    more = pl.col("people") + (pl.int_range(pl.len()) == 2)
    frame.with_columns(more).write_parquet(path / "people.parquet")
    answer = call("verify", path)
    assert answer.code == 1
    said = " ".join(answer.out.split())
    assert "DIFFERS, by living it again: people.parquet: first in row 2 (region " in said
    assert f": people is {frame['people'][2] + 1}, and lived again {frame['people'][2]}" in said


def test_a_folder_cut_off_is_one_line(refused, run_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut"
    shutil.copytree(run_folder, path)
    (path / "fields.npz").write_bytes((path / "fields.npz").read_bytes()[:100])
    assert "fields.npz" in refused("verify", path).err
    (path / "fields.npz").unlink()
    assert "it is missing" in refused("verify", path).err


def test_bad_words_are_refused(refused, run_folder: Path) -> None:
    refused("verify", "nowhere")
    refused("verify", run_folder, "--communities", 0)
    refused("verify", run_folder, "--seed", -1)
