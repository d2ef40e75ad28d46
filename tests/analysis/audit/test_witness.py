"""What the traces of all lives tell adds up to the tallies of the same run, and each harm to what stands behind it."""

import numpy as np
import polars as pl
import pytest

from creditarium.analysis.audit.case import Case
from creditarium.analysis.audit.i_dynamics import STEP_WINDOWS, band_moves
from creditarium.analysis.audit.spells import standing
from creditarium.analysis.audit.witness import GAINED, REFUSED, Witness


@pytest.fixture
def seed(case: Case) -> Witness:
    return case.seeds[0]


def persons(seed: Witness, measure: str) -> float:
    """Add up a measure over persons; organisations are a category of their own."""
    return float(
        seed.run.tally(measure, by="sex").filter(pl.col("sex").cast(pl.String) != "organisation")["count"].sum()
    )


def test_the_three_worlds_are_a_pair_with_each_other(seed: Witness) -> None:
    fates = [run.manifest.fate for run in (seed.run, seed.twin, seed.unerring)]
    assert fates[0] == fates[1] == fates[2]
    assert seed.unerring.total("false") == seed.unerring.total("landed") == 0
    assert seed.run.total("landed") > 0


def test_the_trace_adds_up_to_the_tallies(seed: Witness) -> None:
    assert len(seed.entries) == persons(seed, "entered")
    assert seed.entries["wrong"].sum() == persons(seed, "false") + persons(seed, "landed")
    assert seed.entries["landed"].sum() == persons(seed, "landed")
    assert seed.acts["act"].sum() == persons(seed, "acts")
    assert seed.acts["held"].sum() == persons(seed, "held_back")
    assert seed.acts["induced"].sum() == persons(seed, "induced")
    assert seed.asked["granted"].sum() == persons(seed, "granted") == seed.granted.sum()
    refused = (pl.col("does") == REFUSED) & pl.col("own")
    assert len(seed.effects.filter(refused)) == persons(seed, "denied") == seed.harm["refused"].sum()
    assert seed.effects["money"].sum() == persons(seed, "money")
    decided = seed.entries.filter(pl.col("filed") & (pl.col("decided") <= 182))
    assert len(decided) == persons(seed, "appeals")
    assert decided["upheld"].sum() == persons(seed, "upheld")
    assert seed.plain_granted.sum() == seed.twin.total("granted") - seed.twin.tally("granted", by="sex").filter(
        pl.col("sex").cast(pl.String) == "organisation"
    )["count"].sum()  # fmt: skip


def test_scores_are_the_last_that_an_entry_or_change_left(seed: Witness) -> None:
    scheme = "national-2020-as-reported"
    both = pl.concat([frame.select("person", "scheme", "day", "score") for frame in (seed.entries, seed.changes)])
    last = (
        both.filter(pl.col("scheme").cast(pl.String) == scheme)
        .sort("person", "day", maintain_order=True)
        .group_by("person", maintain_order=True)
        .agg(pl.col("score").last())
    )
    ends = seed.people.select("person", pl.col(f"score.{scheme}").alias("end"))
    joined = last.join(ends, on="person")
    assert len(joined) > 500
    assert (joined["score"] == joined["end"]).mean() > 0.99


def test_each_harm_is_shared_out_whole(case: Case) -> None:
    for frame in case.harms.values():
        assert len(frame) > 0
        sums = frame.group_by("harm_id").agg(pl.col("weight").sum())["weight"].to_numpy()
        assert np.allclose(sums, 1)
    for seed in case.seeds:
        refused = case.harms[seed.seed].filter(pl.col("harm") == "refused")["harm_id"].n_unique()
        assert refused == seed.harm["refused"].sum()


def test_a_mark_stands_from_its_entry_to_the_end_at_most(seed: Witness) -> None:
    spells = standing(seed)
    assert len(spells) == len(seed.adverse)
    assert spells["days"].min() >= 0
    assert spells["days"].max() <= 182
    assert spells["wrong"].sum() == seed.adverse["wrong"].sum()
    assert spells.filter(~pl.col("over"))["days"].len() > 0


def test_moves_between_bands_end_where_people_end(seed: Witness) -> None:
    scheme = "national-2020-as-reported"
    moves = band_moves(seed, scheme)
    covered = seed.people.filter(f"in.{scheme}")
    looks = 182 // (STEP_WINDOWS * 7)
    assert moves.sum() == (looks - 1) * len(covered)
    assert moves.shape == (5, 5)
    assert np.trace(moves) > moves.sum() / 2


def test_only_grants_count_as_gains(seed: Witness) -> None:
    gained = seed.effects.filter(pl.col("does") == GAINED)
    assert not gained["own"].any()
    assert seed.harm["gained"].sum() == len(gained)
