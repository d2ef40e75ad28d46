"""Asking the tallies: one measure, added up by any dimensions that it is counted by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from creditarium.engine.world import CONSEQUENCE_ROWS, KIND_ROWS, RULE_ROWS, SCHEME_ROWS, SENSOR_ROWS
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario
from creditarium.results.axes import DIMENSIONS, MEASURES, ORGANISATION, days
from creditarium.results.tables import scale_of

PERSON_MEASURES = {"refused_persons": "persons", "blameless_persons": "blameless"}
"""Measures that count persons at the end: ever refused something, and those who did nothing listed."""
ALL_MEASURES = (*MEASURES, "people", *PERSON_MEASURES)
WRONG_DAY = 1024
"""The tallies count the days of wrong entries in such parts."""

_GROUPS = ("region", *DIMENSIONS)
_PLACES = ("window", "date", *_GROUPS)
_ANYTHING = "anything"

Frames = Callable[[str], pl.LazyFrame]


def tally_of(
    scenario: Scenario, frames: Frames, measure: str, by: Sequence[str] = (), item: str | None = None
) -> pl.DataFrame:
    """Add up one measure by some dimensions; `frames` gives a tidy table by name.

    The last column is `count`. By window there is also `date`, the last day of the period; by `date` alone there
    is a row for each slice of a window that is cut into slices. Groups without a count are there with 0. An
    unknown name is a `Problem` with the nearest right one.
    """
    if measure not in ALL_MEASURES:
        raise Problem(f"nothing is counted as '{measure}'", mend=suggestion(measure, ALL_MEASURES))
    if len(set(by)) != len(by):
        raise Problem("a dimension is named twice", mend="name each once")
    for name in by:
        known = dimensions_of(measure)
        if name not in known:
            raise Problem(f"'{measure}' is not counted by '{name}'", mend=suggestion(name, known))
    if measure == "people":
        if item is not None:
            raise Problem("'people' counts no items", mend="leave the item out")
        frame = frames("people")
        persons = frame.filter(~_is(frame, "sex", ORGANISATION))
        return _filled(_grouped(persons, by, "people"), by)
    if measure in PERSON_MEASURES:
        return _persons(scenario, frames, measure, by, item)
    return _counts(scenario, frames, measure, by, item)


def dimensions_of(measure: str) -> tuple[str, ...]:
    """Give the dimensions that a measure can be broken down by."""
    if measure == "people":
        return _GROUPS
    if measure in PERSON_MEASURES:
        return (*_GROUPS, "refused")
    if measure in KIND_ROWS:
        return (*_PLACES, "kind", "domain", "lawful")
    if measure in SENSOR_ROWS:
        return (*_PLACES, "sensor")
    if measure in RULE_ROWS:
        return (*_PLACES, "scheme", "kind", "domain", "lawful")
    if measure in SCHEME_ROWS:
        return (*_PLACES, "scheme") if measure != "wrong_days" else _PLACES
    return (*_PLACES, "consequence", "kind", "domain", "scheme", "institution", "does", "refused")


def items_of(scenario: Scenario, measure: str) -> tuple[str, ...]:
    """Give the items that a measure counts: kinds, sensors, schemes or consequences."""
    if measure in KIND_ROWS:
        return tuple(scenario.conduct.kinds)
    if measure in SENSOR_ROWS:
        return tuple(scenario.observation.sensors)
    if measure in CONSEQUENCE_ROWS:
        return tuple(scenario.consequences.rules)
    if measure in PERSON_MEASURES:
        return tuple(sorted({rule.marks for rule in scenario.consequences.rules.values() if rule.marks}))
    if measure in RULE_ROWS or (measure in SCHEME_ROWS and measure != "wrong_days"):
        return tuple(scenario.scoring)
    return ()


def counted(scenario: Scenario, measure: str) -> pl.DataFrame:
    """Give what a measure of the tallies counts in a scenario: a row each, with its words by dimension."""
    if measure in KIND_ROWS:
        pairs = [(kind, "") for kind in scenario.conduct.kinds]
    elif measure in SENSOR_ROWS:
        pairs = [(sensor, "") for sensor in scenario.observation.sensors]
    elif measure in RULE_ROWS:
        pairs = [(name, kind) for name, scheme in scenario.scoring.items() for kind in scheme.rules]
    elif measure in CONSEQUENCE_ROWS:
        pairs = [(name, rule.need) for name, rule in scenario.consequences.rules.items()]
    else:
        pairs = [(name, "") for name in scenario.scoring]
    return _words(scenario, measure, pairs)


def _check_item(scenario: Scenario, measure: str, item: str) -> None:
    known = items_of(scenario, measure)
    others = tuple(scenario.conduct.kinds) if measure in (*RULE_ROWS, *CONSEQUENCE_ROWS) else ()
    if item not in known and item not in others:
        raise Problem(f"'{measure}' counts no item '{item}'", mend=suggestion(item, known))


def _grouped(frame: pl.LazyFrame, by: Sequence[str], column: str) -> pl.DataFrame:
    total = pl.col(column).sum().alias("count")
    return (frame.group_by(by, maintain_order=True).agg(total) if by else frame.select(total)).collect()


def _persons(scenario: Scenario, frames: Frames, measure: str, by: Sequence[str], item: str | None) -> pl.DataFrame:
    frame = frames("persons")
    if item is not None:
        _check_item(scenario, measure, item)
        frame = frame.filter(_is(frame, "refused", item))
    elif "refused" not in by:
        frame = frame.filter(_is(frame, "refused", _ANYTHING))
    return _filled(_grouped(frame, by, PERSON_MEASURES[measure]), by)


def _counts(scenario: Scenario, frames: Frames, measure: str, by: Sequence[str], item: str | None) -> pl.DataFrame:
    frame = frames("tallies")
    frame = frame.filter(_is(frame, "measure", measure))
    if measure == "wrong_days":
        frame = frame.filter(_is(frame, "item", ""))
    if item is not None:
        _check_item(scenario, measure, item)
        frame = frame.filter(_is(frame, "item", item) | _is(frame, "other", item))
    places = [name for name in by if name in _GROUPS]
    timed = {"window": pl.col("window_end").alias("window"), "date": pl.col("end").alias("date")}
    keys = [*(column for name, column in timed.items() if name in by), *places, "item", "other"]
    counts = (
        frame.group_by(keys)
        .agg(pl.col("count").sum())
        .collect()
        .with_columns(pl.col("item").cast(pl.String), pl.col("other").cast(pl.String))
        .sort(pl.exclude("count"))  # parts of a unit are added up as they come: always in one order
    )
    named = _words(scenario, measure, counts.select("item", "other").unique().rows())
    counts = counts.join(named, on=["item", "other"], how="left", maintain_order="left")
    if _parts(scenario, measure):
        counts = counts.with_columns(pl.col("count") / pl.col("divisor"))
    dated = ["date"] if "window" in by and "date" not in by else []
    if dated:
        counts = counts.with_columns(days(scenario.clock, counts["window"].to_numpy()).alias("date"))
    return _filled(_grouped(counts.lazy(), [*by, *dated], "count"), by)


def _is(frame: pl.LazyFrame, column: str, word: str) -> pl.Expr:
    """Compare a column of words with one that may be none of its categories."""
    held = frame.collect_schema()[column]
    known = isinstance(held, pl.Enum) and word in held.categories
    return pl.col(column) == pl.lit(word, dtype=held) if known else pl.lit(False)


def _parts(scenario: Scenario, measure: str) -> bool:
    """Say whether a measure is counted in parts of its unit."""
    if measure in ("points", "recovered"):
        return any(scale_of(scheme) != 1 for scheme in scenario.scoring.values())
    return measure == "wrong_days"


def _words(scenario: Scenario, measure: str, pairs: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """Say for each pair of item and other what dimensions they stand for."""
    rows = []
    for item, other in pairs:
        kind = item if measure in KIND_ROWS else other if measure in (*RULE_ROWS, *CONSEQUENCE_ROWS) else None
        scheme = item if measure in (*RULE_ROWS, *SCHEME_ROWS) and item else None
        rule = scenario.consequences.rules[item] if measure in CONSEQUENCE_ROWS else None
        known = scenario.conduct.kinds[kind] if kind else None
        scoring = scenario.scoring[scheme] if scheme else None
        rows.append(
            {
                "item": item,
                "other": other,
                "kind": kind,
                "domain": known.domain if known else None,
                "lawful": known.lawful if known else None,
                "sensor": item if measure in SENSOR_ROWS else None,
                "scheme": rule.scheme if rule else scheme,
                "consequence": item if rule else None,
                "institution": rule.institution if rule else None,
                "does": rule.does if rule else None,
                "refused": (rule.marks or "") if rule else None,
                "divisor": WRONG_DAY if measure == "wrong_days" else scale_of(scoring) if scoring else 1,
            }
        )
    text = (
        "item",
        "other",
        "kind",
        "domain",
        "sensor",
        "scheme",
        "consequence",
        "institution",
        "does",
        "refused",
    )
    schema = {**dict.fromkeys(text, pl.String), "lawful": pl.Boolean, "divisor": pl.Int64}
    return pl.DataFrame(rows, schema=schema)


def _filled(counts: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Put in the groups that have no count, order the rows and put the count last."""
    if not by:
        return counts.select(pl.col("count").fill_null(0))
    places = [name for name in by if name in _GROUPS]
    rest = [name for name in counts.columns if name not in (*places, "count")]
    if places:
        grid = counts.select(rest).unique() if rest else pl.DataFrame({"one": [0]})
        for name in places:
            grid = grid.join(_categories(counts, name), how="cross")
        counts = grid.join(counts, on=[*rest, *places], how="left").with_columns(pl.col("count").fill_null(0))
        firms = [pl.col(name).cast(pl.String) == ORGANISATION for name in places if name in DIMENSIONS]
        counts = counts.filter(pl.all_horizontal(firms) == pl.any_horizontal(firms)) if firms else counts
    dated = ["date"] if "date" in rest and "date" not in by else []
    names = [part for name in by for part in ([name, *dated] if name == "window" else [name])]
    return counts.select(*names, "count").sort(by)


def _categories(counts: pl.DataFrame, name: str) -> pl.DataFrame:
    """Give the categories of a dimension; organisations only where something of theirs was counted."""
    held = counts[name].dtype
    if not isinstance(held, pl.Enum):
        return counts.select(name).unique()
    present = set(counts[name].cast(pl.String).unique().to_list())
    listed = [word for word in held.categories.to_list() if word != ORGANISATION or word in present]
    return pl.DataFrame({name: pl.Series(listed, dtype=held)})
