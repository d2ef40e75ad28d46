"""What bars the way to the next band, from the constraint that nothing could lift to the one that time would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from creditarium.engine.docket import day_of, scheme_of, stage_of
from creditarium.engine.trace import ENTERED
from creditarium.engine.world import STANDING, covers
from creditarium.model.population import ATTRIBUTES
from creditarium.model.scoring import Scheme
from creditarium.results.decoding import Ints
from creditarium.results.diary import BOOKED, parts_of
from creditarium.results.replay import Life
from creditarium.results.tables import scale_of


@dataclass(frozen=True)
class Obstacle:
    """What binds (`sort`), in words, and the parameters that say so.

    The sorts are "top", "consent", "cover", "ceiling", "traits", "term", "cap", "recovery" and "time".
    """

    sort: str
    because: str
    rests_on: tuple[str, ...] = ()


def obstacle_of(life: Life, scheme: str, cut: int, best: Ints, offered: int) -> Obstacle:
    """Say why even a life with every act done right, with this trace, does not reach a score (in its fixed point)."""
    rules, at = life.run.scenario.scoring[scheme], f"scoring.{scheme}"
    made = (
        _bounds(life, scheme, rules, cut, at)
        or _term(life, scheme, rules, at)
        or _cap(life, scheme, rules, best, at)
        or _recovery(rules, cut, at)
    )
    return made or _time(life, scheme, cut, best, offered)


def outside(life: Life, scheme: str) -> Obstacle | None:
    """Say that a scheme does not cover this life, or that it takes no part in it at the end."""
    compiled, place = life.run.engine.compiled, life.relived.place
    c, categories = compiled.schemes.index(scheme), life.categories
    segment = compiled.world.segment_of[life.profile]
    strata = [categories["stratum"]] if categories is not None else [0, 1, 2]
    first = min(int(compiled.world.since_day[c, place.community, stratum]) for stratum in strata)
    if not covers(compiled.world, c, segment) or first >= life.run.scenario.clock.lived_days:
        return Obstacle("cover", f"the scheme does not cover {life.name}", (f"scoring.{scheme}.covers",))
    if not life.state.get(f"state.consent.{scheme}", True):
        return Obstacle("consent", f"{life.name} takes no part in the scheme", (f"scoring.{scheme}.consent",))
    return None


def _bounds(life: Life, scheme: str, rules: Scheme, cut: int, at: str) -> Obstacle | None:
    """Say that the band lies above the ceiling, or above what fixed attributes leave within reach."""
    scale = scale_of(rules)
    compiled = life.run.engine.compiled
    row = compiled.world.schemes[-1, compiled.schemes.index(scheme)]
    if rules.sort != "list" and cut > int(row["ceiling"]):
        because = f"the band begins at {cut / scale:g}, above the ceiling of {int(row['ceiling']) / scale:g}"
        return Obstacle("ceiling", because, (f"{at}.ceiling",))
    if rules.sort != "weighted":
        return None
    most, traits, own = int(row["base"]), [], life.categories or {}
    for j in range(int(row["part"]), int(row["part_end"])):
        part = compiled.world.parts[j]
        view, first = parts_of(life.run.engine)[j][0], int(part["table"])
        table = compiled.world.tables[-1, first : first + int(part["last"]) + 1]
        fixed = view in ATTRIBUTES
        most += int(table[own[view] - int(part["lowest"])] if fixed else table.max())
        traits += [view] if fixed and table[own[view] - int(part["lowest"])] < table.max() else []
    if most >= cut:
        return None
    because = (
        f"{', '.join(traits)} cannot be changed, and with all else at its best the score would be "
        f"{most / scale:g}, where {cut / scale:g} are needed"
    )
    return Obstacle("traits", because, (f"{at}.dimensions",))


def _term(life: Life, scheme: str, rules: Scheme, at: str) -> Obstacle | None:
    """Say that a listing's term runs beyond the run."""
    if rules.sort != "list":
        return None
    place, start = life.run.engine.compiled.schemes.index(scheme), life.run.scenario.clock.first_day
    mine = [item for item in life.matters if scheme_of(item) == place and stage_of(item) == STANDING]
    if not mine:
        return None
    ends: date = max(start + timedelta(days=int(day_of(item))) for item in mine)
    paths = tuple(f"{at}.rules.{kind}.term" for kind, rule in rules.rules.items() if rule.term is not None)
    exits = [kind for kind, rule in rules.rules.items() if rule.removes]
    offer = f", and no occasion of “{_titles(life, exits)}” that was entered came up" if exits else ""
    return Obstacle("term", f"the listing's term ends on {ends}, after the run{offer}", paths)


def _cap(life: Life, scheme: str, rules: Scheme, best: Ints, at: str) -> Obstacle | None:
    """Say that rewards were earned that a cap did not let count."""
    compiled, scale = life.run.engine.compiled, scale_of(rules)
    place = compiled.schemes.index(scheme)
    ours = best[(best[:, 1] == ENTERED) & (best[:, 3] == place)]
    bound: dict[str, float] = {}
    for row in ours.tolist():
        rule = rules.rules.get(compiled.kinds[row[2]])
        if rule is not None and rule.cap is not None and rule.points is not None and rule.points.value > 0:
            bound[rule.cap] = bound.get(rule.cap, 0.0) + rule.points.value - row[4] / scale
    binding = [cap for cap, lost in bound.items() if lost > 0]
    if not binding:
        return None
    cap = rules.caps[binding[0]]
    because = (
        f"at most {cap.most.value:g} points count in {cap.every.value:g} days for {binding[0].replace('_', ' ')}, "
        f"and {bound[binding[0]]:g} more were earned in vain"
    )
    return Obstacle("cap", because, (f"{at}.caps.{binding[0]}.most", f"{at}.caps.{binding[0]}.every"))


def _recovery(rules: Scheme, cut: int, at: str) -> Obstacle | None:
    """Say that only clean time gives points back, and how far."""
    rewards = [rule for rule in rules.rules.values() if rule.points is not None and rule.points.value > 0]
    if rules.recovery is None or rewards or cut / scale_of(rules) <= rules.recovery.up_to.value:
        return None
    because = (
        f"nothing is rewarded, and clean time gives back no more than {rules.recovery.up_to.value:g} points, "
        f"where {cut / scale_of(rules):g} are needed"
    )
    return Obstacle("recovery", because, (f"{at}.recovery.up_to",))


def _time(life: Life, scheme: str, cut: int, best: Ints, offered: int) -> Obstacle:
    """Say that what fate offered in the time that was left did not suffice."""
    scenario, compiled = life.run.scenario, life.run.engine.compiled
    end = scenario.clock.start + timedelta(days=scenario.clock.days - 1)
    scale, place = scale_of(scenario.scoring[scheme]), compiled.schemes.index(scheme)
    booked = best[np.isin(best[:, 1], BOOKED) & (best[:, 3] == place)]
    if not offered:
        because = f"until the run ends on {end} there was no decision that the scheme counts to take otherwise"
    elif scenario.scoring[scheme].sort == "list":
        because = f"until the run ends on {end} none of the {offered} decisions that could be others ends the listing"
    else:
        reached = booked[:, 5].max() / scale if len(booked) else life.scores[scheme]
        because = (
            f"until the run ends on {end}, with all {offered} decisions that the scheme counts taken otherwise, "
            f"the score comes to {reached:g} at most, where {cut / scale:g} are needed"
        )
    return Obstacle("time", because, (f"scoring.{scheme}.bands",))


def _titles(life: Life, kinds: list[str]) -> str:
    return ", ".join(life.run.scenario.conduct.kinds[kind].title for kind in kinds)
