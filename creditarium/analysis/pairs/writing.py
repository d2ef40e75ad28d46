"""The folder of a comparison: its tables as Parquet, its worlds' scenarios, and a description, whole or not at all.

| file | one row is |
| --- | --- |
| `effects.parquet` | a measure, for everybody |
| `groups.parquet` | a measure and a group of one dimension |
| `over_time.parquet` | a measure in a period |
| `parts.parquet` | a total effect taken apart into direct and indirect |
| `touched.parquet` | how many lost, gained or were left alone |
| `persons.parquet` | a person of the sampled circles, or of all |
| `comparison.json` | the worlds, their digests and versions |
| `picture.png` | who is worse and better off, by group, over time |
| `0.yaml`, `1.yaml`, … | the whole scenario of each world, loadable like any other |
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from creditarium.analysis.pairs.groups import DIMENSIONS
from creditarium.results.digests import rules_of
from creditarium.results.manifest import versions
from creditarium.results.scenario_file import write_scenario
from creditarium.results.storage import arriving, write_json, write_table

if TYPE_CHECKING:
    from creditarium.analysis.pairs.comparison import Comparison

TABLES = ("effects", "groups", "over_time", "parts", "touched", "persons")
PICTURE = "picture.png"


def write(comparison: Comparison, path: Path, draw: Callable[[Path], Any] | None = None) -> Path:
    """Write a comparison into a new folder; an unwritable or non-empty one is a `Problem`.

    `draw` draws the picture into a file: figures are the views' affair.
    """
    words = {"creditarium": comparison.first.run.contents.head.creditarium, "fate": comparison.fate}
    with arriving(path) as folder:
        for name in TABLES:
            frame = groups(comparison) if name == "groups" else getattr(comparison, name)
            write_table(folder / f"{name}.parquet", frame, words)
        for j, world in enumerate(comparison.worlds):
            write_scenario(folder / f"{j}.yaml", world.run.scenario)
        if draw is not None:
            draw(folder / PICTURE)
        write_json(folder / "comparison.json", described(comparison))
    return path


def groups(comparison: Comparison) -> pl.DataFrame:
    """Give the effects by each dimension in turn: `dimension` and `group` say whose they are."""
    made = []
    for name in DIMENSIONS:
        frame = comparison.by(name).rename({name: "group"})
        made.append(frame.select(pl.lit(name).alias("dimension"), "group", pl.exclude("group")))
    return pl.concat(made)


def described(comparison: Comparison) -> dict[str, Any]:
    """Say which worlds were compared: names, size, the fate that they share, and each one's rules."""
    scenario = comparison.first.run.scenario
    return {
        "people": scenario.people,
        "days": scenario.clock.days,
        "seed": scenario.seed,
        "fate": comparison.fate,
        "worlds": [
            {"name": world.name, "scenario": f"{j}.yaml", "rules": rules_of(world.run.scenario), "shared": world.shared}
            for j, world in enumerate(comparison.worlds)
        ],
        "versions": versions(),
    }
