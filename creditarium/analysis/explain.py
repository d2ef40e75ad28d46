"""Explaining one life: what happened and why, who learned of it, what it led to, and what the way back was."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from creditarium.analysis.citations import Citations, Paths
from creditarium.analysis.lines import Copy, Line, copies_of, lines_of
from creditarium.analysis.obstacles import outside
from creditarium.analysis.other_world import (
    UNSCHEMED,
    OtherWorld,
    named,
    same_life,
    side_by_side,
    totals,
    unschemed,
)
from creditarium.analysis.pairs.given import Named
from creditarium.analysis.reasons import EXACT, Account, Denial, account_of, denials_of
from creditarium.analysis.way_back import WayBack, way_back
from creditarium.model.inventory import parameters
from creditarium.model.parameter import Parameter
from creditarium.model.problem import Problem, suggestion
from creditarium.model.showing import tree
from creditarium.results.replay import Life, replay
from creditarium.results.run import Run


@dataclass(frozen=True, repr=False)
class Explanation:
    """One life explained.

    `lines` tell every occasion with all that followed; `accounts` take each scheme's score apart; `denials` are
    told as notices of adverse action would; `ways` are the ways back; `other` is the same life in another world.
    `standing` are the parameters that the life rests on besides those of its lines.
    """

    life: Life
    lines: tuple[Line, ...]
    accounts: tuple[Account, ...]
    denials: tuple[Denial, ...]
    ways: tuple[WayBack, ...]
    other: OtherWorld | None
    standing: Paths
    copies: tuple[Copy, ...] = field(default=())

    @property
    def run(self) -> Run:
        """The run of the life."""
        return self.life.run

    @cached_property
    def cited(self) -> Paths:
        """The paths of all parameters that the life rests on."""
        parts = [line.cited for line in self.lines] + [denial.rests_on for denial in self.denials]
        return self.standing.union(*parts)

    @cached_property
    def numbers(self) -> dict[str, Parameter[Any]]:
        """Every parameter that the life rests on, by its path: with source, or range and reason."""
        return {path: found for path, found in parameters(self.run.scenario) if path in self.cited}

    @property
    def balanced(self) -> bool:
        """Whether the books balance: each ledger folds to the recorded score, and contributions add up to it."""
        scores = self.life.scores
        folded = all(abs(scores[one.scheme] - self._recorded(one.scheme)) <= EXACT for one in self.accounts)
        return folded and all(one.exact for one in self.accounts)

    def _recorded(self, scheme: str) -> float:
        recorded: float = self.life.state[f"score.{scheme}"]
        return recorded

    def plot(self, path: str | Path | None = None) -> Any:
        """Draw the scores over the year with what moved them; see `creditarium.views.life_plot.draw_life`."""
        from importlib import import_module

        return import_module("creditarium.views.life_plot").draw_life(self, path)

    def as_json(self) -> dict[str, Any]:
        """Give the explanation as plain values; see `creditarium.analysis.explained_json`."""
        from creditarium.analysis.explained_json import plain

        return plain(self)

    def __repr__(self) -> str:
        rows = [
            f"lines: {len(self.lines):,}, {len(self.denials)} refused because of a scheme",
            *(f"{one.scheme}: {one.score:g} ({one.band}), base {one.base:g}" for one in self.accounts),
            *(f"way to {way.aim or 'the top'} of {way.scheme}: {_short(way)}" for way in self.ways),
            f"other world: {self.other.name}" if self.other else "other world: none",
            f"rests on {len(self.numbers):,} numbers",
            "the books balance" if self.balanced else "the books do NOT balance",
        ]
        heading = f"Explanation of {self.life.name} in “{self.run.scenario.name}”"
        return tree(heading, rows)


def _short(way: WayBack) -> str:
    if way.reached is None:
        return f"none, because {way.obstacle.because}" if way.obstacle else "none"
    return f"{len(way.acts)} acts, on {way.reached}"


def explain(
    run: Run,
    person: int | None = None,
    *,
    organisation: int | None = None,
    against: Named | None = None,
    since: date | None = None,
    scheme: str | None = None,
) -> Explanation:
    """Explain one life of a run: its lines, its scores and refusals with their reasons, and the way back.

    `against` names the other world: a run that shares its fate (a `Run` or its folder), or a scenario or reform,
    which is then lived whole; without it, it is the world without any scheme. `since` is the day from which the
    way back is searched, `scheme` keeps one scheme. A person nobody is, a run that does not end as it recorded, a
    world that is no pair and an unknown scheme are a `Problem`.
    """
    life = replay(run, person, organisation=organisation)
    if not life.matches:
        raise Problem(f"{life.name} does not end as the run recorded", place=str(run.path or ""), mend="live it again")
    if scheme is not None and scheme not in run.scenario.scoring:
        raise Problem(
            f"no scheme is called '{scheme}'", place="--scheme", mend=suggestion(scheme, run.scenario.scoring)
        )
    cites = citations_of(life)
    lines = lines_of(life, cites)
    covering = [name for name in run.scenario.scoring if outside(life, name) is None]
    told = covering if scheme is None else [name for name in covering if name == scheme]
    return Explanation(
        life,
        lines,
        tuple(account_of(life, cites, name) for name in told),
        denials_of(life, cites),
        tuple(way_back(life, name, since) for name in (covering if scheme is None else [scheme])),
        _other(life, lines, against),
        cites.standing(covering),
        copies_of(life),
    )


def citations_of(life: Life) -> Citations:
    """Give what finds the parameters behind the lines of a life."""
    settled = life.run.engine.settled
    region = settled.regions[int(settled.society.region[life.relived.place.community])]
    return Citations(life.run.scenario, life.categories, region)


def _other(life: Life, lines: tuple[Line, ...], against: Named | None) -> OtherWorld | None:
    """Live the same life in the other world, and set both side by side."""
    if against is None and not life.run.scenario.scoring:
        return None
    name, other = (UNSCHEMED, unschemed(life.run)) if against is None else named(life.run, against)
    there = same_life(life, other)
    beside = side_by_side(lines, lines_of(there, citations_of(there)))
    return OtherWorld(name, there, beside, dict(totals(life, there)))
