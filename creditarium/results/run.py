"""A run: a world lived through, in memory or in a folder, and the questions that it answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario
from creditarium.model.showing import WORLD, html_table, tree
from creditarium.results.contents import Contents, Lived
from creditarium.results.folder import Stored, new_folder, write_run
from creditarium.results.manifest import Manifest
from creditarium.results.tally import ALL_MEASURES, dimensions_of, tally_of

if TYPE_CHECKING:
    from creditarium.engine.run import Engine, State
    from creditarium.results.fields import Fields
    from creditarium.results.summary import Summary


class Run:
    """A run and its results; everything is read or made when it is first asked for.

    It comes from `creditarium.run`, `creditarium.resume` or `creditarium.open_run`.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    @property
    def scenario(self) -> Scenario:
        """The whole scenario that was lived."""
        return self._contents.scenario

    @property
    def manifest(self) -> Manifest:
        """Versions, size, seed and digests."""
        return self._contents.manifest

    @property
    def path(self) -> Path | None:
        """The folder of the run; none while it is in memory only."""
        return self._contents.path

    @property
    def timings(self) -> dict[str, float]:
        """Seconds by step (`compile`, `live`, `write`) and `person_days_per_second`."""
        return self._contents.timings

    @property
    def engine(self) -> Engine:
        """The compiled world and its people; of a run in a folder it is compiled anew."""
        return self._contents.engine

    @property
    def state(self) -> State:
        """Where every life stands at the end."""
        return self._contents.state

    @property
    def keeps_states(self) -> bool:
        """Whether it is known where every life stands; a folder of more than 10 million people does not say."""
        return self._contents.keeps_states

    @property
    def fields(self) -> Fields:
        """What each window read of the last."""
        return self._contents.fields

    @property
    def contents(self) -> Contents:
        """What stands behind: the run in memory or in its folder."""
        return self._contents

    def tally(self, measure: str, by: str | Sequence[str] = (), item: str | None = None) -> pl.DataFrame:
        """Add up one measure by any of its dimensions; the last column is `count`.

        `item` keeps one kind, scheme, sensor or consequence. `dimensions(measure)` lists what it is counted
        by. Days (`wrong_days`) and points of a scheme with parts are fractions; all else is whole numbers.
        Money is above 0 where the person gets it. An unknown name is a `Problem` with the nearest right one.
        """
        wanted = (by,) if isinstance(by, str) else tuple(by)
        return tally_of(self.scenario, self._contents.table, measure, wanted, item)

    def total(self, measure: str, item: str | None = None) -> int | float:
        """Give one measure in total."""
        total: int | float = self.tally(measure, item=item)["count"][0]
        return total

    @staticmethod
    def measures() -> tuple[str, ...]:
        """Give the names of all measures."""
        return ALL_MEASURES

    @staticmethod
    def dimensions(measure: str) -> tuple[str, ...]:
        """Give the dimensions by which a measure is counted."""
        if measure not in ALL_MEASURES:
            raise Problem(f"nothing is counted as '{measure}'", mend=suggestion(measure, ALL_MEASURES))
        return dimensions_of(measure)

    def bands(self, by: str | Sequence[str] = ("window", "scheme", "band")) -> pl.DataFrame:
        """Give how many people each band held, by any of window, date, region, scheme and band.

        Without `window` and `date` it is the last one. With `window` there is also `date`, its last day; by `date`
        there are also the ends of the slices into which a window is cut. Bands stand in their order, the lowest
        first.
        """
        wanted = (by,) if isinstance(by, str) else tuple(by)
        return self._by_window("bands", wanted, ("window", "date", "region", "scheme", "band"), ())

    def scores(self, scheme: str | None = None, by: str | Sequence[str] = ()) -> pl.DataFrame:
        """Give the histogram of scores: scheme, low, high, people; by window or region too where asked.

        A bin holds the scores from `low` to `high`, both included, in the scheme's points. Without `window`
        it is that of the last one. A list has no scores.
        """
        wanted = (by,) if isinstance(by, str) else tuple(by)
        if scheme is not None and scheme not in self.scenario.scoring:
            raise Problem(f"no scheme is called '{scheme}'", mend=suggestion(scheme, self.scenario.scoring))
        made = self._by_window(
            "scores", (*wanted, "scheme", "low", "high"), ("window", "region"), ("scheme", "low", "high")
        )
        return made if scheme is None else made.filter(pl.col("scheme").cast(pl.String) == scheme)

    def _by_window(
        self, table: str, by: tuple[str, ...], known: tuple[str, ...], kept: tuple[str, ...]
    ) -> pl.DataFrame:
        for name in by:
            if name not in (*known, *kept):
                raise Problem(f"there are no {table} by '{name}'", mend=suggestion(name, known))
        frame = self._contents.table(table)
        if "window" not in by and "date" not in by:
            frame = frame.filter(pl.col("window") == self._contents.head.lived)
        if "date" not in by:
            frame = frame.filter(pl.col("date") == pl.col("date").max().over("window"))
        dated = ("window", "date") if "date" not in by else ("window",)
        keys = [part for name in by for part in (dated if name == "window" else (name,))]
        total = pl.col("people").sum()
        if not keys:
            return frame.select(total).collect()
        return frame.group_by(keys).agg(total).collect().sort(keys)

    def cohort(self) -> pl.DataFrame:
        """Give the sampled cohort of whole circles: attributes and final states in words."""
        return self.frame("cohort")

    def frame(self, name: str) -> pl.DataFrame:
        """Give a tidy table of the run folder by name, whole."""
        from creditarium.results.contents import TABLES

        if name not in TABLES:
            raise Problem(f"no table is called '{name}'", mend=suggestion(name, TABLES))
        return self._contents.table(name).collect()

    @cached_property
    def summary(self) -> Summary:
        """The numbers that tell what happened, without words."""
        from creditarium.results.summing import summary_of

        return summary_of(self)

    def plot(self, *wanted: str, **options: Any) -> Any:
        """Draw figures of the run; see `creditarium.views.plots.plot`."""
        return _above("creditarium.views.plots").plot(self, *wanted, **options)

    def report(self, path: str | Path | None = None, **options: Any) -> Any:
        """Make the run's report, and write it if `path` names a file; see `creditarium.report`."""
        return _above("creditarium.views.report.making").report(self, path, **options)

    def write(self, path: str | Path | None = None) -> Path:
        """Write the run into a new folder (under `runs/` unless named), whole or not at all, and say where.

        A run that has its folder already stays there. An unwritable or non-empty folder is a `Problem`.
        """
        if not isinstance(self._contents, Lived):
            raise Problem("the run has its folder already", place=str(self.path), mend="copy that folder")
        target = Path(path) if path is not None else new_folder(self.scenario)
        self._contents.path = write_run(target, self._contents)
        return target

    def to_pandas(self, measure: str, by: str | Sequence[str] = (), item: str | None = None) -> Any:
        """Give a tally as a pandas frame; see `tally`. It needs the extra `notebooks`."""
        return _above("creditarium.analysis.notebooks").to_pandas(self, measure, by, item)

    def to_xarray(self, measure: str, by: str | Sequence[str] = (), item: str | None = None) -> Any:
        """Give a tally as an xarray array, an axis for each dimension of `by`; see `tally`.

        By window there is also the coordinate `date`. It needs the extra `notebooks`.

        >>> import creditarium as cr
        >>> run = cr.run("rongcheng", people=320, days=56)
        >>> run.to_xarray("acts", by=["window", "income"]).sizes
        Frozen({'window': 2, 'income': 5})
        """
        return _above("creditarium.analysis.notebooks").to_xarray(self, measure, by, item)

    def sql(self, query: str) -> pl.DataFrame:
        """Ask the run's own tables by a query in DuckDB's SQL: `tallies`, `bands`, `people` and the rest.

        Nothing else can be asked, read or written. A query that cannot be answered is a `Problem`. It needs the extra
        `notebooks`.

        >>> import creditarium as cr
        >>> run = cr.run("rongcheng", people=320, days=7)
        >>> run.sql("select sum(people) as people from people where sex <> 'organisation'").item()
        320
        """
        asked: pl.DataFrame = _above("creditarium.analysis.notebooks").sql(self, query)
        return asked

    def __repr__(self) -> str:
        return tree(f"Run “{self._contents.head.scenario}”", [f"{what}: {said}" for what, said in self._facts()])

    def _repr_html_(self) -> str:
        """Show the run in a notebook: what it is of, and how many were refused something."""
        head = self._contents.head
        refused, blameless = self.total("refused_persons"), self.total("blameless_persons")
        said = f"{refused:,} people because of a scheme, {blameless:,} of them without any listed act"
        return html_table(f"Run “{head.scenario}”: {head.title}", [*self._facts(), ("refused something", said)], WORLD)

    def _facts(self) -> list[tuple[str, str]]:
        m = self._contents.head
        lived = "" if m.whole else f", {m.lived} of {m.windows} windows lived so far"
        warmed = f", after a warm-up of {m.warm_up} days" if m.warm_up else ""
        places = "region" if m.regions == 1 else "regions"
        return [
            ("people", f"{m.people:,} in {m.regions} {places}, {m.organisations:,} organisations"),
            ("time", f"{m.days} days from {m.start} in windows of {m.window} days{warmed}{lived}"),
            ("schemes", ", ".join(self.scenario.scoring) or "none"),
            ("seed", str(m.seed)),
            *([("digest", m.digest)] if m.digest else []),
            ("folder", str(self.path) if self.path is not None else "none (in memory only)"),
        ]


def _above(name: str) -> Any:
    """Look upward, by name: figures and reports are made above the results, and a run offers them for convenience."""
    return import_module(name)


def open_run(path: str | Path) -> Run:
    """Open a run folder; what is none, cut off or of another version is a `Problem` that names the file."""
    return Run(Stored(Path(path)))
