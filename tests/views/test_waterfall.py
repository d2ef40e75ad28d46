"""The waterfall: every part is on it, it ends where the scenario does, and it is written as asked."""

from pathlib import Path

import pytest

import creditarium as cr
from creditarium.analysis.parts.switches import PARTS
from creditarium.views.waterfall import waterfall

TOWN = Path(__file__).resolve().parents[1] / "fixtures" / "theory" / "parts.yaml"


@pytest.fixture(scope="module")
def made() -> cr.Decomposition:
    return cr.decompose(cr.scenario(str(TOWN), set=["scoring.blacklist.disclosure=secret"]), days=56)


def test_a_bar_for_each_part_ends_where_the_next_begins(made: cr.Decomposition) -> None:
    axes = waterfall(made, "held_back").axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "without all seven", *PARTS.values(), "the scenario",
    ]  # fmt: skip
    first, *bars, last = axes.containers[0].patches
    level = first.get_x() + first.get_width()
    for bar in bars:
        assert bar.get_x() == pytest.approx(level)
        level += bar.get_width()
    assert last.get_width() == pytest.approx(level) == pytest.approx(float(made.harm("held_back")))


def test_it_is_written_and_bad_names_are_refused(made: cr.Decomposition, tmp_path: Path) -> None:
    made.plot("held_back", path=tmp_path / "fall.svg")
    assert "without all seven" in (tmp_path / "fall.svg").read_text(encoding="utf-8")
    with pytest.raises(cr.Problem, match="no harm"):
        made.plot("heldback")
