"""The clock: how a scenario's days are cut into windows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.scenario import Clock


@given(days=st.integers(1, 16_000), window=st.integers(1, 91), tally=st.integers(1, 60), warm=st.integers(0, 170))
def test_the_windows_cover_the_days_and_no_more(days: int, window: int, tally: int, warm: int) -> None:
    clock = Clock(start=date(2020, 1, 1), days=days, window=window, tally=tally, warm_up=warm * window)
    lengths = [clock.length(w) for w in range(clock.windows)]
    assert sum(lengths) == clock.warm_up + days
    assert all(length == window for length in lengths[:-1])
    assert 0 < lengths[-1] <= window
    assert clock.first_day + timedelta(days=sum(lengths[:warm])) == clock.start
    periods = {clock.period(w) for w in range(clock.warm_windows, clock.windows)}
    assert periods == set(range(clock.warm_windows, clock.windows, tally))


def test_a_warm_up_of_broken_windows_is_refused() -> None:
    with pytest.raises(Problem, match=r"no whole number of windows of 7\. Mend: write 35"):
        load(Clock, {"start": date(2020, 1, 1), "warm_up": 30})
