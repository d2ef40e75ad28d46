"""A calibration in words and as a picture: the same bytes for the same fit, and every judgement in words."""

from pathlib import Path

import numpy as np
import pytest

import creditarium as cr
from creditarium.analysis.calibration.aims import Aims
from creditarium.analysis.calibration.posterior import Posterior
from creditarium.analysis.ensembles.space import space_of
from creditarium.model.target import read_targets
from creditarium.views.calibrated import figure_of, judged, sentences
from creditarium.views.calibration_plot import plot, told_of

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "theory"
RATE, SEES, NOTICE = (
    "conduct.kinds.offence.rate", "observation.sensors.clerk.sees.offence", "scoring.register.appeal.notice",
)  # fmt: skip


def target(count: str, value: float, use: str) -> dict[str, object]:
    return {
        "title": count,
        "observable": {"count": count, "kind": "offence"},
        "value": {"recalled": value, "range": [0, 1e6], "memory": "made up"},
        "tolerance": {"fixed": 10, "because": "made up"},
        "use": use,
    }


@pytest.fixture(scope="module")
def made() -> cr.Calibration:
    """Make a calibration by hand: two numbers that go together, one of them known only so, and one left alone."""
    space = space_of(cr.scenario(str(FIXTURES / "planted.yaml"))).only([RATE, SEES, NOTICE])
    aimed = read_targets(
        {"title": "t", "targets": {"acts": target("acts", 100, "fit"), "seen": target("seen", 30, "test")}}
    )
    line = np.linspace(0.2, 0.5, 40)
    points = np.column_stack([line, 0.95 - 1.6 * line])
    posterior = Posterior(points, np.full(40, 1 / 40), np.column_stack([95 + 20 * line, 20 + 10 * line]))
    aims = Aims.of(aimed.targets.values())
    return cr.Calibration(
        space, aimed, aims, (0, 1), posterior, np.array([150.0, 60.0]), np.array([101.0, 24.0]),
        np.array([9.0, 5.0, 0.0]), np.array([0.0, 3.0]), 40, (1, 2), "bayes", "0123456789ab", "2026-11-26", 3.0,
    )  # fmt: skip


def test_the_same_fit_draws_the_same_bytes(made: cr.Calibration, tmp_path: Path) -> None:
    for kind in ("png", "svg"):
        files = [tmp_path / f"{name}.{kind}" for name in ("one", "two")]
        for file in files:
            plot(made, file)
        assert files[0].read_bytes() == files[1].read_bytes()
    axes = plot(made).axes
    assert [label.get_text() for label in axes[0].get_yticklabels()] == [RATE, SEES]
    lines = [label.get_text() for label in axes[1].get_yticklabels()]
    assert lines == ["Fitted", "acts", "Kept to test, never fitted", "seen"]


def test_what_was_fitted_and_what_was_kept_differ_by_more_than_colour(made: cr.Calibration) -> None:
    handles, labels = plot(made).axes[1].get_legend_handles_labels()
    shown = dict(zip(labels, handles, strict=True))
    fitted, kept = shown["fitted"], shown["kept to test, never fitted"]
    assert fitted.get_marker() != kept.get_marker()
    assert (fitted.get_markerfacecolor() == "white", kept.get_markerfacecolor() == "white") == (False, True)


def test_the_file_says_in_words_what_it_shows(made: cr.Calibration, tmp_path: Path) -> None:
    plot(made, tmp_path / "made.svg")
    told = told_of(made)
    assert "1 of 1 targets fitted; 0 of 1 targets kept to test" in told
    written = (tmp_path / "made.svg").read_text(encoding="utf-8")
    assert f"<dc:description>{told}</dc:description>" in written
    assert f"<title>{made.space.scenario.name}, calibrated</title>" in written


def test_what_is_known_tied_and_left_alone_is_said(made: cr.Calibration) -> None:
    text = " ".join(sentences(made))
    assert f"The targets tell of: {RATE}, {SEES}." in text
    assert f"move the targets less: {NOTICE}." in text
    assert f"Not told apart: {RATE} and {SEES} (the higher the one, the lower the other; correlation -1.00)" in text
    assert "40 points of 960 people, 56 days from 2020-01-01 under 2 seeds, in 3 seconds, by bayes" in text


def test_each_target_is_judged_in_words(made: cr.Calibration) -> None:
    rows = made.frame().to_dicts()
    assert [judged(row) for row in rows] == ["within", "out of reach, by 3"]
    assert judged({**rows[0], "off": -2.5}) == "2.5 tolerances off"
    assert judged({**rows[0], "after": float("nan")}) == "no answer"


def test_numbers_of_any_size_are_short() -> None:
    numbers = (12_900_000, -4321.0, 0.05821, None, float("nan"), (1, 2.5), "a")
    assert [figure_of(one) for one in numbers] == ["12.90m", "−4,321", "0.0582", "–", "–", "1 2.5", "a"]
