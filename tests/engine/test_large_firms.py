"""Large firms of a region: their workers' employer has one rating, the head office's of the last window."""

import numpy as np
import pytest

from creditarium.engine import trace
from creditarium.model.population import LargeFirms
from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.scenario import Scenario
from tests.engine.worlds import AGENT, OTHER, WINDOW, Trace, decoded, engine_of, live, scenario_of, traced

RATED = "tax-rating"


def of(firms: int, share: float) -> LargeFirms:
    leaf = {"because": "case"}
    return load(LargeFirms, {"each_region": {"fixed": firms, **leaf}, "workers": {"fixed": share, **leaf}})


def towns(firms: int | None, share: float = 1.0) -> Scenario:
    """Four towns with ten organisations each, all near the limit of grade A; a loan hangs on the employer's grade."""
    made = scenario_of(
        "glass_towns", f"scoring.{RATED}.start=90", "consequences.rules.good_employer_loan.chance=1",
        f"sharing.agreements.grades={{title: Grades go to banks, scheme: {RATED}, to: [bank]}}",
        people=5120, community=512, days=84, seed=83,
    )  # fmt: skip
    large = of(firms, share) if firms is not None else None
    population = made.population.model_copy(update={"large_firms": large, "name": f"{firms} {share}"})
    return made.model_copy(update={"population": population})


@pytest.fixture(scope="module")
def one_firm() -> Trace:
    return traced(towns(1))


def test_workers_all_over_a_region_are_judged_by_one_firms_rating(one_firm: Trace) -> None:
    life = one_firm.life
    compiled, settled = life.engine.compiled, life.engine.settled
    c = compiled.schemes.index(RATED)
    graded = np.stack([before.large[:, c, 0] for before in life.history.before])
    granted = one_firm.of(trace.CONSEQUENCE)
    granted = granted[granted[:, OTHER] == compiled.consequences.index("good_employer_loan")]
    community = np.searchsorted(settled.society.start, granted[:, AGENT], side="right") - 1
    assert (graded[granted[:, WINDOW], settled.society.region[community]] >= 3).all()
    assert len(set(community.tolist())) > 4
    assert (graded >= 3).any(axis=0).sum() > 1
    assert (graded < 3).sum() > 5


def test_the_rating_is_the_head_offices_of_the_last_window(one_firm: Trace) -> None:
    engine, before = one_firm.life.engine, one_firm.life.state.before
    scheme = engine.compiled.world.schemes[0, engine.compiled.schemes.index(RATED)]
    cuts = engine.compiled.world.cuts[int(scheme["cut"]) : int(scheme["cut"]) + 3]
    scores = decoded(engine, one_firm.life.state.records, f"score.{RATED}")
    rows = engine.settled.heads[:, :, 0]
    assert (rows >= engine.scenario.people).all()
    bands = np.searchsorted(cuts, scores[rows], side="right")
    wanted = np.where(bands[1] == 0, 0, bands[0])
    assert before.large[:, engine.compiled.schemes.index(RATED), 0].tolist() == wanted.tolist()


def test_a_region_has_no_more_large_firms_than_organisations() -> None:
    settled = engine_of(towns(64)).settled
    assert settled.large_firms.tolist() == np.diff(settled.society.organisations[[0, 3, 6, 9, 12]]).tolist()
    heads = settled.heads[0, 0, : settled.large_firms[0]]
    assert len(set(heads.tolist())) == len(heads)


def test_without_workers_they_change_nothing() -> None:
    none, idle, some = (live(towns(*firms)) for firms in ((None, 0.0), (4, 0.0), (4, 0.5)))
    assert np.array_equal(none.state.records, idle.state.records)
    assert np.array_equal(none.table(), idle.table())
    assert not np.array_equal(none.table(), some.table())


@pytest.mark.parametrize("firms", [0, 65])
def test_as_many_as_the_fields_can_hold(firms: int) -> None:
    with pytest.raises(Problem, match="large firms in each region are 1 to 64"):
        of(firms, 0.5)
