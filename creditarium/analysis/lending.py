"""Lending by score to several groups: what a bank that keeps to a criterion does, and where its loans leave people.

The delayed impact of Liu and others (ICML 2018) and the equality of opportunity of Hardt and others (NeurIPS
2016), over aggregate tables: for each group the share of people at each score and the share who repay. A
threshold may differ by group, and at the threshold's own score a share is taken by lot, so that any share of a
group can be lent to. Expectations throughout: exact, no draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from creditarium.model.problem import Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scored:
    """One group's aggregate table, scores ascending: `people` are shares of the group, `repay` shares who repay.

    `weight` is the group's share of all people, and `change` the mean change of a borrower's score by score
    (0 unless given).
    """

    scores: Floats
    people: Floats
    repay: Floats
    weight: float
    change: Floats | None = None

    def __post_init__(self) -> None:
        sizes = {len(self.scores), len(self.people), len(self.repay)}
        if len(sizes) != 1 or not np.all(np.diff(self.scores) > 0):
            raise Problem("a table of scores has shares and repayment for each score, ascending", mend="sort it")
        if not np.isclose(self.people.sum(), 1) or (self.people < 0).any() or not 0 < self.weight <= 1:
            raise Problem(
                "the shares of a group add up to 1, and its weight lies in (0, 1]", mend="divide by the total"
            )

    @property
    def base_rate(self) -> float:
        """The share of the group who would repay."""
        return float(self.people @ self.repay)

    @cached_property
    def selected(self) -> Floats:
        """The shares of the group at or above each score, from all of them (the lowest score) to nobody."""
        return np.append(np.cumsum(self.people[::-1])[::-1], 0.0)

    def _from_top(self, each: Floats) -> Floats:
        return np.append(np.cumsum((self.people * each)[::-1])[::-1], 0.0)

    @cached_property
    def _repaid(self) -> Floats:
        return self._from_top(self.repay)

    @cached_property
    def _moved(self) -> Floats:
        return self._from_top(np.zeros(len(self.scores)) if self.change is None else self.change)

    def lent(self, rate: float) -> Lent:
        """Lend to the best `rate` of the group, those at the threshold's score by lot."""
        if not 0 <= rate <= 1:
            raise Problem(f"nobody can lend to {rate:g} of a group", mend="give a share from 0 to 1")
        repaid, moved = (self._at(rate, whole) for whole in (self._repaid, self._moved))
        return Lent(
            rate=rate,
            threshold=self._at(rate, np.append(self.scores, self.scores[-1])),
            true_positive=repaid / self.base_rate,
            false_positive=(rate - repaid) / (1 - self.base_rate),
            repaid=repaid,
            change=moved,
        )

    def _at(self, rate: float, whole: Floats) -> float:
        return float(np.interp(rate, self.selected[::-1], whole[::-1]))

    def rate_of_true_positives(self, share: float) -> float:
        """Give the share of the group to lend to so that a share of those who would repay get a loan."""
        return float(np.interp(share * self.base_rate, self._repaid[::-1], self.selected[::-1]))

    def rate_of_threshold(self, score: float) -> float:
        """Give the share of the group at or above a score."""
        return float(self.people[self.scores >= score].sum())


@dataclass(frozen=True)
class Lent:
    """What lending to a share of a group does: shares of the group, and the mean change of the group's score.

    `threshold` is interpolated between the table's scores; `true_positive` is the share of those who would repay
    that get a loan, `false_positive` that of those who would not.
    """

    rate: float
    threshold: float
    true_positive: float
    false_positive: float
    repaid: float
    change: float

    def profit(self, gain: float, loss: float) -> float:
        """Give the bank's utility per person of the group: `gain` for a loan repaid, `loss` (below 0) for another."""
        return gain * self.repaid + loss * (self.rate - self.repaid)


def mean_change(scores: Floats, repay: Floats, up: float, down: float, ends: tuple[float, float]) -> Floats:
    """Give the expected change of a borrower's score: up if repaid, else down, kept within the ends as it happens.

    Clipping what happens is what a simulation does; clipping the expectation, as the paper's code does, gives more.
    """
    raised, lowered = np.clip(scores + up, *ends), np.clip(scores + down, *ends)
    return np.asarray(repay * raised + (1 - repay) * lowered - scores, dtype=np.float64)


Policy = dict[str, Lent]
"""What a criterion makes of each group."""


def max_profit(groups: Mapping[str, Scored], gain: float, loss: float) -> Policy:
    """Lend wherever a loan pays: repayment of at least −loss / (gain − loss); each group has its own threshold.

    Repayment that falls and rises along the scores is followed by the best threshold.
    """
    return {name: group.lent(_best(group.selected, _profits(group, gain, loss))) for name, group in groups.items()}


def demographic_parity(groups: Mapping[str, Scored], gain: float, loss: float) -> Policy:
    """Lend to the same share of every group, the one of highest profit."""
    rates = _breaks(group.selected for group in groups.values())
    best = _best(rates, _total(groups, rates, lambda group, rate: group.lent(rate), gain, loss))
    return {name: group.lent(best) for name, group in groups.items()}


