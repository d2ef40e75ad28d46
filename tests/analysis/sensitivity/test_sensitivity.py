"""The whole analysis on a toy whose answers are known: hinges, ends, seeds, flips, pictures, and a break between."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import creditarium as cr
from creditarium.analysis.ensembles.members import Live, Outcome
from creditarium.analysis.ensembles.plan import WRITTEN, Plan, plan_of
from creditarium.analysis.ensembles.store import MEASURED
from creditarium.analysis.ensembles.sweep import swept
from creditarium.analysis.sensitivity.flipping import _CHOOSING_SINCE as CHOOSING
from creditarium.analysis.sensitivity.flipping import _CONFIRMING_SINCE as CONFIRMING
from creditarium.analysis.sensitivity.flipping import Reversal, reversal_of
from creditarium.analysis.sensitivity.living import Living
from creditarium.analysis.sensitivity.result import Sensitivity
from creditarium.analysis.sensitivity.sensitivity import Asked, analysed
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.views.hinges import flip_sentence
from creditarium.views.sensitivity import shares_of

TOWN = Path(__file__).resolve().parents[2] / "fixtures" / "theory" / "parts.yaml"
FIRST, SECOND = "response.states.risk.fade", "response.reactions.fear_of_circle.couplings.0.gain"
ASKED = Asked("morris", ("denied", "held_back", "money"), trajectories=3, base=16, keep=3, flips=True)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A city with a part of its axes: no toy lives the others."""
    whole = plan_of((resolve("rongcheng", people=256, days=7),), members=2)
    few = tuple(one for one in whole.axes if one.path.startswith(("response", "conduct.states")))
    return replace(whole, axes=few)


def driving(plan: Plan) -> tuple[int, int]:
    """Where two of its assumptions stand among the axes."""
    paths = [one.path for one in plan.axes]
    return paths.index(FIRST), paths.index(SECOND)


def toy(plan: Plan, member: int) -> tuple[Outcome, ...]:
    """A model whose outcomes are known: denied falls with two numbers, held_back is luck, and money nothing."""
    first, second = driving(plan)
    point = [one.home for one in plan.axes] if member == WRITTEN else plan.points[member - 1]
    fall = 3 * (point[first] - plan.axes[first].home) + (point[second] - plan.axes[second].home)
    luck = float(np.random.default_rng(plan.seed_of(member)).random())
    values = dict.fromkeys(MEASURED, 0.0) | {"denied": 1 - fall, "held_back": 1 + luck}
    return tuple(Outcome(member, name, plan.seed_of(member), values) for name in plan.names)


@pytest.fixture(scope="module")
def made(plan: Plan) -> Sensitivity:
    return analysed(Living(plan, live=toy), ASKED)


def test_effects_are_the_slopes_and_the_luck_of_the_seed_is_told_apart(plan: Plan, made: Sensitivity) -> None:
    first, second = (plan.axes[j].path for j in driving(plan))
    denied = dict(made.effects["denied"].select("factor", "mu_star").iter_rows())
    assert denied[first] == pytest.approx(3)
    assert denied[second] == pytest.approx(1)
    assert denied["another seed"] == pytest.approx(0, abs=1e-9)
    luck = dict(made.effects["held_back"].select("factor", "mu_star").iter_rows())
    assert luck["another seed"] > 0
    assert luck[first] == 0
    assert set(made.frame()["headline"]) == set(ASKED.headlines)


def test_hinges_are_said_in_words_with_range_and_reason(plan: Plan, made: Sensitivity) -> None:
    axis = plan.axes[driving(plan)[0]]
    said = made.words("denied")[0]
    assert said.startswith(f"This finding hinges on {axis.path} (")
    assert axis.reason in said
    assert "its range moves it by 3 (± 0" in said
    assert "down" in said
    assert made.words("held_back")[0].startswith("This finding hinges on none of them: no assumption moves it, and")
    assert made.words("money")[0] == "This finding hinges on nothing: no assumption and no seed moves it."


def test_sobol_says_which_share_of_the_variance(plan: Plan) -> None:
    made = analysed(Living(plan, live=toy), replace(ASKED, method="sobol", base=64, flips=False))
    first, second = (plan.axes[j].path for j in driving(plan))
    found = dict(made.effects["denied"].select("factor", "total").iter_rows())
    assert found[first] == pytest.approx(0.9, abs=0.1)
    assert found[second] == pytest.approx(0.1, abs=0.05)
    luck = dict(made.effects["held_back"].select("factor", "total").iter_rows())
    assert luck["another seed"] == pytest.approx(1, abs=0.25)
    assert "of its variance (±" in made.words("denied")[0]
    assert "This finding hinges on none of them: another seed explains" in made.words("held_back")[0]


