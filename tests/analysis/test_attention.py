"""V4: urns that run away and the corrected rule that does not, seen by the test of attention."""

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.attention import attention, run_away
from creditarium.model.problem import Problem


def urns(corrected: bool, urns: int, balls: int, start: tuple[int, int] = (1, 1)) -> np.ndarray:
    """Give the first town's share of the balls after each draw, float[urns, balls]; both have equal true rates."""
    generator = np.random.default_rng(4)
    held = np.tile(np.array(start, dtype=float), (urns, 1))
    shares = np.empty((urns, balls))
    for j in range(balls):
        share = held[:, 0] / held.sum(axis=1)
        first = generator.random(urns) < share
        kept = generator.random(urns) < np.where(first, 1 - share, share) if corrected else np.ones(urns, bool)
        held[:, 0] += first & kept
        held[:, 1] += ~first & kept
        shares[:, j] = held[:, 0] / held.sum(axis=1)
    return shares


def counted(shares: np.ndarray) -> pl.DataFrame:
    windows = np.arange(len(shares))
    return pl.DataFrame(
        {
            "region": ["a", "b"] * len(shares),
            "window": np.repeat(windows, 2),
            "attention": np.column_stack([shares, 1 - shares]).ravel(),
            "true": 1.0,
        }
    )


def test_the_urn_runs_away_by_a_quarter_and_the_corrected_rule_does_not() -> None:
    """The plain urn's share is uniform in the end: E|x - 1/2| = 1/4, variance 1/48. The corrected goes to 1/2."""
    n = 300
    last = [run_away(counted(row[-1:])).last for row in urns(False, n, 400)]
    assert np.mean(last) == pytest.approx(0.25, abs=3 * (1 / 48 / n) ** 0.5)
    mended = [run_away(counted(row[-1:])).last for row in urns(True, 50, 2000)]
    assert max(mended) < 0.1
    assert np.mean(mended) < 0.03


def test_a_widening_gap_is_told_from_a_steady_one() -> None:
    wide = run_away(counted(np.linspace(0.5, 0.9, 10)))
    assert wide.widens
    assert (wide.first, wide.last) == pytest.approx((0, 0.4))
    assert wide.drift == pytest.approx(0.4 / 9)
    assert wide.places["ratio"].to_list() == pytest.approx([1.8, 0.2])
    steady = run_away(counted(np.full(10, 0.7)))
    assert not steady.widens
    assert steady.drift == pytest.approx(0)
    assert run_away(counted(np.array([0.7]))).drift is None


def test_a_run_is_read_by_region(lived: cr.Run) -> None:
    counts = attention(lived)
    assert counts["true"].sum() > 0
    found = run_away(counts)
    assert 0 <= found.last <= 1
    assert found.places["share_of_attention"].sum() == pytest.approx(1)
    assert found.places["share_of_true"].sum() == pytest.approx(1)


def test_nothing_seen_cannot_be_told() -> None:
    with pytest.raises(Problem, match="nothing was seen"):
        run_away(counted(np.array([0.5])).with_columns(pl.lit(0.0).alias("attention")))
    with pytest.raises(Problem, match="no column 'attention'"):
        run_away(counted(np.array([0.5])).rename({"attention": "looked"}))
