"""The summary's numbers against the tallies and the records that they come from."""

import numpy as np
import pytest

import creditarium as cr
from creditarium.analysis.counts import members
from creditarium.model.inventory import count_parameters
from creditarium.results.decoding import decoded


def test_persons_are_those_whose_record_says_so(reported: cr.Run) -> None:
    engine, records = reported.engine, reported.state.records[:12_000]
    names = [name for name in engine.compiled.layout.variables if name.startswith("refused.")]
    ever = np.logical_or.reduce([decoded(engine.compiled, records, name) > 0 for name in names])
    blamed = decoded(engine.compiled, records, "blamed") > 0
    refused = reported.summary.refused
    assert refused.persons == ever.sum() > 0
    assert refused.blameless == (ever & ~blamed).sum()


def test_the_people_and_the_schemes_are_named(reported: cr.Run) -> None:
    summary = reported.summary
    assert (summary.people, summary.regions) == (12_000, 31)
    assert 0 < summary.adults < 12_000
    assert [scheme.name for scheme in summary.schemes] == list(reported.scenario.scoring)
    points = summary.schemes[0]
    assert list(points.bands) == [band.name for band in reported.scenario.scoring[points.name].bands]
    assert sum(points.bands.values()) == points.members


def test_refusals_add_up(reported: cr.Run) -> None:
    summary = reported.summary
    *single, together = summary.refusals
    assert sum(one.requests for one in summary.consequences) == reported.total("denied")
    by_sex = {name: dict(reported.tally(name, by="sex").rows()) for name in ("denied", "attempts")}
    assert together.organisations == by_sex["attempts"]["organisation"] > 0, "what firms were refused stands apart"
    assert together.requests == by_sex["denied"]["male"] + by_sex["denied"]["female"]
    assert together.attempts == by_sex["attempts"]["male"] + by_sex["attempts"]["female"]
    assert together.organisations == sum(one.organisations for one in single)
    assert max(one.persons for one in single) <= together.persons <= sum(one.persons for one in single)


def test_people_under_several_schemes_are_counted_once_and_those_of_other_cities_too() -> None:
    cities = cr.run("shanghai-and-suzhou", people=40_000, days=7, seed=1)
    every = slice(0, 40_000)
    under = [members(cities, name, every, cities.state.records[every]) for name in cities.scenario.scoring]
    assert all(some.any() for some in under), "the people are too few for this test"
    assert cities.summary.covered == np.logical_or.reduce(under).sum() > max(some.sum() for some in under)


def test_after_a_warm_up_days_of_wrong_entries_are_not_shared_out_over_the_entries_since() -> None:
    warmed = cr.run("reported-2020", people=2_000, days=14, seed=1, set="clock.warm_up=182").summary
    assert warmed.wrong.days > 14 * warmed.wrong.entries > 0, "most that stands was entered before"
    assert warmed.wrong_days_each is None


def test_shifts_add_up_and_stand_in_order(reported: cr.Run) -> None:
    summary = reported.summary
    assert sum(shift.held_back for shift in summary.shifts) == reported.total("held_back")
    assert sum(shift.induced for shift in summary.shifts) == reported.total("induced")
    shares = [shift.share_held_back for shift in summary.shifts]
    assert shares == sorted(shares, reverse=True)
    assert summary.silent
    assert all(shift.held_back > shift.induced for shift in summary.silent)
    assert all(shift.otherwise >= shift.acts - shift.induced for shift in summary.shifts)


def test_money_adds_up(reported: cr.Run) -> None:
    summary = reported.summary
    assert sum(purse.gained - purse.lost for purse in summary.purses) == reported.total("money")
    assert summary.currency == "CNY"
    assert [purse.income for purse in summary.purses] == ["1", "2", "3", "4", "5"]
    assert sum(purse.people for purse in summary.purses) == 12_000


def test_opinions_are_everyones(reported: cr.Run) -> None:
    assert sum(reported.summary.opinion.values()) == 12_000


def test_lines_say_how_many_unsourced_numbers_they_rest_on(reported: cr.Run) -> None:
    counts = count_parameters(reported.scenario)
    whole = counts["assumed"] + counts["recalled"] + counts["set"]
    summary = reported.summary
    assert summary.unsourced["whole"] == whole
    lines = [*summary.schemes, *summary.refusals, *summary.consequences, *summary.shifts, summary.wrong]
    assert all(0 < line.unsourced <= whole for line in lines)
    loose = cr.run(reported.scenario, people=2_000, days=28, set="conduct.kinds.speeding.chance=0.4")
    assert loose.summary.unsourced["whole"] >= whole


def test_without_schemes_nothing_is_refused() -> None:
    summary = cr.run("no-scheme", people=2_000, days=28).summary
    assert summary.schemes == ()
    assert (summary.refused.requests, summary.refused.persons, summary.wrong.entries) == (0, 0, 0)
    assert summary.wrong.days == 0


def test_the_repr_is_a_tree(reported: cr.Run) -> None:
    assert repr(reported.summary).splitlines()[0] == "Summary of “reported-2020”"
    assert repr(reported).splitlines()[-1].startswith("└── folder:")


@pytest.mark.parametrize("name", ["rongcheng", "sweden-2021"])
def test_other_scenarios_have_a_summary(name: str) -> None:
    summary = cr.run(name, people=2_000, days=56).summary
    assert summary.people == 2_000
    assert summary.schemes
