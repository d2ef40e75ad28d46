"""Effects and indices against functions whose answers are known, through the same designs that a scenario takes."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from creditarium.analysis.sensitivity.doubt import doubt_of
from creditarium.analysis.sensitivity.factors import REST, SEED, SEEDS, Factor, parts_of, rest_of, split
from creditarium.analysis.sensitivity.morris import for_few, morris_design, morris_effects
from creditarium.analysis.sensitivity.screening import leading, screen
from creditarium.analysis.sensitivity.sobol import sobol_design, sobol_indices
from creditarium.model.problem import Problem

A, B = 7.0, 0.1
NAMES = ("conduct.kinds.a.rate", "response.states.b.fade", "observation.sensors.c.sees")
SINGLES = tuple(Factor(name, (j,)) for j, name in enumerate(NAMES))


def ishigami(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ishigami and Homma (1990), over the unit cube."""
    x = (2 * points - 1) * np.pi
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def known() -> dict[str, tuple[float, float]]:
    """First and total indices of Ishigami's function, in closed form."""
    first = (0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0)
    both = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = sum(first) + both
    return {
        NAMES[0]: (first[0] / whole, (first[0] + both) / whole),
        NAMES[1]: (first[1] / whole, first[1] / whole),
        NAMES[2]: (0.0, both / whole),
        SEED: (0.0, 0.0),
    }


def test_sobols_indices_of_ishigamis_function_are_the_known_ones(heavy: bool) -> None:
    drawn = sobol_design((*SINGLES, SEEDS), NAMES, 8_192 if heavy else 1_024, 1)
    near = 0.02 if heavy else 0.06
    found = {row["factor"]: row for row in sobol_indices(drawn, NAMES, ishigami(drawn.points), 1).to_dicts()}
    for name, (first, total) in known().items():
        assert found[name]["first"] == pytest.approx(first, abs=near)
        assert found[name]["total"] == pytest.approx(total, abs=near)
        assert abs(found[name]["total"] - total) <= max(3 * found[name]["total_conf"], 1e-9)


def test_a_seed_has_the_share_of_the_variance_that_it_makes() -> None:
    """A number of variance 1/12 beside the luck of a seed of the same variance: half and half."""
    drawn = sobol_design((*SINGLES, SEEDS), NAMES, 512, 3)
    luck = np.random.default_rng(1).random(2**16 + 1)[drawn.seeds]
    found = dict(sobol_indices(drawn, NAMES, drawn.points[:, 0] + luck, 1).select("factor", "total").iter_rows())
    assert found[SEED] == pytest.approx(0.5, abs=0.08)
    assert found[NAMES[0]] == pytest.approx(0.5, abs=0.08)
    assert found[NAMES[1]] == pytest.approx(0, abs=1e-12)


def test_groups_of_axes_that_lie_apart_have_the_indices_of_their_sum() -> None:
    """Of x0 + 2 x1 + 3 x2 the first and third together have 10 of 14 parts, alone and in all."""
    factors = (Factor("ends", (0, 2)), Factor(NAMES[1], (1,)), SEEDS)
    drawn = sobol_design(factors, NAMES, 1_024, 5)
    values = drawn.points @ np.array([1.0, 2.0, 3.0])
    found = {row["factor"]: row for row in sobol_indices(drawn, NAMES, values, 1).to_dicts()}
    for name, share in (("ends", 10 / 14), (NAMES[1], 4 / 14), (SEED, 0)):
        assert found[name]["first"] == pytest.approx(share, abs=0.05)
        assert found[name]["total"] == pytest.approx(share, abs=0.05)
    assert found["ends"]["size"] == 2


@pytest.mark.parametrize(("base", "doubted"), [(8, True), (512, False)])
def test_shares_of_too_few_blocks_are_doubted_and_those_of_enough_are_not(base: int, doubted: bool) -> None:
    drawn = sobol_design((*SINGLES, SEEDS), NAMES, base, 1)
    said = doubt_of(sobol_indices(drawn, NAMES, ishigami(drawn.points), 1), base)
    assert bool(said) == doubted, said
    if doubted:
        wanted, worlds = (int(word.replace(",", "")) for word in re.findall(r"--base (\d+), ([\d,]+) worlds", said)[0])
        assert worlds == len(sobol_design((*SINGLES, SEEDS), NAMES, wanted, 1).points) > len(drawn.points)
        enough = sobol_design((*SINGLES, SEEDS), NAMES, wanted, 1)
        assert not doubt_of(sobol_indices(enough, NAMES, ishigami(enough.points), 1), wanted)


