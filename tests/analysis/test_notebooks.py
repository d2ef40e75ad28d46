"""The views of a tally hold the same counts, SQL reads the run's tables alone, and notebooks are shown short tables."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.extra import NOTEBOOKS
from creditarium.results.contents import TABLES

BARE = """
import sys
for name in {packages}:
    sys.modules[name] = None  # as if it were not installed
import creditarium as cr
run = cr.run("rongcheng", people=64, days=7)
assert run.tally("acts").height == 1
for needs in (lambda: run.sql("from people"), lambda: run.to_pandas("acts"), lambda: run.to_xarray("acts")):
    try:
        needs()
    except cr.Problem as problem:
        print(problem)
"""


@pytest.fixture(scope="module")
def run() -> cr.Run:
    return cr.run("reported-2020", people=2_000, days=60, seed=5)


@pytest.mark.parametrize("by", [[], ["income"], ["window", "income", "stratum"], ["lawful", "sex"]])
def test_the_views_hold_the_tally(run: cr.Run, by: list[str]) -> None:
    tally = run.tally("acts", by=by)
    frame, array = run.to_pandas("acts", by=by), run.to_xarray("acts", by=by)
    assert list(frame.columns) == tally.columns
    assert pl.from_pandas(frame[["count"]])["count"].to_list() == tally["count"].to_list()
    assert array.dims == tuple(by)
    assert array.sum().item() == run.total("acts") > 0
    for row in tally.iter_rows(named=True):
        assert array.sel({name: row[name] for name in by}).item() == row["count"]


@pytest.mark.parametrize("by", [[], ["window"], ["date"], ["scheme", "income"], ["domain", "kind", "sex"]])
def test_what_was_never_counted_has_the_same_columns_and_types(run: cr.Run, by: list[str]) -> None:
    bare = cr.run("no-scheme", people=64, days=7)
    frame, array = bare.to_pandas("entered", by=by), bare.to_xarray("entered", by=by)
    full, kinds = run.to_pandas("entered", by=by), {name: str(kind) for name, kind in frame.dtypes.items()}
    assert kinds == {name: str(kind) for name, kind in full.dtypes.items()}
    assert all(kinds[name] == "category" for name in by if name not in ("window", "date"))
    assert frame["count"].sum() == array.sum().item() == 0 < full["count"].sum()
    assert array.dims == tuple(by)
    assert array.size == len(frame) == (0 if by else 1)


def test_an_array_says_its_dates_and_its_world(run: cr.Run) -> None:
    array = run.to_xarray("acts", by="window", item="speeding")
    assert array.name == "acts"
    assert array.attrs == {"scenario": "reported-2020", "people": 2_000, "days": 60, "seed": 5}
    assert [str(day)[:10] for day in array["date"].values] == [
        str(day) for day in run.tally("acts", by="window")["date"].to_list()
    ]
    np.testing.assert_array_equal(array.values, run.tally("acts", by="window", item="speeding")["count"].to_numpy())


def test_sql_counts_what_the_tables_hold(run: cr.Run) -> None:
    asked = run.sql("select item, sum(count) as n from tallies where measure = 'acts' group by item order by item")
    assert asked.schema["n"] == pl.Int64
    for item, count in asked.iter_rows():
        assert run.total("acts", item=item) == count
    joined = run.sql("select count(*) as n from PEOPLE join persons using (region, sex, age, income, stratum)")
    assert joined.height == 1


@pytest.mark.parametrize("name", TABLES)
def test_sql_gives_every_table_of_a_folder(run: cr.Run, name: str, tmp_path: Path) -> None:
    stored = cr.open_run(cr.run("rongcheng", people=64, days=14, out=tmp_path / "run").path or "")
    assert stored.sql(f"from {name}").height == stored.frame(name).height


@pytest.mark.parametrize(
    "query",
    [
        "selekt",
        "",
        "from nowhere",
        "from '{folder}/secret.csv'",
        "from read_csv('{folder}/secret.csv')",
        "copy people to '{folder}/out.csv'",
        "attach '{folder}/other.db'",
        "set enable_external_access = true",
        "install httpfs",
        "from run",
    ],
)
def test_sql_asks_for_nothing_else(run: cr.Run, query: str, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(cr.Problem) as refused:
        run.sql(query.format(folder=tmp_path))
    assert "\n" not in str(refused.value)
    assert [file.name for file in tmp_path.iterdir()] == ["secret.csv"]


def test_without_the_extra_each_view_is_one_clear_line() -> None:
    child = subprocess.run(
        [sys.executable, "-c", BARE.format(packages=NOTEBOOKS)], capture_output=True, text=True, check=False
    )
    assert child.stderr == ""
    lines = child.stdout.splitlines()
    assert [line.split("package ")[1].split(",")[0] for line in lines] == ["duckdb", "pandas", "xarray"]
    assert all("creditarium[notebooks]" in line for line in lines)


class Tags(HTMLParser):
    """What is open where, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(html: str) -> str:
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert tags.seen <= {"table", "caption", "tr", "th", "td", "p"}
    assert len(html) < 4_000
    return tags.text


def test_a_scenario_a_run_and_a_comparison_are_shown_as_short_tables(run: cr.Run) -> None:
    scenario = run.scenario.model_copy(update={"title": "<script>alert('town')</script> & more"})
    text = shown(scenario._repr_html_())
    assert scenario.title in text
    assert "2,000, seed 5" in text
    refused, blameless = run.total("refused_persons"), run.total("blameless_persons")
    text = shown(run._repr_html_())
    assert f"{refused:,} people because of a scheme, {blameless:,} of them without any listed act" in text
    assert "one world among those" in text
    made = cr.compare(run.scenario, run.scenario.without("sharing"))
    text = shown(made._repr_html_())
    counts = dict(made.touched.select("touched", "persons").rows())
    assert f"{counts['untouched']:,} untouched" in text
    assert repr(made).count("\n") == text.count("untouched") + 3
