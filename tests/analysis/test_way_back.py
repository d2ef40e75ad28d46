"""The way back: what is reported was lived, nothing of it can be left out, and what bars it is named."""

from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.explain import explain
from creditarium.analysis.way_back import Act, WayBack, _Search, way_back
from creditarium.model.scoring import Rule
from creditarium.results.cohort import band_at
from creditarium.results.replay import Life


@cache
def rongcheng(**numbers: float) -> cr.Run:
    """A year in which deeds count for more than they do, so that bands are within reach."""
    at = "scoring.rongcheng-2018"
    points = {f"{at}.rules.{kind}.points": 15 for kind in ("volunteering", "blood_donation", "family_care")}
    more = {f"{at}.{path.replace('__', '.')}": value for path, value in numbers.items()}
    return cr.run("rongcheng", people=2_000, seed=3, set={**points, f"{at}.caps.good_deeds.most": 60, **more})


def first_day(life: Life, scheme: str, aim: str, since: date) -> date | None:
    """Give the first day from a date on in the band, read from the ledger."""
    names = [band.name for band in life.run.scenario.scoring[scheme].bands]
    held = life.ledger.filter((pl.col("scheme") == scheme) & (pl.col("date") >= pl.lit(since).cast(pl.Datetime("ms"))))
    for moment, entered, score in held.select("date", "entered", "score").iter_rows():
        good = names.index(band_at(life.run.engine, scheme, score)) >= names.index(aim)
        if good and entered != "opening balance":
            return moment.date()
    return None


def found(count: int, least: int = 1) -> list[tuple[Life, WayBack]]:
    run, made = rongcheng(), []
    for person in range(2_000):
        life = cr.replay(run, person)
        way = way_back(life, "rongcheng-2018", run.scenario.clock.start)
        if way.reached is not None and len(way.acts) >= least:
            made.append((life, way))
        if len(made) == count:
            break
    assert len(made) == count
    return made


def test_a_way_back_is_lived_through_with_its_overrides() -> None:
    for life, way in found(12):
        assert way.verified
        again = cr.replay(life.run, life.number, overrides=way.overrides)
        assert first_day(again, way.scheme, way.aim, way.since) == way.reached
        assert first_day(life, way.scheme, way.aim, way.since) is None
        assert way.earliest is not None
        assert way.since <= way.earliest <= way.reached
        assert len(way.acts) <= way.offered


def test_no_act_of_a_way_back_can_be_left_out() -> None:
    for life, way in found(5, least=2):
        for act in way.acts:
            rest = tuple(other.override for other in way.acts if other is not act)
            again = cr.replay(life.run, life.number, overrides=rest)
            assert first_day(again, way.scheme, way.aim, way.since) is None


def test_fewer_acts_than_the_fewest_do_not_do() -> None:
    """By brute force: no single decision that was on offer reaches the band where two are said to be the fewest."""
    checked = 0
    for life, way in found(8, least=2):
        if way.fewest and len(way.acts) == 2:
            search = _Search(life, way.scheme, way.since)
            search.found()
            for act in search._offers(search._lived(())):
                again = cr.replay(life.run, life.number, overrides=act.override)
                assert first_day(again, way.scheme, way.aim, way.since) is None
            checked += 1
    assert checked


def test_every_act_is_on_offer_and_serves_the_score() -> None:
    for life, way in found(8):
        occasions = life.diary.filter(pl.col("happening") == "occasion")
        for act in way.acts:
            assert isinstance(act, Act)
            at = occasions.filter((pl.col("window") == act.window) & (pl.col("ordinal") == act.ordinal))
            if at.height:
                assert at["kind"][0] == act.kind
                assert at["outcome"][0] == ("left" if act.do else "done")
            points = life.run.scenario.scoring[way.scheme].rules[act.kind].points
            assert points is None or (points.value > 0) == act.do
            assert act.date.date() >= way.since


def test_a_later_start_offers_no_more_and_reaches_no_sooner() -> None:
    for life, way in found(4):
        assert way.reached is not None
        later = way_back(life, way.scheme, way.since + timedelta(days=60))
        if later.aim == way.aim and later.earliest is not None and later.acts:
            assert later.offered <= way.offered
            assert later.earliest >= way.earliest  # type: ignore[operator]


def obstacles(run: cr.Run, scheme: str, people: range, since: date | None = None) -> dict[str, tuple[int, str]]:
    made: dict[str, tuple[int, str]] = {}
    for person in people:
        way = way_back(cr.replay(run, person), scheme, since)
        if way.obstacle is not None:
            assert way.reached is None
            made.setdefault(way.obstacle.sort, (person, way.obstacle.because))
            known = tuple(dict.fromkeys(path.rpartition(".")[0] for path in way.obstacle.rests_on))
            assert all(path.startswith(f"scoring.{scheme}") for path in known), known
    return made


