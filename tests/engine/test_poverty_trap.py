"""V3: the poverty trap of lending by score, in closed form without the engine and then lived by it.

Chain of D'Amour et al. (FAT* 2020): scores 0 to 6, a loan is paid back with probability REPAY[score] and moves
the score up by one, a default down by one, both reflecting at the ends; who is refused stays where he is.
"""

import csv

import numpy as np
import pytest
from numpy.typing import NDArray

from creditarium.analysis.validation import chains
from creditarium.analysis.validation.chains import after, at_random
from tests.engine.worlds import ROOT, Life, decoded, engine_of, live, scenario_of

REPAY = (0.1, 0.2, 0.45, 0.6, 0.65, 0.7, 0.7)
G1 = np.array([0, 0.1, 0.1, 0.2, 0.3, 0.3, 0])
G2 = np.array([0.1, 0.1, 0.2, 0.3, 0.3, 0, 0])
START = {"male": G1, "female": G2}
LEND_FROM_3 = (
    "conduct.kinds.a_default.depends.0.table=[-1, -1, -1, -0.6, -0.65, -0.7, -0.7, -1]",
    "conduct.kinds.b_repay.depends.0.table=[-1, -1, -1, 0, 0, 0, -1, -1]",
)
LEND_TO_ALL_POISSON = (
    "conduct.kinds.default.depends.0.table=[-0.1, -0.2, -0.45, -0.6, -0.65, -0.7, -0.7, -1]",
    "conduct.kinds.repay.depends.0.table=[-0.9, -0.8, -0.55, -0.4, -0.35, -0.3, -1, -1]",
)
PUBLISHED = ROOT / "tests" / "fixtures" / "validation"

Floats = NDArray[np.float64]


def chain(lowest: int) -> Floats:
    return chains.chain(REPAY, lowest)


def population_version(steps: int) -> tuple[Floats, float, float]:
    return chains.population_version(G1, REPAY, 3, steps, 200, 200)


def trapped(shares: Floats) -> float:
    return float(shares[:3].sum())


# Closed forms ---------------------------------------------------------------------------------------------


def test_closed_form_of_lending_to_all() -> None:
    values, vectors = np.linalg.eig(chain(0).T)
    order = np.argsort(-values.real)
    stationary = vectors[:, order[0]].real / vectors[:, order[0]].real.sum()
    published = (0.514835, 0.064354, 0.023402, 0.026327, 0.045132, 0.097785, 0.228165)
    assert stationary == pytest.approx(published, abs=1e-6)
    assert float(stationary @ np.array(REPAY)) == pytest.approx(0.348182, abs=1e-6)
    assert float(values.real[order[1]]) == pytest.approx(0.984588, abs=1e-6)


