"""Presets made of another: what they have of it, what they leave out, and who must do without it."""

from pathlib import Path

import pytest

from creditarium.model.catalogue import find_preset
from creditarium.model.derived import LEFT_OUT, read_preset
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve

WHOLE = resolve("reported-2020")
LEAN = resolve("reported-2020-lean")


def test_the_lean_catalogue_is_the_whole_one_less_what_it_leaves_out() -> None:
    gone = set(read_preset("occasions", find_preset("occasions", "china-2020-lean"))[LEFT_OUT]["kinds"])
    own = {"heavy_play", "heavy_social_use", "little_internet_use"}
    assert set(LEAN.conduct.kinds) == set(WHOLE.conduct.kinds) - gone
    for name in set(LEAN.conduct.kinds) - own:
        assert LEAN.conduct.kinds[name] == WHOLE.conduct.kinds[name]
    assert set(WHOLE.conduct.states) - set(LEAN.conduct.states) == {"playing", "scrolling", "shown"}
    assert LEFT_OUT not in type(LEAN.conduct).model_fields


def test_nothing_in_the_lean_scenario_speaks_of_a_kind_that_is_gone() -> None:
    kinds = set(LEAN.conduct.kinds)
    for sensor in LEAN.observation.sensors.values():
        assert set(sensor.sees) <= kinds
        assert sensor.false is None or sensor.false.claims in kinds
    for scheme in LEAN.scoring.values():
        assert set(scheme.rules) <= kinds
    assert {rule.need for rule in LEAN.consequences.rules.values()} <= kinds
    for reaction in LEAN.response.reactions.values():
        assert set(reaction.kinds) <= kinds


def test_every_rule_of_the_press_reports_is_kept() -> None:
    assert LEAN.scoring == WHOLE.scoring
    assert LEAN.consequences == WHOLE.consequences


def test_what_a_scenario_says_otherwise_takes_the_place_of_the_others() -> None:
    assert (LEAN.clock.window, LEAN.community, LEAN.name) == (28, 2048, "reported-2020-lean")
    assert LEAN.population == WHOLE.population
    assert LEAN.title != WHOLE.title


def test_what_a_preset_further_back_leaves_out_stays_out(tmp_path: Path) -> None:
    own = tmp_path / "leaner.yaml"
    own.write_text("title: Leaner\nof: china-2020-lean\nleaves_out: {kinds: [littering]}\n", encoding="utf-8")
    left_out = read_preset("occasions", own)[LEFT_OUT]["kinds"]
    assert {"littering", "dog_offleash"} <= set(left_out)
    assert not {"littering", "dog_offleash"} & set(read_preset("occasions", own)["kinds"])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("of: nowhere\n", "is called 'nowhere'"),
        ("of: [a, b]\n", "'of' names one other preset"),
        ("of: own.yaml\n", "made of itself"),
        ("of: china-2020\nleaves_out: {kinds: [speding]}\n", "no 'speding' in kinds to leave out"),
        ("of: china-2020\nleaves_out: {title: [speeding]}\n", "no 'speeding' in title to leave out"),
    ],
)
def test_a_preset_that_cannot_be_made_is_one_clear_line(text: str, what: str, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"title: Own\n{text}", encoding="utf-8")
    with pytest.raises(Problem, match=what):
        read_preset("occasions", own)
