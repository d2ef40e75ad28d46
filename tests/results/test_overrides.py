"""Overrides: a decision turned round moves no draw, changes what follows, and nothing in silence."""

from datetime import date, timedelta

import polars as pl
import pytest

import creditarium as cr


def acts(life: cr.Life, outcome: str) -> list[dict]:
    return life.diary.filter((pl.col("happening") == "occasion") & (pl.col("outcome") == outcome)).to_dicts()


def fate(life: cr.Life) -> dict[tuple[int, int], tuple[str, float]]:
    """Give kind and draw of every occasion, by its window and ordinal."""
    rows = life.diary.filter(pl.col("happening") == "occasion").select("window", "ordinal", "kind", "u").rows()
    return {(window, ordinal): (kind, u) for window, ordinal, kind, u in rows}


@pytest.mark.parametrize("person", [15, 700, 2_345])
def test_an_act_turned_round_changes_itself_and_no_draw(rongcheng: cr.Run, person: int) -> None:
    plain = cr.replay(rongcheng, person)
    for outcome, wanted in (("left", True), ("done", False)):
        row = acts(plain, outcome)[2]
        turned = cr.replay(rongcheng, person, overrides=cr.Override(row["window"], row["ordinal"], "act", wanted))
        both = fate(plain).keys() & fate(turned).keys()
        assert {place: fate(plain)[place] for place in both} == {place: fate(turned)[place] for place in both}
        assert len(both) > 40
        mine = [
            r for r in turned.diary.iter_rows(named=True) if r["happening"] == "occasion" and r["date"] == row["date"]
        ]
        assert [r["outcome"] for r in mine] == ["done" if wanted else "left"]
        before = pl.col("date") < row["date"]
        assert turned.diary.filter(before).equals(plain.diary.filter(before))


def test_nothing_turned_round_is_the_life_itself(rongcheng: cr.Run) -> None:
    plain = cr.replay(rongcheng, 77)
    row = acts(plain, "done")[0]
    same = cr.replay(rongcheng, 77, overrides=(cr.Override(row["window"], row["ordinal"], "act", True),))
    assert same.matches
    assert same.diary.equals(plain.diary)
    assert "overrides: 1" in repr(same)


def test_a_date_means_its_window(rongcheng: cr.Run) -> None:
    row = acts(cr.replay(rongcheng, 77), "done")[1]
    start = rongcheng.scenario.clock.start
    by_date = cr.Override(start + timedelta(days=row["window"] * 7 + 6), row["ordinal"], "act", False)
    by_window = cr.Override(row["window"], row["ordinal"], "act", False)
    lives = [cr.replay(rongcheng, 77, overrides=one) for one in (by_date, by_window)]
    assert lives[0].diary.equals(lives[1].diary)


def test_sensors_and_institutions_can_be_turned_round(reported: cr.Run) -> None:
    turned: set[str] = set()
    for person in range(300, 330):
        plain = cr.replay(reported, person)
        for decision, no in (("seen", "not seen"), ("answer", "refused by its own rule")):
            rows = plain.diary.filter(pl.col("outcome") == no)
            if rows.is_empty() or decision in turned:
                continue
            row = rows.row(0, named=True)
            life = cr.replay(reported, person, overrides=cr.Override(row["window"], row["ordinal"], decision, True))
            same = (pl.col("date") == row["date"]) & (pl.col("happening") == row["happening"])
            assert no not in life.diary.filter(same)["outcome"].to_list()
            turned.add(decision)
    assert turned == {"seen", "answer"}


def asked_to_appeal(life: cr.Life) -> list[dict]:
    """Give every entry that was noticed, with the window of its origin and whether an appeal was filed."""
    found, origin = [], None
    for row in life.diary.iter_rows(named=True):
        if row["happening"] == "entered":
            origin = row["origin"]
        elif row["outcome"] in ("appealed", "no appeal"):
            found.append({**row, "origin": origin})
    return found


def test_an_appeal_can_be_filed_or_left_and_the_office_answers_as_it_would(rongcheng: cr.Run) -> None:
    turned, answers = set(), set()
    for person in range(0, 900, 3):
        plain = cr.replay(rongcheng, person)
        for row in asked_to_appeal(plain)[:2]:
            wanted = row["outcome"] == "no appeal"
            again = cr.replay(rongcheng, person, overrides=cr.Override(row["origin"], row["ordinal"], "appeal", wanted))
            [mine] = [one for one in asked_to_appeal(again) if (one["date"], one["by"]) == (row["date"], row["by"])]
            assert (mine["outcome"] == "appealed") == wanted
            assert (mine["u"], mine["p"]) == (row["u"], row["p"])
            before = pl.col("date") < row["date"]
            assert again.diary.filter(before).equals(plain.diary.filter(before))
            heard = [life.diary.filter(pl.col("happening") == "appeal").height for life in (plain, again)]
            assert heard[1] >= heard[0] if wanted else heard[1] <= heard[0]
            turned.add(wanted)
            answers.update(again.diary.filter(pl.col("happening") == "appeal")["outcome"].to_list())
    assert turned == {True, False}
    assert answers == {"upheld", "rejected"}


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ((-1, 0, "act", True), "outside the run"),
        ((53, 0, "act", True), "outside the run"),
        ((date(2017, 12, 31), 0, "act", True), "outside the run"),
        ((date(2030, 1, 1), 0, "act", True), "outside the run"),
        ((True, 0, "act", True), "outside the run"),
        ((3, 0, "atc", True), "did you mean 'act'"),
        ((3, -1, "act", True), "is no ordinal"),
        ((3, 256, "act", True), "is no ordinal"),
        ((3, 0, "act", 1), "is no outcome"),
        ((3, 180, "act", True), "comes to no such decision"),
        ((3, 180, "answer", True), "comes to no such decision"),
        ((3, 180, "appeal", True), "comes to no such decision"),
    ],
)
def test_an_override_that_can_be_none_is_refused(rongcheng: cr.Run, override: tuple, said: str) -> None:
    with pytest.raises(cr.Problem, match=said):
        cr.replay(rongcheng, 77, overrides=cr.Override(*override))


def test_what_is_no_override_or_stands_twice_is_refused(rongcheng: cr.Run) -> None:
    with pytest.raises(cr.Problem, match="is no override"):
        cr.replay(rongcheng, 77, overrides=((3, 0, "act", True),))  # type: ignore[arg-type]
    row = acts(cr.replay(rongcheng, 77), "done")[1]
    twice = tuple(cr.Override(row["window"], row["ordinal"], "act", outcome) for outcome in (True, False))
    with pytest.raises(cr.Problem, match="turned round twice"):
        cr.replay(rongcheng, 77, overrides=twice)
