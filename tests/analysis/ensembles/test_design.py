"""Designs: strata, the same points again, and the peoples that members share."""

from __future__ import annotations

import numpy as np
import pytest

from creditarium.analysis.ensembles.design import MEMBERS_A_PEOPLE, points_of
from creditarium.model.problem import Problem

NAMES = ("population.a", "conduct.b", "population.c", "response.d", "scoring.e")
OF_PEOPLE = [0, 2]
OF_MEMBERS = [1, 3, 4]


@pytest.mark.parametrize("members", [2, 3, 16, 40, 200])
def test_a_latin_hypercube_has_one_member_in_each_stratum_of_each_axis(members: int) -> None:
    points = points_of(NAMES, "lhs", members, 1)
    assert points.shape == (members, len(NAMES))
    strata = np.sort((points[:, OF_MEMBERS] * members).astype(int), axis=0)
    assert (strata == np.arange(members)[:, None]).all()


@pytest.mark.parametrize("sort", ["lhs", "sobol"])
@pytest.mark.parametrize("members", [16, 40, 200])
def test_neighbours_share_a_people_and_peoples_are_stratified_too(sort: str, members: int) -> None:
    points = points_of(NAMES, sort, members, 1)[:, OF_PEOPLE]
    peoples, counts = np.unique(points, axis=0, return_counts=True)
    assert len(peoples) == members // MEMBERS_A_PEOPLE
    assert counts.max() <= MEMBERS_A_PEOPLE
    changes = np.flatnonzero((np.diff(points, axis=0) != 0).any(axis=1))
    assert len(changes) == len(peoples) - 1, "each people's members follow one another"
    if sort == "lhs":
        strata = np.sort((peoples * len(peoples)).astype(int), axis=0)
        assert (strata == np.arange(len(peoples))[:, None]).all()


def test_sobol_is_balanced_at_a_power_of_two() -> None:
    points = points_of(NAMES, "sobol", 64, 3)[:, OF_MEMBERS]
    strata = np.sort((points * 64).astype(int), axis=0)
    assert (strata == np.arange(64)[:, None]).all()


@pytest.mark.parametrize("sort", ["lhs", "sobol"])
def test_a_seed_gives_the_same_points_and_another_seed_others(sort: str) -> None:
    one, again, other = (points_of(NAMES, sort, 20, seed) for seed in (7, 7, 8))
    assert (one == again).all()
    assert (one != other).any()


def test_axes_of_one_sort_alone_make_a_design() -> None:
    assert points_of(["population.a"], "lhs", 4, 1).shape == (4, 1)
    assert points_of(["conduct.a"], "sobol", 5, 1).shape == (5, 1)


@pytest.mark.parametrize(("sort", "members", "says"), [("lsh", 8, "did you mean 'lhs'"), ("lhs", 1, "--members")])
def test_bad_designs_are_refused(sort: str, members: int, says: str) -> None:
    with pytest.raises(Problem, match=says):
        points_of(NAMES, sort, members, 1)
