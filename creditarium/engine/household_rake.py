"""Raking households to the published ages: generalised proportional fitting with structural zeros.

The weight of a household in a cell (a region's stratum) is its kind's weight, times the weights of its
members' bands and sexes, times the ties of `households`. Members' weights are raked until each cell has its
published ages and sexes, kinds' weights until the nation has its published sizes. Sums and products only; the
square root that damps the steps is rounded correctly on every processor.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from creditarium.engine.households import ADULT_BANDS, Indices, Kinds, Shapes, Ties, shapes
from creditarium.engine.people_fit import Floats
from creditarium.model.population import MINOR_BANDS

_PAIRS = ADULT_BANDS * ADULT_BANDS
_ROUNDS = 300
_KIND_ROUNDS = 3
_CLOSE = 1e-6
_TINY = 1e-300
_MOST_STEP = 1e6


class Rake(NamedTuple):
    """The outcome of raking: weights of (cell, band, sex) and of kinds, and each cell's shares of the kinds.

    `residual` is the greatest relative error of any band and sex of any cell, `size_residual` of any kind.
    """

    members: Floats
    kinds: Floats
    shares: Floats
    residual: float
    size_residual: float
    rounds: int


class Weights(NamedTuple):
    """What members' weights amount to: pairs (man, woman), children by the younger, elders by the older."""

    pair: Floats
    lone: Floats
    child: Floats
    elder: Floats
    elder_man: Floats
    elder_woman: Floats
    other: Floats


def weigh(members: Floats, tied: Ties) -> Weights:
    """Sum the members' weights over everyone who may stand in each place; the first axis is the cell."""
    men, women = members[:, MINOR_BANDS:, 0], members[:, MINOR_BANDS:, 1]
    both = men + women
    pair = men[:, :, None] * women[:, None, :] * tied.partner
    return Weights(
        pair.reshape(-1, _PAIRS),
        both,
        _over(members.sum(axis=2), tied.child),
        _over(both, tied.elder),
        _over(men, tied.elder),
        _over(women, tied.elder),
        both.sum(axis=1),
    )


def _over(weights: Floats, table: Floats) -> Floats:
    """Give, for each cell and each row of the table, the sum of the weights times the row."""
    result: Floats = (weights[:, None, :] * table[None, :, :]).sum(axis=2)
    return result


_MAN, _WOMAN = np.divmod(np.arange(_PAIRS), ADULT_BANDS)
_YOUNGER, _OLDER = np.minimum(_MAN, _WOMAN), np.maximum(_MAN, _WOMAN)


def first_adults(weights: Weights, couple: bool, children: int, elders: int) -> Floats:
    """Give the weight of each first adult's band, or each pair's, by what the rest of the household adds."""
    younger, older = (_YOUNGER, _OLDER) if couple else (slice(None), slice(None))
    result = weights.pair if couple else weights.lone
    for _ in range(children):
        result = result * weights.child[:, younger]
    if elders == 1:
        result = result * weights.elder[:, older]
    if elders == 2:
        result = result * (weights.elder_man[:, older] * weights.elder_woman[:, older])
    return result


def _others_weight(weights: Weights, kinds: Kinds) -> Floats:
    """Give the weight that the others of each kind add: (cell, kind)."""
    powers = [np.ones_like(weights.other)]
    for _ in range(int(kinds.others.max())):
        powers.append(powers[-1] * weights.other)
    return np.stack([powers[int(n)] for n in kinds.others], axis=1)


class _Step(NamedTuple):
    """One round: the members' weights, what they amount to, and the first adults of each shape."""

    members: Floats
    weights: Weights
    firsts: list[Floats]


def _people(step: _Step, amounts: Floats, kinds: Kinds, shaped: Shapes, tied: Ties) -> Floats:
    """Give the people of each band and sex in a cell whose kinds come in these amounts (cell, kind)."""
    members, weights, firsts = step
    cells = members.shape[0]
    pairs, lone = np.zeros((cells, _PAIRS)), np.zeros((cells, ADULT_BANDS))
    parents, elders, elder_pairs = (np.zeros((cells, ADULT_BANDS)) for _ in range(3))
    of_pairs = [np.zeros((cells, _PAIRS)) for _ in range(3)]
    for row, (couple, children, old) in enumerate(shaped.rows):
        amount = amounts[:, shaped.of_kind == row].sum(axis=1)
        first = firsts[row] * (amount / np.maximum(firsts[row].sum(axis=1), _TINY))[:, None]
        adults, ties_of = (pairs, of_pairs) if couple else (lone, [parents, elders, elder_pairs])
        adults += first
        if children:
            ties_of[0] += children * first
        if old:
            ties_of[old] += first
    parents += _by(of_pairs[0], _BY_YOUNGER)
    elders += _by(of_pairs[1], _BY_OLDER)
    elder_pairs += _by(of_pairs[2], _BY_OLDER)
    per_other = (amounts * kinds.others).sum(axis=1) / weights.other
    anyone = _back(elders / np.maximum(weights.elder, _TINY), tied.elder)
    anyone += lone / np.maximum(weights.lone, _TINY) + per_other[:, None]
    men = anyone + _back(elder_pairs / np.maximum(weights.elder_man, _TINY), tied.elder)
    women = anyone + _back(elder_pairs / np.maximum(weights.elder_woman, _TINY), tied.elder)
    square = pairs.reshape(cells, ADULT_BANDS, ADULT_BANDS)
    people = _back(parents / np.maximum(weights.child, _TINY), tied.child)[:, :, None] * members
    people[:, MINOR_BANDS:, 0] += square.sum(axis=2) + men * members[:, MINOR_BANDS:, 0]
    people[:, MINOR_BANDS:, 1] += square.sum(axis=1) + women * members[:, MINOR_BANDS:, 1]
    return people


