"""The panel of a scenario: its months, its places, its counts, and the truth apart from them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.testbed.months import months_of
from creditarium.analysis.testbed.trials import planted_trials
from creditarium.model.problem import Problem
from creditarium.model.scenario import Clock

SIZE = {"people": 3_000, "days": 312, "seed": 3}


@pytest.fixture(scope="module")
def made() -> cr.Panel:
    return cr.panel("pilot-rollout", "critical_post", gaps=0.1, **SIZE)


# Months ---------------------------------------------------------------------------------------------------


def test_four_weeks_hold_whole_windows() -> None:
    months = months_of(Clock(start=date(2018, 7, 2), days=60, warm_up=14), "weeks")
    assert months.first == (date(2018, 7, 2), date(2018, 7, 30))
    assert months.last[-1] == date(2018, 8, 26)
    assert months.shares.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert (months.tally, months.days.tolist()) == (4, [28, 28])


def test_calendar_months_share_a_window_by_its_days() -> None:
    months = months_of(Clock(start=date(2018, 12, 31), days=65), "calendar")
    assert months.first == (date(2019, 1, 1), date(2019, 2, 1))
    assert months.days.tolist() == [31, 28]
    assert months.shares[0].tolist() == [6 / 7, 1, 1, 1, 4 / 7, 0, 0, 0, 0, 0]
    assert months.shares[1].tolist() == [0, 0, 0, 0, 3 / 7, 1, 1, 1, 4 / 7, 0]
    assert (months.shares.sum(axis=1) * 7).tolist() == pytest.approx([31, 28])


def test_months_that_cannot_be_cut_are_refused() -> None:
    with pytest.raises(Problem, match="'moons' are no months"):
        months_of(Clock(start=date(2018, 1, 1)), "moons")
    with pytest.raises(Problem, match="windows of 9 days make no month"):
        months_of(Clock(start=date(2018, 1, 1), window=9), "weeks")


# The panel ------------------------------------------------------------------------------------------------


def test_places_begin_when_the_scheme_comes(made: cr.Panel) -> None:
    first = dict(made.frame.group_by("place").agg(pl.col("since").first()).rows())
    assert first["Shanghai, city"] == date(2018, 7, 2)  # before the run: its first day
    assert first["Beijing, city"] == date(2019, 1, 1)
    assert first["Hebei, rural"] is None  # in 2020, after these days
    assert len(made.months.last) == 11
    since = dict(zip([place.name for place in made.places], made.since.tolist(), strict=True))
    assert (since["Shanghai, city"], since["Beijing, city"], since["Hebei, rural"]) == (0, 6, 11)
    treated = made.frame.filter(pl.col("place") == "Beijing, city")["treated"].to_list()
    assert treated == [False] * 6 + [True] * 5


def test_counts_are_those_of_the_run(made: cr.Panel) -> None:
    run = cr.run("pilot-rollout", **SIZE)
    posts = run.tally("acts", by=["window", "region", "stratum"], item="critical_post").filter(pl.col("window") <= 44)
    wanted = {(f"{region}, {stratum}", end): n for end, _, region, stratum, n in posts.rows()}
    seen = made._rates[made._place("critical_post")] * made.people[:, None] / 1_000
    for p, place in enumerate(made.places):
        for month in range(11):
            assert seen[p, month] == pytest.approx(wanted[place.name, 4 * month + 4])
    assert seen.sum() > 100
    lived = dict(run.tally("people", by=["stratum"]).rows())
    assert (
        dict(made.truth.unique("place").group_by("stratum").agg(pl.col("people").sum()).rows()).items() <= lived.items()
    )


def test_the_truth_is_that_of_the_paired_world(made: cr.Panel) -> None:
    scenario = cr.scenario("pilot-rollout", **SIZE)
    here, there = (cr.run(one) for one in (scenario, scenario.without(f"scoring.{made.scheme}")))
    assert cr.panel(here, "critical_post", gaps=0.1).frame.equals(made.frame)  # a run is lived again
    both = [r.tally("acts", by="window", item="critical_post").filter(pl.col("window") <= 44) for r in (here, there)]
    effect = (made.effect("critical_post") * made.people[:, None]).sum(axis=0) / 1_000
    assert effect.tolist() == pytest.approx((both[0]["count"] - both[1]["count"]).to_list())
    assert effect.sum() < 0


def test_missing_months_are_empty_in_the_panel_and_whole_in_the_truth(made: cr.Panel) -> None:
    rates = made.frame.filter(pl.col("missing"))
    assert 0.05 < rates.height / made.frame.height < 0.15
    for name in made.outcomes:
        assert rates[name].null_count() == rates.height == made.frame[name].null_count()
        assert made.truth[name].null_count() == 0
    found = made.estimates("critical_post")
    assert all("no record" in one.verdict for one in found)
    assert all(one.missing > 0 for one in found)


def test_a_scheme_without_consequences_and_responses_has_exactly_no_effect() -> None:
    scenario = cr.scenario("pilot-rollout", **SIZE).without("consequences", "response")
    null = cr.panel(scenario)
    for name in ("offences", "acts", "defaults", "posts", "refusals"):
        assert not null.effect(name).any(), name
    assert {one.truth for one in null.estimates("offences")} == {0.0}
    assert null.seen("offences").outcome.sum() > 0


def test_what_befalls_every_region_at_once_is_not_claimed() -> None:
    """Offences fall everywhere in the month in which a scheme without any effect comes to the cities of the east."""
    nothing = cr.scenario("pilot-rollout", **SIZE).without("consequences", "response")
    rare = [
        {"path": f"conduct.kinds.{kind}.rate", "value": 0, "from": date(2018, 12, 17), "because": "a planted shock"}
        for kind in ("speeding", "illegal_parking", "littering", "crossing_not_yielded")
    ]
    made = cr.panel(nothing.with_reform({"title": "Four offences vanish", "changes": rare}))
    found = {one.name: one for one in made.estimates("offences")}
    assert {one.truth for one in found.values()} == {0.0}
    assert found["interrupted"].high < -100
    assert found["interrupted"].verdict == "not claimed: comparators moved alike"
    assert not any(one.claimed for one in found.values())


def test_the_folder_keeps_the_truth_apart(made: cr.Panel, tmp_path: Path) -> None:
    folder = made.write(tmp_path / "panel")
    assert {file.name for file in folder.iterdir()} == {
        "panel.parquet", "panel.csv", "truth.parquet", "panel.json", "scenario.yaml",
    }  # fmt: skip
    panel, truth = (pl.read_parquet(folder / f"{name}.parquet") for name in ("panel", "truth"))
    assert panel.equals(made.frame)
    assert truth.equals(made.truth)
    assert pl.read_csv(folder / "panel.csv").height == panel.height
    keys = ["place", "month"]
    assert panel.select(keys).equals(truth.select(keys))
    assert panel["offences"].drop_nulls().min() >= 0 > truth["offences"].min()


def test_calendar_months_count_as_much_of_the_same_lives(made: cr.Panel) -> None:
    calendar = cr.panel("pilot-rollout", months="calendar", **SIZE)
    assert calendar.months.first[0] == date(2018, 8, 1)
    assert len(calendar.months.last) == 9
    rates = [made._rates[made._place("acts")], calendar.seen("acts").outcome]
    means = [np.average(one.mean(axis=1), weights=made.people) for one in rates]
    assert means[0] == pytest.approx(means[1], rel=0.02)
    assert calendar.since[[place.name for place in calendar.places].index("Beijing, city")] == 5


# Trials ---------------------------------------------------------------------------------------------------


def test_a_trial_of_a_seed_is_the_panel_of_that_seed() -> None:
    tried = cr.trials("pilot-rollout", "posts", seeds=2, **SIZE)
    assert tried.scores["seeds"].to_list() == [2] * 4
    again = cr.panel("pilot-rollout", **SIZE | {"seed": 4}).estimates("posts")
    mine = tried.frame.filter(pl.col("seed") == 4)
    assert mine["estimate"].to_list() == [one.estimate for one in again]
    assert mine["truth"].to_list() == [one.truth for one in again]
    errors = tried.frame.filter(pl.col("name") == "staggered")["error"]
    row = tried.scores.filter(pl.col("estimator") == "staggered").row(0, named=True)
    assert row["bias"] == pytest.approx(errors.mean())
    assert row["rmse"] == pytest.approx((errors**2).mean() ** 0.5)
    assert "bias" in repr(tried)


@pytest.mark.parametrize("tried", [lambda: cr.trials(seeds=0, people=600), lambda: planted_trials("constant", seeds=0)])
def test_trials_over_no_seed_are_refused(tried: Callable[[], object]) -> None:
    with pytest.raises(Problem, match="--seeds: 0 is less than 1"):
        tried()


# What gives no panel --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "options", "said"),
    [
        ("rongcheng", {}, "no scheme of rongcheng comes to a place within these 365 days that it did not cover"),
        ("pilot-rollout", {"days": 200}, "no place has 4 months before its roll-out and 4 after"),
        ("pilot-rollout", {"scheme": "ticket-ban-as-reported"}, "'ticket-ban-as-reported' comes to no place"),
        ("pilot-rollout", {"scheme": "tax"}, "no scheme is called 'tax'"),
        ("pilot-rollout", {"comparators": "never"}, "no treated place has 2 others beside it that are never treated"),
        ("pilot-rollout", {"gaps": 0.9}, "0.9 is no share of months to miss"),
        ("pilot-rollout", {"outcome": "offence"}, "no outcome 'offence'.*offences"),
    ],
)
def test_what_gives_no_panel_is_refused(scenario: str, options: dict[str, object], said: str) -> None:
    with pytest.raises(Problem, match=said):
        cr.panel(scenario, **{"people": 600, **options})  # type: ignore[arg-type]