def test_shares_that_cannot_be_told_are_one_line_in_words_and_json_and_empty_in_the_map(plan: Plan) -> None:
    few, enough = (
        analysed(Living(plan, live=toy), replace(ASKED, method="sobol", base=base, flips=False)) for base in (4, 128)
    )
    assert not enough.doubts
    assert few.words("held_back") == [few.content()["doubts"]["held_back"]]
    assert "The shares of variance cannot be told: " in few.words("held_back")[0]
    assert "Mend: --base " in few.words("held_back")[0]
    assert not shares_of(few)[1][:, few.headlines.index("held_back")].any()
    assert shares_of(enough)[1][:, enough.headlines.index("held_back")].any()


def test_the_ends_are_those_of_the_function(plan: Plan, made: Sensitivity) -> None:
    axis = plan.axes[driving(plan)[0]]
    bars = made.bars["denied"]
    [row] = bars.frame.filter(factor=axis.path).to_dicts()
    assert (row["low"], row["high"]) == pytest.approx((1 + 3 * axis.home, 1 - 3 * (1 - axis.home)))
    assert bars.written == pytest.approx(1)
    assert bars.seeds == pytest.approx((1, 1))
    low, high = made.bars["held_back"].seeds or (0, 0)
    assert low < high


def test_the_flip_is_the_nearest_boundary_and_is_lived_again(plan: Plan, made: Sensitivity) -> None:
    axis = plan.axes[driving(plan)[0]]
    found = made.flip("denied")
    assert found.turned
    if axis.home + 1 / 3 < 1:
        assert [move.free.path for move in found.moves] == [axis.path]
        assert found.flip.distance == pytest.approx(1 / 3, abs=1 / 32)
    assert (found.holds, found.seeds) == (5, 5)
    assert found.fresh < 0
    assert "Its sign turns, from 1 to" in made.words("denied")[-1]
    assert not made.flip("held_back").turned
    assert made.words("held_back")[-1] == "None within the ranges turns its sign: no assumption moves it."
    assert "no assumption moves it, and another seed moves it by" in made.words("held_back")[0]
    assert "of the one assumption that was moved" in flip_sentence(replace(made.flip("held_back"), among=1))
    assert made.words("money")[-1] == "As it is written it is 0: there is no sign to reverse."


def flipped(plan: Plan, number: Callable[[float, float], float]) -> tuple[Reversal, str]:
    """Look for what turns a number that depends on how far the first assumption moved, and on the seed."""
    first, second = driving(plan)

    def lives(plan: Plan, member: int) -> tuple[Outcome, ...]:
        seed = plan.seed_of(member) - plan.scenario.seed
        point = [one.home for one in plan.axes] if member == WRITTEN else plan.points[member - 1]
        values = dict.fromkeys(MEASURED, 0.0) | {"denied": number(point[first] - plan.axes[first].home, seed)}
        return tuple(Outcome(member, name, plan.seed_of(member), values) for name in plan.names)

    found = reversal_of("denied", plan.axes, [first, second], Living(plan, live=lives))
    return found, flip_sentence(found)


def test_a_sign_that_other_seeds_do_not_have_is_not_reversed_by_a_move(plan: Plan) -> None:
    """The search's own seeds give 1; in all others it is −1 already, whatever moves."""
    found, said = flipped(plan, lambda moved, seed: 1 - 3 * moved if seed < CHOOSING else -1.0)
    assert found.flip.turned
    assert (found.sure, found.seeds, found.turned) == (0, 5, False)
    assert said.startswith("Its sign is not sure enough to be reversed: as it is written it is 1, and of the same sign")
    assert "in 0 of 5 other seeds" in said


def test_a_mean_that_keeps_its_sign_is_no_reversal(plan: Plan) -> None:
    """Beyond a tenth four of the five new seeds turn, and the fifth outweighs them."""
    outlier = CONFIRMING + 1
    found, said = flipped(plan, lambda moved, seed: 1.0 if abs(moved) < 0.1 else 9.0 if seed == outlier else -1.0)
    assert (found.sure, found.holds, found.fresh, found.turned) == (5, 4, 1.0, False)
    assert said.startswith("No move holds it turned: ")


def test_before_and_after_are_told_under_the_same_seeds(plan: Plan) -> None:
    """The seeds of the search have twice the number of the others."""
    found, said = flipped(plan, lambda moved, seed: (0.2 - abs(moved)) * (20 if seed < CHOOSING else 10))
    assert (found.flip.before, found.stays) == (pytest.approx(4), pytest.approx(2))
    assert said.startswith("Its sign turns, from 2 to ")


