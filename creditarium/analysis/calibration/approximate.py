"""Fits that draw from the posterior, by pyABC: approximate Bayesian computation by rejection or in generations."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from creditarium.analysis.calibration.aims import Aims
from creditarium.analysis.calibration.posterior import Posterior
from creditarium.analysis.calibration.worlds import Worlds
from creditarium.analysis.extra import calibration_extra
from creditarium.model.problem import Problem

GENERATIONS = 5
"""Populations of the sequential method: each accepts more sharply than the last, and the last exactly."""
_SEEDS = 1 << 32
_NOWHERE = 1e6
"""How many standard deviations off an answer counts that a world does not have."""


def draw(
    worlds: Worlds,
    aims: Aims,
    kept: tuple[int, ...],
    method: str,
    trials: int,
    keep: int,
    seed: int,
    folder: Path | None,
) -> Posterior:
    """Draw ``keep`` points from the posterior of the axes ``kept``, living at most ``trials`` new points on the way.

    The prior is even over each range. A point is taken with a chance in proportion to the density of what was expected
    around its answers, which makes the draw exact for that error (Wilkinson 2013). pyABC's own records lie in a
    temporary folder, in ``folder`` where it is given.
    """
    first = len(worlds.lived)
    aimed_at: list[int] = np.flatnonzero(aims.fitted).tolist()

    def model(parameters: Mapping[str, float]) -> dict[str, float]:
        if len(worlds.lived) - first >= trials:
            raise _Exhausted
        point = worlds.placed(kept, [parameters[_axis(j)] for j in kept])
        off = np.nan_to_num(aims.off(worlds.mean(point)), nan=_NOWHERE)
        return {_aim(k): float(off[k]) for k in aimed_at}

    with calibration_extra():
        import pyabc

    with _seeded(seed), _quiet(), tempfile.TemporaryDirectory(dir=folder, prefix=".abc-") as records:
        aimed = {_aim(k): 0.0 for k in aimed_at}
        prior = pyabc.Distribution(**{_axis(j): pyabc.RV("uniform", 0, 1) for j in kept})
        populations = 1 if method == "abc-rejection" else GENERATIONS
        abc = pyabc.ABCSMC(
            model,
            prior,
            pyabc.IndependentNormalKernel(var=[1.0] * len(aimed)),
            population_size=keep,
            eps=pyabc.ListTemperature(values=[1.0]) if populations == 1 else pyabc.Temperature(),
            acceptor=pyabc.StochasticAcceptor(),
            sampler=pyabc.SingleCoreSampler(),
        )
        abc.new(f"sqlite:///{Path(records) / 'history.db'}", aimed)
        try:
            history = abc.run(max_nr_populations=populations)
            frame, weights = history.get_distribution()
            points = np.column_stack([frame[_axis(j)].to_numpy() for j in kept])
        except _Exhausted:
            what = f"{trials} points were lived before {keep} of them were accepted"
            mend = "give more --trials, a smaller --keep, fewer free numbers or wider tolerances"
            raise Problem(what, place=f"--method {method}", mend=mend) from None
    answers = []
    for row in points:
        answers.append(worlds.mean(worlds.placed(kept, row)))
    return Posterior(points, np.asarray(weights, dtype=np.float64) / np.sum(weights), np.array(answers))


class _Exhausted(Exception):  # noqa: N818 - it ends a draw, and is no error
    """The points that may be lived are used up."""


def _axis(j: int) -> str:
    return f"x{j}"


def _aim(k: int) -> str:
    return f"y{k}"


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed the generator that pyABC draws from, and leave it afterwards as it was."""
    before = np.random.get_state()
    np.random.seed(seed % _SEEDS)
    try:
        yield
    finally:
        np.random.set_state(before)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pyABC from reporting its progress."""
    logger = logging.getLogger("ABC")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
