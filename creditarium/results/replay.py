"""Replaying a life: one person's whole diary, with the circle around them, from a run's fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.engine.docket import agent_of
from creditarium.engine.people_words import describe
from creditarium.engine.run import Engine
from creditarium.model.problem import Problem
from creditarium.results.cohort import states_in_words
from creditarium.results.decoding import decoded, states_of
from creditarium.results.diary import diary_of
from creditarium.results.ledger import ledger_of, refusals_of
from creditarium.results.reliving import Relived, place_of, relive

if TYPE_CHECKING:
    from creditarium.results.run import Run


@dataclass(frozen=True, repr=False)
class Life:
    """One person's life in a run, lived again.

    `person` is the index; `relived` is what the kernel gave. Each frame is made when it is first asked for.
    """

    run: Run
    person: int
    relived: Relived

    @property
    def _engine(self) -> Engine:
        return self.run.engine

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """Who this is: every fixed attribute, in words."""
        told = describe(self._engine.settled.built, self._engine.scenario.seed, [self.person])
        return {**told.row(0, named=True), "community": self.relived.place.community}

    @cached_property
    def diary(self) -> pl.DataFrame:
        """Every happening, in the order of time: see `creditarium.results.diary.DIARY` for the columns.

        `u` is the draw that decided an occasion, `p` its chance, `p_plain` the chance without any response;
        the act follows if u is below p.
        """
        return diary_of(self._engine, self.relived.trace)

    @cached_property
    def ledger(self) -> pl.DataFrame:
        """The entries by scheme: opening balance, then every change; they fold to the recorded score."""
        first = self.relived.first.reshape(1, -1)
        names = self._engine.compiled.schemes
        opening = {name: int(decoded(self._engine.compiled, first, f"score.{name}")[0]) for name in names}
        return ledger_of(self._engine, self.relived.trace, opening)

    @cached_property
    def refusals(self) -> pl.DataFrame:
        """What was refused because of a scheme: the consequence, and the entries behind it by number."""
        return refusals_of(self._engine, self.diary, self.ledger)

    @cached_property
    def state(self) -> dict[str, Any]:
        """The final states by name, as the cohort's table has them."""
        words = states_in_words(self._engine, self._record())
        return words.row(0, named=True)

    @cached_property
    def raw_state(self) -> dict[str, int]:
        """The final states by name, as the record holds them (a score in the scheme's fixed point)."""
        held = states_of(self._engine.compiled, self._record())
        return {name: int(values[0]) for name, values in held.items()}

    @property
    def scores(self) -> dict[str, float]:
        """The final score under each scheme, folded from the ledger, in the scheme's points."""
        folded = self.ledger.group_by("scheme", maintain_order=True).agg(pl.col("delta").sum())
        return dict(folded.rows())

    @cached_property
    def matches(self) -> bool:
        """Whether the whole circle ended exactly as recorded: every record and every matter in hand."""
        place, state = self.relived.place, self.run.state
        start = int(self._engine.settled.society.start[place.community])
        recorded = state.records[start + place.low : start + place.high]
        low, high = (int(state.docket_start[place.community + j]) for j in (0, 1))
        docket = state.docket[low:high]
        agents = np.array([agent_of(item) for item in docket], dtype=np.int64)
        mine = docket[(agents >= place.low) & (agents < place.high)]
        return np.array_equal(recorded, self.relived.circle) and np.array_equal(mine, self.relived.docket)

    def _record(self) -> NDArray[np.uint16]:
        place = self.relived.place.agent - self.relived.place.low
        return self.relived.circle[place : place + 1]

    def __repr__(self) -> str:
        who = self.attributes
        rows = [
            f"who: {who['sex']}, {who['age']}, {who['role']} in a household of {who['household_size']}",
            f"where: {who['region']} ({who['stratum']}), community {self.relived.place.community}",
            f"diary: {len(self.relived.trace):,} happenings",
            *(f"{name}: {score:g}" for name, score in self.scores.items()),
            "ends as recorded" if self.matches else "does NOT end as recorded",
        ]
        heading = f"Life of person {self.person} in “{self.run.scenario.name}”"
        return "\n".join([heading, *("├── " + row for row in rows[:-1]), "└── " + rows[-1]])


def replay(run: Run, person: int) -> Life:
    """Live one person's whole life again, with the circle around them; a number nobody has is a `Problem`.

    The first call compiles what is not compiled; after that a year takes some milliseconds.
    """
    if isinstance(person, bool) or not isinstance(person, int | np.integer):
        raise Problem(f"{person!r} is no person", mend="give the person's number")
    engine = run.engine
    return Life(run, int(person), relive(engine, run.fields, place_of(engine, int(person))))