def test_what_bars_the_way_is_named() -> None:
    start = date(2018, 1, 1)
    plain = obstacles(rongcheng(), "rongcheng-2018", range(0, 100), start)
    assert {"cover", "time"} <= set(plain)
    assert "does not cover person" in plain["cover"][1]
    assert "until the run ends on 2018-12-31" in plain["time"][1]
    capped = obstacles(rongcheng(caps__good_deeds__most=10), "rongcheng-2018", range(0, 100), start)
    assert "at most 10 points count in 364 days for good deeds" in capped["cap"][1]
    low = obstacles(rongcheng(ceiling=1_020), "rongcheng-2018", range(0, 20), start)
    assert low["ceiling"][1] == "the band begins at 1030, above the ceiling of 1020"


HIGH = {
    f"scoring.sesame.bands.{band}.least": 780 + 10 * place
    for place, band in enumerate(("medium", "good", "excellent", "outstanding", "outstanding from 750"))
}
"""Bands so high that what one cannot change keeps some people out of them."""


def test_fixed_attributes_and_consent_bar_the_way_to_a_weighted_score() -> None:
    run = cr.run("sesame-2018", people=1_500, days=140, seed=4)
    barred = obstacles(run, "sesame", range(0, 120, 4), date(2018, 1, 15))
    assert {"consent", "cover"} <= set(barred)
    strict = cr.run("sesame-2018", people=1_500, days=140, seed=4, set=HIGH)
    barred = obstacles(strict, "sesame", range(0, 120, 3), date(2018, 1, 15))
    assert "cannot be changed, and with all else at its best the score would be" in barred["traits"][1]


def test_a_term_that_outlasts_the_run_bars_the_way_off_a_list() -> None:
    run = cr.run("documented-2020", people=4_000, days=182, seed=6)
    listed = run.engine.compiled, run.state.records[:4_000]
    from creditarium.results.decoding import decoded

    people = decoded(*listed, "score.court-blacklist").nonzero()[0][:25].tolist()
    ways = {person: way_back(cr.replay(run, person), "court-blacklist", date(2020, 1, 1)) for person in people}
    barred = [way for way in ways.values() if way.obstacle is not None and way.obstacle.sort == "term"]
    assert barred
    assert all("the listing's term ends on 20" in way.obstacle.because for way in barred if way.obstacle)
    done = [(person, way) for person, way in ways.items() if way.reached is not None and way.acts]
    for person, way in done:
        life = cr.replay(run, person, overrides=way.overrides)
        scores = life.ledger.filter((pl.col("scheme") == "court-blacklist") & (pl.col("score") == 0))
        assert way.reached in [moment.date() for moment in scores["date"]]


def test_the_best_band_has_no_next_one(lived: cr.Run) -> None:
    for person in range(0, 6_000, 200):
        for way in explain(lived, person).ways:
            if way.obstacle is not None and way.obstacle.sort == "top":
                assert way.band == way.aim
                return
    pytest.fail("nobody stands at the top")


def test_a_start_outside_the_run_is_refused(lived: cr.Run) -> None:
    life = cr.replay(lived, 1)
    for day in (date(2019, 12, 31), date(2020, 12, 31)):
        with pytest.raises(cr.Problem, match="lies outside the run"):
            way_back(life, "national-2020-as-reported", day)


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ({"points": {"fixed": 3, "because": "x"}}, True),
        ({"points": {"fixed": -3, "because": "x"}}, False),
        ({"points": {"fixed": 0, "because": "x"}}, None),
        ({"to_band": "D"}, False),
        ({"term": {"fixed": 30, "because": "x"}}, False),
        ({"removes": True}, True),
        ({"dimension": "x", "add": {"fixed": -1, "because": "x"}}, False),
        ({"tariff": {"fixed": [3, 2, 1], "because": "x"}}, True),
    ],
)
def test_what_serves_a_score(rule: dict, wanted: bool | None) -> None:
    from creditarium.analysis.way_back import wanted_of
    from creditarium.model.reading import load
    from creditarium.model.tree import tree_of

    assert wanted_of(load(Rule, tree_of(rule))) is wanted


def test_without_a_date_the_way_begins_within_the_run_where_the_last_change_was_in_a_warm_up() -> None:
    run = cr.run("rongcheng", people=600, days=14, seed=3, set="clock.warm_up=56")
    for person in range(600):
        life = cr.replay(run, person)
        if "rongcheng-2018" in life.scores and life.ledger["date"].max().date() < run.scenario.clock.start:
            assert way_back(life, "rongcheng-2018").since == run.scenario.clock.start
            return
    pytest.fail("everybody's score moved in the run: choose a shorter one")
