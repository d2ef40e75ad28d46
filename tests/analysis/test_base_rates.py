"""V7: base rates and listings, at the published values."""

import pytest

from creditarium.analysis.base_rates import ever_falsely_listed, listing_days, prevalence_of_listing, screening
from creditarium.model.problem import Problem
from tests.analysis.cases import rows


def test_the_published_base_rates() -> None:
    seen = 0
    for row in rows("V7_base_rate.csv"):
        if row["prevalence"]:
            found = screening(float(row["prevalence"]), float(row["tpr"]), float(row["fpr"]))
            assert found.predictive_value == pytest.approx(float(row["ppv"]), abs=1e-9)
            assert 1e6 * found.false == pytest.approx(float(row["false_listings_per_million"]), abs=1e-6)
            assert 1e6 * found.true == pytest.approx(float(row["true_listings_per_million"]), abs=1e-6)
        else:
            ever = ever_falsely_listed(float(row["fpr"]), float(row["checks"]))
            assert ever == pytest.approx(float(row["prob_ever_false_listed"]), abs=1e-12)
        seen += 1
    assert seen == 8


def test_how_long_a_listing_stands() -> None:
    assert listing_days(0.5, 0.6, 30, 730) == pytest.approx(520, abs=1e-9)
    assert listing_days(0, 0.6, 30, 730) == 730
    hazard, mean = 0.001, 520
    held = prevalence_of_listing(hazard, mean)
    assert held == pytest.approx(hazard * (1 - held) * mean, abs=1e-12)  # as many come as go


def test_no_share_is_refused() -> None:
    with pytest.raises(Problem, match="is no share"):
        screening(1.2, 0.5, 0.5)
    with pytest.raises(Problem, match="is no share"):
        listing_days(0.5, -0.1, 30, 730)
