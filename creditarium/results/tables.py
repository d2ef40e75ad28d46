"""The tidy tables of a run: one row a count, one column a dimension, readable anywhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.engine.compile.world import cell_count
from creditarium.engine.run import Engine, State
from creditarium.engine.tallies import Counted
from creditarium.model.scoring import LISTED as LISTED
from creditarium.model.scoring import Scheme
from creditarium.model.scoring import band_names as band_names
from creditarium.results.axes import Axes, days, words
from creditarium.results.decoding import Ints
from creditarium.results.headcount import cells_by_region, refused_by_cell, values_of


def scale_of(scheme: Scheme) -> int:
    """Give how many units of the packed score make one point."""
    return 1 if scheme.sort == "list" else scheme.scale


def tallies(axes: Axes, periods: Sequence[Counted]) -> pl.DataFrame:
    """Make the tallies of some periods: a count by period, region, group and what was counted, zeros left out.

    Units: `wrong_days` in 1/1024 day, `points` and `recovered` in 1/scale of a point, `money` in the kind's money,
    above 0 what the person gets; else a number of times.
    """
    rows = np.concatenate([one.rows for one in periods])
    return pl.DataFrame(
        {
            **axes.periods(periods),
            "region": axes.region(rows["region"]),
            **axes.groups(rows["cell"]),
            **axes.counted(rows["row"]),
            "count": rows["count"],
        }
    )


def bands(engine: Engine, axes: Axes, counts: Sequence[Ints], first: int = 0) -> pl.DataFrame:
    """Make the members by band after each window: window, date (its last day), region, scheme, band, people.

    `counts` has an entry a slice of each window, int64[R, C, 16], from the window `first` on. Bands without
    anybody are there with 0. An institution's rating counts organisations.
    """
    names = {name: band_names(scheme) for name, scheme in engine.scenario.scoring.items()}
    every = list(dict.fromkeys(band for listed in names.values() for band in listed))
    rows = [(c, b, every.index(band)) for c, listed in enumerate(names.values()) for b, band in enumerate(listed)]
    c, b, word = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    stacked = _stacked(counts, (len(axes.regions), len(names), 16))[:, :, c, b]
    place, region, row = (part.ravel() for part in np.indices(stacked.shape))
    window = place // axes.clock.slices + first + 1
    return pl.DataFrame(
        {
            "window": pl.Series(window.astype(np.int32)),
            "date": days(axes.clock, window, place % axes.clock.slices),
            "region": axes.region(region),
            "scheme": words(c[row], tuple(names) or ("",)),
            "band": words(word[row], every or ("",)),
            "people": stacked.ravel(),
        }
    )


def scores(engine: Engine, axes: Axes, counts: Sequence[Ints], first: int = 0) -> pl.DataFrame:
    """Make the score histograms after each window; empty bins are left out, lists have none.

    A bin holds the scores from `low` to `high`, both included, in the scheme's points.
    """
    schemes = list(engine.scenario.scoring)
    stacked = _stacked(counts, (len(axes.regions), len(schemes), 64))
    window, region, c, place = np.nonzero(stacked)
    rows = engine.compiled.world.schemes[0]
    scale = np.array([scale_of(scheme) for scheme in engine.scenario.scoring.values()], dtype=np.float64)
    width = np.int64(1) << rows["bin_shift"][c].astype(np.int64)
    low = rows["floor"][c] + place * width
    return pl.DataFrame(
        {
            "window": pl.Series((window + first + 1).astype(np.int32)),
            "date": days(axes.clock, window + first + 1),
            "region": axes.region(region),
            "scheme": words(c, schemes or ("",)),
            "low": low / scale[c] if len(schemes) else low.astype(np.float64),
            "high": (low + width - 1) / scale[c] if len(schemes) else low.astype(np.float64),
            "people": stacked[window, region, c, place],
        }
    )


def _stacked(counts: Sequence[Ints], shape: tuple[int, ...]) -> Ints:
    return np.stack(counts) if counts else np.zeros((0, *shape), dtype=np.int64)


def people(engine: Engine, axes: Axes) -> pl.DataFrame:
    """Count who lives where: region, sex, age, income, stratum, people; organisations are a category."""
    counts = cells_by_region(engine)
    region, cell = np.nonzero(counts)
    return pl.DataFrame({"region": axes.region(region), **axes.groups(cell), "people": counts[region, cell]})


def persons(engine: Engine, axes: Axes, state: State) -> pl.DataFrame:
    """Count the persons who were ever refused something because of a scheme, by what and group.

    `blameless` of them never did an act that a scheme in force punishes.
    """
    marks = sorted(name for name in engine.compiled.layout.variables if name.startswith("refused."))
    ever, clean = refused_by_cell(engine, state.records, marks)
    what, where = np.nonzero(ever)
    return pl.DataFrame(
        {
            "refused": words(what, [*(name.removeprefix("refused.") for name in marks), "anything"]),
            "region": axes.region(where // cell_count()),
            **axes.groups(where % cell_count()),
            "persons": ever[what, where],
            "blameless": clean[what, where],
        }
    )


def states(engine: Engine, state: State) -> pl.DataFrame:
    """Count the persons by the final value of each state: state, value, persons; scores stand elsewhere."""
    names = sorted(name for name in engine.compiled.layout.variables if not name.startswith("score."))
    rows = [
        (code, value, count)
        for code, counts in enumerate(values_of(engine, state.records, names))
        for value, count in counts
    ]
    made = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return pl.DataFrame({"state": words(made[:, 0], names or [""]), "value": made[:, 1], "persons": made[:, 2]})


def communities(engine: Engine, axes: Axes, digests: NDArray[np.uint64]) -> pl.DataFrame:
    """List the communities, each with the 64-bit digest of its members' final state."""
    society = engine.settled.society
    return pl.DataFrame(
        {
            "community": np.arange(len(society.region), dtype=np.int64),
            "region": axes.region(society.region),
            "first_person": society.start[:-1],
            "people": np.diff(society.start),
            "organisations": np.diff(society.organisations),
            "digest": digests,
        }
    )
