"""Effects: the arithmetic of a spread, the books of a comparison, and what is direct and what indirect."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import creditarium as cr
from creditarium.analysis.pairs.comparison import Comparison
from creditarium.analysis.pairs.effects import TOUCHED, spread_of
from creditarium.analysis.pairs.groups import FIXED
from creditarium.analysis.pairs.measures import MEASURES, value_of
from creditarium.model.problem import Problem

SOME = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=300)


@pytest.fixture(scope="module")
def made() -> Comparison:
    return cr.compare("no-scheme", "reported-2020", people=4_000, days=84, seed=3, by_item=True)


@examples(SOME)
def test_a_spread_is_what_its_numbers_say(pairs: list[tuple[int, int]]) -> None:
    before, after = np.array(pairs).T
    change = sorted((after - before).tolist())
    row = spread_of(before, after, "less")
    assert row["n"] == len(change)
    assert row["mean"] == pytest.approx(row["other"] - row["first"])
    assert row["worse"] + row["better"] + row["untouched"] == pytest.approx(1)
    assert (row["worse"], row["better"]) == (row["rose"], row["fell"])
    assert row["median"] == change[(len(change) + 1) // 2 - 1]
    assert row["worst"] == pytest.approx(np.mean(change[::-1][: max(len(change) // 100, 1)]))
    mirrored = spread_of(before, after, "more")
    assert (mirrored["worse"], mirrored["better"]) == (row["better"], row["worse"])
    assert mirrored["worst"] == pytest.approx(np.mean(change[: max(len(change) // 100, 1)]))
    assert spread_of(before, after, "neither")["worst"] is None


def test_groups_add_up_to_everybody(made: Comparison) -> None:
    whole = made.effects.filter(pl.col("item") == "")
    for dimensions in (*[(name,) for name in FIXED], ("touched",), ("sex", "income")):
        parts = made.by(*dimensions)
        sums = parts.group_by("measure", maintain_order=True).agg(
            pl.col("n").sum(), *((pl.col(name) * pl.col("n")).sum() / pl.col("n").sum() for name in ("mean", "rose"))
        )
        assert sums["n"].unique().to_list() == [4_000]
        assert_frame_equal(sums.select("measure", "mean", "rose"), whole.select("measure", "mean", "rose"))


def test_who_lost_and_gained_adds_up_by_group(made: Comparison) -> None:
    whole = made.touched.select("touched", "persons")
    for name in FIXED:
        parts = made.touched_by(name)
        sums = parts.group_by("touched", maintain_order=True).agg(pl.col("persons").sum())
        assert_frame_equal(sums, whole)
        shares = parts.group_by(name).agg(pl.col("share").sum())
        assert shares["share"].to_list() == pytest.approx([1.0] * len(shares))
        sizes = dict(made.by(name).filter(measure="denied").select(name, "n").rows())
        assert dict(parts.group_by(name).agg(pl.col("persons").sum()).rows()) == sizes


def test_items_add_up_to_their_measure(made: Comparison) -> None:
    sums = made.effects.filter(pl.col("item") != "").group_by("measure", maintain_order=True).agg(pl.col("other").sum())
    whole = dict(made.effects.filter(pl.col("item") == "").select("measure", "other").rows())
    assert len(sums) > 4
    for measure, total in sums.rows():
        assert total == pytest.approx(whole[measure])


def test_what_a_run_counts_of_its_people_is_what_is_measured(made: Comparison) -> None:
    run = made.worlds[1].run
    for name in ("denied", "attempts", "money", "wrong_days"):
        counted = run.tally(name, by="sex").filter(pl.col("sex").cast(pl.String) != "organisation")["count"].sum()
        row = made.effects.row(by_predicate=(pl.col("measure") == name) & (pl.col("item") == ""), named=True)
        assert row["other"] * 4_000 == pytest.approx(counted)
        assert row["first"] == 0


def test_periods_add_up_to_the_effect(made: Comparison) -> None:
    last = made.over_time.group_by("measure", maintain_order=True).agg(pl.col("so_far").last(), pl.col("effect").sum())
    whole = made.effects.filter(pl.col("item") == "").select("measure", "mean")
    assert last["measure"].to_list() == whole["measure"].to_list()
    for _, so_far, summed in last.rows():
        assert so_far == pytest.approx(summed)
    assert last["so_far"].to_list() == pytest.approx(whole["mean"].to_list())


def test_a_total_effect_is_its_direct_and_its_indirect_part(made: Comparison) -> None:
    mean = dict(made.effects.filter(pl.col("item") == "").select("measure", "mean").rows())
    parts = {row["what"]: row for row in made.parts.iter_rows(named=True)}
    for what in ("granted", "lawful_acts"):
        assert parts[what]["total"] == pytest.approx(mean[what])
        assert parts[what]["direct"] + parts[what]["indirect"] == pytest.approx(parts[what]["total"])
    assert parts["lawful_acts"]["direct"] == pytest.approx(mean["induced"] - mean["held_back"])
    assert parts["granted"]["direct"] == pytest.approx(mean["gained"] - mean["denied"], abs=1e-3)
    assert parts["lawful_acts"]["indirect"] != 0


def test_a_scheme_that_nobody_responds_to_has_direct_effects_alone() -> None:
    """Without responses and without effects of a refusal or a grant, what happens at an occasion leads to nothing."""
    scenario = cr.scenario("reported-2020", people=3_000, days=84, without="response")
    rules = {name: rule.model_copy(update={"then": ()}) for name, rule in scenario.consequences.rules.items()}
    kinds = {
        name: kind.model_copy(update={"then": tuple(e for e in kind.then if e.on not in ("grant", "deny"))})
        for name, kind in scenario.conduct.kinds.items()
    }
    plain = scenario.model_copy(
        update={
            "consequences": scenario.consequences.model_copy(update={"rules": rules}),
            "conduct": scenario.conduct.model_copy(update={"kinds": kinds}),
        }
    )
    made = cr.compare(plain.without("consequences"), plain)
    parts = {row["what"]: row for row in made.parts.iter_rows(named=True)}
    assert parts["granted"]["indirect"] == parts["lawful_acts"]["total"] == 0
    assert parts["granted"]["direct"] == parts["granted"]["total"] != 0


def test_those_touched_are_everybody_once(made: Comparison) -> None:
    assert made.touched["touched"].to_list() == list(TOUCHED)
    assert made.touched["persons"].sum() == 4_000
    lost = made.by("touched").filter((pl.col("touched") == "gained") & pl.col("worse").is_not_null())
    assert lost["worse"].to_list() == [0] * len(lost)
    untouched = made.by("touched").filter(pl.col("touched") == "untouched")
    assert untouched["untouched"].to_list() == [1.0] * len(MEASURES)


def test_a_comparison_turned_round_has_the_opposite_effects(made: Comparison) -> None:
    turned = cr.compare("reported-2020", "no-scheme", people=4_000, days=84, seed=3)
    for measure in MEASURES:
        one, other = (
            value_of(c.others[0].measures, 4_000, measure.name) - value_of(c.first.measures, 4_000, measure.name)
            for c in (made, turned)
        )
        assert np.array_equal(one, -other), measure.name


def test_a_harm_index_exists_only_with_declared_weights(made: Comparison) -> None:
    with pytest.raises(Problem, match="declare them"):
        made.harm({})
    with pytest.raises(Problem, match="nothing is measured as 'denials'"):
        made.harm({"denials": 1})
    mean = dict(made.effects.filter(pl.col("item") == "").select("measure", "mean").rows())
    made_of = made.harm({"denied": 2, "wrong_days": 0.5})["mean"][0]
    assert made_of == pytest.approx(2 * mean["denied"] + 0.5 * mean["wrong_days"])
    assert "harm" not in made.effects["measure"].to_list()


def test_persons_are_a_sample_of_whole_circles_or_everyone(made: Comparison) -> None:
    sample = made.persons
    assert sample["person"].to_list() == made.first.run.cohort()["person"].to_list()
    everyone = Comparison(list(made.worlds), everyone=True).persons
    assert everyone["person"].to_list() == list(range(4_000))
    assert_frame_equal(everyone.filter(pl.col("person").is_in(sample["person"].to_list())), sample)
    cohort = made.first.run.cohort()
    for name in ("region", "sex", "income", "stratum", "education", "age_group"):
        assert sample[name].cast(pl.String).to_list() == cohort[name].to_list()
    whole = made.effects.filter(pl.col("item") == "")
    for name, mean in whole.select("measure", "mean").rows():
        assert everyone[name].mean() == pytest.approx(mean)


def test_a_comparison_says_what_it_is(made: Comparison) -> None:
    said = repr(made)
    assert said.startswith("Comparison of “no-scheme” with 1\n├── people: 4,000, the same in each world")
    assert "untouched" in said
    with pytest.raises(Problem, match=r"not broken down by 'incme'"):
        made.by("incme")
    with pytest.raises(Problem, match="no dimension"):
        made.by()
    with pytest.raises(Problem, match="named twice"):
        made.by("sex", "sex")
