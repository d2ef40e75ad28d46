"""V1 through the engine: a bank's thresholds by group, lived by people, move scores as Liu et al. (ICML 2018) found.

The validation case lives 800,000 people to the published tolerance; here a sample of them, at its own standard errors.
"""

from typing import Any

import numpy as np
import pytest

from creditarium.analysis.validation.fair_lending import POLICIES, SEXES, groups_of
from creditarium.analysis.validation.fico import Floats
from creditarium.analysis.validation.worlds import scenario_of
from creditarium.engine.run import Engine, History
from creditarium.model.validation import VALIDATION, Filled, World
from tests.analysis.cases import rows
from tests.engine.worlds import Life, decoded, engine_of, live

PUBLISHED = {"MP": "max_profit", "DP": "demographic_parity", "EO": "equal_opportunity"}
GROUPS = groups_of(75, -150, (300, 850))


def lending(policy: str) -> Engine:
    """Fill the world of the case with a policy's thresholds and the groups' tables."""
    given = {"policy": policy, "gain": 1.0, "loss": -4.0, "up": 75, "down": -150, "ends": (300, 850)}
    filled = Filled(by="fair_lending", given=given)
    world = World(scenario="worlds/delayed_impact.yaml", people=16_000, seed=2, filled=filled)
    return engine_of(scenario_of(world, VALIDATION / "V1.yaml"))


def scores_of(life: Life, records: Any, group: str) -> Floats:
    mine = life.attribute("sex") == ("male", "female").index(SEXES[group])
    return decoded(life.engine, records, "score.credit")[: life.engine.scenario.people][mine].astype(float)


@pytest.mark.parametrize("policy", PUBLISHED)
def test_engine_moves_scores_as_published(policy: str) -> None:
    """Within 3 standard errors of 16,000 people."""
    lent = POLICIES[PUBLISHED[policy]](GROUPS, 1.0, -4.0)
    life = live(lending(PUBLISHED[policy]))
    fresh = life.engine.fresh().records
    for row in rows("V1_liu2018_fico_u-4.csv"):
        if row["policy"] != policy:
            continue
        group, sex = row["group"], SEXES[row["group"]]
        before, after = (scores_of(life, records, group) for records in (fresh, life.state.records))
        moved, n = after - before, len(before)
        wanted, base = float(row["delta_mu_realised_clip"]), GROUPS[group].base_rate
        assert moved.mean() == pytest.approx(wanted, abs=3 * moved.std() / n**0.5 + 0.05)
        granted, repaid = life.count("granted", "a_ask", sex=sex) / n, life.count("acts", "c_repay", sex=sex) / n
        rate, true = lent[group].rate, lent[group].true_positive
        assert granted == pytest.approx(float(row["selection_rate"]), abs=3 * (rate * (1 - rate) / n) ** 0.5 + 1e-3)
        error = 3 * (true * (1 - true) / (base * n)) ** 0.5 + 1e-3
        assert repaid / base == pytest.approx(float(row["tpr"]), abs=error)


def test_engine_begins_with_the_tables_scores() -> None:
    engine = lending("max_profit")
    life = Life(engine, engine.fresh(), History())
    for name, scored in GROUPS.items():
        got = scores_of(life, life.state.records, name)
        deviation = (scored.people @ (scored.scores - scored.people @ scored.scores) ** 2) ** 0.5
        assert got.mean() == pytest.approx(scored.people @ scored.scores, abs=3 * deviation / len(got) ** 0.5 + 0.05)
        upper = np.cumsum(scored.people)
        for share in (0.25, 0.5, 0.75):
            place = int(np.searchsorted(upper, share))
            below = (got <= np.round(scored.scores[place])).mean()
            assert below == pytest.approx(upper[place], abs=3 * (share * (1 - share) / len(got)) ** 0.5)
