"""R0 does what its rules say: in NumPy by closed forms, in the scenario as in NumPy. No peer need be installed."""

from math import exp
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
import yaml

from bench import r0
from bench.peers import creditarium_data, numpy_plain, numpy_thinned
from bench.report import ERRORS, apart

DATA = Path(__file__).parents[2] / "bench" / "creditarium"
PLAIN, THINNED = numpy_plain.build, numpy_thinned.build
POISSON_ERRORS = 5.0


def _mean(records: r0.Records, agents: int) -> dict[str, float]:
    return {"mean": float(records.mean[-1]), "error": records.error(agents)}


@pytest.mark.parametrize("build", [PLAIN, THINNED], ids=["plain", "thinned"])
def test_one_day_moves_the_mean_score_as_arithmetic_says(build: object) -> None:
    agents = 400_000
    records = build(agents, 1, 3).run()  # type: ignore[operator]
    assert apart(_mean(records, agents), {"mean": r0.mean_after_one_day(), "error": 0.0}) < ERRORS


@pytest.mark.parametrize("build", [PLAIN, THINNED], ids=["plain", "thinned"])
def test_the_records_of_a_day_fit_together(build: object) -> None:
    agents, days = 20_000, 35
    model = build(agents, days, 2)  # type: ignore[operator]
    size = np.bincount(model.people.region, minlength=r0.REGIONS)
    records = model.run()
    assert (records.bands.sum(axis=1) == agents).all()
    np.testing.assert_allclose((records.regions * size).sum(axis=1) / agents, records.mean)
    price = r0.BASE_RATE - r0.RATE_STEP * np.arange(r0.BANDS)
    assert ((records.rates >= price[-1] * records.loans) & (records.rates <= price[0] * records.loans)).all()
    expected = agents * days * r0.LOAN
    assert abs(records.loans.sum() - expected) < POISSON_ERRORS * expected**0.5


def test_who_is_in_the_lowest_band_is_denied_and_nobody_else() -> None:
    agents, days = 20_000, 20
    low = numpy_plain.build(agents, days, 4)
    low.score[:] = r0.LOWEST  # type: ignore[attr-defined]
    expected = agents * days * r0.TRAVEL
    assert abs(low.run().denied.sum() - expected) < POISSON_ERRORS * expected**0.5
    assert numpy_plain.build(agents, days, 4).run().denied.sum() == 0


def test_the_scenario_says_the_numbers_of_the_rules() -> None:
    """Its slices are the means of exp(z / 2), its streams add up to the rates, its bands and prices are those of R0."""
    conduct, scheme, institutions, response, sensors = (
        yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("conduct", "scheme", "consequences", "response", "observation")
    )
    kinds = conduct["kinds"]
    inner = [NormalDist().cdf(NormalDist().inv_cdf(j / 64) - r0.SPREAD) for j in range(1, 64)]
    slices = 64 * exp(r0.SPREAD**2 / 2) * np.diff([0.0, *inner, 1.0])
    for points, share in zip(r0.LOSSES, r0.LOSS_SHARES, strict=True):
        kind = kinds[f"minus_{points}"]
        assert kind["rate"]["fixed"] == pytest.approx(365.25 * r0.LAMBDA_NEG * share)
        np.testing.assert_allclose(kind["depends"][0]["table"]["fixed"], slices, rtol=1e-5)
        assert sensors["sensors"]["eyes"]["sees"][f"minus_{points}"]["fixed"] == r0.DETECTED
        assert scheme["rules"][f"minus_{points}"]["points"]["fixed"] == -points
    for points in range(1, r0.MOST_GAIN + 1):
        kind = kinds[f"plus_{points}"]
        assert kind["rate"]["fixed"] == pytest.approx(365.25 * r0.LAMBDA_POS / r0.MOST_GAIN)
        np.testing.assert_allclose(kind["depends"][0]["table"]["fixed"], slices, rtol=1e-5)
        assert scheme["rules"][f"plus_{points}"]["points"]["fixed"] == points
    by_band, by_slice = (term["table"]["fixed"] for term in kinds["clean_day"]["depends"])
    chill, mean = np.array(r0.CHILL), exp(r0.SPREAD**2 / 2)
    np.testing.assert_allclose(by_slice, np.exp(-r0.DETECTED * r0.LAMBDA_NEG * slices), rtol=1e-5)
    np.testing.assert_allclose(by_band, np.exp(r0.DETECTED * r0.LAMBDA_NEG * mean * chill), rtol=1e-5)
    for kind, chance in (("clean_day", r0.BONUS), ("loan", r0.LOAN), ("travel", r0.TRAVEL)):
        assert kinds[kind]["rate"]["fixed"] == pytest.approx(365.25 * chance)
    assert tuple(band["least"]["fixed"] for band in scheme["bands"][1:]) == r0.CUTS
    assert [scheme[name]["fixed"] for name in ("start", "floor", "ceiling")] == [r0.START, r0.LOWEST, r0.HIGHEST]
    (term,) = response["reactions"]["chill"]["terms"]
    np.testing.assert_allclose(term["table"]["fixed"], 1 - chill)
    steps = [institutions["rules"][f"rate_{band}"] for band in range(1, r0.BANDS)]
    assert [(step["when"]["band_at_least"], step["by"]["fixed"]) for step in steps] == [
        (str(band), -r0.RATE_STEP / 100) for band in range(1, r0.BANDS)
    ]


def test_the_scenario_lives_as_numpy_does() -> None:
    """Mean score, bands, loans and their rates; a half-year, so that the bands and the chill differ."""
    agents, days, fewer = 40_000, 180, 20_000
    ours = creditarium_data.build(fewer, days, 5, threads=1, slices=1).run()
    other = numpy_thinned.build(agents, days, 6).run()
    assert apart(_mean(ours, fewer), _mean(other, agents)) < ERRORS
    shares = ours.bands[-1] / fewer, other.bands[-1] / agents
    both = (ours.bands[-1] + other.bands[-1]) / (fewer + agents)
    assert (np.abs(shares[0] - shares[1]) <= 4 * (both * (1 - both) * (1 / fewer + 1 / agents)) ** 0.5).all()
    expected = fewer * days * r0.LOAN
    assert abs(ours.loans.sum() - expected) < POISSON_ERRORS * expected**0.5
    rates = ours.rates.sum() / ours.loans.sum(), other.rates.sum() / other.loans.sum()
    assert rates[0] == pytest.approx(rates[1], abs=0.05)
    assert int(ours.bands[-1].sum()) == fewer


def test_the_scenarios_records_fold_to_the_scores() -> None:
    agents = 3_000
    model = creditarium_data.build(agents, 20, 1, threads=1)
    records = model.run()
    assert len(records.mean) == 20
    assert records.mean[-1] == pytest.approx(records.last().mean())
