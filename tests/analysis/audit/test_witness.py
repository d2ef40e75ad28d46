"""What the traces of all lives tell adds up to the tallies of the same run, and each harm to what stands behind it."""

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.audit.case import Case
from creditarium.analysis.audit.f_impact import errors
from creditarium.analysis.audit.g_errors import false_listings
from creditarium.analysis.audit.h_process import appeals, repair
from creditarium.analysis.audit.i_dynamics import STEP_WINDOWS, band_moves
from creditarium.analysis.audit.scores import first_scores, score_changes
from creditarium.analysis.audit.seeds import witnesses
from creditarium.analysis.audit.spells import standing
from creditarium.analysis.audit.witness import GAINED, REFUSED, Witness
from creditarium.engine.run import History
from creditarium.results.decoding import decoded
from creditarium.results.tables import scale_of


@pytest.fixture(scope="module")
def warmed() -> Case:
    """A short run after a warm-up, and one seed beside it."""
    run = cr.run("reported-2020", people=1_000, days=56, seed=21, set="clock.warm_up=84")
    return Case(run, witnesses(run, 1, 1_000), 2_000)


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


def test_first_scores_are_those_at_the_end_of_a_warm_up(warmed: Case) -> None:
    seed = warmed.seeds[0]
    engine = seed.run.engine
    *_, after = engine.windows(engine.fresh(), History(), threads=1, until=seed.run.scenario.clock.warm_windows)
    moved = 0
    for scheme in warmed.personal:
        scale = scale_of(warmed.scenario.scoring[scheme])
        first, then = (
            decoded(engine.compiled, state.records[:1_000], f"score.{scheme}") / scale
            for state in (engine.fresh(), after)
        )
        np.testing.assert_array_equal(first_scores(seed, scheme, score_changes(seed, scheme)), then)
        moved += int((first != then).sum())
    assert moved > 0, "the warm-up moved nobody: this test could not fail"


def test_a_short_run_does_not_tell_what_stands_after_half_a_year(warmed: Case) -> None:
    still = [one for one in repair(warmed).findings if "still stand after 180 days" in one.what]
    assert still
    assert all(one.cannot_tell for one in still)
    assert all("56 days" in one.cannot_tell or "no marks" in one.cannot_tell for one in still)


def test_wrong_entries_of_a_warm_up_are_not_shared_out_over_those_since(warmed: Case) -> None:
    said = {one.what: one for one in false_listings(warmed).findings}
    assert not any(what.startswith("days that wrong entries stood") for what in said)
    (on_a_day,) = (one for what, one in said.items() if what.startswith("wrong entries that stand on a day"))
    assert on_a_day.value == pytest.approx(1000 * warmed.run.total("wrong_days") / 56 / 1_000)


def test_a_share_names_what_it_is_a_share_of(case: Case) -> None:
    people = [one.people.filter(pl.col("covered") & (pl.col("age").cast(pl.String) != "0-17")) for one in case.seeds]
    did, marked = pl.col("state.blamed"), pl.col("marked")
    fpr, fnr, ppv = errors(case).findings[:3]
    for finding, among in ((fpr, ~did), (fnr, did), (ppv, marked)):
        assert finding.base == sum(len(frame.filter(among)) for frame in people)
    blameless = pl.concat([frame.filter(~did) for frame in people])
    assert fpr.value == pytest.approx(blameless["marked"].mean())
    appealed = [one for one in appeals(case).findings if one.what.startswith("entries appealed: sex")]
    assert appealed[0].of == "entries against people in both"
    assert appealed[0].base == sum(len(one.adverse) for one in case.seeds)


def test_what_is_counted_of_persons_holds_no_organisation(case: Case) -> None:
    counts = dict(case.run.tally("acts", by="sex").rows())
    assert counts["organisation"] > 0, "no organisation acted: this test could not fail"
    people = counts["male"] + counts["female"]
    for by in ((), ("kind",), ("income",), ("kind", "age")):
        assert case.tallied.of_persons("acts", by)["count"].sum() == people
    assert sum(case.total("acts", "kind").values()) == people
