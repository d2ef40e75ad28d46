"""Fits that look for the best point, by Optuna: simulated annealing, or Bayesian optimisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from creditarium.analysis.calibration.aims import Aims, Floats
from creditarium.analysis.calibration.posterior import Posterior
from creditarium.analysis.calibration.surface import Surface, drawn
from creditarium.analysis.calibration.worlds import Worlds
from creditarium.analysis.extra import calibration_extra

WORST = 1e12
"""Stands for a misfit without bound."""
_FIRST = 8
"""Points drawn by chance before Bayesian optimisation makes a model of the misfit."""
ROUNDS = 4
"""How often draws are lived, and the surface laid anew."""
_BEGINNINGS = 8
"""How many of the best points the walks through the posterior begin at."""


def search(worlds: Worlds, aims: Aims, kept: tuple[int, ...], method: str, trials: int, seed: int) -> Posterior:
    """Look for the point of least misfit among the axes ``kept``, and draw from the posterior around it.

    The search lives half of the trials; the draws are from a smooth surface through the answers near the best, whose
    own error counts as noise. The other half are draws themselves, lived in rounds, so that the surface is laid through
    the place that it is asked about.
    """
    with calibration_extra(), _quiet():
        import optuna

        names = [worlds.names[j] for j in kept]
        space: Any = {name: optuna.distributions.FloatDistribution(0.0, 1.0) for name in names}
        points, lived = worlds.along(kept)
        misfits = aims.misfit(lived.mean(axis=1))
        study = optuna.create_study(sampler=_sampler(method, trials, seed, misfits))
        for point, misfit in zip(points, misfits, strict=True):
            params = {worlds.names[j]: float(point[j]) for j in kept}
            value = min(float(misfit), WORST)
            study.add_trial(optuna.trial.create_trial(params=params, distributions=space, value=value))
        for _ in range(trials - trials // 2):
            trial = study.ask(space)
            point = worlds.placed(kept, [trial.params[name] for name in names])
            study.tell(trial, min(float(aims.misfit(worlds.mean(point))), WORST))
    posterior = _posterior(worlds, aims, kept, seed)
    left = trials // 2
    for turn in range(ROUNDS):
        share = left // (ROUNDS - turn)
        left -= share
        for place in posterior.points[np.linspace(0, len(posterior.points) - 1, share).astype(np.int64)]:
            worlds.mean(worlds.placed(kept, place))
        posterior = _posterior(worlds, aims, kept, seed + turn + 1)
    return posterior


def _posterior(worlds: Worlds, aims: Aims, kept: tuple[int, ...], seed: int) -> Posterior:
    """Draw from the posterior on a surface through what was lived so far."""
    points, lived = worlds.along(kept)
    means = lived.mean(axis=1)
    misfits = aims.misfit(means)
    near = points[np.argsort(misfits, kind="stable")][:, list(kept)]
    return drawn(Surface.through(points[:, list(kept)], means, misfits), near[:_BEGINNINGS], aims, seed)


def _sampler(method: str, trials: int, seed: int, misfits: Floats) -> Any:
    import optuna

    if method == "bayes":
        return optuna.samplers.TPESampler(seed=seed, n_startup_trials=_FIRST, multivariate=True)
    from creditarium.analysis.calibration.annealing import Annealing

    there = misfits[np.isfinite(misfits)]
    hottest = float(np.median(there) - there.min()) if len(there) else 1.0
    return Annealing(seed, trials, hottest)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Optuna from reporting every trial."""
    import optuna

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)
