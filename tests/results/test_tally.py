"""Asking the tallies: groups add up, groups without a count are there, unknown names are refused."""

import polars as pl
import pytest

import creditarium as cr
from creditarium.results.tally import ALL_MEASURES, dimensions_of


@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_groups_of_every_dimension_add_up_to_the_total(reported: cr.Run, measure: str) -> None:
    total = reported.total(measure)
    for dimension in dimensions_of(measure):
        if dimension == "refused" and measure.endswith("_persons"):
            continue  # one person may be refused several things
        assert reported.tally(measure, by=dimension)["count"].sum() == pytest.approx(total, rel=1e-12)


def test_groups_of_several_dimensions_add_up(reported: cr.Run) -> None:
    by = ["window", "region", "sex", "age", "income", "stratum", "domain"]
    fine = reported.tally("acts", by=by)
    for kept in ("sex", "income", "domain", "region"):
        coarse = fine.group_by(kept).agg(pl.col("count").sum()).sort(kept)
        assert coarse.equals(reported.tally("acts", by=kept).select(kept, "count").sort(kept))


def test_the_people_are_all_counted(reported: cr.Run) -> None:
    assert reported.total("people") == 12_000
    assert reported.tally("people", by="income").height == 5


def test_the_acts_of_a_kind_are_those_of_its_item(reported: cr.Run) -> None:
    by_kind = dict(reported.tally("acts", by="kind").rows())
    assert by_kind["speeding"] == reported.total("acts", item="speeding") > 0


def test_entries_are_counted_by_kind_and_by_scheme(reported: cr.Run) -> None:
    by_kind = reported.tally("entered", by=["scheme", "kind"])
    of_kind = by_kind.filter(pl.col("kind") == "speeding")["count"].sum()
    assert of_kind == reported.total("entered", item="speeding") > 0


def test_groups_without_a_count_are_there(reported: cr.Run) -> None:
    rare = reported.tally("applied", by=["region", "income", "consequence"])
    shape = rare.group_by("consequence").len()["len"].unique().to_list()
    assert len(shape) == 1
    assert shape[0] in (31 * 5, 31 * 6)
    assert 0 in rare["count"]


def test_a_dimension_may_be_named_alone(reported: cr.Run) -> None:
    assert reported.tally("acts", by="sex").equals(reported.tally("acts", by=["sex"]))


def test_by_window_there_is_the_last_day(reported: cr.Run) -> None:
    made = reported.tally("acts", by="window")
    assert made.columns == ["window", "date", "count"]
    assert made.row(0)[0] == 4
    assert str(made.row(0)[1]) == "2020-01-28"


def test_blameless_are_among_the_refused(reported: cr.Run) -> None:
    both = reported.tally("refused_persons", by=["refused", "income"]).join(
        reported.tally("blameless_persons", by=["refused", "income"]), on=["refused", "income"], suffix="_clean"
    )
    assert (both["count_clean"] <= both["count"]).all()


def test_refused_persons_are_fewer_than_refused_requests(reported: cr.Run) -> None:
    by_mark = dict(reported.tally("refused_persons", by="refused").rows())
    assert by_mark["anything"] == reported.total("refused_persons")
    assert by_mark["anything"] <= reported.total("denied") <= reported.total("attempts")
    for mark in ("credit", "travel"):
        requests = dict(reported.tally("denied", by="refused").rows()).get(mark, 0)
        assert by_mark[mark] <= requests


def test_wrong_days_are_days(rongcheng: cr.Run) -> None:
    days = rongcheng.total("wrong_days")
    entries = rongcheng.total("false") + rongcheng.total("landed")
    assert 0 < days <= entries * 365


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (("acst",), "nothing is counted as 'acst'. Mend: did you mean 'acts'"),
        (("acts", "incom"), "'acts' is not counted by 'incom'. Mend: did you mean 'income'?"),
        (("acts", "scheme"), "'acts' is not counted by 'scheme'"),
        (("denied", ["kind", "kind"]), "a dimension is named twice"),
        (("acts", "sex", "speding"), "'acts' counts no item 'speding'. Mend: did you mean 'speeding'"),
        (("people", (), "speeding"), "'people' counts no items"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(reported: cr.Run, wanted: tuple[object, ...], said: str) -> None:
    with pytest.raises(cr.Problem) as caught:
        reported.tally(*wanted)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_bands_hold_all_members_in_every_window(reported: cr.Run) -> None:
    made = reported.bands(by=["window", "scheme"])
    members = made.filter(pl.col("scheme").cast(pl.String) == "national-2020-as-reported")["people"]
    assert members.n_unique() == 1
    assert len(members) == 53


def test_scores_are_those_of_the_members_at_the_end(reported: cr.Run) -> None:
    scores = reported.scores("national-2020-as-reported")
    bands = reported.bands(by="scheme").filter(pl.col("scheme").cast(pl.String) == "national-2020-as-reported")
    assert scores["people"].sum() == bands["people"][0]
    assert (scores["low"] <= scores["high"]).all()
    with pytest.raises(cr.Problem, match="no scheme is called"):
        reported.scores("national")
    with pytest.raises(cr.Problem, match="by 'income'"):
        reported.scores(by="income")


def test_the_cohort_is_of_whole_circles(reported: cr.Run) -> None:
    cohort = reported.cohort()
    sizes = cohort.group_by("region", "circle").len()["len"]
    assert len(sizes) == 32
    assert sizes.max() == 32
    society = reported.engine.settled.society
    for person, community in cohort.select("person", "community").rows():
        assert society.start[community] <= person < society.start[community + 1]