def test_an_outcome_that_few_worlds_have_is_doubted_until_there_are_enough() -> None:
    for base, doubted in ((256, True), (4_096, False)):
        drawn = sobol_design((*SINGLES, SEEDS), NAMES, base, 2)
        rare = (drawn.points[:, 0] * drawn.points[:, 1] > 0.9).astype(np.float64)
        assert bool(doubt_of(sobol_indices(drawn, NAMES, rare, 1), base)) == doubted


@pytest.mark.parametrize(
    ("first", "total", "confidence", "says"),
    [
        ([0.2, 0.3], [0.4, 0.5], 0.1, ""),
        ([0.2, 0.3], [0.4, 1.08], 0.1, ""),
        ([0.2, 0.3], [0.4, 12.0], 0.1, "that of b comes out beyond the whole"),
        ([-0.4, 0.3], [0.4, 0.5], 0.1, "that of a comes out beyond the whole or below nothing"),
        ([0.9, 0.9], [0.9, 0.9], 0.1, "those of each alone add up to more than the whole"),
        ([0.2, 0.3], [0.4, 0.5], 0.7, "is known to ± 70% only. Mend: --base 128, 512 worlds after the rounds."),
        ([0.2, 0.3], [0.4, 0.5], 9.0, "may be nothing or all. Mend: --base 16384, 65,536 worlds after the rounds."),
        ([0.2, np.nan], [0.4, 0.5], 0.1, "that of b is no number"),
    ],
)
def test_every_sign_of_too_few_blocks_has_its_line(
    first: list[float], total: list[float], confidence: float, says: str
) -> None:
    wide = [confidence, confidence]
    frame = pl.DataFrame({"factor": ["a", "b"], "first": first, "first_conf": wide, "total": total, "total_conf": wide})
    said = doubt_of(frame, 32)
    assert says in said
    assert bool(said) == bool(says)


def test_a_number_that_never_moves_has_no_variance_to_share() -> None:
    drawn = sobol_design((*SINGLES, SEEDS), NAMES, 8, 1)
    found = sobol_indices(drawn, NAMES, np.full(len(drawn.points), 3.0), 1)
    assert found["total"].to_list() == [0, 0, 0, 0]


def test_a_world_that_stopped_costs_its_block_and_no_more() -> None:
    drawn = sobol_design((*SINGLES, SEEDS), NAMES, 1_024, 1)
    values = ishigami(drawn.points)
    values[7] = np.nan
    found = dict(sobol_indices(drawn, NAMES, values, 1).select("factor", "first").iter_rows())
    assert found[NAMES[1]] == pytest.approx(known()[NAMES[1]][0], abs=0.06)
    with pytest.raises(Problem, match="blocks a world stopped, which leaves too few"):
        sobol_indices(drawn, NAMES, np.full(len(values), np.nan), 1)


def test_morriss_effects_of_a_linear_function_are_its_slopes() -> None:
    slopes = np.array([3.0, -2.0, 0.0])
    drawn = morris_design((*SINGLES, SEEDS), NAMES, 4, 1)
    found = {row["factor"]: row for row in morris_effects(drawn, NAMES, 5 + drawn.points @ slopes, 1).to_dicts()}
    for name, slope in zip(NAMES, slopes, strict=True):
        assert found[name]["mu_star"] == pytest.approx(abs(slope))
        assert found[name]["mu"] == pytest.approx(slope)
        assert found[name]["sigma"] == pytest.approx(0, abs=1e-9)
        assert found[name]["mu_star_conf"] == pytest.approx(0, abs=1e-9)
    assert found[SEED]["mu_star"] == pytest.approx(0, abs=1e-9)


def test_morriss_deviation_shows_what_is_not_linear() -> None:
    drawn = morris_design((*SINGLES, SEEDS), NAMES, 16, 2)
    values = drawn.points[:, 0] * drawn.points[:, 1]
    found = {row["factor"]: row for row in morris_effects(drawn, NAMES, values, 1).to_dicts()}
    assert found[NAMES[0]]["sigma"] > 0.1
    assert found[NAMES[2]]["sigma"] == pytest.approx(0, abs=1e-9)


