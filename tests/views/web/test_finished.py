"""Finished runs on the page: named by what the server lists, compared as `creditarium compare` compares them."""

from __future__ import annotations

from pathlib import Path

import pytest

import creditarium as cr
from creditarium.model.problem import Problem
from creditarium.results.digests import fate_of
from creditarium.views.web.answering import answered
from creditarium.views.web.asking import AskAudit, AskCompare, AskReport, AskSpan, Choice, FinishedRun
from creditarium.views.web.finished import run_card, runs_told
from creditarium.views.web.judging import report_of
from creditarium.views.web.limits import check_world
from creditarium.views.web.reading import Caps

SIZE = {"people": 320, "days": 28}


def told(done: int, total: int) -> None:
    assert 0 <= done <= total


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which three runs were written, and things that are none."""
    folder = tmp_path_factory.mktemp("started")
    runs = folder / "runs"
    cr.run("rongcheng", **SIZE, out=runs / "plain")
    cr.run("rongcheng", **SIZE, without=["sharing"], out=runs / "kept-apart")
    cr.run("rongcheng", **SIZE, seed=2, out=runs / "other-luck")
    cr.run("rongcheng", **SIZE, out=folder / "outside")
    cr.run("rongcheng", **SIZE, out=runs / "a name with spaces")
    (runs / "empty").mkdir()
    (runs / "odd").mkdir()
    (runs / "odd" / "manifest.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def there(started: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(started)


def test_finished_runs_are_listed_with_their_digests() -> None:
    cards = {card.name: card for card in runs_told().runs}
    assert set(cards) == {"plain", "kept-apart", "other-luck"}
    run = cr.open_run("runs/plain")
    assert cards["plain"].digest == run.manifest.digest
    assert cards["plain"].fate == fate_of(run.engine)["whole"] == cards["kept-apart"].fate != cards["other-luck"].fate
    assert (cards["other-luck"].people, cards["other-luck"].days, cards["other-luck"].seed) == (320, 28, "2")


def test_where_nothing_was_run_nothing_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert runs_told().runs == ()


@pytest.mark.parametrize("name", ["..", ".", "outside", "plan", "odd", "empty"])
def test_what_is_not_listed_is_nobody_elses_path(name: str) -> None:
    with pytest.raises(Problem, match="no finished run is called"):
        run_card(name)


@pytest.mark.parametrize("name", ["../outside", "/etc", "a name with spaces", "plain/", ""])
def test_no_path_is_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="run"):
        FinishedRun(run=name)


def test_a_run_beyond_the_caps_is_refused_in_words() -> None:
    caps = Caps(people=320, days=28, runs=1, queue=0)
    check_world(FinishedRun(run="plain"), caps)
    with pytest.raises(Problem, match="320 people are more"):
        check_world(FinishedRun(run="plain"), caps.model_copy(update={"people": 300}))


def test_two_finished_runs_are_compared_as_compare_does() -> None:
    first, other = FinishedRun(run="plain"), FinishedRun(run="kept-apart")
    made = answered(AskCompare(ask="compare", first=first, other=other), None, told)
    same = cr.compare(cr.open_run("runs/plain"), cr.open_run("runs/kept-apart"))
    assert made.names == ("plain", "kept-apart")
    assert [row[1:] for row in made.effects.rows] == [row[1:] for row in same.effects.rows()]


def test_a_choice_beside_a_run_takes_its_size_and_luck() -> None:
    choice = Choice(scenario="rongcheng", people=5_000, days=365, seed=9)
    made = answered(AskCompare(ask="compare", first=choice, other=FinishedRun(run="other-luck")), None, told)
    assert made.fate == run_card("other-luck").fate
    assert {row[made.effects.columns.index("mean")] for row in made.effects.rows} == {0.0}


def test_runs_of_another_fate_are_no_pair_and_one_line_says_in_what() -> None:
    asked = AskCompare(ask="compare", first=FinishedRun(run="plain"), other=FinishedRun(run="other-luck"))
    with pytest.raises(Problem, match=r"plain and other-luck are no pair: they differ in the seed \(1 and 2\)"):
        answered(asked, None, told)


def test_the_span_holds_what_each_seed_gives() -> None:
    asked = AskSpan(ask="span", other=FinishedRun(run="plain"), seeds=2)
    made = answered(asked, None, told)
    assert (made.seeds, made.people) == (("1", "2"), 320)
    effects = [
        answered(AskCompare(ask="compare", other=FinishedRun(run=name)), None, told) for name in ("plain", "other-luck")
    ]
    means = zip(*([row[one.effects.columns.index("mean")] for row in one.effects.rows] for one in effects), strict=True)
    for (measure, _, lowest, mean, highest), both in zip(made.effects.rows, means, strict=True):
        assert (lowest, highest) == (min(both), max(both)), measure
        assert mean == pytest.approx(sum(both) / 2)
    assert any(row[2] != row[4] for row in made.effects.rows)
    for name, column in (("groups", "mean"), ("touched_by", "share")):
        frames = [getattr(one, name)["income"] for one in effects]
        values = zip(*([row[one.columns.index(column)] for row in one.rows] for one in frames), strict=True)
        spans = getattr(made, name)["income"].rows
        assert [(row[-3], row[-1]) for row in spans] == [(min(both), max(both)) for both in values]


def test_a_report_is_made_of_a_finished_run() -> None:
    asked = AskReport(ask="report", choice=FinishedRun(run="kept-apart"), sections=("summary", "again"))
    made, pages = report_of(asked, told)
    assert made.sections == ("summary", "again")
    digest = run_card("kept-apart").digest[:12].encode()
    assert all(b"kept-apart" in page or digest in page for page in pages.values())


@pytest.mark.heavy
def test_an_audit_is_made_of_a_finished_run() -> None:
    made = answered(AskAudit(ask="audit", choice=FinishedRun(run="plain"), seeds=2), None, told)
    assert made.audit == cr.audit(cr.open_run("runs/plain"), seeds=2).finite()
