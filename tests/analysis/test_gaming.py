"""V8: a threshold under gaming, its social burden, and linear recourse, at the published values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditarium.analysis.gaming import cheapest_by_all, cheapest_by_one, gamed, robust_threshold
from creditarium.model.problem import Problem
from tests.analysis.cases import rows

POSITIVES, NEGATIVES = (1.0, 0.5), (0.0, 0.5)


def test_the_published_case() -> None:
    found, case = {}, ""
    for row in rows("V8_strategic_1d.csv"):
        case = case if row["case"] == "same" else row["case"]
        found["robust" in case, row["quantity"]] = float(row["value"])
    for robust, threshold in ((False, 0.5), (True, robust_threshold(0.5, 2.0))):
        got = gamed(threshold, 2.0, POSITIVES, NEGATIVES)
        assert got.true_positive == pytest.approx(found[robust, "TPR"], abs=1e-9)
        assert got.false_positive == pytest.approx(found[robust, "FPR"], abs=1e-9)
        assert got.accuracy == pytest.approx(found[robust, "accuracy"], abs=1e-9)
        assert got.burden == pytest.approx(found[robust, "social burden of positives"], abs=1e-9)
    assert len(found) == 8


def test_the_robust_threshold_is_dearer() -> None:
    """Milli et al.'s trade-off: accuracy is regained at 4.8 times the social burden."""
    naive, robust = (gamed(t, 2.0, POSITIVES, NEGATIVES) for t in (0.5, 1.0))
    assert robust.accuracy > naive.accuracy
    assert robust.burden / naive.burden == pytest.approx(4.788, abs=1e-3)


def test_many_who_game_do_as_the_closed_form_says() -> None:
    x = POSITIVES[0] + POSITIVES[1] * np.random.default_rng(3).standard_normal(200_000)
    got = gamed(0.5, 2.0, POSITIVES, NEGATIVES)
    cost = 2.0 * np.maximum(0.5 - x, 0)
    assert (cost <= 1).mean() == pytest.approx(got.true_positive, abs=3 * (0.0222 / 200_000) ** 0.5)
    assert cost.mean() == pytest.approx(got.burden, abs=3 * cost.std() / 200_000**0.5)


def test_linear_recourse() -> None:
    one, every = (cheapest([10, 5, 2], [4, 1, 1], 30) for cheapest in (cheapest_by_one, cheapest_by_all))
    assert (one.cost, one.moves) == (6.0, (0.0, 6.0, 0.0))
    assert every.cost == pytest.approx(4.082483, abs=1e-6)


@given(
    st.lists(st.tuples(st.floats(-9, 9).filter(lambda w: abs(w) > 0.1), st.floats(0.1, 9)), min_size=1, max_size=5),
    st.floats(0, 50),
)
def test_no_other_way_over_the_gap_is_cheaper(features: list[tuple[float, float]], gap: float) -> None:
    weights, costs = (np.array(part) for part in zip(*features, strict=True))
    one, every = (cheapest(list(weights), list(costs), gap) for cheapest in (cheapest_by_one, cheapest_by_all))
    assert weights @ one.moves == pytest.approx(gap, abs=1e-6)
    assert weights @ every.moves == pytest.approx(gap, abs=1e-6)
    assert np.sqrt((costs * np.square(every.moves)).sum()) == pytest.approx(every.cost, abs=1e-6)
    generator = np.random.default_rng(1)
    for _ in range(20):
        other = generator.standard_normal(len(weights))
        other = other + weights * (gap - weights @ other) / (weights @ weights)
        assert (costs * np.abs(other)).sum() >= one.cost - 1e-6
        assert np.sqrt((costs * other * other).sum()) >= every.cost - 1e-6


def test_no_way_is_a_problem() -> None:
    with pytest.raises(Problem, match="no feature closes the gap"):
        cheapest_by_one([0, 0], [1, 1], 3)
    with pytest.raises(Problem, match="over the gap already"):
        cheapest_by_all([1], [1], -3)
    with pytest.raises(Problem, match="above 0"):
        gamed(0.5, 0, POSITIVES, NEGATIVES)
