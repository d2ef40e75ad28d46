"""Bands and drivers, against distributions that are known."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import polars as pl
import pytest
from scipy.stats import spearmanr

from creditarium.analysis.ensembles.bands import band_of
from creditarium.analysis.ensembles.design import points_of
from creditarium.analysis.ensembles.drivers import beyond_chance, rank_correlations
from creditarium.analysis.ensembles.members import Outcome
from creditarium.analysis.ensembles.plan import WRITTEN, Plan, plan_of
from creditarium.analysis.ensembles.store import MEASURED
from creditarium.analysis.ensembles.sweep import swept
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve

NAMES = [f"conduct.{j}" for j in range(6)]


def test_the_band_of_a_known_outcome_lies_at_its_quantiles() -> None:
    """The sum of six uniform numbers: its quantiles come near those of its normal form."""
    values = points_of(NAMES, "lhs", 4_000, 1).sum(axis=1)
    band = band_of(values - 2.9)
    known = NormalDist(0.1, 0.5**0.5)
    assert band.median == pytest.approx(0.1, abs=0.03)
    assert band.low == pytest.approx(known.inv_cdf(0.05), abs=0.04)
    assert band.high == pytest.approx(known.inv_cdf(0.95), abs=0.04)
    assert (band.sign, band.members) == (1, 4_000)
    assert band.holds == pytest.approx(1 - known.cdf(0), abs=0.02)


def test_bands_cover_what_they_say_over_many_sweeps_of_a_toy() -> None:
    """A fresh outcome lies in the band of 100 members nine times of ten, through the designs that a sweep uses."""
    rng = np.random.default_rng(5)
    inside = []
    for seed in range(300):
        band = band_of(points_of(NAMES, "lhs", 100, seed).sum(axis=1))
        inside.append(band.low <= rng.random(len(NAMES)).sum() <= band.high)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.05)


DRIVING = "conduct.kinds.speeding.rate"


def toy(plan: Plan, member: int) -> tuple[Outcome, ...]:
    """A model whose outcome is a known number: a uniform one from 1 to 3, or 2 as it is written."""
    axis = [one.path for one in plan.axes].index(DRIVING)
    place = 0.5 if member == WRITTEN else float(plan.points[member - 1][axis])
    values = dict.fromkeys(MEASURED, 0.0) | {"denied": 1 + 2 * place}
    return tuple(Outcome(member, name, plan.seed_of(member), values) for name in plan.names)


def test_the_pipeline_gives_the_quantiles_of_a_toy_outcome() -> None:
    plan = plan_of((resolve("rongcheng", people=256, days=7),), members=100)
    made = swept(plan, live=toy)
    [row] = made.bands().filter(headline="denied").to_dicts()
    assert (row["written"], row["sign"], row["holds"], row["members"]) == (2.0, 1, 1.0, 100)
    assert [row[name] for name in ("low", "median", "high")] == pytest.approx([1.1, 2, 2.9], abs=0.03)
    driver = made.drivers("denied").row(0, named=True)
    assert driver == {"path": DRIVING, "correlation": pytest.approx(1.0), "beyond_chance": True}


def test_a_sign_of_nothing_holds_where_there_is_nothing() -> None:
    band = band_of([0.0, 0.0, 0.0, 4.0])
    assert (band.sign, band.holds) == (0, 0.75)


def test_rank_correlations_are_spearmans() -> None:
    rng = np.random.default_rng(2)
    axes = pl.DataFrame({"a": rng.random(40), "b": rng.integers(0, 4, 40), "still": np.ones(40), "word": ["x"] * 40})
    values = axes["a"].to_numpy() ** 3 + rng.random(40) / 2
    found = dict(rank_correlations(axes, values).rows())
    assert set(found) == {"a", "b"}
    for name in found:
        assert found[name] == pytest.approx(spearmanr(axes[name], values).statistic)
    assert next(iter(found)) == "a"


def test_chance_alone_passes_the_bound_in_one_of_twenty_sweeps() -> None:
    rng = np.random.default_rng(3)
    members, axes, repetitions = 40, 25, 400
    mark = beyond_chance(members, axes)
    strongest = []
    for _ in range(repetitions):
        frame = pl.DataFrame(rng.random((members, axes)), schema=[f"a{j}" for j in range(axes)])
        strongest.append(abs(rank_correlations(frame, rng.random(members))["correlation"][0]))
    assert np.mean(np.array(strongest) > mark) == pytest.approx(0.05, abs=0.03)


def test_of_a_handful_of_members_nothing_is_beyond_chance() -> None:
    """Of four members one order in twelve agrees with theirs, forwards or backwards: dozens of hundreds of axes."""
    rng = np.random.default_rng(4)
    for members in (2, 4, 8):
        frame = pl.DataFrame({f"a{j}": rng.permutation(members) for j in range(449)} | {"same": np.arange(members)})
        strongest = abs(rank_correlations(frame, np.arange(members, dtype=np.float64))["correlation"][0])
        assert strongest == pytest.approx(1)
        assert not strongest > beyond_chance(members, 450)
    assert beyond_chance(10, 450) < 1


def test_a_world_goes_with_its_own_numbers_alone() -> None:
    size = {"people": 256, "days": 7}
    plan = plan_of((resolve("documented-2020", **size), resolve("reported-2020", **size)), members=4)
    made = swept(plan, live=toy)
    paths = set(made.drivers("denied", "reported-2020")["path"])
    assert "scoring.national-2020-as-reported.start" in paths
    assert not any(path.startswith("scoring.sesame.") for path in paths)
    both = set(made.drivers("denied", "reported-2020", "documented-2020")["path"])
    assert paths < both == set(plan.paths_of(*plan.names))


def test_a_difference_from_a_world_that_stopped_in_all_members_is_one_line() -> None:
    size = {"people": 256, "days": 7}
    plan = plan_of((resolve("documented-2020", **size), resolve("reported-2020", **size)), members=2)

    def live(plan: Plan, member: int) -> tuple[Outcome, ...]:
        first, second = toy(plan, member)
        return first, Outcome(member, second.world, second.seed, {}, "living", "no room")

    made = swept(plan, live=live)
    assert made.bands().height == made.bands("documented-2020").height
    with pytest.raises(Problem, match="no member came to its end; one stopped at living: no room"):
        made.bands("documented-2020", "reported-2020")
