"""A comparison: worlds of one fate, and the questions that their differences answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from creditarium.analysis.pairs.effects import effects_of, frame_of, harm_of, parts_of, touched
from creditarium.analysis.pairs.given import Given, Named, given
from creditarium.analysis.pairs.groups import DIMENSIONS, Grouping, check_dimensions, counts, crossed, grouping
from creditarium.analysis.pairs.measures import MEASURES
from creditarium.analysis.pairs.periods import over_time
from creditarium.analysis.pairs.persons import persons_of
from creditarium.analysis.pairs.together import Tell, World, live_together
from creditarium.model.problem import Problem, suggestion
from creditarium.model.showing import WORLD, html_table, tree
from creditarium.results.digests import fate_of


class Comparison:
    """Worlds that share their people and occasions; the first is what the others are compared with.

    It comes from `creditarium.compare`. Everything is made when it is first asked for.
    """

    def __init__(self, worlds: list[World], *, everyone: bool = False, by_item: bool = False) -> None:
        self.worlds = tuple(worlds)
        self._everyone, self._by_item = everyone, by_item

    @property
    def first(self) -> World:
        """The world that the others are compared with."""
        return self.worlds[0]

    @property
    def others(self) -> tuple[World, ...]:
        """The other worlds, each a pair with the first."""
        return self.worlds[1:]

    @property
    def names(self) -> tuple[str, ...]:
        """What the worlds are called, the first one first."""
        return tuple(world.name for world in self.worlds)

    @cached_property
    def fate(self) -> str:
        """The digest of the fate that all worlds share."""
        return fate_of(self.first.run.engine)["whole"]

    @cached_property
    def effects(self) -> pl.DataFrame:
        """The effects on everybody: a row for each other world and measure (and item, where kept apart)."""
        rows = [row for other in self.others for row in effects_of(self.first, other, items=self._by_item)]
        return frame_of(rows)

    def by(self, *dimensions: str) -> pl.DataFrame:
        """Give the effects by group: any of sex, age, income, stratum, region, migrant, education and touched.

        `touched` are the groups of those whom the difference left alone, who lost, who gained, and who did both.
        """
        check_dimensions(dimensions)
        if not dimensions:
            raise Problem("there is no dimension to break down by", mend=suggestion("", DIMENSIONS))
        rows = []
        for other in self.others:
            groupings = [self._grouping(name, other) for name in dimensions]
            rows.extend(effects_of(self.first, other, groupings))
        return frame_of(rows)

    @cached_property
    def touched(self) -> pl.DataFrame:
        """How many persons the difference left alone, how many lost or gained: world, touched, persons, share."""
        return pl.DataFrame([
            {"world": other.name, **row} for other in self.others for row in counts(touched(self.first, other))
        ])  # fmt: skip

    def touched_by(self, dimension: str) -> pl.DataFrame:
        """Give the same by group: world, the dimension, touched, persons, and their share of the group.

        >>> import creditarium as cr
        >>> town = cr.scenario("rongcheng", people=640, days=28)
        >>> made = cr.compare(town, town.secret()).touched_by("sex")
        >>> made.columns, made["persons"].sum()
        (['world', 'sex', 'touched', 'persons', 'share'], 640)
        """
        check_dimensions((dimension,))
        rows = []
        for other in self.others:
            whole, cut = touched(self.first, other), self._grouping(dimension, other)
            for words, members in zip(*crossed([cut]), strict=True):
                part = replace(whole, codes=whole.codes[members])
                rows += [{"world": other.name, dimension: words[0], **row} for row in counts(part)]
        return pl.DataFrame(rows)

    @cached_property
    def parts(self) -> pl.DataFrame:
        """The total effects on needs granted and on lawful acts, taken apart: world, what, direct, indirect, total."""
        return pl.DataFrame([row for other in self.others for row in parts_of(self.first, other)])

    @cached_property
    def over_time(self) -> pl.DataFrame:
        """The effects by period of the tallies, in the mean of a person."""
        return pl.concat([over_time(self.first, other) for other in self.others])

    @cached_property
    def persons(self) -> pl.DataFrame:
        """The effects person by person: a sample of whole circles, or everyone where that was asked for."""
        made = [persons_of(self.first, other, everyone=self._everyone) for other in self.others]
        return pl.concat([frame.with_columns(pl.col("world").cast(pl.Enum(self.names[1:]))) for frame in made])

    def harm(self, weights: Mapping[str, float]) -> pl.DataFrame:
        """Give the effect on a harm index of declared weights by measure; there is none without them.

        >>> import creditarium as cr
        >>> made = cr.compare("rongcheng", "rongcheng", people=640, days=28)
        >>> made.harm({"denied": 1, "wrong_days": 0.1})["mean"].to_list()
        [0.0]
        """
        return frame_of([harm_of(self.first, other, weights) for other in self.others])

    def plot(self, measure: str = "denied", path: str | Path | None = None, by: str = "income") -> Any:
        """Draw the effects; see `creditarium.views.effects.plot`."""
        # Figures are drawn above the analysis, and a comparison offers them for convenience, as a run does.
        return import_module("creditarium.views.effects").plot(self, measure, path=path, by=by)

    def write(self, path: str | Path) -> Path:
        """Write tables, scenarios and picture into a new folder, whole or not at all, and say where.

        `creditarium.analysis.pairs.writing` lists the files.
        """
        from creditarium.analysis.pairs.writing import write

        return write(self, Path(path), lambda target: self.plot(path=target))

    def _grouping(self, name: str, other: World) -> Grouping:
        return touched(self.first, other) if name == "touched" else grouping(self.first.run.engine, name)

    def __repr__(self) -> str:
        return tree(self._heading(), [f"{what}: {said}" for what, said in self._facts()])

    def _repr_html_(self) -> str:
        """Show the comparison in a notebook: whom each other world left alone, harmed or favoured."""
        return html_table(self._heading(), self._facts(), WORLD)

    def _heading(self) -> str:
        return f"Comparison of “{self.first.name}” with {len(self.others)}"

    def _facts(self) -> list[tuple[str, str]]:
        scenario = self.first.run.scenario
        same = f"{scenario.people:,}, the same in each world; {scenario.clock.days} days, seed {scenario.seed}"
        rows = [("people", same), ("first", self.first.name)]
        for other in self.others:
            counts = dict(self.touched.filter(pl.col("world") == other.name).select("touched", "persons").rows())
            lost, gained, both = (counts[word] for word in ("lost", "gained", "gained and lost"))
            said = f"{counts['untouched']:,} untouched, {lost:,} lost, {gained:,} gained, {both:,} both"
            rows.append((other.name, said))
        return [*rows, ("measures", ", ".join(measure.name for measure in MEASURES))]


def compare(
    first: Named,
    *others: Named,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    everyone: bool = False,
    by_item: bool = False,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Comparison:
    """Live worlds of one fate side by side and tell what the differences did to whom.

    Each is a scenario (a name, a file or a `Scenario`), a reform of the first (a file or a dict) or a finished run
    (a `Run` or its folder), which is lived again, every person measured. `people`, `days` and `seed` change all that
    is no run; what is named by a word or a file has the size of the first unless they are given. `everyone` lists
    all in `persons`, not a sample of whole circles. `by_item` keeps consequences and schemes apart. Worlds without
    one fate are a `Problem` that names the first difference.

    >>> import creditarium as cr
    >>> town = cr.scenario("rongcheng", people=640, days=56)
    >>> made = cr.compare(town, town.secret())
    >>> made.names
    ('rongcheng', 'rongcheng, other scoring')
    >>> made.by("income").select("income", "n").head(2)["income"].to_list()
    ['1', '2']
    """
    worlds = given(first, others, people=people, days=days, seed=seed)
    return compare_given(worlds, everyone=everyone, by_item=by_item, threads=threads, tell=tell)


def compare_given(
    worlds: list[Given], *, everyone: bool = False, by_item: bool = False, threads: int | None = None,
    tell: Tell | None = None,
) -> Comparison:  # fmt: skip
    """Compare worlds that are taken already (see `creditarium.analysis.pairs.given`)."""
    lived = live_together(worlds, by_item=by_item, threads=threads, tell=tell)
    return Comparison(lived, everyone=everyone, by_item=by_item)
