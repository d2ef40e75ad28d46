"""Observables: each subject against the tables themselves, and one clear line for what no run answers."""

from datetime import date
from typing import Any

import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.observables import Observable, check_observable, observe
from creditarium.model.problem import Problem
from creditarium.model.reading import load

ADULTS = ("18-34", "35-59", "60+")


@pytest.fixture(scope="module")
def lists() -> cr.Run:
    """Half a year of the national lists, in windows of thirteen weeks."""
    return cr.run("national-lists", people=40_000, days=182, seed=3)


def of(**parts: Any) -> Observable:
    return load(Observable, parts)


def test_a_count_is_the_tallys(lived: cr.Run) -> None:
    assert observe(lived, of(count="acts")) == lived.total("acts")
    assert observe(lived, of(count="acts", kind="speeding")) == lived.total("acts", item="speeding") > 0
    by_two = lived.tally("denied", by=["consequence", "income"])
    chosen = by_two.filter(pl.col("income").cast(pl.String).is_in(["poorest", "second"]))
    where = {"income": ["poorest", "second"]}
    for name in chosen["consequence"].unique():
        wanted = chosen.filter(pl.col("consequence") == name)["count"].sum()
        assert observe(lived, of(count="denied", consequence=name, where=where)) == wanted
    lawful = dict(lived.tally("held_back", by="lawful").rows())
    assert observe(lived, of(count="held_back", lawful=True)) == lawful[True] > 0


def test_days_are_dates_or_numbers_and_parts_add_up(lived: cr.Run) -> None:
    whole = observe(lived, of(count="acts"))
    first, rest = of(count="acts", until=100), of(count="acts", since=date(2020, 4, 10))
    assert observe(lived, first) + observe(lived, rest) == pytest.approx(whole, rel=1e-12)
    assert observe(lived, of(count="acts", until=date(2020, 4, 9))) == observe(lived, first)
    [four] = lived.tally("acts", by="window").filter(pl.col("window") == 4)["count"]
    assert observe(lived, of(count="acts", until=28)) == four
    assert observe(lived, of(count="acts", until=7)) == four / 4


def test_a_count_per_person_and_person_year(lived: cr.Run) -> None:
    old = {"age": ["60+"]}
    [people] = lived.tally("people", by="age").filter(pl.col("age").cast(pl.String) == "60+")["count"]
    acts = observe(lived, of(count="acts", where=old))
    assert observe(lived, of(count="acts", where=old, per="person")) == pytest.approx(acts / people)
    half = of(count="acts", where=old, until=182, per="person_year")
    wanted = observe(lived, of(count="acts", where=old, until=182)) / people / 182 * 365.25
    assert observe(lived, half) == pytest.approx(wanted)


def test_one_observable_per_another(lists: cr.Run) -> None:
    """The published number of 2014: attempts by each person refused a flight."""
    found = observe(
        lists, of(count="attempts", refused="travel", per={"count": "refused_persons", "refused": "travel"})
    )
    by_mark = dict(lists.tally("attempts", by="refused").rows())
    assert found == by_mark["travel"] / lists.total("refused_persons", "travel")
    assert found > 1


def test_a_stock_at_a_date_and_its_share(lists: cr.Run) -> None:
    frame = lists.bands().with_columns(pl.col("scheme", "band").cast(pl.String))
    of_list = frame.filter(pl.col("scheme") == "court-blacklist")
    for day, shown in ((None, date(2020, 6, 30)), (date(2020, 3, 31), date(2020, 3, 31)), (120, date(2020, 3, 31))):
        at = of_list.filter(pl.col("date") == shown)
        listed, whole = at.filter(pl.col("band") == "listed")["people"].sum(), at["people"].sum()
        asked: dict[str, Any] = {"stock": "court-blacklist", "band": "listed"} | ({"at": day} if day else {})
        assert observe(lists, of(**asked)) == listed > 0
        assert observe(lists, of(**asked, per="member")) == listed / whole
        national = {"recalled": 1.11e9, "range": [1.1e9, 1.2e9], "unit": "adults", "memory": "PP-001"}
        adults = {"count": "people", "where": {"age": list(ADULTS)}}
        [people] = (
            lists.tally("people", by="age")
            .filter(pl.col("age").cast(pl.String) != "0-17")
            .select(pl.col("count").sum())["count"]
        )
        scaled = observe(lists, of(**asked, per=adults, times=national))
        assert scaled == pytest.approx(1.11e9 * listed / people)


