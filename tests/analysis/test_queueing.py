"""V7: Erlang C at the published values, and an office of appeals that conserves cases and obeys Little's law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import creditarium as cr
from creditarium.analysis.office import Office, appeals_by_day, worked
from creditarium.analysis.periods import periods
from creditarium.analysis.queueing import erlang_c
from creditarium.model.problem import Problem
from tests.analysis.cases import rows


@pytest.mark.parametrize("row", rows("V7_appeals_queue_erlangC.csv"), ids=lambda row: f"{row['lam']}-{row['c']}")
def test_erlang_c_is_the_published(row: dict[str, str]) -> None:
    found = erlang_c(float(row["lam"]), float(row["mu"]), int(row["c"]))
    for got, name in (
        (found.busy, "rho"), (found.waits, "P_wait"), (found.wait, "Wq"), (found.total, "W"), (found.waiting, "Lq"),
        (found.inside, "L"),
    ):  # fmt: skip
        assert got == pytest.approx(float(row[name]), abs=1e-9)


def test_an_office_that_falls_behind_is_refused() -> None:
    with pytest.raises(Problem, match="never catch up"):
        erlang_c(10, 1, 10)
    with pytest.raises(Problem, match="at least one clerk"):
        erlang_c(1, 1, 0)
    with pytest.raises(Problem, match="at least one clerk"):
        Office(0, 1)
    with pytest.raises(Problem, match="whole numbers"):
        worked(Office(1, 1), [0.5])


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=40),
    st.integers(1, 5),
    st.floats(0.1, 8),
    st.sampled_from(["random", "fixed"]),
    st.integers(0, 9),
)
def test_cases_are_conserved_and_littles_law_holds(
    filed: list[int], clerks: int, days_a_case: float, takes: str, seed: int
) -> None:
    done = worked(Office(clerks, days_a_case, takes), filed, seed)
    assert done.filed == sum(filed) == done.decided + done.in_hand
    assert (done.backlog >= 0).all()
    assert (done.waits >= 0).all()
    # Little: the area under the number in hand is the time that cases spent there, within the horizon.
    spent = np.minimum(done.decided_at, len(filed)) - done.filed_at
    assert done.mean_in_hand * len(filed) == pytest.approx(spent.sum(), abs=1e-6)
    assert 0 <= done.busy <= 1 + 1e-12
    begun = np.sort(done.begun_at)
    assert np.array_equal(begun, done.begun_at), "first come, first served"
    for at in done.begun_at:  # nobody decides two cases at once
        assert ((done.begun_at <= at) & (done.decided_at > at)).sum() <= clerks


@pytest.mark.parametrize(("arrivals", "decisions", "clerks"), [(8.0, 1.0, 10), (9.0, 1.0, 10), (0.9, 1.0, 1)])
def test_the_office_waits_as_erlang_says(arrivals: float, decisions: float, clerks: int, heavy: bool) -> None:
    """Batches of 1,000 days each, the first left out; three standard errors of the batches' means."""
    days, batches = 1_000, 200 if heavy else 40
    filed = np.random.default_rng(11).poisson(arrivals, days * (batches + 1))
    done = worked(Office(clerks, 1 / decisions), filed, seed=12)
    wanted = erlang_c(arrivals, decisions, clerks)
    batch = (done.filed_at // days).astype(int)
    for each, mean in (
        (done.waits > 1e-9, wanted.waits), (done.waits, wanted.wait), (done.times, wanted.total),
    ):  # fmt: skip
        means = np.array([each[batch == j].mean() for j in range(1, batches + 1)])
        assert means.mean() == pytest.approx(mean, abs=3 * means.std(ddof=1) / batches**0.5)
    # Little's law by rates: in hand = arrivals a day x days in the office, each measured apart.
    spent = done.times.mean() * done.filed / len(filed)
    assert done.mean_in_hand == pytest.approx(spent, rel=0.01)


def test_too_few_clerks_pile_up() -> None:
    done = worked(Office(1, 1, "fixed"), [2] * 100)
    assert done.in_hand == pytest.approx(100, abs=2)
    assert done.quantile(0.5) is None
    assert worked(Office(10, 1, "fixed"), [2] * 100).quantile(0.5) == pytest.approx(1)
    assert worked(Office(1, 1), [0, 0]).quantile(0.5) is None


def test_the_appeals_of_a_run_come_by_day(lived: cr.Run) -> None:
    for scheme in (None, *lived.scenario.scoring):
        days = appeals_by_day(lived, scheme)
        assert len(days) == 365
        assert days.sum() == lived.total("appeals", scheme)
    counts, days = (
        dict(lived.tally("appeals", by="window").select("window", "count").iter_rows()),
        appeals_by_day(lived),
    )
    for period in periods(lived):
        assert days[period.first : period.first + period.days].sum() == counts.get(period.end, 0)
