"""Rows of days within long windows: those until a day are the rows of a run that ends with it."""

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_array_equal

import creditarium as cr
from creditarium.engine.arrays import Ints
from tests.engine.worlds import Life, lived

TOWN, SEED, DAYS, WINDOW = "glass_town", 91, 31, 14
"""Two whole windows and three days."""
LOW = "scoring.national-2020-as-reported.start=849"
"""One point below a band, so that much is refused."""


def daily(slices: int = WINDOW) -> Life:
    return lived(TOWN, LOW, "clock.tally=1", f"clock.window={WINDOW}", f"clock.slices={slices}", seed=SEED, days=DAYS)


def until(day: int) -> Life:
    """The same people's lives, cut after a day."""
    return lived(TOWN, LOW, "clock.tally=1", f"clock.window={WINDOW}", seed=SEED, days=day)


def summed(life: Life, first: int = 0, end: int | None = None) -> Ints:
    """Add up some of a life's periods by region, cell and row; the last cell may be the organisations'."""
    made = np.zeros((len(life.engine.settled.regions), 200, len(life.engine.compiled.rows)), dtype=np.int64)
    for one in life.history.tallies[first:end]:
        np.add.at(made, (one.rows["region"], one.rows["cell"], one.rows["row"]), one.rows["count"])
    return made


@pytest.mark.parametrize("day", [1, 2, 6, 13, 14, 15, 27, 28, 30, 31])
def test_the_days_until_a_day_hold_what_a_run_until_then_counts(day: int) -> None:
    """Every region, group and row: acts, entries, refusals, points, the time that wrong entries stood, and the rest."""
    whole, cut = daily(), until(day)
    assert len(whole.history.tallies) == len(whole.history.bands) == DAYS
    assert_array_equal(summed(whole, end=day), summed(cut))
    assert_array_equal(whole.history.bands[day - 1], cut.history.bands[-1])


def test_something_happens_on_most_days_and_bands_are_left() -> None:
    """So that the tests above compare something."""
    whole = daily()
    rows = whole.engine.compiled.rows
    for measure in ("acts", "entered", "points", "wrong_days", "denied", "recovered"):
        mine = [j for j, row in enumerate(rows) if row.measure == measure]
        days = [int(np.abs(one.rows["count"][np.isin(one.rows["row"], mine)]).sum()) for one in whole.history.tallies]
        assert sum(count > 0 for count in days) >= (1 if measure == "recovered" else DAYS // 2), measure
    moved = np.abs(np.diff(np.stack(whole.history.bands), axis=0)).sum(axis=(1, 2, 3))
    assert (moved > 0).sum() > DAYS // 2


def test_the_calendar_changes_no_life_and_coarser_slices_are_sums_of_finer() -> None:
    fine, plain = daily(), until(DAYS)
    assert_array_equal(fine.state.records, plain.state.records)
    assert_array_equal(fine.state.docket, plain.state.docket)
    weeks = daily(2)
    assert [(one.end, one.slice) for one in weeks.history.tallies] == [(1, 0), (1, 1), (2, 0), (2, 1), (3, 0)]
    for j in range(len(weeks.history.tallies)):
        assert_array_equal(summed(weeks, j, j + 1), summed(fine, 7 * j, 7 * j + 7))
        assert_array_equal(weeks.history.bands[j], fine.history.bands[min(7 * j + 7, DAYS) - 1])


def test_a_window_without_slices_is_one_period() -> None:
    assert [(one.end, one.slice) for one in until(DAYS).history.tallies] == [(1, 0), (2, 0), (3, 0)]


@pytest.fixture(scope="module")
def run() -> cr.Run:
    settings = ("clock.window=28", "clock.tally=1", "clock.slices=28")
    return cr.run("reported-2020", people=2_000, days=60, seed=7, set=settings)


def test_by_date_there_is_a_row_a_day_and_by_window_their_sum(run: cr.Run) -> None:
    days = run.tally("acts", by=["date", "region"])
    assert days["date"].n_unique() == 60
    windows = run.tally("acts", by=["window", "region"])
    assert windows["window"].n_unique() == 3
    assert [str(day) for day in windows["date"].unique().sort()] == ["2020-01-28", "2020-02-25", "2020-02-29"]
    ends = windows["date"].unique().sort().to_list()
    added = (
        days.with_columns(pl.col("date").map_elements(lambda day: min(end for end in ends if day <= end), pl.Date))
        .group_by("date", "region")
        .agg(pl.col("count").sum())
        .sort("date", "region")
    )
    assert added.equals(windows.select("date", "region", "count").sort("date", "region"))
    both = run.tally("acts", by=["window", "date"])
    assert both.columns == ["window", "date", "count"]
    assert both.height == 60


def test_the_bands_of_a_window_are_those_of_its_last_day(run: cr.Run) -> None:
    days, windows = run.bands(by=["date", "scheme", "band"]), run.bands(by=["window", "scheme", "band"])
    assert days["date"].n_unique() == 60
    assert windows["window"].n_unique() == 3
    last = windows.join(days, on=["date", "scheme", "band"], suffix="_day")
    assert last.height == windows.height
    assert (last["people"] == last["people_day"]).all()
    assert run.bands(by="band").equals(
        windows.filter(window=3).group_by("band").agg(pl.col("people").sum()).sort("band")
    )


def test_a_run_in_slices_is_kept_and_read_again(run: cr.Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("kept") / "run"
    settings = ("clock.window=28", "clock.tally=1", "clock.slices=28")
    cr.run("reported-2020", people=2_000, days=30, seed=7, set=settings, out=path)
    longer = cr.resume(path, days=60, out=path.parent / "longer")
    assert longer.manifest.tables == run.manifest.tables
    assert cr.open_run(path.parent / "longer").bands(by="date").equals(run.bands(by="date"))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (("clock.window=28", "clock.tally=1", "clock.slices=5"), "cannot be cut into 5 slices of whole days; write 4"),
        (("clock.window=28", "clock.tally=2", "clock.slices=4"), "write tally: 1, or leave slices out"),
    ],
)
def test_slices_that_do_not_fit_are_refused(settings: tuple[str, ...], says: str) -> None:
    with pytest.raises(cr.Problem) as caught:
        cr.scenario("reported-2020", set=settings)
    assert "slices" in str(caught.value)
    assert says.split("; ")[-1] in str(caught.value)
