"""Effects: what the difference between two worlds did to each person, and how that is spread.

An effect is a person's measure in the other world less that in the first. It is exact within the model: both
worlds share the people and their occasions. So no interval stands beside it; a larger people narrows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.pairs.groups import Grouping, crossed
from creditarium.analysis.pairs.measures import MEASURES, Better, check, items_of, value_of
from creditarium.analysis.pairs.together import World
from creditarium.model.problem import Problem

QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
WORST_SHARE = 0.01
TOUCHED = ("untouched", "changed", "gained", "lost", "gained and lost")
"""Who lost is worse off by some measure, who gained better off by some; who only changed is neither."""
_SIGN = {"less": -1, "more": 1, "neither": 0}

Values = NDArray[np.int64]


def effects_of(
    first: World, other: World, groupings: Iterable[Grouping] = (), *, items: bool = False
) -> list[dict[str, Any]]:
    """Give one row a measure and group; with `items` also one for each consequence or scheme kept apart.

    Means, quantiles and the mean of the worst hundredth are in the measure's unit; `rose`, `fell`, `worse`,
    `better` and `untouched` are shares of the `n` persons. A measure of which neither more nor less is better
    has no worse, better and worst.
    """
    dimensions = list(groupings)
    words, members = crossed(dimensions)
    rows = []
    for measure in MEASURES:
        names = ["", *_items(first, other, measure.name)] if items else [""]
        for item in names:
            before, after = (_values(world, measure.name, item) for world in (first, other))
            for j, word in enumerate(words):
                kept = members[j] if members else slice(None)
                spread = spread_of(before[kept], after[kept], measure.better, measure.divisor)
                place = {one.name: said for one, said in zip(dimensions, word, strict=True)}
                head = {"world": other.name, "measure": measure.name, "item": item, "effect": measure.effect}
                rows.append({**head, "unit": measure.unit, **place, **spread})
    return rows


def spread_of(before: NDArray[Any], after: NDArray[Any], better: Better, divisor: int = 1) -> dict[str, Any]:
    """Tell how the differences `after` - `before` of some persons are spread.

    >>> row = spread_of(np.array([0, 0, 0, 2]), np.array([0, 0, 4, 1]), "less")
    >>> row["mean"], row["worse"], row["better"], row["untouched"], row["worst"]
    (0.75, 0.25, 0.25, 0.5, 4.0)
    """
    change = after - before
    n = len(change)
    few = max(n, 1)
    rose, fell = int(np.count_nonzero(change > 0)) / few, int(np.count_nonzero(change < 0)) / few
    marks = np.quantile(change, list(QUANTILES.values()), method="inverted_cdf") if n else [0] * len(QUANTILES)
    sign = _SIGN[better]
    return {
        "n": n,
        "first": float(before.sum()) / few / divisor,
        "other": float(after.sum()) / few / divisor,
        "mean": float(change.sum()) / few / divisor,
        **{name: float(mark) / divisor for name, mark in zip(QUANTILES, marks, strict=True)},
        "rose": rose,
        "fell": fell,
        "worse": (rose if sign < 0 else fell) if sign else None,
        "better": (fell if sign < 0 else rose) if sign else None,
        "untouched": 1 - int(np.count_nonzero(change)) / few,
        "worst": _worst(change, sign) / divisor + 0.0 if sign else None,
    }


def frame_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Make a table of rows of effects."""
    return pl.DataFrame(
        rows, infer_schema_length=None, schema_overrides=dict.fromkeys(("worse", "better", "worst"), pl.Float64)
    )


def touched(first: World, other: World) -> Grouping:
    """Group the persons by whether any measure changed for them, and for the better or the worse."""
    people = first.run.scenario.people
    changed, gained, lost = (np.zeros(people, dtype=bool) for _ in range(3))
    for measure in MEASURES:
        change = _values(other, measure.name) - _values(first, measure.name)
        changed |= change != 0
        gained |= change * _SIGN[measure.better] > 0
        lost |= change * _SIGN[measure.better] < 0
    codes = np.where(gained & lost, 4, np.where(lost, 3, np.where(gained, 2, changed)))
    return Grouping("touched", TOUCHED, codes.astype(np.int64))


def harm_of(first: World, other: World, weights: Mapping[str, float]) -> dict[str, Any]:
    """Tell how a harm index of declared weights changed: the weighted sum of measures, less of it being better."""
    if not weights:
        raise Problem("a harm index has no weights of its own", mend="declare them, for example denied=1")
    before, after = (np.zeros(first.run.scenario.people) for _ in range(2))
    for name, weight in weights.items():
        scale = weight / check(name).divisor
        before += scale * _values(first, name)
        after += scale * _values(other, name)
    return {"world": other.name, "measure": "harm", **spread_of(before, after, "less")}


def parts_of(first: World, other: World) -> list[dict[str, Any]]:
    """Take the total effect on needs and lawful acts apart, in the mean of a person.

    *Direct* is what an answer was with the scheme against without it, at the same occasions of each world;
    *indirect* is the rest: other people asked, other occasions led to acts, other own answers were given.
    """
    people = max(first.run.scenario.people, 1)

    def change(name: str) -> float:
        return float((_values(other, name) - _values(first, name)).sum()) / people

    granted, lawful = change("granted"), change("lawful_acts")
    own = change("asked") - change("refused")
    response = change("induced") - change("held_back")
    return [
        {"world": other.name, "what": "granted", "direct": granted - own, "indirect": own, "total": granted},
        {
            "world": other.name,
            "what": "lawful_acts",
            "direct": response,
            "indirect": lawful - response,
            "total": lawful,
        },
    ]


def _items(first: World, other: World, name: str) -> list[str]:
    """Give the items of a measure in either world, in order."""
    return sorted({item for world in (first, other) for item in items_of(world.measures, name)})


def _values(world: World, name: str, item: str = "") -> Values:
    return value_of(world.measures, world.run.scenario.people, name, item)


def _worst(change: NDArray[Any], sign: int) -> float:
    """Give the mean change of the hundredth of persons for whom it is worst (one person at least)."""
    count = max(int(len(change) * WORST_SHARE), 1)
    if count >= len(change):
        return float(change.mean()) if len(change) else 0.0
    part = np.partition(sign * change, count - 1)[:count]
    return float(sign * part.mean()) + 0.0
