"""V1 and V2: lending under criteria of fairness over the Federal Reserve's tables, at the published values."""

import numpy as np
import pytest

from creditarium.analysis.lending import (
    Scored,
    best_outcome,
    demographic_parity,
    equal_opportunity,
    equalised_odds,
    max_profit,
    no_harm,
    single_threshold,
    total_profit,
)
from creditarium.analysis.validation.fair_lending import groups_of
from creditarium.analysis.validation.fico import four_groups as hardt
from creditarium.model.problem import Problem
from tests.analysis.cases import rows

POLICIES = {"MP": max_profit, "DP": demographic_parity, "EO": equal_opportunity}
GAIN, LOSS = 1.0, -4.0
ENDS = (300.0, 850.0)
TARGET = 0.82
"""Hardt et al.: a loan pays from this share of repayment on."""


REALISED = groups_of(75, -150, ENDS)
EXPECTED = groups_of(75, -150, ENDS, "expectation")


# V1 -------------------------------------------------------------------------------------------------------


def test_the_groups_are_the_papers() -> None:
    groups = REALISED
    for name, base, mean in (("Black", 0.33655, 515.81), ("White", 0.75867, 651.31)):
        assert groups[name].base_rate == pytest.approx(base, abs=1e-5)
        assert float(groups[name].people @ groups[name].scores) == pytest.approx(mean, abs=1e-2)


@pytest.mark.parametrize("row", rows("V1_liu2018_fico_u-4.csv"), ids=lambda row: row["policy"] + row["group"])
def test_delayed_impact_is_the_published(row: dict[str, str]) -> None:
    for groups, column in ((REALISED, "delta_mu_realised_clip"), (EXPECTED, "delta_mu_clip_of_expectation")):
        policy = POLICIES[row["policy"]](groups, GAIN, LOSS)
        lent = policy[row["group"]]
        assert lent.threshold == pytest.approx(float(row["threshold_score"]), abs=0.05)
        assert lent.rate == pytest.approx(float(row["selection_rate"]), abs=1e-3)
        assert lent.true_positive == pytest.approx(float(row["tpr"]), abs=1e-3)
        assert lent.change == pytest.approx(float(row[column]), abs=1e-3)
        assert lent.profit(GAIN, LOSS) == pytest.approx(float(row["bank_utility_per_capita"]), abs=1e-3)
        total = total_profit(groups, policy, GAIN, LOSS)
        assert total == pytest.approx(float(row["bank_utility_total"]), abs=1e-3)
        ratio = policy["Black"].rate / policy["White"].rate
        assert ratio == pytest.approx(float(row["adverse_impact_ratio"]), abs=1e-3)


def test_equal_shares_harm_equal_opportunity_helps_a_little_and_profit_helps_most() -> None:
    groups = REALISED
    parity, chance, profit = (POLICIES[name](groups, GAIN, LOSS)["Black"].change for name in ("DP", "EO", "MP"))
    assert parity < 0 < chance < profit


def test_the_outcome_curve_has_the_published_top_and_end() -> None:
    groups = EXPECTED
    top = best_outcome(groups["Black"])
    assert (top.rate, top.change) == pytest.approx((0.2384, 9.484), abs=1e-3)
    black = groups["Black"]
    share, threshold = no_harm(black)
    assert 0.426 <= share <= 0.432
    assert black.lent(share).change == pytest.approx(0, abs=1e-9)
    # The authors' code adds the part of the border's people who get a loan, and for other thresholds the rest.
    border = int(np.flatnonzero(black.selected >= share)[-1])
    lower, upper = black.scores[border], black.scores[border + 1]
    lent = (share - black.selected[border + 1]) / black.people[border]
    assert lower + lent * (upper - lower) == pytest.approx(529.75, abs=0.05)
    assert threshold == pytest.approx(upper - lent * (upper - lower), abs=1e-9)
    assert no_harm(groups["White"]) == (1.0, 300.0)


# V2 -------------------------------------------------------------------------------------------------------


def test_base_rates_of_the_four_groups() -> None:
    groups = hardt()
    wanted = {"Asian": 0.80685, "Black": 0.33655, "Hispanic": 0.56811, "White": 0.75867}
    assert {name: group.base_rate for name, group in groups.items()} == pytest.approx(wanted, abs=1e-5)
    assert sum(group.weight * group.base_rate for group in groups.values()) == pytest.approx(0.70044, abs=1e-5)


def test_the_cost_of_each_criterion_is_the_published() -> None:
    groups, gain, loss = hardt(), 1 - TARGET, -TARGET
    most = total_profit(groups, max_profit(groups, gain, loss), gain, loss)
    found = {
        "max_profit": 1.0,
        "single_threshold(race_blind)": total_profit(groups, single_threshold(groups, gain, loss), gain, loss) / most,
        "equal_opportunity": total_profit(groups, equal_opportunity(groups, gain, loss), gain, loss) / most,
        "equalized_odds": equalised_odds(groups, gain, loss)[2] / most,
        "demographic_parity": total_profit(groups, demographic_parity(groups, gain, loss), gain, loss) / most,
    }
    for row in rows("V2_hardt2016_fico_T0.82.csv"):
        assert found[row["criterion"]] == pytest.approx(float(row["profit_efficiency"]), abs=0.005)
        assert found[row["criterion"]] == pytest.approx(float(row["paper_value"]), abs=0.01)


def test_the_cut_offs_of_highest_profit_are_the_published() -> None:
    policy = max_profit(hardt(), 1 - TARGET, -TARGET)
    wanted = {"Asian": 38.0, "Black": 48.0, "Hispanic": 45.5, "White": 40.0}
    assert {name: lent.threshold for name, lent in policy.items()} == pytest.approx(wanted, abs=1e-9)


def test_criteria_hold_what_they_promise() -> None:
    groups, gain, loss = hardt(), 1 - TARGET, -TARGET
    parity, chance = demographic_parity(groups, gain, loss), equal_opportunity(groups, gain, loss)
    assert np.ptp([lent.rate for lent in parity.values()]) == pytest.approx(0, abs=1e-12)
    assert np.ptp([lent.true_positive for lent in chance.values()]) == pytest.approx(0, abs=1e-12)
    false, true, profit = equalised_odds(groups, gain, loss)
    for group in groups.values():  # no group's own curve need be surpassed
        curve = [group.lent(float(rate)) for rate in group.selected[::-1]]
        falses, trues = [lent.false_positive for lent in curve], [lent.true_positive for lent in curve]
        assert true <= np.interp(false, falses, trues) + 0.01  # the hull lies a little above the curve
    assert profit <= total_profit(groups, chance, gain, loss)


def test_a_table_that_is_none_is_refused() -> None:
    two = np.array([1.0, 2.0])
    with pytest.raises(Problem, match="ascending"):
        Scored(two[::-1], two / 3, two / 3, 0.5)
    with pytest.raises(Problem, match="add up to 1"):
        Scored(two, two, two / 3, 0.5)
    with pytest.raises(Problem, match="nobody can lend"):
        Scored(two, two / 3, two / 3, 0.5).lent(1.5)
