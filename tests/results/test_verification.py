"""Verifying: a good run verifies, and what is changed in its folder is found and named, with where it first differs."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.results.checkpoint import read_state, write_state
from creditarium.results.fields import Fields
from creditarium.results.storage import file_digest, read_table, write_table

PEOPLE, DAYS = 2_000, 42


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verified") / "good"
    cr.run("rongcheng", people=PEOPLE, days=DAYS, seed=3, set={"community": 256}, out=path)
    return path


@pytest.fixture
def forged(good: Path, tmp_path: Path) -> Callable[[str, Callable[[Path], None]], Path]:
    """Copy the folder, let a forger rewrite one of its files, and hide that its size and bytes have changed."""

    def forge(name: str, change: Callable[[Path], None]) -> Path:
        target = tmp_path / "forged"
        target.mkdir()
        for file in good.iterdir():
            (target / file.name).write_bytes(file.read_bytes())
        change(target / name)
        made = json.loads((target / "made.json").read_text(encoding="utf-8"))
        made["files"][name] = (target / name).stat().st_size
        made["digests"][name] = file_digest(target / name)
        (target / "made.json").write_text(json.dumps(made), encoding="utf-8")
        return target

    return forge


def differing(verdict: cr.Verdict) -> dict[tuple[str, str], str]:
    return {(check.what, check.by): check.difference for check in verdict.differences}


def test_a_good_run_verifies(good: Path) -> None:
    told: list[tuple[int, int]] = []
    verdict = cr.verify(good, tell=lambda done, total: told.append((done, total)))
    assert verdict.same, verdict
    assert told == [(window, 6) for window in range(1, 7)]
    assert {check.by for check in verdict.checks} == {"files", "living"}
    assert repr(verdict).endswith("all are as recorded")
    assert cr.verify(cr.open_run(good)).checks == verdict.checks


def test_sampled_communities_verify_and_the_seed_draws_them(good: Path) -> None:
    verdict = cr.verify(good, communities=5)
    assert verdict.same, verdict
    assert verdict.checks[-1].what == "5 of 8 communities"


def test_a_checkpoint_and_a_resumed_run_verify(good: Path, tmp_path: Path) -> None:
    longer = cr.resume(good, days=70, out=tmp_path / "longer")
    assert cr.verify(longer).same


def test_a_tampered_tally_is_found_with_its_row(forged) -> None:
    def one_more(path: Path) -> None:
        frame = read_table(path)
        write_table(path, frame.with_columns(pl.col("count") + (pl.int_range(pl.len()) == 700)), {})

    path = forged("tallies.parquet", one_more)
    held = read_table(path / "tallies.parquet").row(700, named=True)
    found = differing(cr.verify(path))
    assert set(found) == {("tallies.parquet", "files"), ("tallies.parquet", "living")}
    said = found["tallies.parquet", "living"]
    found = differing(cr.verify(_undigested(path, "tallies")))
    assert said == found["tallies.parquet", "living"]
    assert said.startswith("first in row 700 (")
    assert f"window_end {held['window_end']}" in said
    assert f"count is {held['count']}, and lived again {held['count'] - 1}" in said


@pytest.mark.parametrize(
    ("table", "row", "column", "told"),
    [
        ("bands", 7, "people", ("window ", "date 20", "region Rongcheng", "band ")),
        ("scores", 3, "region", ("window ", "date 20", "low ")),
        ("cohort", 40, "state.risk", ("person ", "region Rongcheng", "community ")),
        ("communities", 2, "digest", ("community 2", "region Rongcheng")),
    ],
)
def test_one_cell_rewritten_by_other_hands_is_found_with_its_keys_and_both_values(
    good: Path, tmp_path: Path, table: str, row: int, column: str, told: tuple[str, ...]
) -> None:
    """As somebody does who opens the file in a tool of their own: other bytes, another size, words as plain text."""
    path, here = tmp_path / "altered", pl.int_range(pl.len()) == row
    shutil.copytree(good, path)
    frame = read_table(path / f"{table}.parquet").with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))
    before = frame[column][row]
    after = "Elsewhere" if isinstance(before, str) else before - 1
    changed = pl.when(here).then(pl.lit(after, frame.schema[column])).otherwise(pl.col(column)).alias(column)
    frame.with_columns(changed).write_parquet(path / f"{table}.parquet")
    found = differing(cr.verify(path))
    assert found["bytes of every file", "files"] == f"{table}.parquet is not as it was written"
    said = found[f"{table}.parquet", "living"]
    assert said.startswith(f"first in row {row} (")
    assert said.endswith(f"): {column} is {after}, and lived again {before}")
    assert all(key in said for key in told)
    assert {what for what, by in found if by == "living"} == {f"{table}.parquet"}


def test_a_sample_says_how_to_learn_where_a_table_differs(forged) -> None:
    def fewer(path: Path) -> None:
        write_table(path, read_table(path).with_columns(pl.col("people") - 1), {})

    found = differing(cr.verify(forged("bands.parquet", fewer), communities=1))
    assert found["bands.parquet", "files"].endswith("verify without --communities says where first")


def test_a_row_taken_out_is_found_where_it_stood(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "shorter"
    shutil.copytree(good, path)
    frame = read_table(path / "tallies.parquet")
    pl.concat([frame[:90], frame[91:]]).write_parquet(path / "tallies.parquet")
    said = differing(cr.verify(path))["tallies.parquet", "living"]
    assert said.startswith("first in row 90 (")
    assert said.endswith(f"; it has {len(frame) - 1:,} rows, and lived again {len(frame):,}")


def _undigested(path: Path, table: str) -> Path:
    """Put the forged table's own digest into the manifest, as a careful forger would."""
    from creditarium.results.digests import table_digest, whole_digest

    content = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    content["tables"][table] = table_digest(read_table(path / f"{table}.parquet"))
    del content["tables"]["whole"]
    content["tables"]["whole"] = whole_digest(content["tables"])
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (path / "manifest.json").write_text(text, encoding="utf-8")
    made = json.loads((path / "made.json").read_text(encoding="utf-8"))
    made["files"]["manifest.json"] = len(text.encode())
    made["digests"]["manifest.json"] = file_digest(path / "manifest.json")
    (path / "made.json").write_text(json.dumps(made), encoding="utf-8")
    return path