_BY_YOUNGER = [np.flatnonzero(band == _YOUNGER) for band in range(ADULT_BANDS)]
_BY_OLDER = [np.flatnonzero(band == _OLDER) for band in range(ADULT_BANDS)]


def _by(pairs: Floats, places: list[Indices]) -> Floats:
    """Sum the weights of pairs by the band of the younger or the older."""
    return np.stack([pairs[:, place].sum(axis=1) for place in places], axis=1)


def _back(rates: Floats, table: Floats) -> Floats:
    """Give, for each cell and each column of the table, the sum of the rates times the column."""
    result: Floats = (rates[:, :, None] * table[None, :, :]).sum(axis=1)
    return result


def rake(counts: Floats, kinds: Kinds, tied: Ties) -> Rake:
    """Rake members to each cell's counts (cell, band, sex) and kinds to the nation's shares.

    The nation is raked first, as one cell; the cells start from its weights, so that a cell's households
    differ from the nation's only as far as its ages do.
    """
    nation = counts.sum(axis=0, keepdims=True)
    whole = _rake(nation, np.ones_like(nation), kinds.share.copy(), kinds, tied)
    start = np.broadcast_to(whole.members, counts.shape).copy()
    return _rake(counts, start, whole.kinds, kinds, tied)


def _rake(counts: Floats, start: Floats, kind_weights: Floats, kinds: Kinds, tied: Ties) -> Rake:
    people = counts.sum(axis=(1, 2))
    target = np.where(people[:, None, None] > 0, counts, counts.sum(axis=0))
    target = target / target.sum(axis=(1, 2), keepdims=True)
    shaped = shapes(kinds)
    ratio = np.ones_like(start)
    rounds = 0
    while True:
        rounds += 1
        members = start * ratio
        weights = weigh(members, tied)
        firsts = [first_adults(weights, *row) for row in shaped.rows]
        sums = np.stack([first.sum(axis=1) for first in firsts], axis=1)
        ways = sums[:, shaped.of_kind] * _others_weight(weights, kinds)
        kind_weights, shares, size_residual = _match_kinds(ways, kind_weights, people, kinds)
        held = _people(_Step(members, weights, firsts), shares, kinds, shaped, tied)
        wrong, residual = _wrong(target, held / held.sum(axis=(1, 2), keepdims=True))
        if max(residual, size_residual) < _CLOSE or rounds == _ROUNDS:
            return Rake(members, kind_weights, shares, residual, size_residual, rounds)
        ratio = ratio * np.sqrt(wrong)
        ratio /= (target * ratio).sum(axis=(1, 2), keepdims=True)


def _match_kinds(ways: Floats, kind_weights: Floats, people: Floats, kinds: Kinds) -> tuple[Floats, Floats, float]:
    """Match the nation's kinds; gives their weights, each cell's shares, and the greatest relative error."""
    residual = 0.0
    for _ in range(_KIND_ROUNDS):
        amounts = ways * kind_weights
        shares = amounts / amounts.sum(axis=1, keepdims=True)
        homes = people / (shares * kinds.size).sum(axis=1)
        nation = (shares * homes[:, None]).sum(axis=0) / homes.sum()
        wrong, residual = _wrong(kinds.share, nation)
        kind_weights = kind_weights * wrong
    return kind_weights, shares, residual


def _wrong(target: Floats, held: Floats) -> tuple[Floats, float]:
    """Give the factors that lead from what is held to the target, within bounds, and the greatest error."""
    residual = float(np.abs(held[target > 0] / target[target > 0] - 1.0).max())
    least = target / _MOST_STEP
    factors = np.where(target > 0, target / np.maximum(np.maximum(held, least), _TINY), 0.0)
    return np.where(held > 0, np.maximum(factors, np.where(target > 0, 1.0 / _MOST_STEP, 0.0)), 1.0), residual
