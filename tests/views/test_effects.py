"""The picture of a comparison: what it shows, whose it is, and the same bytes for the same worlds."""

from pathlib import Path

import polars as pl
import pytest
from matplotlib.colors import to_hex

import creditarium as cr
from creditarium.analysis.pairs.comparison import Comparison
from creditarium.model.problem import Problem
from creditarium.views.effects import PER, WORLDS, plot


@pytest.fixture(scope="module")
def made() -> Comparison:
    town = cr.scenario("rongcheng", people=600, days=56)
    return cr.compare(town, town.without("response"), town.secret())


def test_the_bars_are_the_effects(made: Comparison) -> None:
    drawn = plot(made, "held_back", by="sex")
    shares, groups, parts, over_time = drawn.axes
    means = made.by("sex").filter(pl.col("measure") == "held_back")
    for container, world in zip(groups.containers, made.others, strict=True):
        mine = means.filter(pl.col("world") == world.name)["mean"].to_list()[::-1]
        assert [bar.get_width() for bar in container] == pytest.approx([PER * mean for mean in mine])
    lines = [line for line in over_time.get_lines() if line.get_marker() == "."]
    assert len(parts.get_yticklabels()) == 4
    assert len(shares.containers) == 4
    assert [to_hex(line.get_color()).upper() for line in lines] == list(WORLDS[:2])


def test_small_shares_have_ticks_that_can_be_told_apart(made: Comparison) -> None:
    shares = plot(made).axes[0]
    shares.set_xlim(-0.004, 0.004)
    shares.figure.canvas.draw()
    texts = {label.get_text() for label in shares.get_xticklabels()}
    assert {"0%", "0.2%"} <= texts


def test_it_says_whose_it_is(made: Comparison) -> None:
    drawn = plot(made)
    assert "rongcheng · 600 people · seed 1" in drawn.get_suptitle()
    assert "56 days" in drawn.get_suptitle()
    assert drawn.get_suptitle().startswith(" and ".join(made.names[1:]))
    [legend] = drawn.legends
    assert [text.get_text() for text in legend.get_texts()] == list(made.names[1:])


def test_the_same_worlds_give_the_same_bytes(made: Comparison, tmp_path: Path) -> None:
    for kind in ("png", "svg"):
        made.plot(path=tmp_path / f"a.{kind}")
        made.plot(path=tmp_path / f"b.{kind}")
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_what_cannot_be_drawn_is_refused(made: Comparison) -> None:
    with pytest.raises(Problem, match="nothing is measured as 'denial'"):
        made.plot("denial")
    with pytest.raises(Problem, match="not broken down by 'height'"):
        made.plot(by="height")
    many = Comparison([made.first, *made.others * 3])
    with pytest.raises(Problem, match="7 worlds do not fit"):
        many.plot()
