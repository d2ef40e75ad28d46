"""The persons themselves: what the difference between two worlds did to each, and who they are."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.pairs.effects import touched
from creditarium.analysis.pairs.groups import FIXED, attribute
from creditarium.analysis.pairs.measures import MEASURES, value_of
from creditarium.analysis.pairs.together import World
from creditarium.engine.run import Engine
from creditarium.engine.society import CIRCLE
from creditarium.model.population import ATTRIBUTES
from creditarium.results.axes import words
from creditarium.results.cohort import sampled_persons


def persons_of(first: World, other: World, *, everyone: bool = False) -> pl.DataFrame:
    """Give a row a person: attributes, then for each measure the first world's value and the effect on it.

    They are a sample of whole circles, as in a run's cohort, or `everyone`. `circle` is the number of the first
    person of the circle, by which intervals over a sample should be clustered.
    """
    engine = first.run.engine
    people = first.run.scenario.people
    who = np.arange(people) if everyone else np.array(sampled_persons(engine), dtype=np.int64)
    group = touched(first, other)
    columns = _attributes(engine, who)
    columns["world"] = pl.Series([other.name], dtype=pl.Enum([other.name])).new_from_index(0, len(who))
    columns["touched"] = words(group.codes[who], group.categories)
    for measure in MEASURES:
        before, after = (value_of(world.measures, people, measure.name)[who] for world in (first, other))
        columns[f"{measure.name}.first"] = _scaled(before, measure.divisor)
        columns[measure.name] = _scaled(after - before, measure.divisor)
    return pl.DataFrame(columns)


def _scaled(values: NDArray[np.int64], divisor: int) -> pl.Series:
    return pl.Series(values / divisor if divisor != 1 else values)


def _attributes(engine: Engine, who: NDArray[np.int64]) -> dict[str, pl.Series]:
    """Give the fixed attributes of some persons as columns of words."""
    layout = engine.settled.built.layout
    region = np.searchsorted(layout.region_start, who, side="right") - 1
    start = np.asarray(layout.region_start)[region]
    columns = {
        "person": pl.Series(who),
        "circle": pl.Series(start + (who - start) // CIRCLE * CIRCLE),
        "region": words(region, tuple(layout.region_names)),
    }
    named = [name for name in (*FIXED, *ATTRIBUTES) if name in ATTRIBUTES]
    for name in dict.fromkeys(named):
        columns[name if name != "age" else "age_group"] = words(
            attribute(engine, name)[who], ATTRIBUTES[name].categories
        )
    return columns