def test_the_seeds_that_choose_a_point_do_not_confirm_it(plan: Plan) -> None:
    """Beyond a tenth the seeds of the search and of the choice turn; no others do."""
    found, said = flipped(plan, lambda moved, seed: 1.0 if abs(moved) < 0.1 or seed > CONFIRMING else -1.0)
    assert (found.flip.turned, found.sure, found.holds, found.turned) == (True, 5, 0, False)
    assert said.startswith("No move holds it turned: ")


def test_a_point_that_other_seeds_do_not_hold_gives_way_to_the_end_of_its_range(plan: Plan) -> None:
    """The seeds of the choice turn beyond a tenth, those of the confirmation beyond three tenths."""
    found, said = flipped(plan, lambda moved, seed: (0.3 if seed > CONFIRMING else 0.1) - abs(moved))
    home = plan.axes[driving(plan)[0]].home
    assert (found.holds, found.turned) == (5, True)
    assert found.flip.distance in (home, 1 - home)
    assert said.startswith("Its sign turns, ")


def test_a_nearer_point_is_no_reversal_where_a_further_one_is_none(plan: Plan) -> None:
    """Luck at one step outward is none at the end, which the search alone turns."""

    def number(moved: float, seed: int) -> float:
        lucky = 0.1 < abs(moved) < 0.2
        return 1.0 if abs(moved) < 0.1 or (seed > CHOOSING and not lucky) else -1.0

    found, _ = flipped(plan, number)
    assert (found.flip.turned, found.holds, found.turned) == (True, 0, False)


def test_no_flip_moves_a_schemes_rule(plan: Plan) -> None:
    whole = plan_of((resolve("rongcheng", people=256, days=7),), members=2)
    rule = next(j for j, one in enumerate(whole.axes) if one.rule)
    with pytest.raises(Problem, match="is a scheme's rule, and no search moves one"):
        reversal_of("denied", whole.axes, [rule], Living(whole, live=toy))


def test_an_analysis_goes_on_where_it_broke_off(plan: Plan, tmp_path: Path) -> None:
    asked, lives = replace(ASKED, headlines=("denied",), flips=False), 0

    def breaks(plan: Plan, member: int) -> tuple[Outcome, ...]:
        nonlocal lives
        lives += 1
        if lives > 30:
            raise KeyboardInterrupt
        return toy(plan, member)

    with pytest.raises(KeyboardInterrupt):
        analysed(Living(plan, tmp_path / "s", threads=1, live=breaks), asked)
    again = analysed(Living(plan, tmp_path / "s", threads=1, live=toy), asked)
    whole = analysed(Living(plan, live=toy), asked)
    assert 0 < again.lived < again.worlds == whole.worlds
    assert again.frame().equals(whole.frame())
    with pytest.raises(Problem, match="the folder holds a sweep of another design"):
        analysed(Living(plan, tmp_path / "s", threads=1, live=toy), replace(asked, trajectories=2))


def test_a_world_that_stops_is_told_and_ends_nothing(plan: Plan) -> None:
    def stops(plan: Plan, member: int) -> tuple[Outcome, ...]:
        if "round-1" in plan.design and member == 3:
            return tuple(Outcome(member, name, 1, {}, "compiling", "bands out of order") for name in plan.names)
        return toy(plan, member)

    made = analysed(Living(plan, live=stops), replace(ASKED, flips=False))
    assert made.failed.select("batch", "member", "reason").rows() == [("round-1", 3, "bands out of order")]
    assert made.content()["failed"][0]["stage"] == "compiling"


def stopping(lives: Callable[[Plan, int], bool]) -> Live:
    """A toy whose members stop where they do not live."""

    def live(plan: Plan, member: int) -> tuple[Outcome, ...]:
        if lives(plan, member):
            return toy(plan, member)
        return tuple(Outcome(member, name, 1, {}, "compiling", "bands out of order") for name in plan.names)

    return live


def test_a_scenario_that_stops_as_it_is_written_is_one_line_and_no_number(plan: Plan) -> None:
    asked = replace(ASKED, headlines=("denied",), flips=False)
    with pytest.raises(Problem, match="stops as it is written, under every seed: at compiling, bands out of order"):
        analysed(Living(plan, live=stopping(lambda plan, _: plan.design.split()[0] != "ends")), asked)
    made = analysed(Living(plan, live=stopping(lambda plan, _: "flip" not in plan.design)), replace(asked, flips=True))
    assert made.words("denied")[-1] == "As it is written its worlds stopped: there is no sign to reverse."
    told = json.dumps(made.content(), default=str, allow_nan=False)
    assert json.loads(told)["flips"]["denied"]["before"] is None