def equal_opportunity(groups: Mapping[str, Scored], gain: float, loss: float) -> Policy:
    """Lend to the same share of those who would repay in every group, the share of highest profit."""
    shares = _breaks(group._repaid / group.base_rate for group in groups.values())

    def lent(group: Scored, share: float) -> Lent:
        return group.lent(group.rate_of_true_positives(share))

    best = _best(shares, _total(groups, shares, lent, gain, loss))
    return {name: lent(group, best) for name, group in groups.items()}


def single_threshold(groups: Mapping[str, Scored], gain: float, loss: float) -> Policy:
    """Lend from the same score on whatever the group, the score of highest profit."""
    scores = np.unique(np.concatenate([group.scores for group in groups.values()]))

    def lent(group: Scored, score: float) -> Lent:
        return group.lent(group.rate_of_threshold(score))

    best = _best(scores, _total(groups, scores, lent, gain, loss))
    return {name: lent(group, best) for name, group in groups.items()}


def equalised_odds(groups: Mapping[str, Scored], gain: float, loss: float) -> tuple[float, float, float]:
    """Give (false positive rate, true positive rate, profit) where both are the same for every group.

    A group whose own curve lies above the common point reaches it by lot. The curve open to all is the lowest
    of the groups' concave hulls; its corners are corners of a hull or where two of them cross.
    """
    hulls = [_hull(group) for group in groups.values()]
    falses = _breaks(hull[0] for hull in hulls)
    falses = np.unique(np.concatenate([falses, _crossings(hulls, falses)]))
    trues = np.min([np.interp(falses, *hull) for hull in hulls], axis=0)
    profit = sum(
        group.weight * (gain * group.base_rate * trues + loss * (1 - group.base_rate) * falses)
        for group in groups.values()
    )
    best = int(np.argmax(profit))
    return float(falses[best]), float(trues[best]), float(np.asarray(profit)[best])


def total_profit(groups: Mapping[str, Scored], policy: Policy, gain: float, loss: float) -> float:
    """Give the bank's utility per person of all groups."""
    return sum(groups[name].weight * lent.profit(gain, loss) for name, lent in policy.items())


def no_harm(group: Scored) -> tuple[float, float]:
    """Give the share of a group above which lending lowers its mean score, and the threshold of that share.

    1 and the lowest score if lending to everybody does no harm. Source: the active harm of Liu and others,
    definition 2.1.
    """
    moved, rates = group._moved[::-1], group.selected[::-1]
    if moved[-1] >= 0:
        return 1.0, float(group.scores[0])
    last = int(np.flatnonzero(moved >= 0)[-1])
    share = float(rates[last] + (rates[last + 1] - rates[last]) * moved[last] / (moved[last] - moved[last + 1]))
    return share, group.lent(share).threshold


def best_outcome(group: Scored) -> Lent:
    """Give the lending that raises the group's mean score most: the top of its outcome curve."""
    return group.lent(float(group.selected[int(np.argmax(group._moved))]))


def _profits(group: Scored, gain: float, loss: float) -> Floats:
    return gain * group._repaid + loss * (group.selected - group._repaid)


def _best(points: Floats, profits: Floats) -> float:
    return float(points[int(np.argmax(profits))])


def _breaks(curves: object) -> Floats:
    return np.unique(np.concatenate(list(curves)))  # type: ignore[call-overload]


def _total(
    groups: Mapping[str, Scored], points: Floats, lent: Callable[[Scored, float], Lent], gain: float, loss: float
) -> Floats:
    profits = [
        sum(group.weight * lent(group, float(x)).profit(gain, loss) for group in groups.values()) for x in points
    ]
    return np.array(profits, dtype=np.float64)


def _hull(group: Scored) -> tuple[Floats, Floats]:
    """Give the concave hull of a group's curve of true over false positives, from (0, 0) to (1, 1)."""
    falses = (group.selected - group._repaid)[::-1] / (1 - group.base_rate)
    trues = group._repaid[::-1] / group.base_rate
    kept: list[tuple[float, float]] = []
    for x, y in zip(falses.tolist(), trues.tolist(), strict=True):
        while len(kept) > 1 and _turns_left(kept[-2], kept[-1], (x, y)):
            kept.pop()
        kept.append((x, y))
    hull = np.array(kept)
    return hull[:, 0], hull[:, 1]


def _turns_left(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) >= 0


def _crossings(hulls: list[tuple[Floats, Floats]], points: Floats) -> Floats:
    """Give where any two hulls cross between neighbouring points, between which all are straight."""
    found = []
    for j, one in enumerate(hulls):
        for other in hulls[j + 1 :]:
            gap = np.interp(points, *one) - np.interp(points, *other)
            at = np.flatnonzero(gap[:-1] * gap[1:] < 0)
            found.append(points[at] + (points[at + 1] - points[at]) * gap[at] / (gap[at] - gap[at + 1]))
    return np.concatenate(found) if found else np.zeros(0)
