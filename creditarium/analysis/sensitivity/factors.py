"""Factors: what a sensitivity analysis moves at a time, a single assumption or all of a part, and the seed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creditarium.model.problem import Problem

Points = NDArray[np.float64]
SEED = "another seed"
REST = "everything else"
_FIRST = 2
"""How many words of a path name a part at first: a stage and what stands under it."""
_LAST = 3
"""Parts named by so many words are split into their single numbers."""


@dataclass(frozen=True)
class Factor:
    """Some axes of the unit cube that move together; the seed has none."""

    name: str
    axes: tuple[int, ...]

    @property
    def single(self) -> bool:
        """Whether it is one assumption."""
        return len(self.axes) == 1


SEEDS = Factor(SEED, ())


class TooFew(Problem):
    """Too few parts of a design are left without a world that stopped; `Living` knows why they did."""

    def __init__(self, whole: int, parts: int, part: str) -> None:
        super().__init__(f"in {parts - whole} of {parts} {part} a world stopped, which leaves too few")


@dataclass(frozen=True)
class Drawn:
    """A design over factors: where it stands in the cube, float64[n, axes], and by how much each seed is moved on."""

    factors: tuple[Factor, ...]
    points: Points
    seeds: NDArray[np.int64]


def parts_of(names: Sequence[str]) -> tuple[Factor, ...]:
    """Give the parts of some axes, in the order of the scenario.

    >>> [part.name for part in parts_of(["conduct.kinds.a.rate", "conduct.kinds.b.rate", "response.states.risk.fade"])]
    ['conduct.kinds', 'response.states.risk.fade']
    """
    return _grouped(names, range(len(names)), _FIRST)


def split(factor: Factor, names: Sequence[str]) -> tuple[Factor, ...]:
    """Give the pieces of a part, one level further down; a single assumption is its own piece."""
    for depth in range(len(factor.name.split(".")) + 1, _LAST + 1):
        found = _grouped(names, factor.axes, depth)
        if len(found) > 1:
            return found
    return tuple(Factor(names[axis], (axis,)) for axis in factor.axes)


def rest_of(factors: Iterable[Factor], names: Sequence[str]) -> tuple[Factor, ...]:
    """Give what some factors leave over, as one factor; nothing if they are all."""
    taken = {axis for factor in factors for axis in factor.axes}
    left = tuple(axis for axis in range(len(names)) if axis not in taken)
    if len(left) == 1:
        return (Factor(names[left[0]], left),)
    return (Factor(f"{REST} ({len(left)})", left),) if left else ()


def problem_of(factors: Sequence[Factor], names: Sequence[str]) -> dict[str, object]:
    """Give the factors as SALib has them: the axes first, then the seed, each in the group of its factor."""
    groups = [""] * (len(names) + 1)
    for factor in factors:
        for axis in factor.axes or (len(names),):
            groups[axis] = factor.name
    return {"num_vars": len(groups), "names": [*names, SEED], "groups": groups, "bounds": [[0, 1]] * len(groups)}


def order_of(factors: Sequence[Factor], names: Sequence[str]) -> tuple[Factor, ...]:
    """Give the factors in SALib's order, which is that of their first axes; the seed is the last."""
    return tuple(sorted(factors, key=lambda factor: min(factor.axes, default=len(names))))


def _grouped(names: Sequence[str], axes: Iterable[int], depth: int) -> tuple[Factor, ...]:
    found: dict[str, list[int]] = {}
    for axis in axes:
        found.setdefault(".".join(names[axis].split(".")[:depth]), []).append(axis)
    return tuple(Factor(names[held[0]] if len(held) == 1 else name, tuple(held)) for name, held in found.items())
