"""A calibration and what it tells: the fit, the test, the ranges that are left, and what the targets do not tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from creditarium.analysis.calibration.aims import Aims, Floats
from creditarium.analysis.calibration.exploring import LEAST_SHIFT
from creditarium.analysis.calibration.narrowing import narrowed, reform_of
from creditarium.analysis.calibration.posterior import Posterior
from creditarium.analysis.ensembles.free import FreeNumber
from creditarium.analysis.ensembles.space import Space
from creditarium.model.parameter import Parameter
from creditarium.model.showing import tree
from creditarium.model.target import Target, Targets
from creditarium.results.scenario_file import yaml_text
from creditarium.results.storage import replacing, write_json, write_table

WIDE = 0.8
"""A posterior this wide against the prior has learned next to nothing."""
LEAST_DRAWS = 20
"""The interval of fewer draws is narrow by itself: of five that are spread evenly it holds two thirds of the range."""
TIED = 0.7
"""Two numbers that go together so closely are told apart only in part."""
_LAST_BIT = 1e-9


@dataclass(frozen=True)
class Told:
    """What the targets tell of one free number: how far it alone moves them, and how wide it stays.

    ``strength`` is in standard deviations of the target that it moves most, from one end of its range to the other;
    ``width`` is that of the posterior against that of the prior, and 1 of a number that was not fitted; ``draws`` is
    how many of equal weight would tell as much.
    """

    free: FreeNumber
    strength: float
    width: float
    fitted: bool
    draws: float

    @property
    def few(self) -> bool:
        """Whether the draws are too few for an interval."""
        return self.draws < LEAST_DRAWS - _LAST_BIT

    @property
    def identified(self) -> bool:
        """Whether the targets tell where in its range it lies."""
        return self.fitted and self.strength >= LEAST_SHIFT and self.width < WIDE and not self.few


@dataclass(frozen=True, repr=False)
class Calibration:
    """Which values of a scenario's free numbers agree with targets.

    ``kept`` are the axes of ``space`` that were fitted, ``home`` the answers of the scenario as it is written,
    ``middle`` those of the world at the middle of the posterior, ``beyond`` how far each target lies outside what any
    world reached, all in the order of ``targets``.
    """

    space: Space
    targets: Targets
    aims: Aims
    kept: tuple[int, ...]
    posterior: Posterior
    home: Floats
    middle: Floats
    strength: Floats
    beyond: Floats
    lived: int
    seeds: tuple[int, ...]
    method: str
    digest: str
    made: str
    seconds: float

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the targets."""
        return tuple(self.targets.targets)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """What the targets tell of each free number, the strongest first."""
        widths = dict(zip(self.kept, self.posterior.width, strict=True))
        found = [
            Told(free, float(self.strength[j]), float(widths.get(j, 1.0)), j in widths, self.posterior.size)
            for j, free in enumerate(self.space.free)
        ]
        return tuple(sorted(found, key=lambda one: (-one.fitted, -one.strength)))

    @cached_property
    def tied(self) -> tuple[tuple[str, str, float], ...]:
        """Pairs of fitted numbers that go together, with how closely: their targets tell them apart only in part."""
        close = self.posterior.correlation()
        names = [self.space.names[j] for j in self.kept]
        return tuple(
            (names[i], names[j], float(close[i, j]))
            for i in range(len(names))
            for j in range(i + 1, len(names))
            if abs(close[i, j]) >= TIED
        )

    def frame(self) -> pl.DataFrame:
        """Give the targets: expected, tolerance, before and after the fit, and how far off, a row a target.

        ``after`` is what the world at the middle of the posterior answers, ``low`` and ``high`` are those of the draws;
        ``off`` is the distance of `after` from what is expected, in tolerances; ``beyond`` how far the target
        lies outside what any world reached, 0 within it.
        """
        low, high = self.posterior.interval(answers=True)
        return pl.DataFrame(
            {
                "target": self.names,
                "use": [one.use for one in self._listed],
                "title": [one.title for one in self._listed],
                "source": [one.source for one in self._listed],
                "unit": [one.unit for one in self._listed],
                "expected": self.aims.expected,
                "tolerance": self.aims.tolerance,
                "before": self.home,
                "after": self.middle,
                "low": low,
                "high": high,
                "off": (self.middle - self.aims.expected) / self.aims.tolerance,
                "beyond": self.beyond,
            }
        )

    @property
    def _listed(self) -> list[Target]:
        return list(self.targets.targets.values())

    @property
    def missed(self) -> int:
        """How many fitted targets the world at the middle misses by more than their tolerance, or does not answer."""
        off = np.abs(self.middle - self.aims.expected)[self.aims.fitted]
        return int(np.count_nonzero(~(off <= self.aims.tolerance[self.aims.fitted])))

    def ranges(self) -> Iterator[tuple[str, Parameter[Any]]]:
        """Give each number that the targets tell of, with its narrower range; the others keep theirs."""
        low, high = self.posterior.interval()
        middle = self.posterior.middle
        by_path = {one.free.path: one for one in self.told}
        for place, j in enumerate(self.kept):
            free = self.space.free[j]
            if by_path[free.path].identified:
                ends = (float(low[place]), float(middle[place]), float(high[place]))
                yield free.path, narrowed(free, *ends, because=self.because)

    @property
    def because(self) -> str:
        """What a narrower range says of where it comes from."""
        scenario = self.space.scenario
        missed = f", of which it misses {self.missed}," if self.missed else ""
        return (
            f"calibrated to the {int(self.aims.fitted.sum())} targets of “{self.targets.title}” (digest {self.digest})"
            f"{missed} by {self.method}, {self.lived} points of {scenario.people:,} people under the seeds "
            f"{', '.join(str(seed) for seed in self.seeds)}, on {self.made}"
        )

    def reform(self) -> dict[str, Any]:
        """Give the narrower ranges as a reform, for `run --reform` and every other command that takes one."""
        return reform_of(f"{self.space.scenario.name}, calibrated to {self.targets.title}", self.ranges())

    def content(self) -> dict[str, Any]:
        """Give the calibration as plain values, for JSON."""
        scenario = self.space.scenario
        return {
            "scenario": scenario.name,
            "targets": self.targets.title,
            "digest": self.digest,
            "method": self.method,
            "made": self.made,
            "people": scenario.people,
            "start": scenario.clock.start.isoformat(),
            "days": scenario.clock.days,
            "seeds": list(self.seeds),
            "points": self.lived,
            "seconds": round(self.seconds, 1),
            "effective_size": round(self.posterior.size, 1),
            "missed": self.missed,
            "fit": [_plain(row) for row in self.frame().to_dicts()],
            "numbers": [
                {
                    "path": one.free.path,
                    "fitted": one.fitted,
                    "identified": one.identified,
                    "strength": round(one.strength, 3),
                    "width": round(one.width, 3),
                }
                for one in self.told
            ],
            "tied": [list(pair) for pair in self.tied],
            "ranges": {path: _dated(parameter.form()) for path, parameter in self.ranges()},
        }

    def points(self) -> pl.DataFrame:
        """Give the points that are left: their weight, each fitted number as a table keeps it, each target's answer."""
        columns: dict[str, Any] = {"weight": self.posterior.weights}
        for place, j in enumerate(self.kept):
            free = self.space.free[j]
            columns[free.path] = [free.recorded(float(at)) for at in self.posterior.points[:, place]]
        columns |= {f"target.{name}": self.posterior.answers[:, k] for k, name in enumerate(self.names)}
        return pl.DataFrame(columns)

    def plot(self, path: str | Path | None = None) -> Any:
        """Draw prior against posterior, and fit against test; see `creditarium.views.calibration_plot`."""
        # The one look upward, by name, as a run does: figures are drawn above the analysis.
        return import_module("creditarium.views.calibration_plot").plot(self, path)

    def write(self, folder: Path) -> None:
        """Write into a folder: calibration.json, points.parquet, and ranges.yaml where a range is narrower.

        Ranges of an earlier fit in the same folder go where none is narrower now.
        """
        with replacing(folder / "calibration.json") as part:
            write_json(part, self.content())
        with replacing(folder / "points.parquet") as part:
            write_table(part, self.points(), {"scenario": self.space.scenario.name})
        ranges = folder / "ranges.yaml"
        if any(True for _ in self.ranges()):
            with replacing(ranges) as part:
                part.write_text(yaml_text(self.reform()), encoding="utf-8")
        else:
            ranges.unlink(missing_ok=True)

    def __repr__(self) -> str:
        rows = [
            f"targets: {int(self.aims.fitted.sum())} fitted, {int((~self.aims.fitted).sum())} kept to test",
            f"numbers: {len(self.kept)} fitted of {len(self.space)} free, "
            f"{sum(one.identified for one in self.told)} told by the targets",
            f"points: {self.lived}, by {self.method}",
        ]
        head = f"Calibration of “{self.space.scenario.name}” to “{self.targets.title}”"
        return tree(head, rows)


def _dated(form: Any) -> Any:
    """Give a parameter's written form with its dates as text, which JSON takes for keys."""
    return {str(key): _dated(value) for key, value in form.items()} if isinstance(form, dict) else form


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Give a row without numbers that are none, which JSON does not know."""
    return {name: None if isinstance(value, float) and not np.isfinite(value) else value for name, value in row.items()}
