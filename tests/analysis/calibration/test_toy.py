"""A linear model whose posterior is known exactly, through the same pipeline as a lived scenario."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from creditarium.analysis.calibration.aims import WIDTH, Aims
from creditarium.analysis.calibration.calibrate import SEARCHES, fit, look_around
from creditarium.analysis.calibration.exploring import beyond, reach
from creditarium.analysis.calibration.posterior import Posterior
from creditarium.analysis.calibration.surface import Surface, drawn
from creditarium.analysis.calibration.worlds import Worlds
from creditarium.model.problem import Problem

MATRIX = np.array([[1.0, 1.0, 0.0], [1.0, -0.5, 0.0], [0.3, 1.2, 0.0]])
"""Three answers to three numbers; the third moves nothing."""
SPREAD = np.array([0.06, 0.05, 0.07])
HOME = (0.5, 0.5, 0.5)
KEPT = (0, 1)
DRAWS = ("abc-smc", "abc-rejection")
TRIALS = {"bayes": 30, "anneal": 30, "abc-smc": 20_000, "abc-rejection": 20_000}
KEEP = 60


def linear(point: Sequence[float], seed: int) -> list[float]:
    return list(MATRIX @ np.array(point))


def worlds(seeds: tuple[int, ...] = (1,)) -> Worlds:
    return Worlds(linear, seeds, ("a", "b", "idle"), HOME)


def aims(repetition: int) -> tuple[NDArray[np.float64], Aims]:
    """Plant two numbers, and publish the answers with a normal error."""
    random = np.random.default_rng(repetition)
    planted = np.array([*random.uniform(0.25, 0.75, 2), 0.5])
    published = MATRIX @ planted + random.normal(0, SPREAD)
    return planted[:2], Aims(published, WIDTH * SPREAD, np.array([True] * 3))


def exact(aimed: Aims) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give mean and standard deviations of the posterior of the two; the ends of their ranges are far away."""
    model = MATRIX[:, :2]
    covariance = np.linalg.inv(model.T @ np.diag(SPREAD**-2.0) @ model)
    mean = covariance @ model.T @ np.diag(SPREAD**-2.0) @ (aimed.expected - MATRIX[:, 2] * 0.5)
    return mean, np.sqrt(np.diag(covariance))


def fitted(method: str, repetition: int) -> tuple[NDArray[np.float64], Aims, Posterior]:
    planted, aimed = aims(repetition)
    around = worlds()
    aimed, _, kept = look_around(around, aimed, most=2)
    assert kept == KEPT
    return planted, aimed, fit(around, aimed, kept, method, TRIALS[method], KEEP, repetition)


@pytest.mark.parametrize("method", [*SEARCHES, "abc-smc", pytest.param("abc-rejection", marks=pytest.mark.heavy)])
def test_the_draws_are_those_of_the_exact_posterior(method: str) -> None:
    _, aimed, posterior = fitted(method, 3)
    mean, spread = exact(aimed)
    centre = posterior.weights @ posterior.points
    width = np.sqrt(posterior.weights @ np.square(posterior.points - centre))
    error = spread / np.sqrt(min(posterior.size, KEEP))
    assert (np.abs(centre - mean) < 4 * error).all()
    assert (np.abs(width - spread) < 3 * error).all()


@pytest.mark.parametrize("method", [*SEARCHES, *(pytest.param(one, marks=pytest.mark.heavy) for one in DRAWS)])
def test_planted_numbers_lie_in_their_intervals_in_17_of_20_repetitions(method: str, heavy: bool) -> None:
    found = []
    for repetition in range(20 if heavy or method == "anneal" else 4):
        planted, _, posterior = fitted(method, repetition)
        low, high = posterior.interval()
        found.append((low <= planted) & (planted <= high))
    assert (np.sum(found, axis=0) >= (17 if len(found) == 20 else 3)).all()


def test_a_surface_of_squares_and_products_is_found_and_its_error_told() -> None:
    random = np.random.default_rng(2)
    points = random.uniform(size=(80, 3))
    smooth = 1 + points[:, 0] * points[:, 1] - 3 * points[:, 2] ** 2
    answers = np.column_stack([smooth, smooth + random.normal(0, 0.1, 80)])
    surface = Surface.through(points, answers, np.abs(smooth - 1))
    elsewhere = random.uniform(size=(20, 3))
    wanted = 1 + elsewhere[:, 0] * elsewhere[:, 1] - 3 * elsewhere[:, 2] ** 2
    assert surface.at(elsewhere)[:, 0] == pytest.approx(wanted, abs=1e-3)
    assert surface.error[0] < 1e-3
    assert surface.error[1] == pytest.approx(0.1, rel=0.35)


