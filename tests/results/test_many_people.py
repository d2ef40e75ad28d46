"""A finished run of very many people keeps no states: its folder does not grow with them, and any life can be told."""

from pathlib import Path

import pytest

import creditarium as cr
from creditarium.engine import state
from creditarium.model.problem import Problem
from creditarium.results.folder import STATE, WHOLE
from creditarium.results.run import open_run
from creditarium.results.verification import verify
from creditarium.views import persons

PEOPLE, DAYS = 1_000, 33


@pytest.fixture
def few_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MOST_KEPT", PEOPLE - 1)


def lived(path: Path) -> cr.Run:
    return cr.run("reported-2020", people=PEOPLE, days=DAYS, seed=5, out=path)


def test_tables_are_those_of_a_run_that_keeps_states(tmp_path: Path, few_kept: None) -> None:
    many = lived(tmp_path / "many")
    state.MOST_KEPT = PEOPLE
    few = lived(tmp_path / "few")
    assert many.manifest.digest == few.manifest.digest
    assert {STATE, WHOLE} <= {file.name for file in (tmp_path / "few").iterdir()}
    assert not {STATE, WHOLE} & {file.name for file in (tmp_path / "many").iterdir()}


def test_any_life_is_told_and_found_as_recorded(tmp_path: Path, few_kept: None) -> None:
    lived(tmp_path / "many")
    run = open_run(tmp_path / "many")
    assert not run.keeps_states
    for person in (0, 511, PEOPLE - 1):
        assert cr.replay(run, person=person).matches
    assert all(check.difference == "" for check in verify(tmp_path / "many").checks)


def test_what_needs_the_states_is_refused_in_one_line(tmp_path: Path, few_kept: None) -> None:
    lived(tmp_path / "many")
    run = open_run(tmp_path / "many")
    with pytest.raises(Problem, match=f"a finished run of {PEOPLE:,} people keeps no states"):
        assert run.state
    with pytest.raises(Problem, match="keeps no states"):
        cr.resume(tmp_path / "many", days=DAYS + 30, out=tmp_path / "longer")
    assert not (tmp_path / "longer").exists()


def test_a_checkpoint_of_many_people_has_their_states(tmp_path: Path, few_kept: None) -> None:
    def tell(done: int, _: int) -> None:
        if done == 3:
            raise InterruptedError

    whole = lived(tmp_path / "whole")
    with pytest.raises(InterruptedError):
        cr.run(
            "reported-2020", people=PEOPLE, days=DAYS, seed=5, out=tmp_path / "many", checkpoint=1, tell=tell,
        )  # fmt: skip
    assert cr.resume(tmp_path / "many", say=str).manifest.digest == whole.manifest.digest


def test_only_the_first_are_looked_at_for_somebody_to_explain(monkeypatch: pytest.MonkeyPatch) -> None:
    run = cr.run("reported-2020", people=PEOPLE, days=DAYS, seed=5)
    every, first = persons.marks_of(run), persons.marks_of(run, 700)
    assert not every.blameless.all()
    for mine, theirs in zip(first, every, strict=True):
        assert mine.tolist() == theirs[:700].tolist()
    monkeypatch.setattr(persons, "LOOKED_AT", 7)
    assert persons.somebody(run).person < 7
