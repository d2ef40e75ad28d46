"""Simulated annealing as a sampler for Optuna: a walk that takes worse points the more rarely the longer it goes on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from optuna.distributions import BaseDistribution, FloatDistribution
from optuna.samplers import BaseSampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

_WIDEST, _NARROWEST = 0.35, 0.04
"""The standard deviation of a step at the beginning and at the end, as a part of the range."""
_COLDEST = 2.0


class Annealing(BaseSampler):
    """Steps from point to point of the unit cube, after Kirkpatrick, Gelatt and Vecchi (1983).

    A step that is worse by ``m`` is taken with the chance ``exp(-m / heat)``. The heat falls evenly in the logarithm,
    over the trials that there are, from ``hottest`` to 2: with a misfit that is a sum of squared standard deviations
    the walk then takes and leaves points as if it drew from the posterior.
    """

    def __init__(self, seed: int, trials: int, hottest: float) -> None:
        self._random = np.random.default_rng(seed)
        self._trials, self._hottest = max(trials, 1), max(hottest, _COLDEST)
        self._held: dict[str, float] = {}
        self._misfit = math.inf
        self._seen = -1
        self._done = 0

    def infer_relative_search_space(self, study: Study, trial: FrozenTrial) -> dict[str, BaseDistribution]:
        """Take the space of the trials before."""
        space: dict[str, BaseDistribution] = {}
        for known in study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))[:1]:
            space = dict(known.distributions)
        return space

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Take or leave what was tried since, and step on from where the walk stands."""
        if not search_space:
            return {}
        cooled = min(self._done / self._trials, 1.0)
        heat = self._hottest ** (1 - cooled) * _COLDEST**cooled
        for known in study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,)):
            if known.number > self._seen:
                self._seen = known.number
                self._consider(known, heat)
        self._done += 1
        step = _WIDEST + (_NARROWEST - _WIDEST) * cooled
        return {name: self._stepped(self._held[name], step) for name in search_space}

    def sample_independent(
        self, study: Study, trial: FrozenTrial, param_name: str, param_distribution: BaseDistribution
    ) -> Any:
        """Draw evenly where nothing was tried yet."""
        assert isinstance(param_distribution, FloatDistribution)
        return float(self._random.uniform(param_distribution.low, param_distribution.high))

    def _consider(self, known: FrozenTrial, heat: float) -> None:
        misfit = math.inf if known.value is None else known.value
        better = misfit <= self._misfit
        if better or self._random.random() < math.exp(-min((misfit - self._misfit) / heat, 700.0)):
            self._held, self._misfit = dict(known.params), misfit

    def _stepped(self, place: float, step: float) -> float:
        """Step from a place in [0, 1]; what goes over an end comes back from it."""
        there = abs(float(place + self._random.normal(0, step))) % 2
        return min(there, 2 - there)
