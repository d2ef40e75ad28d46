"""Whom a consequence reaches: those whom it touches, and then only through the fields that the world has."""

import numpy as np
import pytest
from numpy.typing import NDArray

from creditarium.engine import trace
from tests.engine.worlds import AGENT, OTHER, WINDOW, Trace, engine_of, scenario_of, traced

OF_OTHERS = (
    "response.fear_of_circle", "response.fear_of_community", "response.conformity", "response.sorting",
    "response.opinion",
)  # fmt: skip
"""The reactions that read what others in the circle or community did."""

LEVELS = ("circle", "community", "region")


def settings(name: str, level: str | None) -> list[str]:
    """Take away what crosses between people, but for one field of a level through which a refusal is heard of."""
    sensors = scenario_of(name).observation.sensors
    lone = [f"observation.sensors.{sensor}.mistaken=0" for sensor in sensors]
    lone.append("observation.sensors.police_patrol.adaptive=null")
    lone.append("scoring.national-2020-as-reported.start=849")  # one point below a band, so that much is refused
    if level is None:
        return lone
    gain = "{fixed: 40, because: case}"
    return [
        *lone,
        f"response.fields.shunned={{title: Refused people nearby, level: {level}, of: denied, take: share}}",
        "response.reactions.shun={title: Refusals are heard of, "
        f"couplings: [{{to: risk, view: {level}.shunned, gain: {gain}}}]}}",
    ]


def world(name: str, level: str | None, missing: tuple[str, ...] = ()) -> Trace:
    scenario = scenario_of(name, *settings(name, level), seed=51, missing=(*OF_OTHERS, *missing))
    return traced(engine_of(scenario))


def touched(base: Trace, consequence: str) -> NDArray[np.int64]:
    """Give window and person of every request of a person at which a consequence was applied."""
    rows = base.of(trace.CONSEQUENCE)
    j = [j for j, name in enumerate(base.life.engine.compiled.consequences) if name == consequence]
    rows = rows[np.isin(rows[:, OTHER], j) & (rows[:, AGENT] < base.life.engine.scenario.people)]
    return rows[:, [WINDOW, AGENT]]


def changed(base: Trace, other: Trace) -> set[int]:
    """Give the agents whose life differs at the end, whatever the layouts of the two records."""
    names = other.life.engine.compiled.layout.variables
    people = np.zeros(base.life.engine.scenario.people, dtype=bool)
    for name in names:
        people |= base.life.of(name) != other.life.of(name)
    return set(np.flatnonzero(people).tolist())


def happenings(t: Trace, until: int) -> dict[int, list[tuple[int, ...]]]:
    """Give what happened to each agent before a window's end, but for the names of consequences' rows."""
    rows = t.rows[t.rows[:, WINDOW] <= until]
    rows = rows[np.isin(rows[:, 3], (trace.OCCASION, trace.SEEN, trace.ENTERED))]
    lives: dict[int, list[tuple[int, ...]]] = {}
    for row in rows.tolist():
        lives.setdefault(row[AGENT], []).append(tuple(row))
    return lives


def often(base: Trace, count: int) -> list[str]:
    """Choose the consequences that were applied to somebody, those applied most first."""
    names = [name for name in base.life.engine.scenario.consequences.rules if len(touched(base, name))]
    return sorted(names, key=lambda name: (-len(touched(base, name)), name))[:count]


def test_without_fields_a_consequence_changes_nobody_whom_it_never_touched(heavy: bool) -> None:
    base = world("glass_town", None)
    reached = 0
    chosen = often(base, 100)
    for name in chosen if heavy else [*chosen[:2], *chosen[-3:]]:
        other = world("glass_town", None, missing=(f"consequences.{name}",))
        those = set(touched(base, name)[:, 1].tolist())
        differ = changed(base, other)
        assert differ <= those, name
        reached += len(differ)
    assert reached > 0


@pytest.mark.parametrize("level", LEVELS)
def test_with_one_field_it_reaches_only_those_nearby_from_the_next_window_on(level: str) -> None:
    """A refusal is heard of in the circle, community or region; in its own window only the refused can tell."""
    name = {"circle": "glass_town", "community": "glass_towns", "region": "glass_towns"}[level]
    base = world(name, level)
    society, people = base.life.engine.society, base.life.engine.scenario.people
    community = np.searchsorted(society.start, np.arange(people), side="right") - 1
    near = {
        "circle": np.arange(people) // society.circle,
        "community": community,
        "region": society.region[community],
    }[level]
    beyond = partial = 0
    chosen = often(base, 8)
    for consequence in [chosen[0], *chosen[-5:]]:  # one that touches all places, and some that touch few
        other = world(name, level, missing=(f"consequences.{consequence}",))
        those = touched(base, consequence)
        differ = changed(base, other)
        assert {near[person] for person in differ} <= set(near[those[:, 1]].tolist())
        beyond += len(differ - set(those[:, 1].tolist()))
        partial += 0 < len(set(near[those[:, 1]].tolist())) < len(set(near.tolist()))
        first = int(those[:, 0].min())
        mine, theirs = happenings(base, first), happenings(other, first)
        early = {agent for agent in mine.keys() | theirs.keys() if mine.get(agent) != theirs.get(agent)}
        assert early <= set(those[those[:, 0] == first, 1].tolist())
    assert beyond > 0, "the field must carry something, or this proves nothing"
    assert partial > 1, "some must touch a part of the places only"


def test_who_was_refused_elsewhere_asks_no_more_often_where_a_needs_only_consequence_is_gone() -> None:
    """Withdrawal keeps from every need, be there a consequence or none: what it concerns never moves."""
    base = world("glass_town", "circle")
    other = world("glass_town", "circle", missing=("consequences.no_fast_train",))
    those = touched(base, "no_fast_train")
    first = int(those[:, 0].min()) if len(those) else base.life.engine.compiled.windows
    mine, theirs = happenings(base, first), happenings(other, first)
    early = {agent for agent in mine.keys() | theirs.keys() if mine.get(agent) != theirs.get(agent)}
    assert early <= set(those[those[:, 0] == first, 1].tolist())