@pytest.mark.parametrize(("method", "parts"), [("morris", "in 3 of 3 trajectories"), ("sobol", "in 16 of 16 blocks")])
def test_too_few_worlds_that_ended_are_one_line_with_the_reason(plan: Plan, method: str, parts: str) -> None:
    batch = {"morris": "round-1", "sobol": "sobol"}[method]
    live = stopping(lambda plan, member: member % 4 > 0 or plan.design.split()[0] != batch)
    with pytest.raises(Problem, match=f"{parts} a world stopped, .* stopped at compiling: bands out of order. Mend: "):
        analysed(Living(plan, live=live), replace(ASKED, method=method, headlines=("denied",), flips=False))


@pytest.mark.parametrize(("ended", "says"), [(0, "no member came to its end"), (1, "only 1 member came to its end")])
def test_a_sweep_of_which_fewer_than_two_members_ended_tells_of_no_assumption(
    tmp_path: Path, ended: int, says: str
) -> None:
    whole = plan_of((resolve("rongcheng", people=256, days=7),), members=2)
    swept(whole, tmp_path / "swept", live=stopping(lambda _, member: 0 < member <= ended))
    with pytest.raises(Problem, match=f"{says}; one stopped at compiling: bands out of order"):
        cr.sensitivity("rongcheng", sweep=tmp_path / "swept", headlines=["denied"])


def test_a_sweep_that_was_lived_is_ranked_without_a_world(tmp_path: Path) -> None:
    whole = plan_of((resolve("rongcheng", people=256, days=7),), members=60)
    swept(whole, tmp_path / "swept", live=toy)
    small = {"sweep": tmp_path / "swept", "headlines": ["denied", "held_back"]}
    made = cr.sensitivity("rongcheng", **small)
    assert (made.worlds, made.lived) == (0, 0)
    assert made.frame().filter(headline="denied")["factor"][0] == FIRST
    assert made.explained["denied"] > 0.85
    assert "of the variance of its ranks (correlation −0.9" in made.words("denied")[0]
    assert "as far as this sweep can tell" in made.words("held_back")[0]
    [row] = made.bars["denied"].frame.filter(factor=FIRST).to_dicts()
    assert row["low"] > row["high"]
    other = resolve("rongcheng", settings=["scoring.rongcheng-2018.start=900"])
    with pytest.raises(Problem, match="the folder holds a sweep of other rules or ranges"):
        cr.sensitivity(other, **small)
    with pytest.raises(Problem, match="there is no sweep here"):
        cr.sensitivity("rongcheng", sweep=tmp_path)


def test_the_flips_of_a_sweep_are_kept_in_its_folder_whatever_is_asked_between(tmp_path: Path) -> None:
    folder = tmp_path / "swept"
    cr.sweep(TOWN, members=8, people=256, days=7, out=folder)
    small = {"sweep": folder, "headlines": ["denied"], "flips": True, "threads": 1}
    first = cr.sensitivity(TOWN, keep=1, people=256, days=7, seed=1, **small)
    assert first.lived == first.worlds > 0
    other = cr.sensitivity(TOWN, keep=2, **small)
    assert other.lived > 0
    again = cr.sensitivity(TOWN, keep=1, **small)
    assert (again.lived, again.worlds) == (0, first.worlds)
    assert again.content() == first.content()


def test_pictures_are_drawn_the_same_each_time(made: Sensitivity, tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        made.tornado("denied", tmp_path / f"tornado-{name}")
        made.heat(tmp_path / f"heat-{name}")
    for sort in ("tornado", "heat"):
        one, two = ((tmp_path / f"{sort}-{name}").read_bytes() for name in ("one.svg", "two.svg"))
        assert one == two


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"method": "sobel"}, "--method: no method is called 'sobel'. Mend: did you mean 'sobol'"),
        ({"headlines": ["deneid"]}, "no headline is called 'deneid'"),
        ({"base": 33}, "--base: 33 is no power of two"),
        ({"trajectories": 1}, "--trajectories: 1 is less than 2"),
        ({"keep": 0}, "--keep: 0 is less than 1"),
    ],
)
def test_bad_words_are_refused_before_anything_is_lived(asked: dict[str, object], says: str) -> None:
    with pytest.raises(Problem, match=says):
        cr.sensitivity(TOWN, **asked)  # type: ignore[arg-type]


def test_unasked_flips_are_refused(made: Sensitivity) -> None:
    with pytest.raises(Problem, match="the analysis has no headline 'denid'"):
        made.words("denid")
    with pytest.raises(Problem, match="nothing was sought"):
        replace(made, flips={}).flip("denied")
