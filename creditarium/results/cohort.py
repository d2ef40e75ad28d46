"""The sampled cohort: whole circles, drawn with the seed, with attributes and final states in words."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.engine.people import CIRCLE
from creditarium.engine.people_words import describe
from creditarium.engine.randomness import agent_key, draw
from creditarium.engine.run import Engine, State
from creditarium.results.decoding import Ints, decoded
from creditarium.results.tables import band_names, scale_of

CIRCLES = 32
"""How many circles are sampled: about a thousand people."""
_SAMPLE_KEYS = 3 << 41
_SAMPLE = np.uint64(0xC0401275A3B1E001)


def sampled_persons(engine: Engine, circles: int = CIRCLES) -> list[int]:
    """Draw circles evenly over the country, one from each run of circles, and give their persons."""
    layout = engine.settled.built.layout
    sizes = -(-np.diff(layout.region_start) // CIRCLE)
    first_circle = np.concatenate([[0], np.cumsum(sizes)])
    total = int(first_circle[-1])
    persons: list[int] = []
    for j in range(min(circles, total)):
        low, high = j * total // min(circles, total), (j + 1) * total // min(circles, total)
        u = int(draw(np.uint64(agent_key(engine.seed, _SAMPLE_KEYS + j)), _SAMPLE))
        circle = low + (u * (high - low) >> 32)
        region = int(np.searchsorted(first_circle, circle, side="right")) - 1
        start = int(layout.region_start[region]) + (circle - int(first_circle[region])) * CIRCLE
        persons.extend(range(start, min(start + CIRCLE, int(layout.region_start[region + 1]))))
    return persons


def cohort(engine: Engine, state: State) -> pl.DataFrame:
    """Make the table of the cohort: a row a person, attributes first, then the final states."""
    persons = sampled_persons(engine)
    told = describe(engine.settled.built, engine.scenario.seed, persons)
    # The communities of the kernel are the scenario's, which may be smaller than those of the population.
    starts = engine.settled.society.start
    community = np.searchsorted(starts, np.array(persons), side="right") - 1
    told = told.with_columns(pl.Series("community", community))
    return told.hstack(states_in_words(engine, state.records[np.array(persons, dtype=np.int64)]))


def states_in_words(engine: Engine, records: NDArray[np.uint16]) -> pl.DataFrame:
    """Give the states of records as columns: `score.` in points, `band.` by name, all others as `state.`."""
    columns: dict[str, pl.Series] = {}
    for name in sorted(engine.compiled.layout.variables):
        values = decoded(engine.compiled, records, name)
        if name.startswith("score."):
            scheme = name.removeprefix("score.")
            columns[f"band.{scheme}"] = pl.Series(bands_of(engine, scheme, values), dtype=pl.String)
            rules = engine.scenario.scoring[scheme]
            columns[name] = pl.Series(values / scale_of(rules) if rules.sort != "list" else values)
        elif engine.compiled.layout.variables[name].bits == 1:
            columns[f"state.{name}"] = pl.Series(values > 0)
        else:
            columns[f"state.{name}"] = pl.Series(values)
    return pl.DataFrame(columns, height=len(records))


def bands_of(engine: Engine, scheme: str, scores: Ints) -> list[str]:
    """Give the names of the bands in which scores fall."""
    names = band_names(engine.scenario.scoring[scheme])
    return [names[place] for place in band_places(engine, scheme, scores).tolist()]


def band_places(engine: Engine, scheme: str, scores: Ints) -> Ints:
    """Give the places of the bands in which scores fall, the lowest first; on a list that is being listed."""
    rules = engine.scenario.scoring[scheme]
    if rules.sort == "list":
        return (scores <= 0).astype(np.int64)
    row = engine.compiled.world.schemes[0, engine.compiled.schemes.index(scheme)]
    first = int(row["cut"])
    cuts = engine.compiled.world.cuts[first : first + len(band_names(rules)) - 1]
    return np.searchsorted(cuts, scores, side="right")


def band_at(engine: Engine, scheme: str, points: float) -> str:
    """Give the name of the band in which a score in points falls."""
    raw = round(points * scale_of(engine.scenario.scoring[scheme]))
    [band] = bands_of(engine, scheme, np.array([raw], dtype=np.int64))
    return band
