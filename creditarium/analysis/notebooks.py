"""A run's tables as notebooks want them: a tally as a pandas frame or an xarray array, SQL over all tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from creditarium.analysis.extra import notebooks_extra
from creditarium.model.problem import Problem
from creditarium.results.contents import TABLES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from creditarium.results.run import Run


def to_pandas(run: Run, measure: str, by: str | Sequence[str] = (), item: str | None = None) -> pd.DataFrame:
    """Give a tally as a pandas frame: a row a group, its words as categories, the last column `count`.

    One that counts nothing has no rows, and the same columns and types.
    """
    with notebooks_extra():
        import pandas  # noqa: F401
    return run.tally(measure, by=by, item=item).with_columns(pl.selectors.string().cast(pl.Categorical)).to_pandas()


def to_xarray(run: Run, measure: str, by: str | Sequence[str] = (), item: str | None = None) -> xr.DataArray:
    """Give a tally as an xarray array: a dimension of `by` an axis, in its own order.

    By window there is also the coordinate `date`, the last day of each period. The array is called as the measure, and
    its attributes say which world it is of. Where nothing was counted an axis may have no places.
    """
    with notebooks_extra():
        import xarray
    names = [by] if isinstance(by, str) else list(by)
    frame = run.tally(measure, by=names, item=item)
    axes = {name: frame[name].unique(maintain_order=True) for name in names}
    values = np.zeros([len(axis) for axis in axes.values()], dtype=frame["count"].to_numpy().dtype)
    if len(frame):
        at = [frame[name].replace_strict(axis, range(len(axis)), return_dtype=pl.Int64) for name, axis in axes.items()]
        values[tuple(place.to_numpy() for place in at)] = frame["count"].to_numpy() if names else frame["count"][0]
    coordinates: dict[str, Any] = {name: _places(axis) for name, axis in axes.items()}
    if "window" in names:
        coordinates["date"] = ("window", frame["date"].unique(maintain_order=True).to_numpy().astype("datetime64[s]"))
    scenario = run.scenario
    of = {"scenario": scenario.name, "people": scenario.people, "days": scenario.clock.days, "seed": scenario.seed}
    return xarray.DataArray(values, coordinates, names, measure, of)


def _places(axis: pl.Series) -> Any:
    """Give the places of an axis; where there is none, of the type that they would have."""
    words = isinstance(axis.dtype, pl.Enum | pl.String)
    return axis.to_list() if len(axis) else np.zeros(0, dtype=str if words else axis.to_numpy().dtype)


def sql(run: Run, query: str) -> pl.DataFrame:
    """Ask a run's own tables by a query in DuckDB's SQL, and nothing else: no file is read or written."""
    with notebooks_extra():
        import duckdb
    asked = [name for name in TABLES if re.search(rf"\b{name}\b", query, re.IGNORECASE)]
    with duckdb.connect(config={"python_enable_replacements": "false"}) as database, _clear(duckdb.Error):
        for name in asked:
            database.register(name, run.frame(name).to_arrow())
        database.execute("set enable_external_access = false")
        database.execute("set lock_configuration = true")
        answer = database.sql(query)
        if answer is None:
            raise Problem("the query asks for nothing", mend="begin with select or from")
        # A sum of whole numbers is a decimal there, which few readers expect.
        frame: pl.DataFrame = answer.pl()
        return frame.with_columns(pl.selectors.decimal().cast(pl.Int64, strict=False))


@contextmanager
def _clear(error: type[Exception]) -> Iterator[None]:
    """Turn what DuckDB says of a query into one clear line."""
    try:
        yield
    except error as refused:
        what = str(refused).splitlines()[0]
        raise Problem(f"the query cannot be answered: {what}", mend=f"its tables are {', '.join(TABLES)}") from refused