def test_closed_form_of_the_trap_is_the_published_table() -> None:
    with (PUBLISHED / "V3_poverty_trap_markov.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["group"] in ("g1", "g2")]
    assert len(rows) > 20
    for row in rows:
        start = G1 if row["group"] == "g1" else G2
        shares = after(start, chain(3 if row["case"].startswith("threshold") else 0), int(row["T"]))
        assert shares == pytest.approx([float(row[f"s{j}"]) for j in range(7)], abs=1e-6)
        if row["trapped"]:
            assert trapped(shares) == pytest.approx(float(row["trapped"]), abs=1e-6)


def test_closed_form_of_the_time_to_the_trap() -> None:
    with (PUBLISHED / "V3_absorption_times.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            lowest = 3 if "s>=3" in row["policy"] else 2
            inner = np.eye(7 - lowest) - chain(lowest)[lowest:, lowest:]
            loans = np.linalg.solve(inner, np.ones(7 - lowest))[int(row["start"]) - lowest]
            assert float(loans) == pytest.approx(float(row["expected_loans_before_trap"]), abs=1e-6)


def test_closed_form_of_scheduled_and_random_loans() -> None:
    assert trapped(after(G1, chain(3), 1)) == pytest.approx(0.28, abs=1e-6)
    assert trapped(at_random(G1, chain(3), 1.0)) == pytest.approx(0.2644, abs=5e-5)


def test_closed_form_of_the_population_version() -> None:
    shares, loans, _ = population_version(5000)
    assert shares == pytest.approx((0.0638, 0.0726, 0.3838, 0.0166, 0.0469, 0.1208, 0.2955), abs=5e-5)
    assert 100 * loans == pytest.approx(1487.4, abs=0.05)
    exact = np.eye(7) + 0.005 * (chain(0) - np.eye(7)), np.eye(7) + 0.005 * (chain(3) - np.eye(7))
    assert shares == pytest.approx(after(after(G1, exact[0], 200), exact[1], 4800), abs=1e-12)


# Through the engine ---------------------------------------------------------------------------------------


def shares_of(life: Life, sex: str) -> tuple[Floats, int]:
    mine = life.of("standing")[life.attribute("sex") == ("male", "female").index(sex)]
    return np.bincount(mine, minlength=8)[:8] / len(mine), len(mine)


def assert_shares(life: Life, expected: dict[str, Floats]) -> None:
    """Compare the shares of the seven scores with their expectation at 3 standard errors."""
    for sex, wanted in expected.items():
        got, people = shares_of(life, sex)
        error = np.sqrt(np.append(wanted, 0) * (1 - np.append(wanted, 0)) / people)
        assert np.all(np.abs(got - np.append(wanted, 0)) <= 3 * error + 1e-4), (sex, got, wanted)
        spread = np.sqrt(trapped(wanted) * (1 - trapped(wanted)) / people)
        assert abs(trapped(got) - trapped(wanted)) <= 3 * spread + 1e-4


@pytest.mark.parametrize("loans", [1, 10, 50, 100, 500])
def test_engine_falls_into_the_trap_with_scheduled_loans(loans: int) -> None:
    people = 20_000 if loans <= 100 else 8_000
    scenario = scenario_of("poverty_trap", *LEND_FROM_3, days=7 * loans, people=people, seed=3)
    assert_shares(live(scenario), {sex: after(start, chain(3), loans) for sex, start in START.items()})


def test_engine_begins_where_the_case_begins() -> None:
    engine = engine_of(scenario_of("poverty_trap", people=20_000, seed=3))
    standing = decoded(engine, engine.fresh().records, "standing")
    male = ((engine.settled.profiles >> 3) & 1) == 0
    for group, start in ((male, G1), (~male, G2)):
        got = np.bincount(standing[group], minlength=7) / group.sum()
        assert np.all(np.abs(got - start) <= 3 * np.sqrt(start * (1 - start) / group.sum()) + 1e-12)


def test_engine_reaches_the_stationary_distribution_when_it_lends_to_all() -> None:
    loans = 700  # the second eigenvalue to the 700th is 2e-5
    life = live(scenario_of("poverty_trap", days=7 * loans, people=10_000, seed=4))
    assert_shares(life, {sex: after(start, chain(0), loans) for sex, start in START.items()})


@pytest.mark.parametrize("loans", [1, 10, 50])
def test_engine_falls_into_the_trap_with_loans_at_random_times(loans: int) -> None:
    life = live(scenario_of("poverty_trap_poisson", days=7 * loans, people=40_000, seed=5))
    assert_shares(life, {sex: at_random(start, chain(3), float(loans)) for sex, start in START.items()})


def test_engine_tells_scheduled_from_random_loans() -> None:
    """At one loan a person .2800 are trapped on schedule and .2644 at random: 3 standard errors are .0085."""
    scheduled, random = (
        shares_of(live(scenario_of(name, *settings, days=7, people=50_000, seed=6)), "male")
        for name, settings in (("poverty_trap", LEND_FROM_3), ("poverty_trap_poisson", ()))
    )
    assert trapped(scheduled[0]) - trapped(random[0]) == pytest.approx(0.2800 - 0.2644, abs=0.0085)


def test_engine_lends_to_all_at_random_times() -> None:
    life = live(scenario_of("poverty_trap_poisson", *LEND_TO_ALL_POISSON, days=70, people=20_000, seed=7))
    assert_shares(life, {sex: at_random(start, chain(0), 10.0) for sex, start in START.items()})


def test_engine_lives_the_population_version(heavy: bool) -> None:
    """Seven steps a window: the rule changes on day 200, inside a window; the last window ends on day 5,005."""
    people = 20_000 if heavy else 4_000
    life = live(scenario_of("poverty_trap_population", people=people, seed=8))
    wanted, loans, deviation = population_version(5005)
    got = np.bincount(life.of("standing"), minlength=7) / people
    assert np.all(np.abs(got - wanted) <= 3 * np.sqrt(wanted * (1 - wanted) / people)), (got, wanted)
    assert life.count("acts", "a_loan") / people == pytest.approx(loans, abs=3 * deviation / people**0.5)