def test_a_tampered_state_is_found_with_its_community_and_person(forged, good: Path) -> None:
    def one_bit(path: Path) -> None:
        state, tally = read_state(path)
        state.records[1_500, 0] ^= 1
        write_state(path, state, tally)

    start = cr.open_run(good).engine.settled.society.start
    community = int(np.searchsorted(start, 1_500, side="right")) - 1
    found = differing(cr.verify(forged("state.npz", one_bit)))
    assert found == {
        ("state.npz", "files"): f"first in community {community} (1 in all)",
        ("state.npz", "living"): f"first in community {community}, person 1500",
    }


def test_a_tampered_field_is_found_with_its_window(forged) -> None:
    def one_entry(path: Path) -> None:
        fields = Fields.read(path)
        fields.arrays["astray"][4, 2] += 1
        fields.write(path)

    path = forged("fields.npz", one_entry)
    found = differing(cr.verify(path))
    assert found["fields.npz", "living"] == "first before window 4: astray of community 2"
    assert ("fields.npz", "files") in found
    assert not cr.verify(path, communities=3).same


def test_communities_lived_from_a_forged_beginning_differ(forged) -> None:
    def crowds(path: Path) -> None:
        fields = Fields.read(path)
        fields.arrays["community"] = np.full(fields.arrays["community"].shape, 5_000)
        fields.arrays["community"][0] = 0
        fields.write(path)

    found = differing(cr.verify(forged("fields.npz", crowds), communities=4))
    [said] = [said for (what, by), said in found.items() if by == "living"]
    assert said.startswith("first in community ")


def test_another_scenario_is_named_and_not_lived(forged) -> None:
    def darker(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert "disclosure: published" in text
        path.write_text(text.replace("disclosure: published", "disclosure: secret"), encoding="utf-8")

    verdict = cr.verify(forged("scenario.yaml", darker))
    assert differing(verdict) == {("scenario.yaml", "files"): "its rules are not those of the run"}
    assert not [check for check in verdict.checks if check.by == "living"]


def test_another_fate_is_named(forged) -> None:
    def seed(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("seed: 3\n", "seed: 4\n"), encoding="utf-8")

    found = differing(cr.verify(forged("scenario.yaml", seed)))
    assert found["fate", "files"] == "another seed than the run's"
    assert found["manifest.json", "files"] == "'seed' is 3, and the scenario has 4"


def test_a_flipped_byte_is_found(good: Path, forged) -> None:
    path = forged("bands.parquet", lambda file: None)
    text = (path / "scenario.yaml").read_text(encoding="utf-8")
    (path / "scenario.yaml").write_text(text.replace("# The whole", "# the whole"), encoding="utf-8")
    found = differing(cr.verify(path, communities=1))
    assert found == {("bytes of every file", "files"): "scenario.yaml is not as it was written"}


def test_a_file_cut_off_is_a_problem(good: Path, forged) -> None:
    path = forged("bands.parquet", lambda file: file.write_bytes(file.read_bytes()[:-7]))
    with pytest.raises(cr.Problem, match=r"bands\.parquet"):
        cr.verify(path)


def test_a_run_in_memory_cannot_be_verified() -> None:
    run = cr.run("no-scheme", people=300, days=7)
    with pytest.raises(cr.Problem, match="write it first"):
        cr.verify(run)


def test_no_communities_are_no_sample(good: Path) -> None:
    with pytest.raises(cr.Problem, match="less than 1"):
        cr.verify(good, communities=0)
