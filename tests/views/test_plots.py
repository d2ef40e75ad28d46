"""Figures are labelled, can be told apart by colour-blind readers, and come out the same every time."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import polars as pl
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import creditarium as cr
from creditarium.views.comparison import compare_picture
from creditarium.views.persons import somebody
from creditarium.views.plots import FIGURES, denials_of, draw_bands, plot
from creditarium.views.style import LADDER, figure, styled
from creditarium.views.wording import WORLD

OKABE_ITO = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}


@pytest.mark.parametrize("wanted", [*FIGURES, None])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_every_figure_is_written_and_labelled(
    reported: cr.Run, tmp_path: Path, wanted: str | None, ending: str
) -> None:
    path = tmp_path / "deep" / f"figure.{ending}"
    drawn = reported.plot(*([wanted] if wanted else []), path=path)
    assert path.stat().st_size > 1000
    label = drawn.get_suptitle()
    for text in ("reported-2020", "3,000 people", "seed 1", WORLD):
        assert text in label
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_the_same_run_gives_the_same_bytes(reported: cr.Run, tmp_path: Path) -> None:
    for ending in ("svg", "png"):
        one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
        plot(reported, path=one)
        plot(reported, path=two)
        assert one.read_bytes() == two.read_bytes()
    assert "<dc:date>" not in (tmp_path / "one.svg").read_text()


def test_the_ladder_is_of_okabe_and_ito() -> None:
    assert set(LADDER) == OKABE_ITO


def test_the_bands_add_up_to_everybody(reported: cr.Run) -> None:
    with styled():
        axes = figure(4, 3).subplots()
        draw_bands(axes, reported, "national-2020-as-reported", reported.bands(("window", "scheme", "band")))
    top = axes.collections[-1].get_paths()[0].vertices[:, 1].max()
    assert top == pytest.approx(1.0)
    assert {to_hex(part.get_facecolor()[0]).upper() for part in axes.collections} <= OKABE_ITO
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["highest", "high", "middle", "low", "lowest"]


def test_one_scheme_alone(reported: cr.Run) -> None:
    drawn = plot(reported, "bands", scheme="tax-rating")
    assert [axes.get_title(loc="left").split(":")[0] for axes in drawn.axes] == ["tax-rating"]


def test_worlds_side_by_side(reported: cr.Run, bare: cr.Run, tmp_path: Path) -> None:
    path = tmp_path / "worlds.svg"
    drawn = compare_picture([bare, reported], path)
    assert isinstance(drawn, Figure)
    assert path.is_file()
    assert WORLD in drawn.get_suptitle()
    assert [text.get_text() for text in drawn.legends[0].get_texts()] == ["no-scheme", "reported-2020"]


@pytest.mark.parametrize(
    ("wanted", "options", "says"),
    [
        ("band", {}, "'bands'"),
        ("bands", {"scheme": "tax-ratin"}, "'tax-rating'"),
        ("bands", {"path": "figure.gif"}, "png"),
    ],
)
def test_what_cannot_be_drawn_is_a_problem(reported: cr.Run, wanted: str, options: dict[str, str], says: str) -> None:
    with pytest.raises(cr.Problem, match=says):
        plot(reported, wanted, **options)


def test_a_run_with_nothing_to_show_is_a_problem(bare: cr.Run) -> None:
    with pytest.raises(cr.Problem, match="nothing to show"):
        plot(bare)


def test_a_figure_that_cannot_be_written_leaves_nothing(reported: cr.Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    with pytest.raises(cr.Problem, match="cannot be written"):
        plot(reported, "denials", path=tmp_path / "file" / "figure.png")
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


def test_denials_are_those_of_people() -> None:
    def tally(measure: str, by: object) -> pl.DataFrame:
        rows = {"refused": ["credit"] * 2, "scheme": ["rating"] * 2, "sex": ["female", "organisation"], "count": [2, 5]}
        return pl.DataFrame(rows if measure == "attempts" else {"refused": ["credit"], "count": [1]})

    drawn = denials_of(cast(cr.Run, SimpleNamespace(tally=tally)))
    assert drawn.rows() == [("credit", 2, 1)]


def test_a_list_is_drawn_from_nothing_up(reported: cr.Run) -> None:
    drawn = cr.explain(reported, person=somebody(reported).person).plot()
    (listed,) = (axes for axes in drawn.axes if axes.get_title(loc="left").startswith("ticket-ban"))
    assert listed.get_ylim()[0] > -0.5
    assert {float(tick).is_integer() for tick in listed.get_yticks()} == {True}


def test_a_list_that_nothing_came_onto_is_a_line_and_no_empty_panel(reported: cr.Run) -> None:
    told = next(told for person in range(99) if not (told := cr.explain(reported, person=person)).accounts[-1].score)
    above, listed = told.plot().axes
    assert listed.get_title(loc="left") == "ticket-ban-as-reported: nothing came onto this list"
    assert len(listed.lines) == len(listed.get_yticks()) == 0
    assert listed.get_position().height < above.get_position().height / 5
