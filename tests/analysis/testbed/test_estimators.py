"""The estimators on panels whose effect is known by construction: exact where they must be, wrong where theory says."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from creditarium.analysis.testbed.estimate import Estimate
from creditarium.analysis.testbed.interrupted import controlled, interrupted
from creditarium.analysis.testbed.panel import gaps_of
from creditarium.analysis.testbed.planted import EARLY, MONTHS, PLANTED, planted
from creditarium.analysis.testbed.seen import Seen, focus_of
from creditarium.analysis.testbed.staggered import Staggered
from creditarium.analysis.testbed.trials import planted_trials
from creditarium.analysis.testbed.two_way import two_way
from creditarium.analysis.testbed.verdicts import ALIKE, NOTHING, SCALE, TITLES, estimates
from creditarium.model.problem import Problem

CLOSE = 1e-9


def by_name(seen: Seen, effect: NDArray[np.float64]) -> dict[str, Estimate]:
    return {one.name: one for one in estimates(seen, effect)}


# Where all are right -------------------------------------------------------------------------------------


def test_a_constant_effect_without_noise_is_returned_exactly_by_all() -> None:
    made = by_name(*planted("constant", seed=3, noise=0.0))
    assert list(made) == list(TITLES)
    for one in made.values():
        assert one.truth == pytest.approx(-2.0, abs=CLOSE)
        assert one.error == pytest.approx(0.0, abs=CLOSE)
        assert (one.covered, one.claimed, one.verdict) == (True, True, "claimed: a fall")


def test_where_nothing_happened_nothing_is_claimed() -> None:
    for one in by_name(*planted("nothing", seed=3, noise=0.0)).values():
        assert one.estimate == pytest.approx(0.0, abs=CLOSE)
        assert (one.truth, one.claimed, one.verdict) == (0.0, False, NOTHING)


# Two-way fixed effects under staggered adoption ----------------------------------------------------------


def three_periods(never: int) -> tuple[Seen, NDArray[np.float64]]:
    """Two places begin in the third period, two in the second, some never: every effect is above 0, one grows."""
    effect = np.array([[0, 0, 1], [0, 0, 1], [0, 1, 4], [0, 1, 4], *[[0, 0, 0]] * never], dtype=np.float64)
    since = np.array([2, 2, 1, 1, *[3] * never])
    level = np.arange(len(since), dtype=np.float64)[:, None] + np.array([[0.0, 5.0, -2.0]])
    return Seen(level + effect, since, np.ones(len(since))), effect


def test_two_way_fixed_effects_have_the_wrong_sign_where_effects_grow() -> None:
    """By hand (de Chaisemartin and D'Haultfœuille 2020): ½·1 + 1·1 − ½·4 = −½, though every effect is above 0."""
    seen, effect = three_periods(never=0)
    found = two_way(seen)
    assert found.value == pytest.approx(0.5 * 1 + 1 * 1 - 0.5 * 4)
    assert found.value == pytest.approx(-0.5)
    assert found.truth(effect) == pytest.approx((1 + 1 + 4) / 3)


def test_staggered_differences_are_right_on_the_same_panel() -> None:
    """Without places that are never treated only the first effect has comparators, with them every one has."""
    seen, effect = three_periods(never=0)
    found = Staggered(seen).overall
    assert (found.value, found.truth(effect)) == (pytest.approx(1.0), pytest.approx(1.0))
    seen, effect = three_periods(never=2)
    found = Staggered(seen).overall
    assert (found.value, found.truth(effect)) == (pytest.approx(2.0), pytest.approx(2.0))
    assert [Staggered(seen).at(event).value for event in (0, 1)] == [pytest.approx(1.0), pytest.approx(4.0)]


@pytest.mark.parametrize("comparators", ["not-yet", "never"])
def test_a_growing_effect_is_found_month_by_month_and_two_way_falls_short(comparators: str) -> None:
    seen, effect = planted("growing", seed=5, noise=0.0)
    cohorts = Staggered(seen, comparators)
    for event in cohorts.events:
        found = cohorts.at(event)
        assert found.value == pytest.approx(-0.4 * max(event + 1, 0), abs=CLOSE)
        assert found.value == pytest.approx(found.truth(effect), abs=CLOSE)
    overall, both = cohorts.overall, two_way(seen)
    assert overall.value == pytest.approx(overall.truth(effect), abs=CLOSE)
    assert both.truth(effect) < both.value < 0
    assert not both.covers(both.truth(effect))


# What befalls everybody ----------------------------------------------------------------------------------


@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_a_shock_that_all_places_share_is_not_claimed(noise: float) -> None:
    seen, effect = planted("shock", seed=2, noise=noise)
    made = by_name(seen, effect)
    alone, beside = made["interrupted"], made["controlled"]
    assert alone.high < 0 == alone.truth  # alone it takes the shock for an effect
    assert not alone.covered
    assert beside.low <= CLOSE
    assert beside.high >= -CLOSE
    for one in (alone, beside):
        assert one.verdict == ALIKE == "not claimed: comparators moved alike"
    assert not any(one.claimed for one in made.values())


def test_an_effect_beyond_the_shared_shock_is_claimed() -> None:
    seen, effect = planted("constant", seed=2, noise=0.2)
    shocked = replace(seen, outcome=seen.outcome + np.where(np.arange(MONTHS) >= EARLY, -1.0, 0.0))
    made = by_name(shocked, effect)
    assert made["controlled"].covered
    assert made["controlled"].claimed
    assert made["interrupted"].claimed  # some of it is true, …
    assert not made["interrupted"].covered  # … and not all


def test_a_shock_of_the_same_share_is_not_claimed_though_it_takes_most_from_those_who_have_most() -> None:
    since = np.repeat([EARLY, MONTHS], 15)
    level = np.where(since < MONTHS, 30.0, 20.0)[:, None] * np.where(np.arange(MONTHS) >= EARLY, 0.5, 1.0)
    noise = 0.1 * np.random.Generator(np.random.Philox(5)).normal(size=level.shape)
    made = by_name(Seen(level + noise, since, np.ones(30)), np.zeros(level.shape))
    assert made["controlled"].high < 0 == made["controlled"].truth
    assert made["interrupted"].verdict == made["controlled"].verdict == ALIKE
    assert made["staggered"].high < 0
    assert made["staggered"].verdict == SCALE
    assert not any(one.claimed for one in made.values())


def test_places_that_drifted_apart_before_are_no_evidence() -> None:
    seen, effect = planted("nothing", seed=2, noise=0.2)
    drift = np.where(seen.since[:, None] < MONTHS, -0.3, 0.0) * np.arange(MONTHS)
    made = by_name(replace(seen, outcome=seen.outcome + drift), effect)
    for name in ("two_way", "staggered"):
        assert made[name].high < 0
        assert made[name].verdict == "not claimed: the places drifted apart before the roll-out"


# Missing months ------------------------------------------------------------------------------------------


def holed(seen: Seen, missing: NDArray[np.bool_]) -> Seen:
    return replace(seen, outcome=np.where(missing, np.nan, seen.outcome))


def test_missing_months_are_flagged_and_move_no_exact_estimate() -> None:
    seen, effect = planted("constant", seed=4, noise=0.0)
    missing = gaps_of(4, seen.outcome.shape, 0.2)
    missing[:, 11] = True  # a month of which nobody has a record
    assert 0.1 < missing.mean() < 0.3
    for one in estimates(holed(seen, missing), effect):
        assert one.error == pytest.approx(0.0, abs=CLOSE)
        assert 0 < one.missing <= missing.sum()
        assert one.verdict.startswith("claimed: a fall; ")
        assert one.verdict.endswith(f"{one.missing} place-months have no record")
    whole = estimates(seen, effect)
    assert [one.missing for one in whole] == [0, 0, 0, 0]
    assert not any("no record" in one.verdict for one in whole)


def test_a_shared_shock_is_not_claimed_with_months_missing_either() -> None:
    seen, effect = planted("shock", seed=2, noise=0.2)
    made = by_name(holed(seen, gaps_of(2, seen.outcome.shape, 0.15)), effect)
    assert made["interrupted"].verdict.startswith(ALIKE + "; ")
    assert not made["controlled"].claimed


def test_a_month_of_which_no_comparator_has_a_record_is_left_out() -> None:
    """Of a cohort less its comparators such a month tells nothing: half of it stood in the series as an effect."""
    seen, effect = planted("constant", seed=4, noise=0.0)
    focus = focus_of(seen)
    month = focus.cohort + 1
    missing = np.zeros(seen.outcome.shape, dtype=bool)
    missing[focus.others, month] = True
    moved = seen.outcome + 50 * (np.arange(MONTHS) == month)
    found = controlled(holed(replace(seen, outcome=moved), missing), focus)
    assert found.value == pytest.approx(found.truth(effect), abs=CLOSE)
    assert found.cells[:, month].sum() == 0
    assert found.months == focus.end - 1


def test_records_that_leave_no_two_lines_are_refused_in_one_line() -> None:
    seen, _ = planted("constant", seed=4)
    focus = focus_of(seen)
    late = np.arange(MONTHS) >= focus.cohort
    few = np.tile((np.arange(MONTHS) < focus.cohort - 1) & ~late, (len(seen.people), 1))
    with pytest.raises(Problem, match=r"too few for a line on either side: 1 before the break, \d+ after.*--gaps"):
        interrupted(holed(seen, few), focus)
    # One half of the places has records before the break only, the other after it only.
    apart = np.where((np.arange(len(seen.people)) % 2 == 0)[:, None], late, ~late)
    with pytest.raises(Problem, match="do not tell one month's level from another's"):
        interrupted(holed(seen, apart), focus)


# Each against its formula --------------------------------------------------------------------------------


def drawn() -> Seen:
    seen, _ = planted("growing", seed=9)
    people = np.random.Generator(np.random.Philox(9)).uniform(100, 900, len(seen.people))
    return replace(seen, people=people)


def test_a_group_time_effect_is_a_difference_of_weighted_mean_changes() -> None:
    seen = drawn()
    block = [seen.since == EARLY, seen.since > EARLY + 2]
    change = seen.outcome[:, EARLY + 2] - seen.outcome[:, EARLY - 1]
    mine, others = (np.average(change[one], weights=seen.people[one]) for one in block)
    made = Staggered(seen)
    at = [(block.cohort, block.month) for block in made.blocks].index((EARLY, EARLY + 2))
    assert made.fitted.params[2 * at + 1] == pytest.approx(mine - others)


def test_two_way_is_the_slope_after_taking_places_and_months_out() -> None:
    seen = replace(drawn(), people=np.ones(30))

    def within(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return values - values.mean(axis=0) - values.mean(axis=1)[:, None] + values.mean()

    dummy = within(seen.treated.astype(np.float64))
    assert two_way(seen).value == pytest.approx(float((dummy * seen.outcome).sum() / (dummy**2).sum()))


def test_an_interrupted_series_is_the_gap_between_two_lines() -> None:
    seen = drawn()
    focus = focus_of(seen)
    months = np.arange(focus.end)

    def gap(series: NDArray[np.float64]) -> float:
        before, after = months < focus.cohort, months >= focus.cohort
        lines = [np.polyval(np.polyfit(months[side], series[side], 1), months[after]) for side in (before, after)]
        return float((lines[1] - lines[0]).mean())

    mine, others = (
        np.average(seen.outcome[one, : focus.end], axis=0, weights=seen.people[one])
        for one in (focus.places, focus.others)
    )
    assert interrupted(seen, focus).value == pytest.approx(gap(mine))
    assert controlled(seen, focus).value == pytest.approx(gap(mine - others))


# Repetition ----------------------------------------------------------------------------------------------


def test_intervals_hold_the_truth_as_often_as_they_say(heavy: bool) -> None:
    seeds = 600 if heavy else 60
    scores = planted_trials("constant", seeds=seeds).scores
    error = 3.5 * np.sqrt(0.95 * 0.05 / seeds)
    assert scores["seeds"].to_list() == [seeds] * 4
    for row in scores.iter_rows(named=True):
        assert abs(row["coverage"] - 0.95) < error + 0.02, row  # few clusters and short series cost a little
        assert abs(row["bias"]) < 4 * row["rmse"] / np.sqrt(seeds), row
        assert row["rmse"] > 0


def test_repetition_shows_who_errs() -> None:
    growing = {row["estimator"]: row for row in planted_trials("growing", seeds=12).scores.iter_rows(named=True)}
    assert growing["two_way"]["coverage"] < 0.1 < growing["staggered"]["coverage"]
    assert growing["two_way"]["bias"] > 0.5
    shock = {row["estimator"]: row for row in planted_trials("shock", seeds=12).scores.iter_rows(named=True)}
    assert shock["interrupted"]["bias"] < -1
    assert shock["interrupted"]["claimed"] < 0.2 < shock["interrupted"]["shown"]
    assert abs(shock["controlled"]["bias"]) < 1


# What no estimator can use -------------------------------------------------------------------------------


def test_what_gives_no_estimate_is_refused_in_one_line() -> None:
    seen, effect = planted("constant", seed=1)
    late = replace(seen, since=np.where(seen.since < MONTHS, 2, MONTHS))
    with pytest.raises(Problem, match="no place has 4 months before its roll-out and 4 after"):
        estimates(late, effect)
    alone = replace(seen, since=np.array([8] * 29 + [MONTHS]))
    with pytest.raises(Problem, match="places still untreated when all others are treated: 1"):
        estimates(alone, effect)
    with pytest.raises(Problem, match="no treated place has 2 others beside it that are never treated"):
        Staggered(replace(seen, since=np.array([8] * 15 + [14] * 15)), "never")
    with pytest.raises(Problem, match="'always' are no comparators"):
        Staggered(seen, "always")
    with pytest.raises(Problem, match=r"no panel is planted as 'growin'.*growing"):
        planted("growin", 1)
    assert set(PLANTED) == {"nothing", "constant", "growing", "shock"}
