"""A finished run of very many people keeps no states: its folder does not grow with them, and any life can be told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import creditarium as cr
from creditarium.analysis.other_world import Unlived
from creditarium.engine import partition, society, state
from creditarium.engine.people_draw import People
from creditarium.engine.run import Engine
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.results.folder import STATE, WHOLE
from creditarium.results.reliving import place_of
from creditarium.results.replay import live_again
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
    stored = open_run(tmp_path / "many").fields
    state.MOST_KEPT = PEOPLE
    few = lived(tmp_path / "few")
    differing = {name for name, digest in few.manifest.tables.items() if many.manifest.tables[name] != digest}
    assert differing == {"fields", "whole"}
    for name, array in few.fields.arrays.items():
        assert (stored.arrays[name] == array).all(), name
    assert len(few.fields.docket) > 0
    assert len(stored.docket) == len(stored.docket_start) == 0
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


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many profiles are drawn, stretch by stretch."""
    sizes: list[int] = []
    fill = society.fill_profiles

    def counted(tables: People, seed: np.uint64, region: int, low: int, high: int, out: NDArray[np.uint16]) -> None:
        sizes.append(high - low)
        fill(tables, seed, region, low, high, out)

    monkeypatch.setattr(society, "fill_profiles", counted)
    monkeypatch.setattr(society, "_last", {})
    return sizes


def test_a_life_is_told_without_drawing_anybody_of_another_community(
    tmp_path: Path, few_kept: None, drawn: list[int]
) -> None:
    cr.run("reported-2020-lean", people=6_000, days=DAYS, seed=5, out=tmp_path / "many")
    assert sum(drawn) == 6_000  # all of them once, and nobody to find how much memory they need
    society._last.clear()
    drawn.clear()
    told = cr.explain(open_run(tmp_path / "many"), person=4_711)
    place = told.life.relived.place
    assert told.life.matches
    assert set(drawn) <= {place.people, 1}  # the community's, or the one person's whose attributes are told


def test_a_life_of_a_whole_country_takes_no_more_than_its_community(drawn: list[int]) -> None:
    engine = Engine.of(resolve("reported-2020-lean", people=1_410_000_000, days=56))
    society_of = engine.settled.society
    run = cr.Run(Unlived(engine, 2))
    for person in (0, 1_234_567_890, 1_410_000_000 - 1):
        life = live_again(run, place_of(engine, person), recorded=False)
        place = life.relived.place
        assert society_of.start[place.community] + place.agent == person
        assert len(life.relived.circle) == place.high - place.low <= society_of.circle
        assert life.profile == int(engine.settled.profiles_of(person, person + 1)[0])
    assert drawn
    assert max(drawn) <= engine.scenario.community
    assert "profiles" not in vars(engine.settled)
    assert "society" not in vars(engine)


def test_a_community_alone_is_what_it_is_among_all() -> None:
    scenario = resolve("reported-2020", people=70_000, days=28, seed=4)
    apart, whole = Engine.of(scenario), Engine.of(scenario)
    apart.settled = replace(whole.settled)
    everybody, start = whole.settled.profiles, whole.settled.society.start
    assert "profiles" not in vars(apart.settled)
    for community in (0, 1, 17, whole.settled.communities - 1):
        own = slice(int(start[community]), int(start[community + 1]))
        part = apart.part((community, community + 1))
        assert (part.settled.profiles == everybody[own]).all()
        assert part.society.landing_scale == whole.society.landing_scale[community]
    low, high = int(start[5]) + 3, int(start[7]) - 5  # across the border of two communities, and not at a circle's
    assert (apart.settled.profiles_of(low, high) == everybody[low:high]).all()
    assert "profiles" not in vars(apart.settled)


def test_the_room_for_matters_in_hand_grows_as_often_as_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cr.run("reported-2020", people=PEOPLE, days=DAYS, seed=5)
    monkeypatch.setattr(partition, "ROOM", 1)
    narrow = cr.run("reported-2020", people=PEOPLE, days=DAYS, seed=5)
    assert len(narrow.state.docket) > 0
    assert narrow.state.docket.tolist() == whole.state.docket.tolist()
    assert narrow.manifest.digest == whole.manifest.digest
