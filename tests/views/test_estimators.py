"""The picture of a panel: every figure beside its truth, and the same bytes from the same panel."""

from pathlib import Path

import pytest

import creditarium as cr
from creditarium.analysis.testbed.verdicts import TITLES


@pytest.fixture(scope="module")
def panel() -> cr.Panel:
    return cr.panel("pilot-rollout", people=2_000, days=312)


def test_the_picture_shows_events_and_estimates_beside_the_truth(panel: cr.Panel, tmp_path: Path) -> None:
    drawn = panel.plot("offences", tmp_path / "one.png")
    left, right = drawn.axes
    truth = next(line for line in left.get_lines() if line.get_label() == "the true effect")
    events = panel.events("offences")
    assert truth.get_xdata().tolist() == events["event"].to_list()
    assert truth.get_ydata().tolist() == events["truth"].to_list()
    marks = [line.get_xdata()[0] for line in right.get_lines() if line.get_marker() == "|"]
    assert marks == [one.truth for one in panel.estimates("offences")]
    assert len(right.get_yticklabels()) == len(TITLES)
    panel.plot("offences", tmp_path / "two.png")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    with pytest.raises(cr.Problem, match="no outcome 'offence'"):
        panel.plot("offence")