def test_what_a_surface_misses_widens_the_posterior() -> None:
    aimed = Aims(np.array([0.5]), np.array([0.02]), np.array([True]))
    points = np.linspace(0, 1, 40)[:, None]
    rough = points + 0.1 * np.where(np.arange(40) % 2, 1, -1)[:, None]
    widths = []
    for answers in (points, rough):
        misfits = aimed.misfit(answers)
        posterior = drawn(Surface.through(points, answers, misfits), points[20:21], aimed, seed=1)
        widths.append(float(posterior.width[0]))
    assert widths[0] == pytest.approx(2 * 0.02 / 0.95, rel=0.15)
    assert widths[1] > 5 * widths[0]


@pytest.mark.parametrize("answered", [0.0, 0.7])
@pytest.mark.parametrize("method", SEARCHES)
def test_a_test_target_that_worlds_leave_unanswered_moves_no_fit(method: str, answered: float) -> None:
    """The third answer is kept to test: whether it is there decides about no point of the fit."""

    def partly(point: Sequence[float], seed: int) -> list[float]:
        *fitted, kept = linear(point, seed)
        return [*fitted, kept if point[0] < answered else float("nan")]

    aimed = replace(aims(3)[1], fitted=np.array([True, True, False]))
    found = []
    for ask in (linear, partly):
        around = replace(worlds(), ask=ask, lived={})
        told, _, kept = look_around(around, aimed, most=2)
        found.append(fit(around, told, kept, method, TRIALS[method], KEEP, 3))
    assert (found[0].points == found[1].points).all()
    low, high = found[1].interval(answers=True)
    assert np.isfinite(low).tolist() == np.isfinite(high).tolist() == [True, True, answered > 0]


def test_a_draw_that_uses_up_its_points_says_so() -> None:
    around, (_, aimed) = worlds(), aims(3)
    aimed, _, kept = look_around(around, aimed, most=2)
    with pytest.raises(Problem, match="10 points were lived before 60 of them were accepted"):
        fit(around, aimed, kept, "abc-rejection", 10, KEEP, 1)


def test_a_number_that_moves_nothing_is_not_fitted_unless_it_is_named() -> None:
    _, aimed = aims(1)
    assert look_around(worlds(), aimed, most=3)[2] == KEPT
    _, explored, kept = look_around(worlds(), aimed)
    assert kept == (0, 1, 2)
    assert explored.shift[2].tolist() == [0, 0, 0]
    assert explored.shift[0] == pytest.approx(np.abs(MATRIX[:, 0]))


def test_the_farthest_worlds_are_lived_and_what_lies_beyond_them_is_measured() -> None:
    around, (_, aimed) = worlds(), aims(1)
    aimed = Aims(np.array([2.4, -0.9, 0.0]), aimed.tolerance, np.array([True, True, False]))
    look_around(around, aimed)
    low, high, nearest = reach(around, aimed)
    assert (low[:2], high[:2]) == (pytest.approx([0, -0.5]), pytest.approx([2, 1]))
    assert beyond(around, aimed) == pytest.approx([0.4, 0.4, 0])
    assert nearest == pytest.approx([2, -0.5, 0])


def test_the_noise_is_that_of_the_mean_over_the_seeds() -> None:
    random = np.random.default_rng(7)
    lived = random.normal([10, 20], [1, 3], (4_000, 4, 2))
    noise = Aims(np.array([10.0, 20.0]), np.ones(2), np.array([True, True])).with_noise(lived).noise
    assert noise == pytest.approx([0.5, 1.5], rel=0.1)
    alone = Aims(np.array([10.0]), np.ones(1), np.array([True])).with_noise(lived[:, :1, :1]).noise
    assert alone == pytest.approx([0])


def test_a_world_without_an_answer_fits_nothing() -> None:
    aimed = Aims(np.array([1.0, 1.0]), np.ones(2), np.array([True, False]))
    assert aimed.misfit(np.array([[np.nan, 1.0], [1.0, np.nan]])).tolist() == [np.inf, 0]


def test_points_on_a_line_are_told_apart_only_in_part() -> None:
    line = np.linspace(0.2, 0.6, 50)
    tied = Posterior(np.column_stack([line, 0.9 - line]), np.full(50, 1 / 50), np.zeros((50, 1)))
    assert tied.correlation()[0, 1] == pytest.approx(-1)
    assert tied.width == pytest.approx([0.4, 0.4], rel=0.03)
    assert tied.size == pytest.approx(50)
