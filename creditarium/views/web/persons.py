"""The persons of a run: one of them, one drawn by broad segment, and base rates by group and by community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.pairs.groups import attribute, crossed, grouping
from creditarium.analysis.pairs.measures import MEASURES
from creditarium.engine.people_words import describe
from creditarium.model.population import ATTRIBUTES
from creditarium.model.problem import Problem, suggestion
from creditarium.results.tables import band_names
from creditarium.views.web.answers import Alike, DistrictsTold, GroupsTold, Person
from creditarium.views.web.asking import Dimension
from creditarium.views.web.crossing import Table
from creditarium.views.web.pair import Pair

RATES = ("because", "anyway", "held_back", "wrong", "gained")
"""Of a thousand adults: refused because of the score, refused anyway, held something lawful back, wrongly written down,
granted something only by a scheme."""
BROAD: tuple[Dimension, ...] = ("sex", "age", "income", "stratum")
"""What a broad segment is told by: people like you share these."""
_SPREAD = 2_654_435_761
"""A number without a common divisor with most list lengths, which spreads the draws over a list."""

Mask = NDArray[np.bool_]


def person_of(pair: Pair, person: int) -> Person:
    """Tell who a person is, and what befell them so far."""
    if person >= pair.people:
        raise Problem(f"nobody has the number {person}", mend=f"give 0 to {pair.people - 1}")
    engine = pair.world.engine
    words = describe(engine.settled.built, engine.scenario.seed, [person]).row(0, named=True)
    place = int(pair.layer("band")[person])
    names = next((band_names(scheme) for scheme in engine.scenario.scoring.values()), ())
    return Person(
        person=person,
        attributes={name: str(word) for name, word in words.items() if word is not None},
        refusal=int(pair.layer("refusal")[person]),
        blameless=not pair.blamed()[person],
        band=names[place - 1] if 0 < place <= len(names) else "",
        here={one.name: float(pair.value(one.name)[person] / one.divisor) for one in MEASURES},
        twin={one.name: float(pair.value(one.name, twin=True)[person] / one.divisor) for one in MEASURES},
    )


def drawn(pair: Pair, segment: Mapping[Dimension, str], refusal: int | None, nth: int) -> Person:
    """Draw an adult of a segment, the same one for the same `nth`."""
    inside = _inside(pair, segment)
    if refusal is not None:
        inside &= pair.layer("refusal") == refusal
    who = np.flatnonzero(inside)
    if not len(who):
        raise Problem("nobody here is like that", mend="ask for less, or let more people live")
    return person_of(pair, int(who[(nth * _SPREAD + pair.plain.seed) % len(who)]))


def alike(pair: Pair, person: int) -> Alike:
    """Count how many adults of the same broad segment were refused something because of the score."""
    segment: dict[Dimension, str] = {}
    for name in BROAD:
        categories, codes = _categories(pair, name)
        segment[name] = categories[int(codes[person])]
    inside = _inside(pair, segment)
    count, of = int((inside & (pair.layer("refusal") >= 2)).sum()), int(inside.sum())
    return Alike(segment=segment, count=count, of=of, per_thousand=1000 * count / max(of, 1))


def by_group(pair: Pair, dimensions: Sequence[str]) -> GroupsTold:
    """Give the base rates of adults by group."""
    words, members = crossed([grouping(pair.world.engine, name) for name in dimensions])
    marks = _marks(pair)
    rows: list[tuple[str | int | float, ...]] = []
    for word, who in zip(words, members, strict=True):
        adults = who[pair.adult[who]]
        rows.append((*word, len(adults), *_rates(marks, adults)))
    return GroupsTold(table=Table(columns=(*dimensions, "adults", *RATES), rows=tuple(rows)))


def by_district(pair: Pair) -> DistrictsTold:
    """Give the base rates of adults by community."""
    society = pair.world.engine.settled.society
    names = pair.world.engine.settled.built.layout.region_names
    marks = _marks(pair)
    rows = []
    for j, (first, end) in enumerate(zip(society.start[:-1].tolist(), society.start[1:].tolist(), strict=True)):
        adults = first + np.flatnonzero(pair.adult[first:end])
        region = names[int(society.region[j])]
        rows.append((j, region, first, end - first, len(adults), *_rates(marks, adults)))
    columns = ("community", "region", "first", "people", "adults", *RATES)
    return DistrictsTold(table=Table(columns=columns, rows=tuple(rows)))


def _marks(pair: Pair) -> tuple[Mask, ...]:
    refusal = pair.layer("refusal")
    return (
        refusal >= 2,
        pair.value("refused", twin=True) > 0,
        pair.value("held_back") > 0,
        pair.value("wrong_entries") > 0,
        pair.value("gained") > 0,
    )


def _rates(marks: Sequence[Mask], adults: NDArray[np.int64]) -> tuple[float, ...]:
    return tuple(1000 * int(mark[adults].sum()) / max(len(adults), 1) for mark in marks)


def _inside(pair: Pair, segment: Mapping[Dimension, str]) -> Mask:
    """Say which adults are of a segment; an unknown category is a `Problem`."""
    inside = pair.adult.copy()
    for name, word in segment.items():
        categories, codes = _categories(pair, name)
        if word not in categories:
            raise Problem(f"there is no {name} '{word}'", mend=suggestion(word, categories))
        inside &= codes == categories.index(word)
    return inside


def _categories(pair: Pair, name: Dimension) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Give what an attribute may be, and the place of everybody's; ages are those of the attribute itself."""
    if name in ATTRIBUTES:
        return ATTRIBUTES[name].categories, attribute(pair.world.engine, name)
    group = grouping(pair.world.engine, name)
    return group.categories, group.codes
