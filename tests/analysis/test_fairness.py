"""Metrics of fairness by group: cases with known answers, and what relabelling must not change."""

import numpy as np
import polars as pl
import pytest
from fairlearn import metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from creditarium.analysis.fairness import (
    calibration,
    criteria,
    error_rates,
    median,
    scoring_rate,
    selection,
    small_share,
)
from creditarium.model.problem import Problem

FIFTHS = pl.DataFrame({"group": ["a", "a", "b", "b"], "got": [True, False, True, False], "people": [48, 32, 12, 28]})
CELLS = st.lists(st.integers(1, 500), min_size=8, max_size=8)


def crossed(cells: list[int]) -> pl.DataFrame:
    """Lay eight counts out as group × truth × decision."""
    places = np.indices((2, 2, 2)).reshape(3, -1)
    return pl.DataFrame(
        {
            "group": [("a", "b")[g] for g in places[0]],
            "did": places[1] == 1,
            "marked": places[2] == 1,
            "people": cells,
        }
    )


def test_the_four_fifths_case() -> None:
    best, other = selection(FIFTHS, ["group"], "got", audited=120).sort("group").iter_rows(named=True)
    assert (best["rate"], best["ratio"], best["flagged"], best["elements"]) == (0.6, 1.0, False, None)
    assert other["ratio"] == pytest.approx(0.5)
    assert (other["flagged"], other["elements"]) == (True, "met")
    assert other["p"] == pytest.approx(0.0019458, abs=5e-8)
    assert (other["low"], other["high"]) == pytest.approx((0.3014, 0.8294), abs=5e-5)


def test_small_cells_are_shown_and_are_never_the_best() -> None:
    counts = pl.DataFrame(
        {
            "group": ["a", "a", "b", "b", "few", None],
            "got": [True, False, True, False, True, False],
            "people": [480, 320, 120, 280, 10, 15],
        }
    )
    rows = {row["group"]: row for row in selection(counts, ["group"], "got").iter_rows(named=True)}
    assert rows["few"]["small"]
    assert rows["few"]["ratio"] == pytest.approx(1 / 0.6)
    assert rows[None]["people"] == 15  # those of whom it is not known are counted
    assert rows["a"]["ratio"] == 1
    assert sum(row["share"] for row in rows.values()) == pytest.approx(1)
    assert small_share(counts, ["group"]) == pytest.approx(sum(row["share"] for row in rows.values() if row["small"]))


def test_groups_may_be_crossed() -> None:
    counts = pl.DataFrame(
        {
            "sex": ["f", "f", "m", "m"] * 2,
            "old": [True] * 4 + [False] * 4,
            "got": [True, False] * 4,
            "people": [10, 90, 40, 60, 50, 50, 50, 50],
        }
    )
    rates = {row["sex"] + str(row["old"]): row["rate"] for row in selection(counts, ["sex", "old"], "got").to_dicts()}
    assert rates == pytest.approx({"fTrue": 0.1, "mTrue": 0.4, "fFalse": 0.5, "mFalse": 0.5})


@settings(max_examples=10)
@given(cells=CELLS)
def test_the_rates_are_those_of_a_metric_frame(cells: list[int]) -> None:
    counts = crossed(cells)
    names = {"marked": metrics.selection_rate, "fpr": metrics.false_positive_rate, "fnr": metrics.false_negative_rate}
    frame = metrics.MetricFrame(
        metrics=names,
        y_true=counts["did"].to_numpy().astype(int),
        y_pred=counts["marked"].to_numpy().astype(int),
        sensitive_features=counts["group"].to_numpy(),
        sample_params={name: {"sample_weight": counts["people"].to_numpy()} for name in names},
    )
    rates = error_rates(counts, ["group"], "did", "marked")
    for name in names:
        assert dict(rates.select("group", name).rows()) == frame.by_group[name].to_dict()


def test_what_nobody_got_cannot_be_told() -> None:
    none = FIFTHS.with_columns(pl.lit(False).alias("got"))
    rows = selection(none, ["group"], "got").to_dicts()
    assert [row["ratio"] for row in rows] == [None, None]
    assert {row["elements"] for row in rows} == {None, "cannot tell"}


def test_error_rates_are_exact() -> None:
    counts = pl.DataFrame(
        {
            "did": [True, True, False, False],
            "marked": [True, False, True, False],
            "people": [30, 10, 20, 940],
            "group": "all",
        }
    )
    (row,) = error_rates(counts, ["group"], "did", "marked").to_dicts()
    assert row["base_rate"] == 0.04
    assert row["marked"] == 0.05
    assert row["fnr"] == 0.25
    assert row["fpr"] == pytest.approx(20 / 960)
    assert row["ppv"] == 0.6
    assert row["npv"] == pytest.approx(940 / 950)


