"""The headlines of a sweep: what the difference between a world and its baseline did to the people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.pairs.effects import TOUCHED, touched
from creditarium.analysis.pairs.groups import grouping
from creditarium.analysis.pairs.measures import BY_NAME as MEASURED
from creditarium.analysis.pairs.measures import Better, value_of
from creditarium.analysis.pairs.together import World
from creditarium.engine.census import decoded
from creditarium.engine.compile.world import GROUPS
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


def column_of(headline: str, by: str, word: str) -> str:
    """Give the column of a headline for one group."""
    return f"{headline}.{by}.{word}"


GROUPED = ("refused_persons", "worse")
"""The headlines that are told by group too."""
GROUP_COLUMNS = tuple(
    column_of(name, by, word) for by, words in GROUPS.items() for name in GROUPED for word in words
)  # fmt: skip
"""Their columns in the table of members: by sex, age, income and stratum."""


def check_headline(name: str) -> Headline:
    """Give a headline by name; an unknown one is a `Problem`."""
    if name not in BY_NAME:
        raise Problem(f"no headline is called '{name}'", mend=suggestion(name, BY_NAME))
    return BY_NAME[name]


def check_group(by: str) -> None:
    """Refuse what members are not told by."""
    if by not in GROUPS:
        raise Problem(f"members are not told by '{by}'", mend=suggestion(by, GROUPS))


def headlines_of(base: World, world: World) -> dict[str, float]:
    """Give every headline of a world against its baseline, by name."""
    people = world.run.scenario.people
    made = {name: _sum(world, name) - _sum(base, name) for name in COUNTED}
    made |= {name: float(values.sum()) for name, values in _persons(base, world).items()}
    scale = {headline.name: THOUSAND if headline.each != "person" else 1 for headline in HEADLINES}
    return {headline.name: made[headline.name] * scale[headline.name] / people for headline in HEADLINES}


def groups_of(base: World, world: World) -> dict[str, float]:
    """Give the headlines that are told by group, for 1,000 people of each, by column; an empty group has none."""
    persons = _persons(base, world)
    made = {}
    for by, words in GROUPS.items():
        codes = grouping(world.run.engine, by).codes
        sizes = np.bincount(codes, minlength=len(words)).tolist()
        for name in GROUPED:
            counts = np.bincount(codes, weights=persons[name], minlength=len(words)).tolist()
            for word, count, size in zip(words, counts, sizes, strict=False):
                if size:
                    made[column_of(name, by, word)] = THOUSAND * count / size
    return made


def _sum(world: World, name: str) -> float:
    return float(value_of(world.measures, world.run.scenario.people, name).sum()) / MEASURED[name].divisor


def _persons(base: World, world: World) -> dict[str, NDArray[np.int64]]:
    """Give the headlines that count persons, as each person's part of them, int64[people]."""
    refused, clean = _refused(world)
    before, clean_before = _refused(base)
    codes = touched(base, world).codes
    both = TOUCHED.index("gained and lost")
    return {
        "refused_persons": refused - before,
        "blameless_persons": clean - clean_before,
        "worse": np.isin(codes, (TOUCHED.index("lost"), both)).astype(np.int64),
        "better": np.isin(codes, (TOUCHED.index("gained"), both)).astype(np.int64),
    }


def _refused(world: World) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Say of each person whether a scheme ever refused something, and whether also nothing listed was done."""
    run = world.run
    people = run.scenario.people
    refused = (value_of(world.measures, people, "denied") > 0).astype(np.int64)
    if not run.scenario.scoring:
        return refused, np.zeros_like(refused)
    clean = decoded(run.engine.compiled, run.state.records[:people], "blamed") == 0
    return refused, refused * clean
