"""V9: Gini and Theil of the published cases, and what any index of inequality must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from creditarium.analysis.inequality import gini, theil
from creditarium.model.problem import Problem
from tests.analysis.cases import published

CASE = [1, 2, 3, 4, 10]


def test_the_published_case() -> None:
    told = published("V9_inequality_mobility.csv", "input", "measure")
    found = theil(CASE, groups=[0, 0, 0, 1, 1])
    assert gini(CASE) == pytest.approx(told["y=[1,2,3,4,10]", "Gini"], abs=1e-12)
    assert found.total == pytest.approx(told["y=[1,2,3,4,10]", "Theil T"], abs=1e-9)
    assert found.between == pytest.approx(told["groups [0,0,0,1,1]", "Theil between"], abs=1e-6)
    assert found.within == pytest.approx(told["groups [0,0,0,1,1]", "Theil within"], abs=1e-6)


SPREADS = {
    "lognormal": (stats.lognorm(0.5), 0.2763263901682369, 0.125),
    "exponential": (stats.expon(), 0.5, 1 - np.euler_gamma),
    "pareto": (stats.pareto(3), 0.2, np.log(2 / 3) + 1 / 2),
    "uniform": (stats.uniform(), 1 / 3, np.log(2) - 1 / 2),
}


@pytest.mark.parametrize("name", SPREADS)
def test_known_distributions(name: str) -> None:
    """Half a million quantiles stand for the distribution; its far tail makes the last digits."""
    spread, wanted_gini, wanted_theil = SPREADS[name]
    values = spread.ppf((np.arange(500_000) + 0.5) / 500_000)
    assert gini(values) == pytest.approx(wanted_gini, abs=5e-4)
    assert theil(values).total == pytest.approx(wanted_theil, abs=2e-3)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5)), min_size=1, max_size=20))
def test_counts_of_people_are_people(rows: list[tuple[int, int]]) -> None:
    values, people = zip(*rows, strict=True)
    if not any(values):
        return
    one_each = [value for value, count in rows for _ in range(count)]
    assert gini(values, people) == pytest.approx(gini(one_each), abs=1e-9)
    assert gini(one_each) == pytest.approx(
        np.abs(np.subtract.outer(one_each, one_each)).mean() / (2 * np.mean(one_each)), abs=1e-9
    )
    groups = [value % 3 for value in values]
    found, whole = theil(values, people, groups), theil(one_each)
    assert found.total == pytest.approx(whole.total, abs=1e-9)
    assert found.between >= -1e-12
    assert found.within >= -1e-12


def test_values_below_nothing_are_refused() -> None:
    with pytest.raises(Problem, match="0 or more"):
        gini([-1, 2])
    with pytest.raises(Problem, match="some above 0"):
        theil([0, 0])
    with pytest.raises(Problem, match="2 values for 3 counts"):
        gini([1, 2], [1, 1, 1])
    with pytest.raises(Problem, match="2 groups for 3 values"):
        theil([1, 2, 3], groups="ab")
