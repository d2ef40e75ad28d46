"""V9 and V3: indices of mobility of the two lending chains, their traps and the time to them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from creditarium.analysis.mobility import (
    absorbing,
    distance_moved,
    expected_time,
    mobility,
    second_eigenvalue_gap,
    share_moved,
    shorrocks,
    volume_lost,
)
from creditarium.analysis.validation import chains
from creditarium.model.problem import Problem
from tests.analysis.cases import published, rows

REPAY = (0.1, 0.2, 0.45, 0.6, 0.65, 0.7, 0.7)
"""The case of D'Amour et al. (FAT* 2020): a loan is paid back with this chance at scores 0 to 6."""


def chain(lowest: int) -> NDArray[np.float64]:
    """Give the chain of one loan where scores from ``lowest`` on get one."""
    return mobility(1000 * chains.chain(REPAY, lowest))


def test_the_published_indices() -> None:
    told = published("V9_inequality_mobility.csv", "input", "measure")
    assert shorrocks(chain(0)) == pytest.approx(told["7-state permissive chain", "Shorrocks P=(n-tr)/(n-1)"], abs=1e-12)
    assert shorrocks(chain(3)) == pytest.approx(told["7-state threshold chain", "Shorrocks P"], abs=1e-12)
    assert second_eigenvalue_gap(chain(0)) == pytest.approx(told["permissive", "giddy L2=1-|lambda2|"], abs=1e-9)
    assert second_eigenvalue_gap(chain(3)) == pytest.approx(told["threshold", "giddy L2"], abs=1e-12)
    assert volume_lost(chain(0)) == pytest.approx(told["permissive", "giddy D=1-|det P|"], abs=1e-7)
    start = (0, 0.1, 0.1, 0.2, 0.3, 0.3, 0)
    assert share_moved(chain(0), start) == pytest.approx(told["permissive, ini=g1", "giddy B1"], abs=1e-12)
    assert distance_moved(chain(0), start) == pytest.approx(told["permissive, ini=g1", "giddy B2"], abs=1e-12)


def test_an_index_of_moves_is_of_the_people_who_stand_there() -> None:
    """Whoever is trapped moves nowhere, and where all stand alike the index of moves is Shorrocks'."""
    assert share_moved(chain(3), [0.5, 0.5, 0, 0, 0, 0, 0]) == distance_moved(chain(3), [1, 0, 0, 0, 0, 0, 0]) == 0
    assert share_moved(chain(3), np.full(7, 1 / 7)) == pytest.approx(shorrocks(chain(3)))


def test_the_trap_is_found() -> None:
    assert absorbing(chain(0)) == ()
    assert absorbing(chain(3)) == (0, 1, 2)


@pytest.mark.parametrize("lowest", [2, 3])
def test_the_time_to_the_trap_is_the_published(lowest: int) -> None:
    told = {
        int(row["start"]): float(row["expected_loans_before_trap"])
        for row in rows("V3_absorption_times.csv")
        if f"s>={lowest}" in row["policy"]
    }
    bands = range(lowest, 7)
    assert expected_time(chain(lowest), bands) == pytest.approx([told[band] for band in bands], abs=1e-6)


def test_time_in_a_trap_is_for_ever() -> None:
    trap = chain(3)
    assert expected_time(trap, [0]).tolist() == [np.inf]
    # From 2 one moves on in the chain below with a chance, but from 1 there never is a way out.
    leaky = [[1, 0, 0], [0.5, 0, 0.5], [0.2, 0.3, 0.5]]
    assert expected_time(leaky, [0, 1]).tolist() == [np.inf, np.inf]
    assert expected_time(leaky, [1]).tolist() == [1.0]


def test_a_band_that_nobody_was_in_tells_nothing() -> None:
    matrix = mobility([[3, 1], [0, 0]])
    assert np.isnan(matrix[1]).all()
    assert np.isnan(shorrocks(matrix))
    assert np.isnan(second_eigenvalue_gap(matrix))


def test_nobody_moves_and_everybody_forgets() -> None:
    assert shorrocks(np.eye(4)) == 0
    assert shorrocks(np.full((4, 4), 0.25)) == pytest.approx(1)
    assert second_eigenvalue_gap(np.full((4, 4), 0.25)) == pytest.approx(1)


def test_what_is_no_chain_is_refused() -> None:
    for wrong in ([[0.5, 0.4], [0, 1]], [[1]], [[2, -1], [0, 1]]):
        with pytest.raises(Problem, match="rows add up to 1"):
            shorrocks(wrong)
    with pytest.raises(Problem, match="as many bands to as from"):
        mobility([[1, 2]])
