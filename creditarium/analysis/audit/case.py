"""The case that is audited: the run, the seeds beside it, and how a finding is made of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import polars as pl

from creditarium.analysis.audit.answer import Finding, Interval, cannot
from creditarium.analysis.audit.attribution import traced_harm
from creditarium.analysis.audit.spells import standing
from creditarium.analysis.audit.tallied import Tallied
from creditarium.analysis.audit.witness import Witness
from creditarium.model.checklist import Measures, measures
from creditarium.model.population import ATTRIBUTES
from creditarium.model.scenario import Scenario
from creditarium.results.run import Run

Part = tuple[float, float]
"""A part and the whole that it is taken of."""
Measure = Callable[[Witness], Part]
Number = Callable[[Witness], tuple[float | None, float]]
"""Gives a number of one seed, or none, and how many it is of."""


@dataclass(frozen=True)
class Case:
    """What the sections answer from: the `run`, its `seeds`, and how many people a test thinks of."""

    run: Run
    seeds: tuple[Witness, ...]
    audit_people: int
    utility: str = ""

    @property
    def scenario(self) -> Scenario:
        """The scenario that was lived."""
        return self.run.scenario

    @property
    def told(self) -> Measures:
        """What the audit was told: gravity, contexts, what draws strongly, what schemes rest on."""
        return measures()

    @cached_property
    def window(self) -> str:
        """The days over which everything is counted."""
        start = self.scenario.clock.start
        return f"{start} to {start + timedelta(days=self.days - 1)}"

    @cached_property
    def days(self) -> int:
        """How many days were lived and counted."""
        return days_of(self.run)

    @cached_property
    def tallied(self) -> Tallied:
        """The run's tallies, added up once."""
        return Tallied(self.run)

    @property
    def people(self) -> float:
        """How many people the run has."""
        return float(self.run.contents.head.people)

    @cached_property
    def seed_people(self) -> int:
        """How many people each seed has."""
        return self.seeds[0].run.scenario.people if self.seeds else 0

    @cached_property
    def spans(self) -> str:
        """What an interval spans."""
        return f"{len(self.seeds)} seeds of {self.seed_people:,} people each; assumptions not varied"

    @cached_property
    def personal(self) -> tuple[str, ...]:
        """The schemes of persons; a rating is of organisations."""
        return tuple(name for name, scheme in self.scenario.scoring.items() if scheme.sort != "rating")

    @cached_property
    def counted(self) -> str:
        """As `counted_in`: the seeds."""
        return f"{len(self.seeds)} seeds"

    @cached_property
    def persons(self) -> pl.DataFrame:
        """Everybody of all seeds: `seed`, what `Witness.people` and `Witness.harm` say, and attributes as text.

        One question to it is answered much faster than one to each seed.
        """
        every = self.of_seeds(lambda seed: seed.people.hstack(seed.harm.drop("person")))
        return every.with_columns(pl.col(*ATTRIBUTES).cast(pl.String))

    @cached_property
    def covered(self) -> pl.DataFrame:
        """Of `persons` those under any scheme of persons."""
        return self.persons.filter("covered")

    def of_seeds(self, frame: Callable[[Witness], pl.DataFrame]) -> pl.DataFrame:
        """Put what is to be known of each seed under one another, with the `seed`."""
        return pl.concat([frame(seed).with_columns(pl.lit(seed.seed).alias("seed")) for seed in self.seeds])

    @cached_property
    def spells(self) -> dict[int, pl.DataFrame]:
        """How long the marks against people stand, by seed: see `standing`."""
        return {seed.seed: standing(seed) for seed in self.seeds}

    @cached_property
    def harms(self) -> dict[int, pl.DataFrame]:
        """What stands behind each harm, by seed: see `traced_harm`."""
        return {seed.seed: traced_harm(seed, self.told) for seed in self.seeds}

    def per(
        self,
        what: str,
        unit: str,
        of: str,
        measure: Measure,
        run: Part | None = None,
        times: float = 1.0,
    ) -> Finding:
        """Make a finding of a part and its whole, `times` their quotient.

        Its value is the run's where the run counts it, else that of all seeds together; the interval goes from
        the lowest seed to the highest. A whole of nobody tells nothing.
        """
        parts = [measure(seed) for seed in self.seeds]
        told = [times * part / whole for part, whole in parts if whole > 0]
        part, whole = run if run is not None else (sum(part for part, _ in parts), sum(whole for _, whole in parts))
        if whole <= 0 or not told:
            where = "the run" if whole <= 0 and run is not None else "the seeds"
            return cannot(what, f"there are no {of} in {where}")
        return self.made(what, unit, of, times * part / whole, told, whole, "the run" if run is not None else "")

    def each(self, what: str, unit: str, of: str, measure: Number) -> Finding:
        """Make a finding of a number that no quotient gives (a median, an index): the mean of the seeds'.

        `measure` gives the number, or none, and how many it is of.
        """
        found = [measure(seed) for seed in self.seeds]
        told = [value for value, _ in found if value is not None]
        if not told:
            return cannot(what, f"no seed has {of} enough to tell")
        return self.made(what, unit, of, sum(told) / len(told), told, sum(base for _, base in found), "")

    def made(
        self, what: str, unit: str, of: str, value: float, told: Sequence[float], base: float, where: str = ""
    ) -> Finding:
        """Make a finding of a value and of what each seed tells; `where` counted it, the seeds if not said.

        Where no seed can tell, the interval is the value alone, and says so.
        """
        some = "" if len(told) == len(self.seeds) else f", of which {len(told) or 'none'} can tell"
        people, dot, rest = self.spans.partition(";")
        interval = Interval(min(told, default=value), max(told, default=value), people + some + dot + rest)
        return Finding(what, value, unit, interval, self.window, of, float(base), where or self.counted)

    def total(self, measure: str, by: str | Sequence[str] = ()) -> dict[object, float]:
        """Add up a measure of the run by one dimension or several; persons only."""
        wanted = (by,) if isinstance(by, str) else tuple(by)
        frame = self.tallied.of_persons(measure, wanted)
        return {row[0] if len(wanted) == 1 else row[:-1]: float(row[-1]) for row in frame.rows()}


def days_of(run: Run) -> int:
    """Give how many days of a run are lived and counted; of one that was broken off fewer than it wanted."""
    clock = run.scenario.clock
    return max(min(clock.days, (run.contents.head.lived - clock.warm_windows) * clock.window), 1)


def part(frame: pl.DataFrame, chosen: pl.Expr) -> Part:
    """Give how many rows are chosen, and how many there are."""
    return float(frame.select(chosen.sum()).item() or 0), float(len(frame))
