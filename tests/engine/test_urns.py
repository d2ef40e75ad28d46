"""V4: records that send patrols that make records (Ensign et al. 2018), in closed form and lived by the engine.

Two hundred towns of two communities of 32 are two hundred urns; a sensor's attention to a community is its share
of prior and records. The urn of the paper gains one ball at a time; a window of the engine may gain several, all drawn
at one share, which keeps the mean and takes a little off the variance: both are given exactly.
"""

import csv
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from creditarium.analysis.validation.urns import batched_variance, beta_variance, drift, limit_root
from creditarium.analysis.validation.urns import shares as lived_shares
from tests.engine.worlds import ROOT, scenario_of

PEOPLE_A_TOWN = 64
TOWNS = 200

Floats = NDArray[np.float64]


@cache
def shares(
    *,
    start: tuple[int, int],
    days: int,
    seeds: int,
    rule: str = "plain",
    rural: float = 1.0,
    balls: float = 0.8,
    reported: float = 0.0,
) -> Floats:
    """Live the urns and give the first community's share of the balls in every town and seed."""
    world = scenario_of(
        "urns",
        f"observation.sensors.patrol.adaptive.rule={rule}",
        f"observation.sensors.patrol.sees.incident={balls / PEOPLE_A_TOWN}",
        f"observation.sensors.reports.sees.report={reported}",
        f"conduct.kinds.incident.by.stratum.rural={rural}",
        days=days,
        seed=1,
    )
    made = lived_shares(world, start, seeds)
    assert len(made) == TOWNS * seeds
    return made


# Closed forms ---------------------------------------------------------------------------------------------


def test_closed_forms_of_the_urn() -> None:
    assert beta_variance(1, 1) == pytest.approx(1 / 12, abs=1e-12)
    assert beta_variance(5, 1) == pytest.approx(0.0198412698, abs=1e-9)
    assert limit_root(2, 1, 0.5, 0.5) == pytest.approx(0.5**0.5, abs=1e-6)
    assert limit_root(1, 1, 0.5, 0.5) == pytest.approx(0.5, abs=1e-6)


def test_closed_forms_lie_within_the_authors_own_runs() -> None:
    with (ROOT / "tests" / "fixtures" / "validation" / "V4_polya_urn.csv").open(encoding="utf-8") as file:
        rows = {row["case"]: row for row in csv.DictReader(file)}
    runs = 2000
    for case, mean, variance in (
        ("standard_1_1_n2000", 0.5, beta_variance(1, 1)),
        ("standard_5_1_n2000", 5 / 6, beta_variance(5, 1)),
    ):
        assert float(rows[case]["mean"]) == pytest.approx(mean, abs=3 * (variance / runs) ** 0.5)
    assert float(rows["mixed_w"]["mean"]) == pytest.approx(limit_root(2, 1, 0.5, 0.5), abs=0.0052)


# Through the engine ---------------------------------------------------------------------------------------


def test_closed_form_of_batches_goes_to_the_urn() -> None:
    assert batched_variance((1, 1), 0.1, 2000) == pytest.approx(200 / 202 / 12, rel=0.03)
    assert batched_variance((5, 1), 0.1, 2000) == pytest.approx(beta_variance(5, 1) * 200 / 206, rel=0.03)


@pytest.mark.parametrize("start", [(1, 1), (5, 1)])
def test_records_run_away_as_the_urn_does(start: tuple[int, int], heavy: bool) -> None:
    """600 urns of some 200 balls (2,000 of 400 in full), seeds 1, 2, …: mean 1/2 or 5/6, variance near 1/12 or .02."""
    days, seeds, balls = (2000, 10, 0.2) if heavy else (250, 3, 0.8)
    got = shares(start=start, days=days, seeds=seeds, balls=balls)
    variance, n = batched_variance(start, balls, days), len(got)
    assert variance == pytest.approx(beta_variance(*start), rel=0.15)
    assert got.mean() == pytest.approx(start[0] / sum(start), abs=3 * (variance / n) ** 0.5)
    fourth = float(((got - got.mean()) ** 4).mean())
    assert float(got.var()) == pytest.approx(variance, abs=3 * ((fourth - variance**2) / n) ** 0.5)


def test_from_one_ball_each_every_share_is_as_likely() -> None:
    got = np.sort(shares(start=(1, 1), days=250, seeds=3, balls=0.8))
    even = (np.arange(len(got)) + 0.5) / len(got)
    # Kolmogorov's statistic: 1.63 / sqrt(n) is passed by 1 % of samples; 0.02 for the batches.
    assert float(np.abs(got - even).max()) <= 1.63 / len(got) ** 0.5 + 0.02


def test_the_corrected_rule_forgets_an_unequal_start() -> None:
    """With equal rates and ``inverse_share`` the two sides gain alike: what stays of (5, 1) is 4 balls of all."""
    days, balls = 400, 2.0
    plain = shares(start=(5, 1), days=days, seeds=1, balls=balls)
    got = shares(start=(5, 1), days=days, seeds=1, balls=balls, rule="inverse_share")
    counted = 2 * balls * days / 4  # of the records seen a half counts where both have the same share
    assert got.mean() == pytest.approx(0.5 + 2 / (6 + counted), abs=3 * got.std() / len(got) ** 0.5 + 0.001)
    assert plain.mean() == pytest.approx(5 / 6, abs=3 * plain.std() / len(plain) ** 0.5)
    assert got.std() < plain.std() / 3


def test_the_plain_rule_sends_all_to_the_worse_place_and_the_corrected_does_not() -> None:
    """The city has twice the incidents: the urn's share goes to 1, the corrected one to 2/3."""
    plain = shares(start=(1, 1), days=500, seeds=1, rural=0.5, balls=3.2)
    fair = shares(start=(1, 1), days=500, seeds=1, rural=0.5, balls=3.2, rule="inverse_share")
    assert plain.mean() > 0.85
    assert fair.mean() == pytest.approx(2 / 3, abs=3 * fair.std() / len(fair) ** 0.5 + 0.003)


@pytest.mark.parametrize(("discovered", "limit"), [((2.0, 1.0), 0.5**0.5), ((1.0, 1.0), 0.5)])
def test_what_is_reported_too_holds_the_share_back(discovered: tuple[float, float], limit: float) -> None:
    """V4 (b): discovered dA, dB where the patrol goes, reported 1/2 in both, whoever patrols; 10,000 records an urn.

    What is left of the start falls with the records to the power -0.48, and the first window is one big step.
    """
    seen, days = 0.4, 300  # of the incidents where all attention is, at dA
    balls = seen * PEOPLE_A_TOWN / discovered[0]
    wanted = drift(discovered, balls, days)
    assert limit_root(*discovered, 0.5, 0.5) == pytest.approx(limit, abs=1e-6)
    assert wanted == pytest.approx(limit, abs=0.012)
    assert abs(drift(discovered, balls, 100 * days) - limit) < abs(wanted - limit) / 5 + 1e-9
    got = shares(
        start=(1, 1), days=days, seeds=1, balls=seen * PEOPLE_A_TOWN, rural=discovered[1] / discovered[0],
        reported=seen / discovered[0],
    )  # fmt: skip
    assert got.mean() == pytest.approx(wanted, abs=3 * got.std() / len(got) ** 0.5 + 0.001)
