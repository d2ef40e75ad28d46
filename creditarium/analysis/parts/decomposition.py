"""A decomposition and the questions that it answers: each part's share of each harm, in all and by group."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from creditarium.analysis.parts.harm import BY_NAME, HARMS, Harm
from creditarium.analysis.parts.shapley import shares
from creditarium.analysis.parts.switches import PARTS, WITHOUT
from creditarium.analysis.parts.worlds import Worlds
from creditarium.engine.compile.world import GROUPS
from creditarium.engine.run import Engine
from creditarium.model.overlay import Reform
from creditarium.model.problem import Problem, suggestion
from creditarium.model.showing import tree
from creditarium.results.axes import DIMENSIONS
from creditarium.results.decoding import Ints
from creditarium.results.scenario_file import yaml_text
from creditarium.results.storage import arriving, write_json, write_table

GROUPED = DIMENSIONS
"""What shares can be broken down by."""


@dataclass(frozen=True, repr=False)
class Decomposition:
    """Which part of a scenario's harm comes from what.

    `values` int64[2**parts, measures, cells] hold each world's harm: bit j of the index says that part j is in
    force, so that the last world is the scenario itself. `lived` of the worlds were different, and were lived
    in `seconds` all together.
    """

    engine: Engine
    worlds: Worlds
    values: Ints
    lived: int
    seconds: float

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts, in their order."""
        return tuple(self.worlds.switches)

    @property
    def switches(self) -> dict[str, Reform]:
        """For each part the reform that takes it out; any of them can be laid over the scenario."""
        return dict(self.worlds.switches)

    @staticmethod
    def measures() -> tuple[str, ...]:
        """Give the names of the measures of harm."""
        return tuple(BY_NAME)

    @cached_property
    def _shares(self) -> tuple[Any, int]:
        return shares(self.values)

    def exact(self, measure: str) -> dict[str, Fraction]:
        """Give each part's share of a harm exactly; they add up to `total(measure)`.

        Where more than one unit is counted in parts (days), the shares are in whole units all the same.
        """
        harm, m = _found(measure)
        numerators, whole = self._shares
        return {part: Fraction(int(numerators[j, m].sum()), whole * harm.divisor) for j, part in enumerate(self.parts)}

    def harm(self, measure: str, *without: str) -> Fraction:
        """Give a harm in the scenario without some of its parts, in whole units."""
        harm, m = _found(measure)
        for part in without:
            if part not in self.parts:
                raise Problem(f"no part is called '{part}'", mend=suggestion(part, self.parts))
        index = sum(1 << j for j, part in enumerate(self.parts) if part not in without)
        return Fraction(int(self.values[index, m].sum()), harm.divisor)

    def total(self, measure: str) -> Fraction:
        """Give the whole effect: a harm in the scenario less that in the scenario without all seven parts."""
        return self.harm(measure) - self.harm(measure, *self.parts)

    def shares(self, measure: str, by: str | Sequence[str] = ()) -> pl.DataFrame:
        """Give each part's share of a harm, in all or by any of sex, age, income and stratum.

        In all there are also `alone` (the harm with this part only, less that with none) and `gone` (how much
        less harm there is if only this part is taken out). Where these two differ, parts work together. By
        group there is `persons`, how many are in it. Shares add up over parts and groups; the frame holds
        decimal fractions of what `exact` gives exactly.
        """
        wanted = (by,) if isinstance(by, str) else tuple(by)
        check(measure, *wanted)
        return self._grouped(measure, wanted) if wanted else self._whole(measure)

    def _whole(self, measure: str) -> pl.DataFrame:
        exact, none = self.exact(measure), self.harm(measure, *self.parts)
        rows = []
        for part in self.parts:
            others = [other for other in self.parts if other != part]
            alone, gone = self.harm(measure, *others) - none, self.harm(measure) - self.harm(measure, part)
            rows.append((part, float(exact[part]), float(alone), float(gone)))
        return pl.DataFrame(rows, schema=["part", "share", "alone", "gone"], orient="row")

    def _grouped(self, measure: str, by: tuple[str, ...]) -> pl.DataFrame:
        harm, m = _found(measure)
        numerators, whole = self._shares
        persons = np.bincount(self.engine.compiled.world.cell_of[self.engine.settled.profiles], minlength=_cells())
        rows = []
        for words, cells in _groups(by):
            people = int(persons[cells].sum())
            for j, part in enumerate(self.parts):
                share = Fraction(int(numerators[j, m][cells].sum()), whole * harm.divisor)
                rows.append((*words, part, people, float(share)))
        return pl.DataFrame(rows, schema=[*by, "part", "persons", "share"], orient="row")

    def content(self) -> dict[str, Any]:
        """Give all of it as plain values; exact shares are written as fractions."""
        scenario = self.engine.scenario
        return {
            "scenario": scenario.name,
            "people": scenario.people,
            "days": scenario.clock.days,
            "seed": scenario.seed,
            "worlds": len(self.values),
            "lived": self.lived,
            "seconds": round(self.seconds, 2),
            "parts": {
                part: {"title": PARTS[part], "without": WITHOUT[part], "changes": len(self.switches[part].changes)}
                for part in self.parts
            },
            "harms": [self._told(harm) for harm in HARMS],
        }

    def _told(self, harm: Harm) -> dict[str, Any]:
        exact = self.exact(harm.name)
        return {
            "measure": harm.name,
            "title": harm.title,
            "unit": harm.unit,
            "scenario": float(self.harm(harm.name)),
            "without_all": float(self.harm(harm.name, *self.parts)),
            "shares": self.shares(harm.name).to_dicts(),
            "exact": {part: str(share) for part, share in exact.items()},
            "groups": {name: self.shares(harm.name, by=name).to_dicts() for name in GROUPED},
        }

    def frame(self) -> pl.DataFrame:
        """Give the harm in every world: a row a world, whether each part is in force, then each measure."""
        inside = {part: [bool(i >> j & 1) for i in range(len(self.values))] for j, part in enumerate(self.parts)}
        sums = self.values.sum(axis=2)
        return pl.DataFrame({**inside, **{harm.name: sums[:, m] / harm.divisor for m, harm in enumerate(HARMS)}})

    def plot(self, measure: str = "denied", path: str | Path | None = None) -> Any:
        """Draw the waterfall of a harm; see `creditarium.views.waterfall.waterfall`."""
        # The one look upward, by name, as a run does: figures are drawn above the analysis.
        return import_module("creditarium.views.waterfall").waterfall(self, measure, path)

    def write(self, path: str | Path) -> Path:
        """Write a new folder, whole or not at all: the shares, every world, and the reforms of the parts."""
        target = Path(path)
        with arriving(target) as folder:
            write_json(folder / "decomposition.json", self.content())
            write_table(folder / "worlds.parquet", self.frame(), {"scenario": self.engine.scenario.name})
            (folder / "switches").mkdir()
            for part, reform in self.switches.items():
                (folder / "switches" / f"{part}.yaml").write_text(yaml_text(_plain(reform)), encoding="utf-8")
        return target

    def __repr__(self) -> str:
        scenario = self.engine.scenario
        rows = [
            f"people: {scenario.people:,}, {scenario.clock.days} days, seed {scenario.seed}",
            f"worlds: {len(self.values)}, of which {self.lived} were different and lived",
            *(f"{part}: {float(share):,.1f} requests refused" for part, share in self.exact("denied").items()),
        ]
        heading = f"Decomposition of “{scenario.name}”"
        return tree(heading, rows)


