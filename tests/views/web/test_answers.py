"""The answers to the page's questions: each is what the engine, or the command behind it, says."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.other_world import without_schemes
from creditarium.model.problem import Problem
from creditarium.views.languages import SPOKEN
from creditarium.views.web.answering import answered
from creditarium.views.web.asking import (
    AskAudit,
    AskCompare,
    AskDecompose,
    AskDistricts,
    AskDraw,
    AskGroups,
    AskLife,
    AskPerson,
    AskReport,
    AskSave,
    Choice,
    LeverSetting,
    LifeChoice,
)
from creditarium.views.web.judging import report_of
from creditarium.views.web.pair import Pair
from creditarium.views.web.sections import SECTIONS

TOWN = Choice(scenario="rongcheng", people=1_000, days=84, levers=(LeverSetting(lever="errors", value=3, day=30),))
TINY = Choice(scenario="rongcheng", people=320, days=28)


def told(done: int, total: int) -> None:
    assert 0 <= done <= total


@pytest.fixture(scope="module")
def pair() -> Pair:
    made = Pair(TOWN, 1)
    with pytest.raises(Problem, match="not over yet"):
        answered(AskLife(ask="life", person=0), made, told)
    while not made.over:
        made.step()
    return made


def test_without_a_run_there_is_nobody_to_ask_about() -> None:
    with pytest.raises(Problem, match="no run is going on"):
        answered(AskPerson(ask="person", person=0), None, told)


def test_a_person_is_who_a_replay_says(pair: Pair) -> None:
    person = answered(AskPerson(ask="person", person=7), pair, told)
    life = cr.replay(pair.world.run, 7)
    assert person.attributes["age"] == str(life.attributes["age"])
    assert person.attributes["region"] == life.attributes["region"]
    assert person.here["denied"] == life.refusals.height
    with pytest.raises(Problem, match="nobody has the number"):
        answered(AskPerson(ask="person", person=pair.people), pair, told)


def test_drawing_gives_somebody_of_the_segment_and_the_same_one_again(pair: Pair) -> None:
    asked = AskDraw(ask="draw", segment={"sex": "female", "income": "1"}, nth=3)
    one = answered(asked, pair, told)
    assert one == answered(asked, pair, told)
    assert (one.attributes["sex"], one.attributes["income"]) == ("female", "1")
    assert int(one.attributes["age"]) >= 18
    assert one != answered(asked.model_copy(update={"nth": 4}), pair, told)
    for segment, words in (({"sex": "femal"}, "did you mean 'female'"), ({"age": "0-14"}, "nobody here is like that")):
        with pytest.raises(Problem) as refused:
            answered(AskDraw(ask="draw", segment=segment), pair, told)
        assert words in str(refused.value)


def test_a_life_is_the_replay_with_its_twin_beside_it(pair: Pair) -> None:
    busiest = int(np.argmax(pair.value("entries_against") + pair.value("entries_for")))
    life = answered(AskLife(ask="life", person=busiest), pair, told)
    replayed = cr.replay(pair.world.run, busiest)
    assert {one.scheme: one.score for one in life.accounts} == replayed.scores
    assert [one.score for one in life.scores] == replayed.ledger["score"].to_list()
    assert (
        sum(line.outcome == "done" for line in life.lines)
        == replayed.diary.filter(pl.col("happening") == "occasion", pl.col("outcome") == "done").height
    )
    twin = cr.replay(pair.twin.run, busiest)
    assert (
        life.sums["acts and requests"][1]
        == twin.diary.filter(pl.col("happening") == "occasion", pl.col("outcome") == "done").height
    )
    assert life.sources
    assert 0 <= life.alike.count <= life.alike.of


def test_a_choice_is_lived_and_can_be_taken_back(pair: Pair) -> None:
    busiest = int(np.argmax(pair.value("entries_against") + pair.value("entries_for")))
    plain = answered(AskLife(ask="life", person=busiest), pair, told)
    assert 1 <= len(plain.decisions) <= 3
    chosen = plain.decisions[0]
    turned = LifeChoice(window=chosen.window, ordinal=chosen.ordinal, outcome=not chosen.outcome)
    other = answered(AskLife(ask="life", person=busiest, choices=(turned,)), pair, told)
    assert other.decisions[0].turned
    assert other.decisions[0].outcome is not chosen.outcome
    assert {one.scheme: one.score for one in other.accounts} != {one.scheme: one.score for one in plain.accounts}
    assert other.ways == ()
    back = LifeChoice(window=chosen.window, ordinal=chosen.ordinal, outcome=chosen.outcome)
    same = answered(AskLife(ask="life", person=busiest, choices=(back,)), pair, told)
    assert same.scores == plain.scores
    with pytest.raises(Problem, match="comes to no such decision"):
        answered(
            AskLife(ask="life", person=busiest, choices=(LifeChoice(window=0, ordinal=250, outcome=True),)), pair, told
        )


def test_an_appeal_is_a_choice_where_an_entry_was_noticed(pair: Pair) -> None:
    lives = (answered(AskLife(ask="life", person=person), pair, told) for person in range(0, pair.people, 9))
    plain = next(one for one in lives if any(d.decision == "appeal" and not d.outcome for d in one.decisions))
    chosen = next(one for one in plain.decisions if one.decision == "appeal")
    turned = LifeChoice(decision="appeal", window=chosen.window, ordinal=chosen.ordinal, outcome=True)
    other = answered(AskLife(ask="life", person=plain.person, choices=(turned,)), pair, told)
    assert (other.decisions[0].decision, other.decisions[0].outcome, other.decisions[0].turned) == (
        "appeal",
        True,
        True,
    )
    replayed = cr.replay(
        pair.world.run, plain.person, overrides=cr.Override(chosen.window, chosen.ordinal, "appeal", True)
    )
    assert {one.scheme: one.score for one in other.accounts} == replayed.scores
    assert {one.twin for one in other.lines} == {one.twin for one in plain.lines}
    filed = [step.outcome for line in other.lines for step in line.steps if step.date == chosen.date]
    assert "appealed" in filed
    assert sum(one.decision == "appeal" for one in plain.decisions) == 1


def test_rates_by_group_and_by_district_add_up_to_the_tally(pair: Pair) -> None:
    tally = pair.tally()
    for asked in (AskGroups(ask="groups", by=("income", "sex")), AskDistricts(ask="districts")):
        table = answered(asked, pair, told).table
        frame = pl.DataFrame(table.rows, schema=list(table.columns), orient="row")
        assert frame["adults"].sum() == tally.adults
        hit = (frame["because"] * frame["adults"] / 1000).sum()
        assert hit == pytest.approx(tally.only + tally.both)


def test_a_saved_scenario_is_the_one_that_is_lived(pair: Pair, tmp_path) -> None:
    file = answered(AskSave(ask="save", what="scenario"), pair, told)
    path = tmp_path / file.name
    path.write_text(file.text, encoding="utf-8")
    assert cr.scenario(str(path)) == pair.world.engine.scenario


def test_a_comparison_is_that_of_compare() -> None:
    asked = AskCompare(ask="compare", other=TINY, by=("income",))
    made = answered(asked, None, told)
    scenario = cr.scenario("rongcheng", people=TINY.people, days=TINY.days)
    same = cr.compare(without_schemes(scenario), scenario)
    assert made.fate == same.fate
    assert [row[1:] for row in made.effects.rows] == [row[1:] for row in same.effects.rows()]
    assert len(made.groups["income"].rows) == same.by("income").height
    with pytest.raises(Problem, match="no pair"):
        answered(AskCompare(ask="compare", first=TINY, other=TINY.model_copy(update={"seed": 2})), None, told)


@pytest.mark.heavy
def test_a_decomposition_is_that_of_decompose() -> None:
    choice = Choice(scenario="suining-2010", people=256, days=7)
    made = answered(AskDecompose(ask="decompose", choice=choice), None, told)
    same = cr.decompose("suining-2010", people=256, days=7)
    for harm in made.harms:
        assert harm.total == float(same.total(harm.measure))
        shares = pl.DataFrame(harm.shares.rows, schema=list(harm.shares.columns), orient="row")
        assert shares["share"].sum() == pytest.approx(harm.total - harm.none)


@pytest.mark.heavy
def test_an_audit_is_that_of_audit() -> None:
    made = answered(AskAudit(ask="audit", choice=TINY, seeds=2), None, told)
    same = cr.audit(cr.run("rongcheng", people=TINY.people, days=TINY.days), seeds=2)
    assert made.audit == same.finite()


def test_a_report_has_the_sections_that_were_chosen() -> None:
    nobody = TINY.model_copy(update={"scenario": "no-scheme"})
    made, pages = report_of(AskReport(ask="report", choice=nobody, sections=("summary", "gains", "again")), told)
    assert made.sections == ("summary", "again")
    assert [one.address for one in made.pages.values()] == [f"api/reports/{name}" for name in pages]
    assert [one.size for one in made.pages.values()] == [len(page) for page in pages.values()]
    assert all(b"Creditarium report" in page for page in pages.values())


def test_a_report_is_made_in_each_language_of_the_page() -> None:
    nobody = TINY.model_copy(update={"scenario": "no-scheme"})
    made, pages = report_of(AskReport(ask="report", choice=nobody, sections=("summary",)), told)
    assert tuple(made.pages) == SPOKEN
    for language, page in zip(made.pages, pages.values(), strict=True):
        assert f'<html lang="{language}">'.encode() in page
        assert (b"Nobody here is anybody" in page) == (language == "en")


def test_a_report_has_no_section_that_there_is_not() -> None:
    nobody = TINY.model_copy(update={"scenario": "no-scheme"})
    with pytest.raises(Problem, match="no section"):
        report_of(AskReport(ask="report", choice=nobody, sections=("gain",)), told)


@pytest.mark.heavy
def test_the_sections_are_those_of_a_report() -> None:
    whole = cr.report(cr.run("rongcheng", people=TINY.people, days=TINY.days), audit=False)
    assert {one.key: one.title for one in whole.sections} == SECTIONS
