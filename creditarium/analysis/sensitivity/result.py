"""A sensitivity analysis and what it answers: effects, ends, hinges in words, and what would reverse a headline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import Any

import polars as pl

from creditarium.analysis.ensembles.plan import Plan
from creditarium.analysis.sensitivity.flipping import Reversal
from creditarium.model.problem import Problem, suggestion
from creditarium.model.showing import tree

WEIGHTS = {"morris": "mu_star", "sobol": "total", "sweep": "share"}
"""The methods, and the column by which each ranks the factors."""


@dataclass(frozen=True)
class Bars:
    """A headline at the low and high side of some assumptions: ``frame`` has factor, low, high.

    ``written`` is what they part from, and ``seeds`` how far seeds alone spread it; a sweep cannot tell that.
    """

    frame: pl.DataFrame
    written: float
    seeds: tuple[float, float] | None


@dataclass(frozen=True, repr=False)
class Sensitivity:
    """Which assumption drives which conclusion. It comes from `creditarium.sensitivity`.

    ``effects`` has a frame for each headline: factor, size (how many numbers it holds), and the method's measures.
    ``explained`` is what a sweep's regression explains of each headline. ``doubts`` says, of a headline whose shares of
    variance cannot be told, why, and what mends it. ``worlds`` were needed, and ``lived`` of
    them now, in ``seconds``; in ``failed`` are those that stopped.
    """

    plan: Plan
    method: str
    headlines: tuple[str, ...]
    effects: Mapping[str, pl.DataFrame]
    bars: Mapping[str, Bars]
    explained: Mapping[str, float]
    doubts: Mapping[str, str]
    flips: Mapping[str, Reversal]
    worlds: int
    lived: int
    seconds: float
    failed: pl.DataFrame
    path: Path | None

    def frame(self) -> pl.DataFrame:
        """Give all effects in one table: headline, factor, size, and the method's measures, the greatest first."""
        parts = [
            self.effects[name].sort(WEIGHTS[self.method], descending=True, maintain_order=True).select(
                pl.lit(name).alias("headline"), pl.all()
            )
            for name in self.headlines
        ]  # fmt: skip
        return pl.concat(parts)

    def words(self, headline: str) -> list[str]:
        """Say in sentences what a headline hinges on, or that it hinges on none of the assumptions."""
        said: list[str] = import_module("creditarium.views.hinges").sentences(self, self.check(headline))
        return said

    def flip(self, headline: str) -> Reversal:
        """Give the smallest move that reverses a headline; the analysis must have looked for it."""
        if self.check(headline) not in self.flips:
            raise Problem(f"nothing was sought that reverses '{headline}'", mend="ask with flips=True, or --flip")
        return self.flips[headline]

    def tornado(self, headline: str, path: str | Path | None = None) -> Any:
        """Draw a headline at both sides of each assumption; see `creditarium.views.sensitivity.tornado`."""
        return import_module("creditarium.views.sensitivity").tornado(self, self.check(headline), path)

    def heat(self, path: str | Path | None = None) -> Any:
        """Draw all headlines against what drives them; see `creditarium.views.sensitivity.heat`."""
        return import_module("creditarium.views.sensitivity").heat(self, path)

    def content(self) -> dict[str, Any]:
        """Give everything as plain values; what is no number, as an end at which every world stopped, is nothing."""
        content: dict[str, Any] = _known(
            {
                **{name: value for name, value in self.plan.facts().items() if name not in ("design", "members")},
                "method": self.method,
                "axes": len(self.plan.axes),
                "worlds_lived": self.worlds,
                "failed": self.failed.to_dicts(),
                "effects": self.frame().to_dicts(),
                "explained_by_ranks": dict(self.explained),
                "doubts": dict(self.doubts),
                "ends": {
                    name: {"written": bars.written, "seeds": bars.seeds, "assumptions": bars.frame.to_dicts()}
                    for name, bars in self.bars.items()
                },
                "hinges": {name: self.words(name) for name in self.headlines},
                "flips": {name: _plain(found) for name, found in self.flips.items()},
                "folder": str(self.path) if self.path is not None else None,
            }
        )
        return content

    def check(self, headline: str) -> str:
        """Give a headline's name; one that the analysis has not is a `Problem`."""
        if headline not in self.headlines:
            raise Problem(f"the analysis has no headline '{headline}'", mend=suggestion(headline, self.headlines))
        return headline

    def __repr__(self) -> str:
        rows = [
            f"method: {self.method}",
            f"headlines: {', '.join(self.headlines)}",
            f"free numbers: {len(self.plan.axes)}",
            f"worlds: {self.worlds:,}, each beside {self.plan.against}",
        ]
        head = f"Sensitivity of “{self.plan.scenario.name}”"
        return tree(head, rows)


def _known(value: Any) -> Any:
    """Give plain values with nothing in the place of what is no number, which JSON does not know."""
    if isinstance(value, dict):
        return {name: _known(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_known(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def _plain(found: Reversal) -> dict[str, Any]:
    return {
        "turned": found.turned,
        "distance": found.flip.distance,
        "before": found.flip.before,
        "before_in_fresh_seeds": found.stays,
        "after_in_fresh_seeds": found.fresh,
        "turned_in": found.holds,
        "as_before_where_nothing_moved_in": found.sure,
        "fresh_seeds": found.seeds,
        "among": found.among,
        "moves": [
            {
                "path": move.free.path,
                "from": move.free.recorded(move.free.home),
                "to": move.free.recorded(move.to),
                "range": [move.free.low, move.free.high] if move.free.low is not None else list(move.free.variants),
                "because": move.free.reason,
            }
            for move in found.moves
        ],
    }
