"""A report beside another world tells the effects of this run, to the digit, and refuses worlds that are no pair."""

import pytest

import creditarium as cr
from creditarium.analysis.pairs.measures import BY_NAME
from creditarium.views.report.content import Chart, Lines, Paragraph, Section


def effects(report: cr.Report) -> Section:
    return next(section for section in report.sections if section.key == "effects")


def test_the_effects_are_this_world_less_the_other_to_the_digit(
    beside: cr.Report, reported: cr.Run, unshared: cr.Run
) -> None:
    compared = cr.compare(unshared, reported)
    charts = {part.key: part for part in effects(beside).parts if isinstance(part, Chart)}
    rows = {row[0]: row for row in charts["effects-shares"].table.rows}
    denied = rows[BY_NAME["denied"].title]
    people = reported.scenario.people
    for column, run in ((3, unshared), (4, reported)):
        of_persons = [count for sex, count in run.tally("denied", by="sex").rows() if sex != "organisation"]
        assert denied[column] * people / 1000 == pytest.approx(sum(of_persons))
    for row in compared.effects.iter_rows(named=True):
        if row["first"] or row["other"]:
            told = rows[BY_NAME[row["measure"]].title]
            assert told[5:] == (1000 * row["mean"], row["worse"], row["better"], row["untouched"], row["worst"])
    assert charts["effects-time"].table.rows[-1][4] == pytest.approx(denied[5])


def test_the_first_page_says_whom_the_difference_touched(beside: cr.Report) -> None:
    lines = next(part.lines for part in beside.sections[0].parts if isinstance(part, Lines))
    assert lines[-1].topic == "compared"
    assert "another that differs in sharing" in lines[-1].text


def test_the_other_world_can_be_made_again_too(beside: cr.Report, unshared: cr.Run) -> None:
    assert unshared.manifest.digest in beside.json()


def test_a_world_beside_itself_differs_in_nothing(reported: cr.Run) -> None:
    small = cr.run("rongcheng", people=300, days=28)
    section = effects(cr.report(small, against=small, audit=False))
    assert not [part for part in section.parts if isinstance(part, Chart)]
    assert any(isinstance(part, Paragraph) and "By no measure" in part.text for part in section.parts)


def test_worlds_that_are_no_pair_are_refused(reported: cr.Run, bare: cr.Run) -> None:
    with pytest.raises(cr.Problem, match="no pair"):
        cr.report(reported, against=bare)
