"""The headlines of a sweep: what the difference between a world and its baseline did to the people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditarium.analysis.pairs.effects import TOUCHED, touched
from creditarium.analysis.pairs.measures import BY_NAME as MEASURED
from creditarium.analysis.pairs.measures import Better, value_of
from creditarium.analysis.pairs.together import World
from creditarium.engine.census import decoded
from creditarium.model.problem import Problem, suggestion

THOUSAND = 1_000


@dataclass(frozen=True)
class Headline:
    """One number of a pair of worlds: the world's own less the baseline's. ``each`` is whom it is given for."""

    name: str
    title: str
    each: str
    better: Better


HEADLINES = (
    Headline("refused_persons", "people ever refused something because of a scheme", "1,000 people", "less"),
    Headline("blameless_persons", "of them, people who did nothing listed", "1,000 people", "less"),
    Headline("denied", "requests refused because of a scheme", "1,000 people", "less"),
    Headline("wrong_days", "days that wrong entries stood", "1,000 people", "less"),
    Headline("held_back", "lawful acts held back", "1,000 people", "less"),
    Headline("lawful_acts", "lawful acts", "1,000 people", "neither"),
    Headline("unlawful_acts", "unlawful acts", "1,000 people", "neither"),
    Headline("granted", "needs granted in the end", "1,000 people", "more"),
    Headline("money", "money from the consequences", "person", "more"),
    Headline("worse", "people worse off by some measure", "1,000 people", "less"),
    Headline("better", "people better off by some measure", "1,000 people", "more"),
)
"""All headlines, in the order in which they are told. Every number is a difference between two worlds of one fate."""
BY_NAME = {headline.name: headline for headline in HEADLINES}
COUNTED = ("denied", "wrong_days", "held_back", "lawful_acts", "unlawful_acts", "granted", "money")
"""The headlines that are sums of a measure of `creditarium.analysis.pairs.measures` over the people."""


def check_headline(name: str) -> Headline:
    """Give a headline by name; an unknown one is a `Problem`."""
    if name not in BY_NAME:
        raise Problem(f"there is no headline '{name}'", mend=suggestion(name, BY_NAME))
    return BY_NAME[name]


def headlines_of(base: World, world: World) -> dict[str, float]:
    """Give every headline of a world against its baseline, by name."""
    people = world.run.scenario.people
    made = {name: _sum(world, name) - _sum(base, name) for name in COUNTED}
    refused, clean = _refused(world)
    before, clean_before = _refused(base)
    made |= {"refused_persons": refused - before, "blameless_persons": clean - clean_before}
    codes = np.bincount(touched(base, world).codes, minlength=len(TOUCHED))
    counts = dict(zip(TOUCHED, codes.tolist(), strict=True))
    made |= {name: counts[word] + counts["gained and lost"] for name, word in (("worse", "lost"), ("better", "gained"))}
    scale = {headline.name: THOUSAND if headline.each != "person" else 1 for headline in HEADLINES}
    return {headline.name: made[headline.name] * scale[headline.name] / people for headline in HEADLINES}


def _sum(world: World, name: str) -> float:
    return float(value_of(world.measures, world.run.scenario.people, name).sum()) / MEASURED[name].divisor


def _refused(world: World) -> tuple[int, int]:
    """Count the persons ever refused something because of a scheme, and those of them who did nothing listed."""
    run = world.run
    people = run.scenario.people
    refused = value_of(world.measures, people, "denied") > 0
    if not run.scenario.scoring:
        return int(refused.sum()), 0
    clean = decoded(run.engine.compiled, run.state.records[:people], "blamed") == 0
    return int(refused.sum()), int((refused & clean).sum())
