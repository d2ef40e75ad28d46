"""A sweep and the questions that its members answer: bands, signs, differences, and what a headline hinges on."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.ensembles.bands import band_of
from creditarium.analysis.ensembles.drivers import beyond_chance, rank_correlations
from creditarium.analysis.ensembles.headlines import (
    GROUP_COLUMNS,
    GROUPED,
    HEADLINES,
    check_group,
    check_headline,
    column_of,
)
from creditarium.analysis.ensembles.members import CLIPPED, what_stopped
from creditarium.analysis.ensembles.plan import WRITTEN, Plan
from creditarium.engine.compile.world import GROUPS
from creditarium.model.overlay import Reform
from creditarium.model.problem import Problem, suggestion
from creditarium.model.showing import tree


class Sweep:
    """What follows from everything the record allows: a plan's members, and what they came to.

    It comes from `creditarium.sweep`. `lived` of its members were lived now, in `seconds`; the others were in the
    folder already. The member 0 lives the scenarios as they are written, and stands in no band.
    """

    def __init__(self, plan: Plan, table: pl.DataFrame, path: Path | None, seconds: float, lived: int) -> None:
        self.plan, self.path, self.seconds, self.lived = plan, path, seconds, lived
        self._table = table

    @property
    def worlds(self) -> tuple[str, ...]:
        """What the worlds are called."""
        return self.plan.names

    def frame(self) -> pl.DataFrame:
        """Give the table of members: a row a member and world, with its seed, headlines and assumed numbers.

        `stage` and `reason` say where and why a member stopped, and are null in one that did not.
        """
        return self._table

    @cached_property
    def failed(self) -> pl.DataFrame:
        """The members that stopped: member, world, seed, stage, reason."""
        bad = self._table.filter(pl.col("stage").is_not_null())
        return bad.select("member", "world", "seed", "stage", "reason")

    def bands(self, world: str = "", less: str = "") -> pl.DataFrame:
        """Give each headline over the members of a world (the first, if none is named), a row each.

        `written` is what the scenario as it is written comes to, `median`, `low` and `high` are the 50th, 5th and
        95th percentile, `sign` is the median's, and `holds` the share of members in which it is the same. With
        `less` it is the world's headline less another's, member by member.
        """
        rows = []
        for headline in HEADLINES:
            _, values = self.values(headline.name, world, less)
            self.check_ended(len(values), world, less)
            told = {"headline": headline.name, "title": headline.title, "each": headline.each}
            rows.append({**told, "written": self.written(headline.name, world, less), **asdict(band_of(values))})
        return pl.DataFrame(rows, schema_overrides={"written": pl.Float64})

    def groups(self, by: str, headline: str = "refused_persons", world: str = "", less: str = "") -> pl.DataFrame:
        """Give a headline for 1,000 people of each group (by sex, age, income or stratum), a row a group.

        Only refused_persons and worse are told by group. The columns are those of `bands`.
        """
        check_group(by)
        if headline not in GROUPED:
            raise Problem(f"'{headline}' is not told by group", mend=suggestion(headline, GROUPED))
        rows = []
        for word in GROUPS[by]:
            column = column_of(headline, by, word)
            _, values = self.values(column, world, less)
            if len(values):
                band = asdict(band_of(values))
                rows.append({by: word, "written": self.written(column, world, less), **band})
        return pl.DataFrame(rows, schema_overrides={"written": pl.Float64})

    def values(self, headline: str, world: str = "", less: str = "") -> tuple[NDArray[Any], NDArray[np.float64]]:
        """Give the members that came to their end, and a headline of each of them."""
        held = self._pairs(headline, world, less).filter(pl.col("member") != WRITTEN)
        return held["member"].to_numpy(), held["value"].to_numpy()

    def written(self, headline: str, world: str = "", less: str = "") -> float | None:
        """Give a headline of the scenario as it is written; nothing if it stopped."""
        held = self._pairs(headline, world, less).filter(pl.col("member") == WRITTEN)
        return float(held["value"][0]) if held.height else None

    def drivers(self, headline: str, world: str = "", less: str = "") -> pl.DataFrame:
        """Give how a headline goes with each assumption, the strongest first: path, correlation, beyond_chance.

        The numbers are those of the worlds in question and of their baseline. The correlation is Spearman's. It is
        beyond chance where independent numbers would show one so strong, at any of the axes together, in one of
        twenty sweeps.
        """
        members, values = self.values(headline, world, less)
        held = self._table.unique("member", maintain_order=True).filter(pl.col("member").is_in(members.tolist()))
        paths = self.plan.paths_of(*(self._world(name) for name in (world, *([less] if less else []))))
        found = rank_correlations(held.select(paths), values)
        mark = beyond_chance(len(values), found.height)
        return found.with_columns((pl.col("correlation").abs() > mark).alias("beyond_chance"))

    @property
    def clipped(self) -> tuple[int, float]:
        """In how many members some acts lay above their ceiling, and the most of 1,000 acts that did in one."""
        held = self._table.filter(pl.col("member") != WRITTEN)
        most = held[CLIPPED].max()
        over = held.filter(pl.col(CLIPPED) > 0)["member"].n_unique()
        return over, float(most) if isinstance(most, int | float) else 0.0

    def check_ended(self, members: int, world: str = "", less: str = "", least: int = 1) -> None:
        """Refuse fewer members than `least`, and say of one at which a world that is asked for stopped, and why."""
        if members < least:
            asked = [self._world(name) for name in (world, *([less] if less else []))]
            stopped = self.failed.filter(pl.col("world").is_in(asked)).row(0, named=True)
            ended = f"only {members} member" if members else "no member"
            what = f"{ended} came to its end; one stopped at {stopped['stage']}: {what_stopped(stopped['reason'])}"
            raise Problem(what, mend="see Sweep.failed, or members.parquet, for the others")

    def reform(self, member: int) -> Reform:
        """Give what a member assumes as a reform of the first world, with which it can be lived again."""
        if not 0 < member <= self.plan.members:
            raise Problem(f"there is no member {member}", mend=f"give one from 1 to {self.plan.members}")
        return self.plan.reform(member)

    def content(self) -> dict[str, Any]:
        """Give the facts of the sweep, its bands and the members that stopped, as plain values."""
        over, most = self.clipped
        return {
            **self.plan.facts(),
            "axes": len(self.plan.axes),
            "spans": "declared ranges of assumed and recalled numbers, and seeds; never the number of people",
            "failed": self.failed.to_dicts(),
            "clipped": {"members": over, "most_of_1000_acts": most},
            "bands": {world: self.bands(world).to_dicts() for world in self.worlds},
            "groups": {
                world: {by: {name: self.groups(by, name, world).to_dicts() for name in GROUPED} for by in GROUPS}
                for world in self.worlds
            },
            "folder": str(self.path) if self.path is not None else None,
        }

    def plot(self, path: str | Path | None = None) -> Any:
        """Draw the bands; see `creditarium.views.ensembles.bands_plot`."""
        # Figures are drawn above the analysis, and a sweep offers them for convenience, as a run does.
        return import_module("creditarium.views.ensembles").bands_plot(self, path)

    def _pairs(self, headline: str, world: str, less: str) -> pl.DataFrame:
        """Give member and value of a headline, for the members that came to their end."""
        name = headline if headline in GROUP_COLUMNS else check_headline(headline).name
        mine = self._of(self._world(world), name)
        if not less:
            return mine
        both = mine.join(self._of(self._world(less), name), on="member", suffix="_less", maintain_order="left")
        return both.select("member", pl.col("value") - pl.col("value_less"))

    def _of(self, world: str, headline: str) -> pl.DataFrame:
        held = self._table.filter(pl.col("world") == world, pl.col(headline).is_not_null())
        return held.select("member", pl.col(headline).alias("value"))

    def _world(self, name: str) -> str:
        if name and name not in self.worlds:
            raise Problem(f"the sweep has no world '{name}'", mend=suggestion(name, self.worlds))
        return name or self.worlds[0]

    def __repr__(self) -> str:
        plan = self.plan
        rows = [
            f"worlds: {', '.join(plan.names)}, each against {plan.against}",
            f"members: {plan.members} ({plan.design}), of which {self.failed['member'].n_unique()} stopped",
            f"people: {plan.scenario.people:,} in each, {plan.scenario.clock.days} days",
            f"free numbers: {len(plan.axes)}",
        ]
        if self.path is not None:
            rows.append(f"folder: {self.path}")
        head = f"Sweep of “{plan.scenario.name}”"
        return tree(head, rows)