def check(measure: str, *by: str) -> None:
    """Refuse a measure or a group that no decomposition tells of."""
    _found(measure)
    for name in by:
        if name not in GROUPED:
            raise Problem(f"shares are not told by '{name}'", mend=suggestion(name, GROUPED))


def _found(measure: str) -> tuple[Harm, int]:
    if measure not in BY_NAME:
        raise Problem(f"no harm is measured as '{measure}'", mend=suggestion(measure, BY_NAME))
    return BY_NAME[measure], HARMS.index(BY_NAME[measure])


def _cells() -> int:
    """Give how many cells persons fall into."""
    return int(np.prod([len(words) for words in GROUPS.values()]))


def _groups(by: tuple[str, ...]) -> list[tuple[tuple[str, ...], Ints]]:
    """Give each combination of categories, and the cells of it."""
    sizes = [len(words) for words in GROUPS.values()]
    grid = dict(zip(GROUPS, np.indices(sizes).reshape(len(sizes), -1), strict=True))
    made = []
    for words in itertools.product(*(GROUPS[name] for name in by)):
        inside = np.ones(_cells(), dtype=bool)
        for name, word in zip(by, words, strict=True):
            inside &= grid[name] == GROUPS[name].index(word)
        made.append((words, np.flatnonzero(inside)))
    return made


def _plain(reform: Reform) -> dict[str, Any]:
    """Give a reform as it is written in a file."""
    names = {"path": "path", "value": "value", "since": "from", "because": "because"}
    changes = [
        {said: getattr(change, name) for name, said in names.items() if name != "since" or change.since is not None}
        for change in reform.changes
    ]
    return {"title": reform.title, "changes": changes}
