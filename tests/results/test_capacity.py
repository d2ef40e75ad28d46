"""People beyond memory are refused before they are drawn, with the number that would fit."""

from math import ceil

import pytest

import creditarium as cr
from creditarium.results.capacity import available_bytes, check_memory, needs_of


def test_more_people_than_memory_holds_are_refused() -> None:
    scenario = cr.scenario("rongcheng", people=2_000_000)
    each, fixed = needs_of(scenario)
    room = ceil(fixed + 1_000_000 * each)
    with pytest.raises(cr.Problem) as caught:
        check_memory(scenario, room)
    assert str(caught.value).startswith("--people: 2,000,000 people need about")
    assert str(caught.value).endswith("Mend: take at most 1,000,000.")
    check_memory(cr.scenario("rongcheng", people=1_000_000), room)


def test_worlds_that_are_held_together_need_room_for_each_and_for_what_is_measured() -> None:
    scenario = cr.scenario("rongcheng", people=1_000_000)
    each, fixed = needs_of(scenario)
    room = ceil(fixed + 1_000_000 * each)
    with pytest.raises(cr.Problem, match="1,000,000 people need about"):
        check_memory(scenario, room, worlds=2)
    with pytest.raises(cr.Problem, match="1,000,000 people need about"):
        check_memory(scenario, room, more=1)
    check_memory(scenario, 2 * (room + 60_000_000), worlds=2, more=60)


def test_a_country_too_large_stops_at_once() -> None:
    with pytest.raises(cr.Problem, match="take at most"):
        cr.run("reported-2020", people=10**13, days=7)


def test_a_person_takes_what_the_budget_says() -> None:
    assert 10 <= needs_of(cr.scenario("rongcheng"))[0] <= 24


def test_what_is_kept_of_each_community_and_window_counts() -> None:
    """Small communities and many windows keep more of a person: at 10**8 people the need told was once exceeded."""
    few, many = (needs_of(cr.scenario("rongcheng", set=f"community={size}"))[0] for size in (2048, 64))
    longer = needs_of(cr.scenario("rongcheng", days=2 * 364))[0] - needs_of(cr.scenario("rongcheng", days=364))[0]
    windows, community = 52, cr.scenario("rongcheng").community
    assert many > few
    assert longer >= 8 * windows / community


def test_memory_is_told_here() -> None:
    free = available_bytes()
    assert free is None or free > 0


def test_the_need_of_many_people_is_told_before_they_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    from creditarium.results import capacity

    said: list[str] = []
    check_memory(cr.scenario("rongcheng", people=20_000), 1 << 40, say=said.append)
    assert said == []
    monkeypatch.setattr(capacity, "MANY_PEOPLE", 20_000)
    check_memory(cr.scenario("rongcheng", people=20_000), 1 << 40, say=said.append)
    [line] = said
    assert line.startswith("20,000 people need about 0.")
    assert line.endswith("GiB of memory, and 1,024.0 GiB are free")


def test_a_limit_on_addresses_counts_as_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = pytest.importorskip("resource")
    monkeypatch.setattr(limits, "getrlimit", lambda which: (1 << 20, 1 << 20))
    assert available_bytes() == 0
