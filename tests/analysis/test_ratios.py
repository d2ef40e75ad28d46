"""V7's four-fifths case, and what the tests say as in an audit of so many people."""

import math

import numpy as np
import pytest
from scipy import stats

from creditarium.analysis.ratios import audited_ratio
from creditarium.model.problem import Problem


def test_the_four_fifths_case() -> None:
    found = audited_ratio(12, 40, 48, 80)
    assert found.ratio == pytest.approx(0.5, abs=1e-12)
    assert found.z == pytest.approx(3.0984, abs=5e-5)
    assert found.p == pytest.approx(0.0019458, abs=5e-8)
    assert found.fisher_p == pytest.approx(0.0034092, abs=5e-8)
    assert (found.low, found.high) == pytest.approx((0.3014, 0.8294), abs=5e-5)
    assert found.flagged
    assert found.significant
    assert found.elements == "met"


def test_the_interval_is_the_closed_form_of_katz() -> None:
    found = audited_ratio(30, 200, 90, 300)
    error = math.sqrt(1 / 30 - 1 / 200 + 1 / 90 - 1 / 300)
    reach = stats.norm.ppf(0.975) * error
    assert found.low == pytest.approx(0.5 * math.exp(-reach), rel=1e-9)
    assert found.high == pytest.approx(0.5 * math.exp(reach), rel=1e-9)


def test_a_large_people_is_no_evidence() -> None:
    """The same shares of a million people and of a thousand find the same in an audit of 2,000."""
    small, large = (audited_ratio(270 * k, 500 * k, 300 * k, 500 * k, audited=2000) for k in (1, 1000))
    assert small == large
    assert small.audited == 2000
    assert audited_ratio(270_000, 500_000, 300_000, 500_000).p < 1e-100


def test_a_flag_without_significance_is_not_met() -> None:
    found = audited_ratio(7, 10, 9, 10)
    assert found.flagged
    assert not found.significant
    assert found.elements == "not met"


def test_what_nobody_got_cannot_be_told() -> None:
    found = audited_ratio(0, 40, 0, 80)
    assert np.isnan([found.ratio, found.low, found.z, found.p]).all()
    assert found.elements == "cannot tell"


def test_a_group_that_got_nothing_still_has_an_interval() -> None:
    found = audited_ratio(0, 40, 48, 80)
    assert found.low == found.ratio == 0
    assert 0 < found.high < 1
    assert found.elements == "met"


@pytest.mark.parametrize("counts", [(5, 4, 1, 2), (-1, 4, 1, 2), (0, 0, 1, 2)])
def test_no_count_is_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(Problem, match="is no count"):
        audited_ratio(*counts)
