"""Fairness by group, from tables of counts: selection rates and impact ratios, error rates, calibration.

A table of counts has one row a cell: the columns of the groups, facts of true or false, and `people`
(`creditarium.analysis.counts.crossed` makes them from a run). What a scheme decided and what people truly did are
both known of a synthetic people, so that error rates are exact. The rates are fairlearn's, weighted by people.
Groups whose attribute is not known are counted as a group like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from creditarium.analysis.extra import analysis_extra
from creditarium.analysis.ratios import AUDITED, audited_ratio
from creditarium.model.problem import Problem, suggestion

_PLACE = "the place of a group"
SMALL = 0.02
"""The share of all people below which NYC Local Law 144 lets a category be left out; here it is shown and marked."""


def selection(counts: pl.DataFrame, by: Sequence[str], chosen: str, audited: int = AUDITED) -> pl.DataFrame:
    """Give selection rates and impact ratios by group, each tested as in an audit of so many people.

    `chosen` is the column that says who got the better outcome. The best group is that of the highest rate
    among those of 2 % of the people or more. Columns: the groups, `people`, `chosen`, `share` of all people,
    `rate`, `ratio` to the best, `small`, `flagged` (ratio below four fifths), and of the test `low`, `high`, `p`,
    `elements`; null for the best group itself. Each pair has its share of the audited people.
    Sources: 29 CFR 1607.4(D); NYC LL144 (6 RCNY 5-300).
    """
    frame = _cells(counts, by, [chosen])
    with analysis_extra():
        from fairlearn.metrics import selection_rate
    rate = _by_group(frame, by, {"rate": selection_rate}, truth=chosen, decision=chosen)
    whole = float(frame["people"].sum())
    table = _totals(frame, by, chosen).join(rate, on=list(by), how="left", nulls_equal=True, maintain_order="left")
    table = table.with_columns((pl.col("people") / whole).alias("share"))
    table = table.with_columns((pl.col("share") < SMALL).alias("small")).with_row_index(_PLACE)
    large = table.filter(~pl.col("small"))
    best = (large if len(large) else table).sort("rate", descending=True, maintain_order=True).row(0, named=True)
    found = [_against(row, best, audited / whole) for row in table.iter_rows(named=True)]
    return table.drop(_PLACE).hstack(pl.DataFrame(found, schema=_AGAINST, orient="row"))


def small_share(counts: pl.DataFrame, by: Sequence[str]) -> float:
    """Give the share of the people who are in groups that `selection` marks as small."""
    people = counts.group_by(by).agg(pl.col("people").sum())["people"]
    whole = float(people.sum())
    return float(people.filter(people / whole < SMALL).sum()) / max(whole, 1.0)


_AGAINST = {
    "ratio": pl.Float64, "flagged": pl.Boolean, "low": pl.Float64, "high": pl.Float64, "p": pl.Float64,
    "elements": pl.String,
}  # fmt: skip


def _against(row: dict[str, Any], best: dict[str, Any], drawn: float) -> tuple[Any, ...]:
    """Test a group against the best; the best against itself, and what nobody got, tell nothing."""
    if row[_PLACE] == best[_PLACE]:
        return 1.0 if row["rate"] > 0 else None, False, None, None, None, None
    people = max(drawn * (row["people"] + best["people"]), 1.0)
    test = audited_ratio(row["chosen"], row["people"], best["chosen"], best["people"], people)
    numbers = [None if np.isnan(x) else x for x in (test.ratio, test.low, test.high, test.p)]
    return numbers[0], test.flagged, *numbers[1:], test.elements


def error_rates(counts: pl.DataFrame, by: Sequence[str], truth: str, decision: str) -> pl.DataFrame:
    """Give the balance of errors by group: who was marked though nothing was done, and who was not though it was.

    `truth` says who did it and `decision` who was marked (listed, refused, graded low), both columns of true
    or false. Columns: the groups, `people`, `base_rate` of the truth, `marked` (the rate of the decision), `fpr`,
    `fnr`, `ppv` and `npv`; null where nobody is who could tell. Nothing is estimated.
    """
    frame = _cells(counts, by, [truth, decision])
    with analysis_extra():
        from fairlearn.metrics import false_negative_rate, false_positive_rate, selection_rate
    metrics = {
        "marked": selection_rate,
        "fpr": false_positive_rate,
        "fnr": false_negative_rate,
        "ppv": _predictive_value,
        "npv": _negative_predictive_value,
    }
    table = _totals(frame, by, truth).rename({"chosen": "true"}).join(
        _by_group(frame, by, metrics, truth, decision), on=list(by), how="left", nulls_equal=True, maintain_order="left"
    )  # fmt: skip
    untrue = pl.col("people") - pl.col("true")
    return table.with_columns(
        (pl.col("true") / pl.col("people")).alias("base_rate"),
        pl.when(untrue > 0).then("fpr"),
        pl.when(pl.col("true") > 0).then("fnr"),
        pl.col("ppv").fill_nan(None),
        pl.col("npv").fill_nan(None),
    ).select([*by, "people", "base_rate", "marked", "fpr", "fnr", "ppv", "npv"])


CRITERIA = {
    "demographic parity": ("marked",),
    "equal false positive rates": ("fpr",),
    "equal opportunity": ("fnr",),
    "equalised odds": ("fpr", "fnr"),
    "predictive parity": ("ppv",),
}
"""Criteria of fairness, and what is equal across groups where one holds."""
MET = 0.01
"""Rates that differ by no more than a hundredth count as equal, unless the caller says otherwise."""


def criteria(rates: pl.DataFrame, met: float = MET) -> pl.DataFrame:
    """Set the criteria of fairness side by side: `criterion`, the widest `difference` between groups, `met`.

    `rates` is what `error_rates` gave; groups that cannot tell are left out, and a criterion that fewer than
    two groups can tell is null. Where base rates differ, equal predictive values and equal error rates cannot
    hold together unless the decision is perfect, since FPR = p/(1−p) · (1−PPV)/PPV · (1−FNR)
    (Chouldechova, Big Data 5 (2017); Kleinberg and others, ITCS 2017).
    """
    rows = []
    for name, columns in CRITERIA.items():
        widths = [_width(rates[column]) for column in columns]
        wide = None if any(width is None for width in widths) else max(width for width in widths if width is not None)
        rows.append((name, wide, None if wide is None else wide <= met))
    return pl.DataFrame(
        rows, schema={"criterion": pl.String, "difference": pl.Float64, "met": pl.Boolean}, orient="row"
    )


def _width(column: pl.Series) -> float | None:
    known = column.drop_nulls().to_list()
    return float(max(known) - min(known)) if len(known) > 1 else None


def calibration(counts: pl.DataFrame, by: Sequence[str], score: str, truth: str) -> pl.DataFrame:
    """Give the share who truly did it by group and value (or bin) of the score.

    Columns: the groups, the score, `people`, `share`, `gap`. A score is calibrated between groups where the
    share is the same for all at each score (Kleinberg and others, ITCS 2017); `gap` is the widest difference
    between groups at that score, null with one group.
    """
    keys = [*by, score]
    frame = _cells(counts.drop_nulls(score), keys, [truth])
    table = _totals(frame, keys, truth).with_columns((pl.col("chosen") / pl.col("people")).alias("share"))
    gap = pl.when(pl.len().over(score) > 1).then(pl.col("share").max().over(score) - pl.col("share").min().over(score))
    return table.with_columns(gap.alias("gap")).select([*keys, "people", "share", "gap"]).sort([score, *by])


def scoring_rate(counts: pl.DataFrame, by: Sequence[str], score: str, audited: int = AUDITED) -> pl.DataFrame:
    """Give what NYC LL144 calls the scoring rate: the share of a group above the median score of all people.

    `counts` has a column of scores; those without one are left out. The columns are those of `selection`.
    """
    frame = counts.drop_nulls(score)
    above = frame.with_columns((pl.col(score) > median(frame, score)).alias("above"))
    return selection(above, by, "above", audited)


def median(counts: pl.DataFrame, value: str) -> float:
    """Give the median of a column of values, weighted by people; between two middle people it is their mean."""
    ordered = (
        counts.filter(pl.col("people") > 0).group_by(value, maintain_order=True).agg(pl.col("people").sum()).sort(value)
    )
    if not len(ordered):
        raise Problem("nobody has a score", mend="name a scheme that has members")
    values = ordered[value].to_numpy().astype(np.float64)
    upto = np.cumsum(ordered["people"].to_numpy())
    middle = (upto[-1] + 1) / 2
    return float((values[np.searchsorted(upto, np.floor(middle))] + values[np.searchsorted(upto, np.ceil(middle))]) / 2)


def _cells(counts: pl.DataFrame, by: Sequence[str], facts: Sequence[str]) -> pl.DataFrame:
    """Add up the counts by groups and facts; a column that is missing or no fact is a Problem."""
    for name in (*by, *facts, "people"):
        if name not in counts.columns:
            raise Problem(f"the counts have no column '{name}'", mend=suggestion(name, counts.columns))
    for name in facts:
        if counts[name].dtype != pl.Boolean:
            raise Problem(f"'{name}' is no fact of true or false", mend="compare it with a value first")
    keys = list(dict.fromkeys((*by, *facts)))
    frame = counts.group_by(keys, maintain_order=True).agg(pl.col("people").sum()).filter(pl.col("people") > 0)
    if not len(frame):
        raise Problem("there is nobody to compare", mend="count people of at least one group")
    return frame.sort(keys, nulls_last=True)


def _totals(frame: pl.DataFrame, by: Sequence[str], fact: str) -> pl.DataFrame:
    chosen = pl.col("people").filter(pl.col(fact)).sum().alias("chosen")
    return (
        frame.group_by(list(by), maintain_order=True)
        .agg(pl.col("people").sum(), chosen)
        .sort(list(by), nulls_last=True)
    )


def _by_group(
    frame: pl.DataFrame, by: Sequence[str], metrics: dict[str, Callable[..., float]], truth: str, decision: str
) -> pl.DataFrame:
    """Let fairlearn's metrics tell of each group's weighted rows: what a `MetricFrame` gives, in a part of its time."""
    rows = []
    for group in frame.partition_by(list(by), maintain_order=True):
        did, said = (group[name].to_numpy().astype(int) for name in (truth, decision))
        weights = group["people"].to_numpy()
        rows.append([float(metric(did, said, sample_weight=weights)) for metric in metrics.values()])
    told = pl.DataFrame(rows, schema=dict.fromkeys(metrics, pl.Float64), orient="row")
    return frame.select(list(by)).unique(maintain_order=True).hstack(told)


def _predictive_value(y_true: Any, y_pred: Any, sample_weight: Any) -> float:
    """The share of those marked who truly did it; fairlearn has none."""
    marked = np.asarray(sample_weight) * np.asarray(y_pred)
    return float((marked * np.asarray(y_true)).sum() / marked.sum()) if marked.sum() > 0 else float("nan")


def _negative_predictive_value(y_true: Any, y_pred: Any, sample_weight: Any) -> float:
    return _predictive_value(1 - np.asarray(y_true), 1 - np.asarray(y_pred), sample_weight)
