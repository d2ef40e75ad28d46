"""Designs: which points of the unit cube the members of an ensemble stand at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.extra import analysis_extra
from creditarium.model.problem import Problem, suggestion

DESIGNS = ("lhs", "sobol")
"""A Latin hypercube (each axis cut into as many strata as there are members), and Sobol's sequence, scrambled."""
MEMBERS_A_PEOPLE = 8
"""How many members share the numbers of their population: fitting a people to its tables costs as much as living it."""
LEAST_MEMBERS = 2
_POPULATION = "population."

Points = NDArray[np.float64]


def check_design(sort: str, members: int) -> None:
    """Refuse a design that nobody knows, or one of fewer than two members."""
    if sort not in DESIGNS:
        raise Problem(f"no design is called '{sort}'", place="--design", mend=suggestion(sort, DESIGNS))
    if members < LEAST_MEMBERS:
        what = f"an ensemble of {members} has no bands"
        raise Problem(what, place="--members", mend=f"give {LEAST_MEMBERS} or more")


def points_of(names: Sequence[str], sort: str, members: int, seed: int) -> Points:
    """Give the members' points in the cube of some axes, float64[members, axes]; the seed gives the same ones again.

    The axes of the population have a design of their own, of a point for every eight members, which follow one
    another; all other axes have a point for every member.
    """
    check_design(sort, members)
    peoples = max(-(-members // MEMBERS_A_PEOPLE), LEAST_MEMBERS)
    of_people = np.array([name.startswith(_POPULATION) for name in names], dtype=bool)
    points = np.empty((members, len(names)))
    points[:, ~of_people] = _drawn(sort, members, int((~of_people).sum()), (seed, 0))
    whose = np.arange(members) * peoples // members
    points[:, of_people] = _drawn(sort, peoples, int(of_people.sum()), (seed, 1))[whose]
    return points


def _drawn(sort: str, count: int, axes: int, seed: tuple[int, int]) -> Points:
    if not axes:
        return np.empty((count, 0))
    with analysis_extra():
        from scipy.stats import qmc
    rng = np.random.default_rng(seed)
    if sort == "lhs":
        return np.asarray(qmc.LatinHypercube(axes, rng=rng).random(count))
    # Sobol's sequence is balanced at powers of 2 only; what is over is left out.
    return np.asarray(qmc.Sobol(axes, rng=rng).random_base2((count - 1).bit_length())[:count])
