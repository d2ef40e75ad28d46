"""V7: how long a listing stands, how many stand on a list, and base rates; closed forms, then the engine."""

import csv

import numpy as np
import pytest

from creditarium.engine import trace
from tests.engine.worlds import AGENT, HAPPENING, ROOT, X, Y, live, lived, scenario_of, traced

APPEALS, SUCCESS, DELAY, TERM = 0.5, 0.6, 30.0, 730.0
HAZARD = 1 / 520


def listed_days() -> float:
    """Give the mean days on a list: a·s·d + (1 - a·s)·L."""
    return APPEALS * SUCCESS * DELAY + (1 - APPEALS * SUCCESS) * TERM


def positive_value(prevalence: float, sensitivity: float, false: float) -> float:
    return prevalence * sensitivity / (prevalence * sensitivity + (1 - prevalence) * false)


def ever(false: float, checks: int) -> float:
    return 1 - (1 - false) ** checks


# Closed forms ---------------------------------------------------------------------------------------------


def test_closed_forms_are_the_published_ones() -> None:
    assert listed_days() == pytest.approx(520, abs=1e-6)
    assert HAZARD * listed_days() / (1 + HAZARD * listed_days()) == pytest.approx(0.5, abs=1e-6)
    with (ROOT / "tests" / "fixtures" / "validation" / "V7_base_rate.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["prevalence"]:
                rates = (float(row["prevalence"]), float(row["tpr"]), float(row["fpr"]))
                assert positive_value(*rates) == pytest.approx(float(row["ppv"]), abs=1e-6)
                false = 1e6 * (1 - rates[0]) * rates[2]
                assert false == pytest.approx(float(row["false_listings_per_million"]), abs=1e-6)
            else:
                got = ever(float(row["fpr"]), round(float(row["checks"])))
                assert got == pytest.approx(float(row["prob_ever_false_listed"]), abs=1e-6)


# Through the engine ---------------------------------------------------------------------------------------


def test_a_listing_stands_as_long_as_appeals_and_term_say() -> None:
    """Everybody is listed at the first instant; the days listed are counted at the end of each day.

    An appeal decided within a day is carried to the next midnight, half a day on average: 0.14 days of 520.
    """
    life = live(scenario_of("listing", seed=11))
    people = life.engine.scenario.people
    listed = np.array([bands.sum(axis=0)[0, 0] for bands in life.history.bands])
    assert listed[0] > 0.98 * people
    assert listed[-1] == 0
    spread = (APPEALS * SUCCESS * (1 - APPEALS * SUCCESS)) ** 0.5 * (TERM - DELAY)
    assert listed.sum() / people == pytest.approx(listed_days() + 0.14, abs=3 * spread / people**0.5)
    assert life.count("appeals", "blacklist") / people == pytest.approx(0.5, abs=3 * 0.5 / people**0.5)
    won = life.count("upheld", "blacklist") / people
    assert won == pytest.approx(0.3, abs=3 * (0.3 * 0.7 / people) ** 0.5)
    assert life.count("expired", "blacklist") == people - life.count("upheld", "blacklist")


def test_as_many_are_listed_as_hazard_and_duration_say() -> None:
    life = live(scenario_of("listing_again", seed=12))
    people = life.engine.scenario.people
    bands = life.history.bands[-1].sum(axis=0)[0]
    assert bands[:2].sum() == people
    assert bands[0] / people == pytest.approx(0.5, abs=3 * 0.5 / people**0.5)
    assert np.array_equal(life.of("score.blacklist") > 0, life.of("score.blacklist") == 1)


@pytest.mark.parametrize(("prevalence", "sensitivity", "false"), [(0.01, 0.99, 0.01), (0.05, 0.9, 0.05)])
def test_of_those_marked_as_many_are_guilty_as_the_base_rate_says(
    prevalence: float, sensitivity: float, false: float
) -> None:
    scenario = scenario_of(
        "screening",
        f"conduct.states.guilty.start.0.share={prevalence}",
        f"observation.sensors.test.sees.check_guilty={sensitivity}",
        f"observation.sensors.test.sees.check_innocent={false}",
        days=7,
        people=100_000,
        seed=13,
    )
    life = live(scenario)
    people = life.engine.scenario.people
    right, wrong = (life.count("entered", "register", kind) for kind in ("check_guilty", "check_innocent"))
    wanted = positive_value(prevalence, sensitivity, false)
    marked = people * (prevalence * sensitivity + (1 - prevalence) * false)
    assert right / (right + wrong) == pytest.approx(wanted, abs=3 * (wanted * (1 - wanted) / marked) ** 0.5)
    expected = people * (1 - prevalence) * false
    assert wrong == pytest.approx(expected, abs=3 * expected**0.5)


@pytest.mark.parametrize("checks", [1, 12, 60])
def test_checks_add_up_to_a_false_listing(checks: int) -> None:
    life = lived("screening", days=420, people=20_000, seed=14)
    life = life if checks == 60 else live(life.engine, until=checks)
    innocent = life.of("guilty") == 0
    wanted = ever(0.01, checks)
    got = (life.of("score.register")[innocent] > 0).mean()
    assert float(got) == pytest.approx(wanted, abs=3 * (wanted * (1 - wanted) / innocent.sum()) ** 0.5)


def test_records_of_what_never_was_come_at_their_rate() -> None:
    """False records at 0.6 a year mark 1 - exp(-0.6 t) of the innocent, and every one of them is counted false."""
    life = live(
        scenario_of(
            "screening",
            "observation.sensors.test.sees.check_innocent=0",
            "observation.sensors.test.false.rate=0.6",
            days=364,
            people=20_000,
            seed=15,
        )
    )
    people = life.engine.scenario.people
    years = 364 / 365.25
    marked = (life.of("score.register")[life.of("guilty") == 0] > 0).mean()
    wanted = 1 - np.exp(-0.6 * years)
    assert float(marked) == pytest.approx(wanted, abs=3 * (wanted * (1 - wanted) / people) ** 0.5)
    false = life.count("false", "register", "check_innocent")
    assert false == life.count("false_records", "test") == life.count("entered", "register", "check_innocent")
    assert false == pytest.approx(0.6 * years * people, abs=3 * (0.6 * years * people) ** 0.5)


def test_an_extension_prolongs_the_listing_that_stands() -> None:
    """Listed on day 0 for 130 days, prolonged on day 100 to day 160, listed anew on day 200, and so on."""
    life = live(scenario_of("listing_prolonged", seed=16))
    people = life.engine.scenario.people
    listed = [int(bands.sum(axis=0)[0, 0]) for bands in life.history.bands]
    assert listed == ([people] * 16 + [0] * 4) * 3
    assert life.count("entered", "blacklist", "offence") == 6 * people
    assert life.count("prolonged", "blacklist") == life.count("expired", "blacklist") == 3 * people
    assert life.count("points", "blacklist", "offence") == 3 * people


def test_appeals_against_listings_and_extensions_leave_nobody_listed_twice_or_less_than_not() -> None:
    """Half of all entries are struck again, first listings and extensions alike; the books balance for each."""
    appeal = {"notice": 1, "file_if_wrong": 1, "file_if_right": 0.8, "upheld_if_wrong": 1, "upheld_if_right": 0.6}
    written = [f"{name}: {{fixed: {value}, because: case}}" for name, value in appeal.items()]
    written += [f"{name}: {{fixed: 20, unit: days, because: case}}" for name in ("notice_delay", "decision_delay")]
    t = traced(scenario_of("listing_prolonged", f"scoring.blacklist.appeal={{{', '.join(written)}}}", seed=17))
    rows = t.rows[np.isin(t.rows[:, HAPPENING], (trace.ENTERED, trace.APPEAL, trace.SETTLED))]
    for agent in range(t.life.engine.scenario.people):
        mine = rows[rows[:, AGENT] == agent]
        assert np.array_equal(np.cumsum(mine[:, X]), mine[:, Y])
        assert set(mine[:, Y].tolist()) <= {0, 1}
        assert mine[-1, Y] == t.life.of("score.blacklist")[agent]
    entered, upheld, expired, prolonged = (
        t.life.count(name, "blacklist", *more)
        for name, more in (("entered", ("offence",)), ("upheld", ()), ("expired", ()), ("prolonged", ()))
    )
    assert upheld > 0
    assert prolonged > 0
    assert entered - prolonged - expired <= upheld + t.life.of("score.blacklist").sum() <= entered
