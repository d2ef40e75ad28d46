"""V10: image motive (the structure of Bénabou and Tirole, uniform costs) with the luck of a person."""

import numpy as np
import pytest

from tests.engine.worlds import Life, live, scenario_of

COST, VISIBLE = 0.6, {0: 0.0, 1: 0.4, 2: 1.0}


def compliance(x: float) -> float:
    return 1 - min(max(COST - x / 2, 0.0), 1.0)


def image(x: int) -> Life:
    return live(scenario_of("image", f"conduct.states.seen.start.0.value={x}", seed=21))


def test_closed_form_of_compliance() -> None:
    assert [compliance(x) for x in (0, 0.4, 1)] == pytest.approx([0.4, 0.6, 0.9], abs=1e-6)


def test_people_comply_as_far_as_they_are_seen() -> None:
    """The same person decides alike every week, and whoever complies unseen also complies when seen."""
    did = {}
    for x, visible in VISIBLE.items():
        life = image(x)
        people, deeds = life.engine.scenario.people, life.of("deeds")
        wanted = compliance(visible)
        assert set(np.unique(deeds)) == {0, 10}
        did[x] = deeds > 0
        assert did[x].mean() == pytest.approx(wanted, abs=3 * (wanted * (1 - wanted) / people) ** 0.5)
    assert not np.any(did[0] & ~did[1])
    assert not np.any(did[1] & ~did[2])


def test_the_luck_of_the_occasion_makes_weeks_differ() -> None:
    life = live(scenario_of("image", "conduct.kinds.deed.luck=occasion", seed=21))
    deeds, people = life.of("deeds"), life.engine.scenario.people
    assert deeds.mean() == pytest.approx(4, abs=3 * (10 * 0.24 / people) ** 0.5)
    assert deeds.var() == pytest.approx(10 * 0.24, rel=0.05)


def test_mixed_luck_lies_between() -> None:
    """Half the people decide once for all (variance 24), half each time anew (2.4)."""
    deeds = live(scenario_of("image", "conduct.kinds.deed.luck=mixed", seed=21)).of("deeds")
    assert deeds.mean() == pytest.approx(4, abs=0.1)
    assert deeds.var() == pytest.approx((24 + 2.4) / 2, rel=0.05)
