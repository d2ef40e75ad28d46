"""Living points of the cube: a plan whose members stand where an analysis wants them, kept in a folder a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.ensembles.headlines import HEADLINES
from creditarium.analysis.ensembles.members import Live, live_member, what_stopped
from creditarium.analysis.ensembles.plan import MOST_SEED, WRITTEN, Plan
from creditarium.analysis.ensembles.sweep import Tell, swept
from creditarium.analysis.sensitivity.factors import Points, TooFew
from creditarium.model.digest import digest_of
from creditarium.model.problem import Problem

MEND = "narrow the ranges that do not go together, or ask by --method sweep, where a world that stops costs no other"
Begin = Callable[[str], Tell]
"""Hears that a batch of worlds begins, by its name, and gives what hears of each world."""


@dataclass(frozen=True)
class Pointed(Plan):
    """A plan whose members stand at given points, float64[members, axes], each under a given seed."""

    held: Points = field(repr=False)
    seeds: tuple[int, ...] = field(repr=False)

    @cached_property
    def points(self) -> Points:
        """The members' points, as they were given."""
        return self.held

    def seed_of(self, member: int) -> int:
        """The seed of a member, as it was given; several members may share one."""
        return super().seed_of(member) if member == WRITTEN else self.seeds[member - 1]


def pointed(plan: Plan, name: str, points: Points, seeds: NDArray[np.int64]) -> Pointed:
    """Give the plan of a batch: the worlds, baseline and axes of another, at points and seeds of its own."""
    numbers = tuple((plan.scenario.seed + int(moved)) % MOST_SEED for moved in seeds)
    design = f"{name} {digest_of([points.tolist(), numbers])[:16]}"
    return Pointed(plan.worlds, plan.against, plan.baseline, design, len(points), plan.axes, points, numbers)


@dataclass
class Living:
    """Lives the batches of an analysis: ``worlds`` of them in all, of which ``lived`` now, in ``seconds``.

    The folder of ``several`` analyses holds each one's batches apart, by what they hold; else another's is refused.
    """

    plan: Plan
    folder: Path | None = None
    threads: int | None = None
    begin: Begin | None = None
    live: Live = live_member
    several: bool = False
    worlds: int = 0
    lived: int = 0
    seconds: float = 0.0
    failed: list[pl.DataFrame] = field(default_factory=list)

    def __call__(self, name: str, points: Points, seeds: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
        """Give every headline at some points, float64[n]; not a number where a world stopped."""
        batch = pointed(self.plan, name, points, seeds)
        part = batch.design.replace(" ", "-") if self.several else name
        folder = self.folder / part if self.folder is not None else None
        tell = self.begin(name) if self.begin is not None else None
        made = swept(batch, folder, threads=self.threads, tell=tell, live=self.live)
        self.worlds += batch.members + 1
        self.lived += made.lived
        self.seconds += made.seconds if made.lived else 0.0
        if made.failed.height:
            self.failed.append(made.failed.select(pl.lit(name).alias("batch"), pl.all()))
        frame = made.frame().filter(pl.col("member") != WRITTEN).sort("member")
        return {one.name: frame[one.name].fill_null(np.nan).to_numpy() for one in HEADLINES}

    @contextmanager
    def reasoned(self) -> Iterator[None]:
        """Give the reason with what says that too few worlds of the last batch came to their end."""
        try:
            yield
        except TooFew as problem:
            raise Problem(f"{problem.what}; {self.why_stopped()}", mend=MEND) from problem

    def why_stopped(self) -> str:
        """Say of the last batch in which worlds stopped how many did, and where and why most of them did."""
        last = self.failed[-1]
        stage, reason, often = last.group_by("stage", "reason", maintain_order=True).len().sort("len").row(-1)
        return f"{often} of the {last.height} that did stopped at {stage}: {what_stopped(reason)}"