def test_rates_of_nobody_are_unknown_and_not_nought() -> None:
    counts = pl.DataFrame({"did": [False], "marked": [False], "people": [40], "group": "all"})
    (row,) = error_rates(counts, ["group"], "did", "marked").to_dicts()
    assert (row["fnr"], row["ppv"]) == (None, None)
    assert (row["fpr"], row["npv"]) == (0, 1)
    assert criteria(error_rates(counts, ["group"], "did", "marked"))["met"].to_list() == [None] * 5


@settings(max_examples=12)
@given(CELLS)
def test_chouldechovas_identity_holds(cells: list[int]) -> None:
    for row in error_rates(crossed(cells), ["group"], "did", "marked").to_dicts():
        p, ppv, fnr = row["base_rate"], row["ppv"], row["fnr"]
        assert row["fpr"] == pytest.approx(p / (1 - p) * (1 - ppv) / ppv * (1 - fnr), rel=1e-9)


@settings(max_examples=12)
@given(CELLS)
def test_relabelling_groups_changes_nothing_and_turning_the_label_swaps_the_rates(cells: list[int]) -> None:
    counts = crossed(cells)
    plain = error_rates(counts, ["group"], "did", "marked")
    renamed = counts.with_columns(pl.col("group").replace({"a": "z", "b": "y"}))
    turned = counts.with_columns(~pl.col("did"), ~pl.col("marked"))
    for old, new in (("a", "z"), ("b", "y")):
        first = plain.filter(pl.col("group") == old).drop("group").to_dicts()
        assert first == error_rates(renamed, ["group"], "did", "marked").filter(group=new).drop("group").to_dicts()
    swapped = error_rates(turned, ["group"], "did", "marked")
    for one, other in (("fpr", "fnr"), ("ppv", "npv")):
        assert plain[one].to_list() == pytest.approx(swapped[other].to_list(), abs=1e-12)


def test_criteria_conflict_where_base_rates_differ() -> None:
    """Both groups meet equal odds (FPR 0.1, FNR 0.2), so that PPV cannot be equal: COMPAS's quarrel."""
    counts = crossed([810, 90, 20, 80, 450, 50, 100, 400])
    found = {row["criterion"]: row for row in criteria(error_rates(counts, ["group"], "did", "marked")).to_dicts()}
    assert found["equalised odds"]["met"]
    assert not found["predictive parity"]["met"]
    assert not found["demographic parity"]["met"]
    assert found["predictive parity"]["difference"] == pytest.approx(400 / 450 - 80 / 170)


def test_calibration_by_score_and_group() -> None:
    counts = pl.DataFrame(
        {
            "group": ["a", "a", "b", "b", "a", "a", "b"],
            "score": [1, 1, 1, 1, 2, 2, 2],
            "did": [True, False, True, False, True, False, False],
            "people": [5, 5, 6, 4, 1, 9, 10],
        }
    )
    found = calibration(counts, ["group"], "score", "did")
    assert found["share"].to_list() == [0.5, 0.6, 0.1, 0.0]
    assert found["gap"].to_list() == pytest.approx([0.1, 0.1, 0.1, 0.1])


def test_scoring_rate_is_the_share_above_the_median_of_all() -> None:
    counts = pl.DataFrame({"group": ["a", "a", "b", "b", "b"], "score": [1, 3, 1, 2, None], "people": [1, 3, 3, 1, 7]})
    assert median(counts.drop_nulls(), "score") == 1.5
    found = {row["group"]: row for row in scoring_rate(counts, ["group"], "score").to_dicts()}
    assert (found["a"]["rate"], found["b"]["rate"]) == (0.75, 0.25)
    assert found["b"]["ratio"] == pytest.approx(1 / 3)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), min_size=1, max_size=9))
def test_the_weighted_median_is_numpys(rows: list[tuple[int, int]]) -> None:
    values, people = zip(*rows, strict=True)
    counts = pl.DataFrame({"score": values, "people": people})
    assert median(counts, "score") == np.median(np.repeat(values, people))


def test_what_is_not_in_the_counts_is_named() -> None:
    with pytest.raises(Problem, match="no column 'gruop'"):
        selection(FIFTHS, ["gruop"], "got")
    with pytest.raises(Problem, match="no fact of true or false"):
        selection(FIFTHS, ["group"], "people")
    with pytest.raises(Problem, match="nobody to compare"):
        selection(FIFTHS.clear(), ["group"], "got")
    with pytest.raises(Problem, match="nobody has a score"):
        median(pl.DataFrame({"score": [1], "people": [0]}), "score")