def test_a_mean_score_lies_within_a_bin_of_the_members(lived: cr.Run) -> None:
    name = "national-2020-as-reported"
    found = observe(lived, of(mean_score=name))
    bins = lived.scores(name)
    width = float((bins["high"] - bins["low"]).max())
    score = lived.cohort()[f"score.{name}"]
    assert abs(found - float(score.mean())) < width + 3 * float(score.std()) / len(score) ** 0.5


def test_a_state_at_the_end(lived: cr.Run) -> None:
    rows = lived.frame("states").filter(pl.col("state").cast(pl.String) == "opinion").select("value", "persons").rows()
    people = sum(count for _, count in rows)
    assert observe(lived, of(mean_state="opinion")) == pytest.approx(sum(v * n for v, n in rows) / people)
    low, high = min(rows)[0], max(rows)[0]
    assert observe(lived, of(state="opinion", within=[low, high], per="person")) == 1
    men = observe(lived, of(state="opinion", within=[0, high], where={"sex": ["male"]}))
    women = observe(lived, of(state="opinion", within=[0, high], where={"sex": ["female"]}))
    assert men + women == sum(n for v, n in rows if v >= 0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"count": "act"}, "nothing is counted as 'act'. Mend: did you mean 'acts'"),
        ({"count": "acts", "kind": "speding"}, "counts no 'acts' of kind 'speding'. Mend: did you mean 'speeding'"),
        ({"count": "acts", "scheme": "sesame"}, "'acts' is not counted by 'scheme'"),
        ({"count": "refused_persons", "refused": "travle"}, "is called 'travle'. Mend: did you mean 'travel'"),
        ({"count": "refused_persons", "until": 28}, "for the whole run only"),
        ({"count": "acts", "where": {"age": ["18-24"]}}, "no group of age is called '18-24'"),
        ({"count": "acts", "where": {"region": ["Beijng"]}}, "no region is called 'Beijng'. Mend: did you mean"),
        ({"count": "acts", "until": date(2021, 2, 1)}, "lies outside the run, which has 365 days from 2020-01-01"),
        ({"count": "acts", "since": 20, "until": 10}, "'since' is after 'until'"),
        ({"stock": "sesam", "band": "listed"}, "no scheme is called 'sesam'"),
        ({"stock": "ticket-ban-as-reported", "band": "A"}, "no band of 'ticket-ban-as-reported' is called 'A'"),
        ({"stock": "ticket-ban-as-reported", "band": "listed", "at": 6}, "the end of the first window, of 7"),
        ({"stock": "ticket-ban-as-reported", "band": "listed", "where": {"sex": ["male"]}}, "by region only"),
        ({"mean_score": "ticket-ban-as-reported"}, "is a list, which has no scores"),
        ({"mean_state": "opinon"}, "declares no state 'opinon'"),
        ({"count": "acts", "per": {"count": "act"}}, "nothing is counted as 'act'"),
        ({"count": "acts", "consequence": "x"}, "'acts' is not counted by 'consequence'"),
        ({"count": "acts", "per": {"count": "acts", "kind": "speeding", "domain": "health"}}, "beside"),
    ],
)  # fmt: skip
def test_what_no_run_answers_is_one_line(lived: cr.Run, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(Problem, match=said):
        observe(lived, of(**asked))
    if "region" not in asked.get("where", {}):
        with pytest.raises(Problem, match=said):
            check_observable(of(**asked), lived.scenario)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "not none. Mend: name one"),
        ({"count": "acts", "stock": "sesame"}, "not count and stock"),
        ({"count": "acts", "at": 7}, "'at' says nothing of a count"),
        ({"stock": "sesame"}, "a stock needs its 'band'"),
        ({"count": "acts", "per": "member"}, "no share 'member'"),
        ({"stock": "sesame", "band": "A", "per": "person_year"}, "no share 'person_year'"),
        ({"count": "acts", "knd": "speeding"}, "unknown key 'knd'. Mend: did you mean 'kind'"),
        ({"count": "acts", "times": {"value": 3}}, "source"),
    ],
)
def test_a_bad_observable_is_one_line(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(Problem, match=said):
        of(**asked)


def test_a_share_of_nothing_is_refused(lists: cr.Run) -> None:
    asked = of(count="denied", per={"count": "denied", "consequence": "court_no_flight", "where": {"age": ["0-17"]}})
    with pytest.raises(Problem, match="a share of nothing"):
        observe(lists, asked)
