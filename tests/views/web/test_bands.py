"""The bands of the Start page are what the ensembles count: members of them are lived again."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from creditarium.analysis.ensembles.blameless import Members, counted
from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.resolve import resolve
from creditarium.views.web.asking import Choice
from creditarium.views.web.bands import HIGH, LOW, digest_of, per_thousand, quantile, told
from creditarium.views.web.page_data import FOLDER, BandFile
from creditarium.views.web.pair import Pair

FILES = sorted((FOLDER / "bands").glob("*.yaml"))
LEAST = 50


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def held(request) -> BandFile:
    return load(BandFile, request.param)


def members_of(held: BandFile) -> Members:
    scenario = resolve(held.scenario, people=held.people, days=held.days, seed=held.seed)
    return Members(scenario, held.count, held.rules)


def test_the_start_pages_scenario_has_both_its_bands() -> None:
    assert {"reported-2020", "reported-2020-rules"} <= {path.stem for path in FILES}


def test_a_band_is_over_fifty_members_and_bears_the_digest_of_what_they_counted(held: BandFile) -> None:
    assert len(held.members) >= LEAST
    assert len(held.members) + len(held.refused) == held.count
    assert held.digest == digest_of(held.written, held.members)
    for adults, refused, blameless, hit in held.members.values():
        assert 0 <= hit <= min(refused, blameless) <= adults <= held.people
    band = told(held, {})
    assert band.low <= band.median <= band.high
    assert band.zero is (band.low == 0)
    inside = [value for value in band.values if band.low <= value <= band.high]
    assert len(inside) >= (HIGH - LOW) * len(band.values)
    assert band.value == per_thousand(held.written)


def test_a_member_counts_again_what_is_shipped(held: BandFile, heavy: bool) -> None:
    """The others are lived again under --heavy, as many seconds as there are members."""
    members = members_of(held)
    numbers = [*held.members] if heavy else [max(held.members)] if held.rules else []
    for number in numbers:
        assert astuple(counted(members.member(number), 2)) == held.members[number], number
    for number in held.refused if heavy else ():
        with pytest.raises(Problem):
            counted(members.member(number), 2)
    if heavy:
        assert astuple(counted(members.scenario, 2)) == held.written


def test_one_member_of_the_pages_own_city_counts_again_what_is_shipped() -> None:
    held = load(BandFile, FOLDER / "bands" / "reported-2020.yaml")
    number = max(held.members)
    assert astuple(counted(members_of(held).member(number), 2)) == held.members[number]


def test_the_points_are_a_latin_hypercube_and_the_schemes_rules_move_only_where_asked() -> None:
    scenario = resolve("rongcheng", people=64)
    plain, free = Members(scenario, 7), Members(scenario, 7, rules=True)
    assert len(plain.space()) < len(free.space())
    assert not [name for name in free.space().names if name.startswith("population.")]
    points = free.points
    strata = np.sort((points * 7).astype(int), axis=0)
    assert (strata == np.arange(7)[:, None]).all()
    assert len(np.unique(points[:, 0])) == 7


def test_the_page_counts_what_the_ensemble_counts() -> None:
    choice = Choice(people=4_000, days=56)
    pair = Pair(choice, 1)
    while not pair.over:
        pair.step()
    tally = pair.tally()
    same = counted(resolve(choice.scenario, people=choice.people, days=choice.days, seed=choice.seed), 1)
    assert astuple(same) == (
        tally.adults, tally.only + tally.both, tally.blameless, tally.blameless_only + tally.blameless_both,
    )  # fmt: skip
    assert same.per_thousand == tally.per_thousand


@pytest.mark.parametrize(("at", "value"), [(0.0, 1.0), (0.05, 1.0), (0.25, 1.0), (0.26, 2.0), (0.75, 3.0), (1.0, 4.0)])
def test_a_quantile_is_the_least_value_that_so_many_do_not_exceed(at: float, value: float) -> None:
    assert quantile((4.0, 2.0, 1.0, 3.0), at) == value
    assert quantile((7.0,), at) == 7.0
