"""How long it takes to recover: the Kaplan-Meier curve of spells, some of which the horizon cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from creditarium.analysis.extra import analysis_extra
from creditarium.model.problem import Problem


@dataclass(frozen=True)
class Recovery:
    """A curve: at each of `days` the share of spells that still stand, `standing`.

    `spells` were counted, of which `cut_off` had not ended when the run did.
    """

    days: tuple[float, ...]
    standing: tuple[float, ...]
    spells: float
    cut_off: float

    def standing_at(self, day: float) -> float | None:
        """Give the share of spells that still stand after some days; none if all were cut off before.

        >>> curve = recovery([10, 20, 20], [True, False, False])
        >>> round(curve.standing_at(15), 3), curve.standing_at(30)
        (0.667, None)
        """
        reached = [share for at, share in zip(self.days, self.standing, strict=True) if at <= day]
        if reached and reached[-1] > 0 and day > self.days[-1]:
            return None
        return reached[-1] if reached else 1.0

    def time_to(self, recovered: float) -> float | None:
        """Give the days until a share of the spells has ended (0.5 is the median); none if the horizon hides it."""
        for at, share in zip(self.days, self.standing, strict=True):
            if share <= 1 - recovered + 1e-12:
                return at
        return None


def recovery(days: ArrayLike, ended: Sequence[bool], people: ArrayLike | None = None) -> Recovery:
    """Give the Kaplan-Meier curve of spells: how long each lasted so far, whether it ended, how many such.

    S(t) = Π over ends up to t of (1 − ended / still standing), so that spells cut off count as long as they
    were seen. Days. Source: Kaplan and Meier, JASA 53 (1958), by lifelines.

    >>> curve = recovery([10, 20, 30, 30], [True, True, False, True])
    >>> [round(share, 3) for share in curve.standing], curve.time_to(0.5), curve.cut_off
    ([1.0, 0.75, 0.5, 0.25], 20.0, 1.0)
    """
    lasted, over = np.asarray(days, dtype=np.float64), np.asarray(ended, dtype=bool)
    weights = np.ones_like(lasted) if people is None else np.asarray(people, dtype=np.float64)
    if not lasted.shape == over.shape == weights.shape or lasted.ndim != 1:
        raise Problem("spells need a length, an end and a count each", mend="give lists of one length")
    if (lasted < 0).any() or (weights < 0).any():
        raise Problem("a spell cannot be shorter than no time, nor be of fewer than no people", mend="correct it")
    if not weights.sum() > 0:
        return Recovery((), (), 0.0, 0.0)
    with analysis_extra():
        from lifelines import KaplanMeierFitter
    counted = weights > 0
    fitter = KaplanMeierFitter().fit(lasted[counted], over[counted], weights=weights[counted])
    curve = fitter.survival_function_
    return Recovery(
        tuple(float(at) for at in curve.index),
        tuple(float(share) for share in curve.iloc[:, 0]),
        float(weights.sum()),
        float(weights[~over].sum()),
    )
