"""Counts of people by what they are and how they ended agree with the tables of the run."""

import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.counts import NO_MEMBER, crossed
from creditarium.model.problem import Problem


def test_everybody_is_counted_once(lived: cr.Run) -> None:
    counts = crossed(lived, "sex", "age", "blamed")
    assert counts["people"].sum() == lived.scenario.people
    ours = counts.group_by("sex").agg(pl.col("people").sum()).sort("sex")
    told = lived.tally("people", by="sex")
    assert dict(ours.cast({"sex": pl.String}).iter_rows()) == dict(told.cast({"sex": pl.String}).iter_rows())


@pytest.mark.parametrize("dimension", ["region", "age", "income", "stratum"])
def test_refusals_and_blame_agree_with_the_persons_table(lived: cr.Run, dimension: str) -> None:
    counts = crossed(lived, dimension, "refused", "blamed").filter("refused")
    assert counts["people"].sum() > 10
    for measure, ours in (("refused_persons", counts), ("blameless_persons", counts.filter(~pl.col("blamed")))):
        told = dict(lived.tally(measure, by=dimension).filter(pl.col("count") > 0).iter_rows())
        assert dict(ours.group_by(dimension).agg(pl.col("people").sum()).iter_rows()) == told


def test_bands_agree_with_the_last_census(lived: cr.Run) -> None:
    for scheme, rules in lived.scenario.scoring.items():
        if rules.sort == "rating":
            continue
        counts = crossed(lived, f"band.{scheme}").cast({f"band.{scheme}": pl.String})
        told = lived.bands(by=("scheme", "band")).cast({"scheme": pl.String, "band": pl.String})
        held = {band: people for name, band, people in told.iter_rows() if name == scheme and people}
        ours = dict(counts.iter_rows())
        ours.pop(NO_MEMBER, 0)
        # Organisations on a list are in the census, and are no persons.
        assert ours == held if rules.sort != "list" else all(ours[band] <= held[band] for band in ours)


def test_scores_agree_with_the_histogram(lived: cr.Run) -> None:
    scheme = next(name for name, rules in lived.scenario.scoring.items() if rules.sort in ("points", "weighted"))
    counts = crossed(lived, f"score.{scheme}").drop_nulls()
    for low, high, people in lived.scores(scheme).select("low", "high", "people").iter_rows():
        assert counts.filter(pl.col(f"score.{scheme}").is_between(low, high))["people"].sum() == people


def test_an_unknown_fact_is_named(lived: cr.Run) -> None:
    with pytest.raises(Problem, match=r"not counted by 'blmaed'.*blamed"):
        crossed(lived, "blmaed")
    with pytest.raises(Problem, match="by no fact"):
        crossed(lived)
    lists = [name for name, rules in lived.scenario.scoring.items() if rules.sort == "list"]
    with pytest.raises(Problem, match="is a list"):
        crossed(lived, f"score.{lists[0]}")
