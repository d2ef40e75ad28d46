"""Replay: any life ends as recorded, its ledger folds to its score, and a refusal names what is behind it."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.engine.randomness import draw
from creditarium.engine.trace import COLUMNS
from creditarium.results.reliving import digest_again, place_of, relive
from creditarium.results.replay import Life
from creditarium.results.tables import scale_of

SAMPLED, ALL = 40, 200


def sample(people: int, count: int) -> list[int]:
    """Draw persons anywhere, the first and the last among them."""
    drawn = [int(draw(np.uint64(j), np.uint64(99))) * people >> 32 for j in range(count - 2)]
    return [0, people - 1, *drawn]


def check_books(life: Life) -> None:
    """The deltas of each scheme add up to every score on the way, and to the recorded one at the end."""
    recorded = life.raw_state
    for name, scheme in life.run.scenario.scoring.items():
        booked = life.ledger.filter(pl.col("scheme") == name)
        assert booked["delta"].cum_sum().to_list() == pytest.approx(booked["score"].to_list())
        assert booked["score"][-1] * scale_of(scheme) == pytest.approx(recorded[f"score.{name}"])


def test_any_life_ends_as_recorded_and_folds_to_its_score(reported: cr.Run, heavy: bool) -> None:
    for person in sample(12_000, ALL if heavy else SAMPLED):
        life = cr.replay(reported, person)
        assert life.matches, person
        check_books(life)


@pytest.mark.parametrize("name", ["documented-2020", "sesame-2018", "suining-2010"])
def test_other_scenarios_replay_too(name: str, heavy: bool) -> None:
    run = cr.run(name, people=3_000, days=365 if heavy else 140, seed=2)
    for person in sample(3_000, 60 if heavy else 12):
        life = cr.replay(run, person)
        assert life.matches, person
        check_books(life)


def test_whole_communities_end_in_their_digest(reported: cr.Run) -> None:
    recorded = reported.frame("communities")["digest"]
    for community in range(0, reported.manifest.communities, 7):
        assert digest_again(reported.fields, reported.engine, community) == recorded[community]


def test_a_changed_record_does_not_match(rongcheng: cr.Run) -> None:
    life = cr.replay(rongcheng, 77)
    changed = life.relived.circle.copy()
    changed[0, 0] ^= 1
    other = Life(rongcheng, 77, type(life.relived)(**{**vars(life.relived), "circle": changed}))
    assert life.matches
    assert not other.matches


def test_a_life_from_the_folder_is_the_life_from_memory(reported: cr.Run, stored: Path) -> None:
    opened = cr.open_run(stored)
    here, there = cr.replay(reported, 4711), cr.replay(opened, 4711)
    assert there.matches
    assert there.diary.equals(here.diary)
    assert there.ledger.equals(here.ledger)
    assert there.state == here.state


def test_the_diary_tells_every_act_that_was_counted(rongcheng: cr.Run) -> None:
    engine, place = rongcheng.engine, place_of(rongcheng.engine, 500)
    told = relive(engine, rongcheng.fields, place).trace
    assert told.shape[1] == len(COLUMNS)
    life = cr.replay(rongcheng, 500)
    assert life.diary.height == len(told)
    assert life.diary["date"].is_sorted()
    acts = life.diary.filter(pl.col("happening") == "occasion", pl.col("p").is_not_null())
    decided = (acts["u"] < acts["p"]) == (acts["outcome"] == "done")
    assert decided.all()


def test_the_cohorts_states_are_those_of_the_lives(reported: cr.Run) -> None:
    row = reported.cohort().row(5, named=True)
    life = cr.replay(reported, row["person"])
    assert {name: row[name] for name in life.state} == life.state
    assert row["age"] == life.attributes["age"]


def test_a_refusal_names_its_consequence_and_what_is_behind_it(reported: cr.Run) -> None:
    records, engine = reported.state.records[:12_000], reported.engine
    from creditarium.results.decoding import decoded

    refused = np.flatnonzero(decoded(engine.compiled, records, "refused.travel") > 0)[:12]
    assert len(refused)
    found = 0
    for person in refused.tolist():
        life = cr.replay(reported, person)
        assert life.refusals.height > 0
        for refusal in life.refusals.iter_rows(named=True):
            rule = reported.scenario.consequences.rules[refusal["consequence"]]
            assert rule.need == refusal["kind"]
            assert rule.scheme == refusal["scheme"]
            assert refusal["known_until"] <= refusal["date"]
            behind = life.ledger.filter(pl.col("entry").is_in(refusal["entries"]))
            if rule.scheme == "ticket-ban-as-reported":
                assert behind.height > 0
                found += 1
            assert (behind["scheme"] == refusal["scheme"]).all()
            assert (behind["date"] <= refusal["known_until"]).all()
    assert found


@pytest.mark.parametrize("person", [-1, 4_000, True, 1.5, "7"])
def test_nobody_of_that_number(rongcheng: cr.Run, person: object) -> None:
    with pytest.raises(cr.Problem):
        cr.replay(rongcheng, person)  # type: ignore[arg-type]


def test_the_repr_says_who_and_whether_it_matches(rongcheng: cr.Run) -> None:
    lines = repr(cr.replay(rongcheng, 12)).splitlines()
    assert lines[0] == "Life of person 12 in “rongcheng”"
    assert lines[-1] == "└── ends as recorded"


def test_a_life_shows_by_which_draw_and_chance_everything_was_decided(reported: cr.Run) -> None:
    """What is asked happens if and only if u is below p: acts, sensors, institutions, consequences, appeals."""
    seen: set[str] = set()
    yes = {"done", "seen", "taken for another's", "granted by its own rule", "applied", "noticed", "appealed"}
    yes |= {"to be upheld"}
    for person in range(1_000, 1_060):
        rows = cr.replay(reported, person).diary.filter(pl.col("p").is_not_null())
        assert ((rows["u"] < rows["p"]) == rows["outcome"].is_in(list(yes))).all()
        seen |= {*rows["outcome"].to_list()}
    assert yes - {"to be upheld", "appealed"} <= seen
    assert {"left", "not seen", "spared", "refused by its own rule", "not noticed"} <= seen


def test_an_entry_names_the_occasion_that_it_goes_back_to(reported: cr.Run) -> None:
    found = 0
    for person in range(2_000, 2_100):
        diary = cr.replay(reported, person).diary
        for entry in diary.filter(pl.col("happening") == "entered").iter_rows(named=True):
            assert entry["origin"] <= entry["window"]
            if entry["outcome"] in ("entered", "entered, nothing changed"):
                back = diary.filter(
                    (pl.col("happening") == "occasion") & (pl.col("window") == entry["origin"])
                    & (pl.col("ordinal") == entry["ordinal"]) & (pl.col("kind") == entry["kind"])
                )  # fmt: skip
                assert back["outcome"].to_list() == ["done"]
                assert back["date"][0] <= entry["date"]
                found += 1
    assert found > 20


@pytest.mark.parametrize("name", ["sesame-2018"])
def test_the_parts_of_a_weighted_score_add_up_to_it(name: str) -> None:
    run = cr.run(name, people=2_000, days=120, seed=3)
    low, scored = 350, 0
    base = low + sum(
        part.weight.value * 600 * (part.start.value if part.start is not None else 0)
        for part in run.scenario.scoring["sesame"].dimensions.values()
    )
    for person in range(40):
        life = cr.replay(run, person)
        parts = life.diary.filter(pl.col("happening") == "part")
        if parts.is_empty():
            continue
        last = parts.filter(pl.col("date") == parts["date"].max())
        scored += 1
        assert life.scores["sesame"] == pytest.approx(round(base) + last["delta"].sum())
    assert scored > 10


@pytest.mark.parametrize("organisation", [0, 17, 30])
def test_an_organisation_is_replayed_like_a_person(rongcheng: cr.Run, reported: cr.Run, organisation: int) -> None:
    for run in (rongcheng, reported):
        life = cr.replay(run, organisation=organisation)
        assert life.matches
        assert life.attributes["organisation"] == organisation
        check_books(life)
    assert repr(life).startswith(f"Life of organisation {organisation} in “reported-2020”")


def test_the_rating_of_an_organisation_folds_from_its_ledger(reported: cr.Run) -> None:
    moved = [cr.replay(reported, organisation=j) for j in range(0, reported.manifest.organisations, 3)]
    assert sum(life.ledger.filter(pl.col("scheme") == "tax-rating").height > 1 for life in moved) > 3
    assert all(life.matches for life in moved)


def test_one_life_at_a_time(rongcheng: cr.Run) -> None:
    for given in ({}, {"person": 1, "organisation": 1}):
        with pytest.raises(cr.Problem, match="one life is replayed at a time"):
            cr.replay(rongcheng, **given)
    for number, said in ((31, "no organisation 31"), (-1, "no organisation -1"), ("x", "is no organisation")):
        with pytest.raises(cr.Problem, match=said):
            cr.replay(rongcheng, organisation=number)  # type: ignore[arg-type]


def test_a_life_under_an_extension_is_replayed_from_the_folder_alone(tmp_path: Path) -> None:
    """The rule's text stands in the run folder; the file may be gone. A run cut by its end goes on under it."""
    rule = tmp_path / "rule.py"
    rule.write_text(
        'READS = ("risk", "score.rongcheng-2018")\nWRITES = ("risk",)\n\n\n'
        "def rule(read, luck, written):\n    if read[1] < 1000 or luck % 2 == 0:\n        written[0] = read[0] + 9\n"
    )
    cr.run("rongcheng", people=2_000, days=30, set=f"extension={rule}", out=tmp_path / "run")
    straight = cr.run("rongcheng", people=2_000, days=44, set=f"extension={rule}")
    assert straight.frame("states").rows() != cr.run("rongcheng", people=2_000, days=44).frame("states").rows()
    rule.unlink()
    assert cr.replay(cr.open_run(tmp_path / "run"), 1234).matches
    assert cr.resume(tmp_path / "run", days=44, out=tmp_path / "longer").manifest == straight.manifest
