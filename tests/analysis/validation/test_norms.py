"""V5 and V6 beyond their printed numbers: the closed forms over whole ranges, against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditarium.analysis.validation.norms import norms, reputation
from creditarium.analysis.validation.performative import performative_coin, performative_mean

ERRORS = st.floats(0, 0.3)


@given(ERRORS, ERRORS, st.sampled_from(["L3", "L4", "L5", "L6"]))
def test_the_closed_form_of_four_of_the_eight(a: float, e: float, norm: str) -> None:
    found = reputation(norm, a, e)
    assert found["good"] == pytest.approx((1 - a) / (1 + e * (1 - 2 * a)), abs=1e-9)
    assert found["helped"] == pytest.approx((1 - e) * found["good"], abs=1e-9)


@pytest.mark.parametrize("norm", [f"L{j}" for j in range(1, 9)])
def test_people_who_meet_at_random_go_to_the_fixed_point(norm: str) -> None:
    """Brute force: 4,000 people of one norm, a hundred rounds, from the norm's bits alone."""
    a, e, people = 0.1, 0.05, 4_000
    bits, draws = norms()[norm], np.random.default_rng(5)
    good, shares, helps = np.ones(people, dtype=int), [], []
    for _ in range(100):
        other = good[draws.integers(people, size=people)]
        helped = np.array(bits.helps)[2 * good + other] * (draws.random(people) >= e)
        judged = np.array(bits.good)[4 * good + 2 * other + helped.astype(int)]
        good = np.where(draws.random(people) < a, 1 - judged, judged)
        shares.append(good.mean())
        helps.append(helped.mean())
    found = reputation(norm, a, e)
    assert np.mean(shares[30:]) == pytest.approx(found["good"], abs=0.005)
    assert np.mean(helps[30:]) == pytest.approx(found["helped"], abs=0.005)


@given(st.floats(0.05, 0.3), st.floats(-0.4, 0.4).filter(lambda eps: abs(eps) > 0.01))
def test_the_best_prediction_has_the_least_risk_and_the_stable_one_repeats_itself(mu: float, eps: float) -> None:
    found = performative_coin(mu, eps, rounds=40)

    def risk(theta: float) -> float:
        """The mean loss over both features and outcomes, summed one by one."""
        total = 0.0
        for x in (-1, 1):
            for y, chance in ((1, 0.5 + (mu + eps * theta) * x), (0, 0.5 - (mu + eps * theta) * x)):
                total += 0.5 * chance * (y - 0.5 - theta * x) ** 2
        return total

    assert found["risk_of_stable"] == pytest.approx(risk(found["stable"]), abs=1e-12)
    assert found["risk_of_best"] == pytest.approx(risk(found["best"]), abs=1e-12)
    near = [risk(found["best"] + step) for step in (-0.01, 0.01)]
    assert found["risk_of_best"] < min(near)
    assert found["fitted"] == pytest.approx(found["stable"], abs=1e-9)


@pytest.mark.parametrize(("eps", "diverges"), [(0.99, 0), (1.0, 1), (-1.0, 1), (-2.0, 1), (-0.9, 0)])
def test_fits_diverge_from_one_on(eps: float, diverges: int) -> None:
    assert performative_mean(10, eps, rounds=5_000)["diverges"] == diverges