def test_the_confidence_of_four_trajectories_holds_the_mean_as_often_as_it_says() -> None:
    """Of a normal number; a bootstrap of four alone would hold it in 81 of 100."""
    draws = np.random.default_rng(5).normal(3.0, 1.0, size=(4_000, 4))
    resampled = draws.std(axis=1) / 2  # what a bootstrap of the mean comes to, over all resamples
    reach = for_few(4) * 1.96 * resampled
    off = np.abs(draws.mean(axis=1) - 3.0)
    assert (off <= reach).mean() == pytest.approx(0.95, abs=0.01)
    assert (off <= 1.96 * resampled).mean() == pytest.approx(0.81, abs=0.02)


def test_a_trajectory_in_which_a_world_stopped_is_left_out() -> None:
    drawn = morris_design((*SINGLES, SEEDS), NAMES, 3, 1)
    values = drawn.points @ np.array([3.0, -2.0, 0.0])
    values[2] = np.nan
    assert morris_effects(drawn, NAMES, values, 1)["mu_star"].to_list() == pytest.approx([3, 2, 0, 0], abs=1e-9)
    values[6] = np.nan
    with pytest.raises(Problem, match="trajectories a world stopped, which leaves too few"):
        morris_effects(drawn, NAMES, values, 1)


# Screening -----------------------------------------------------------------------------------------------

MANY = tuple(f"{stage}.{k}{j}.rate.{i}" for stage in ("conduct.kinds", "observation.sensors") for k in "abc"
             for j in range(3) for i in range(3))  # fmt: skip


def test_screening_finds_two_of_many_assumptions_with_fewer_worlds_than_all_would_take() -> None:
    slopes = np.linspace(0, 0.01, len(MANY))
    slopes[[7, 40]] = 5.0, -3.0
    lived = []

    def evaluate(name: str, points: NDArray[np.float64], seeds: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
        lived.append(name)
        return {"denied": points @ slopes, "money": np.zeros(len(points))}

    rounds = screen(MANY, evaluate, headlines=("denied", "money"), trajectories=4, keep=2, seed=1)
    best = leading(rounds[-1].drawn, rounds[-1].effects, 2)
    assert [factor.name for factor in best] == [MANY[7], MANY[40]]
    assert lived == ["round-1", "round-2", "round-3"]
    assert sum(len(one.drawn.points) for one in rounds) < 4 * (len(MANY) + 1)
    assert rounds[-1].effects["money"]["mu_star"].sum() == 0
    for one in rounds:
        axes = sorted(axis for factor in one.drawn.factors for axis in factor.axes)
        assert axes == list(range(len(MANY))), "every round moves every assumption"


def test_parts_are_split_down_to_single_assumptions() -> None:
    parts = parts_of(MANY)
    assert [part.name for part in parts] == ["conduct.kinds", "observation.sensors"]
    pieces = split(parts[0], MANY)
    assert [len(piece.axes) for piece in pieces] == [3] * 9
    singles = split(pieces[0], MANY)
    assert [piece.name for piece in singles] == list(MANY[:3])
    assert split(singles[0], MANY) == singles[:1]
    [rest] = rest_of(singles, MANY)
    assert rest.name == f"{REST} ({len(MANY) - 3})"
    assert rest_of(parts, MANY) == ()


@pytest.mark.parametrize(("base", "says"), [(48, "48 is no power of two. Mend: give 32 or 64"), (2, "less than 4")])
def test_a_base_that_is_no_power_of_two_is_refused(base: int, says: str) -> None:
    with pytest.raises(Problem, match=says):
        sobol_design(SINGLES, NAMES, base, 1)


def test_the_same_seed_draws_the_same_worlds() -> None:
    for design, size in ((morris_design, 4), (sobol_design, 8)):
        one, again, other = (design((*SINGLES, SEEDS), NAMES, size, seed) for seed in (1, 1, 2))
        assert (one.points == again.points).all()
        assert (one.seeds == again.seeds).all()
        assert (one.points != other.points).any()
        assert one.points.min() >= 0
        assert one.points.max() <= 1
