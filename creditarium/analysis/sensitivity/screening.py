"""Screening: parts first, then the pieces of those that matter, down to single assumptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.sensitivity.factors import REST, SEED, SEEDS, Drawn, Factor, parts_of, rest_of, split
from creditarium.analysis.sensitivity.morris import morris_design, morris_effects

Evaluate = Callable[[str, NDArray[np.float64], NDArray[np.int64]], Mapping[str, NDArray[np.float64]]]
"""Lives some points with their seeds, under a name to keep them by: headline to float64[n], not a number where one
stopped."""


@dataclass(frozen=True)
class Round:
    """One round of a screening: its design, and each headline's effects."""

    drawn: Drawn
    effects: Mapping[str, pl.DataFrame]


def screen(
    names: Sequence[str], evaluate: Evaluate, *, headlines: Sequence[str], trajectories: int, keep: int, seed: int
) -> list[Round]:
    """Find the assumptions that move some headlines most, by rounds of Morris's effects with groups.

    The first round moves the parts of the scenario; each later one splits the ``keep`` factors that matter most for
    any headline, and moves all others as one. It ends when all that matter are single assumptions.
    """
    rounds: list[Round] = []
    factors = parts_of(names) if len(names) > 2 * keep else tuple(Factor(name, (j,)) for j, name in enumerate(names))
    while True:
        drawn = morris_design((*factors, SEEDS), names, trajectories, seed + len(rounds))
        lived = evaluate(f"round-{len(rounds) + 1}", drawn.points, drawn.seeds)
        rounds.append(Round(drawn, {name: morris_effects(drawn, names, lived[name], seed) for name in headlines}))
        best = leading(rounds[-1].drawn, rounds[-1].effects, keep)
        if all(factor.single for factor in best):
            return rounds
        pieces = tuple(piece for factor in best for piece in split(factor, names))
        factors = (*pieces, *rest_of(pieces, names))


def leading(drawn: Drawn, effects: Mapping[str, pl.DataFrame], keep: int, weight: str = "mu_star") -> list[Factor]:
    """Give the ``keep`` factors that matter most for any headline, greatest first; no seed, rest or idle ones."""
    scores: dict[str, float] = {}
    for frame in effects.values():
        whole = float(frame[weight].sum())
        for name, value in frame.select("factor", weight).iter_rows():
            scores[name] = max(scores.get(name, 0.0), value / whole if whole > 0 else 0.0)
    found = [factor for factor in drawn.factors if not factor.name.startswith((SEED, REST)) and scores[factor.name] > 0]
    return sorted(found, key=lambda factor: -scores[factor.name])[:keep]
