"""Replaying a life: one agent's whole diary, with the circle around them, from a run's fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.engine.docket import agent_of
from creditarium.engine.lives import ORGANISATION_KEYS
from creditarium.engine.people_words import describe
from creditarium.engine.run import Engine
from creditarium.model.population import ATTRIBUTES
from creditarium.model.problem import Problem
from creditarium.model.showing import tree
from creditarium.results.cohort import states_in_words
from creditarium.results.decoding import Ints, decoded, states_of
from creditarium.results.diary import diary_of
from creditarium.results.ledger import ledger_of, refusals_of
from creditarium.results.overrides import Override, check_met, pins_of
from creditarium.results.reliving import Place, Relived, digest_again, place_of, place_of_organisation, relive

if TYPE_CHECKING:
    from creditarium.results.run import Run


@dataclass(frozen=True, repr=False)
class Life:
    """One life in a run, lived again: a person's, or an organisation's.

    `number` is the person's or the organisation's; `relived` is what the kernel gave; `overrides` are the
    decisions that were turned round. Of a world that was never lived whole no end is `recorded`. Each frame is
    made when it is first asked for.
    """

    run: Run
    number: int
    relived: Relived
    overrides: tuple[Override, ...] = ()
    recorded: bool = True

    @property
    def _engine(self) -> Engine:
        return self.run.engine

    @property
    def organisation(self) -> bool:
        """Whether it is an organisation's life."""
        return self.relived.place.agent >= self.relived.place.people

    @property
    def name(self) -> str:
        """Say whose life it is: "person 7" or "organisation 7"."""
        return f"{'organisation' if self.organisation else 'person'} {self.number}"

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """Who this is: every fixed attribute, in words; of an organisation where it is."""
        place = self.relived.place
        if self.organisation:
            region = self._engine.settled.society.region[place.community]
            names = self._engine.settled.built.layout.region_names
            return {"organisation": self.number, "region": names[int(region)], "community": place.community}
        told = describe(self._engine.settled.built, self._engine.scenario.seed, [self.number])
        return {**told.row(0, named=True), "community": place.community}

    @property
    def profile(self) -> int:
        """The packed attributes, as the engine tells people apart; of an organisation the number after the last."""
        return 1 << 16 if self.organisation else int(self._engine.settled.profiles_of(self.number, self.number + 1)[0])

    @property
    def categories(self) -> dict[str, int] | None:
        """The place of the category of each packed attribute; None for an organisation."""
        if self.organisation:
            return None
        return {name: attribute.place_in(self.profile) for name, attribute in ATTRIBUTES.items()}

    @cached_property
    def diary(self) -> pl.DataFrame:
        """Every happening, in the order of time: see `creditarium.results.diary.DIARY` for the columns.

        `u` is the draw that decided, `p` its chance: what is asked happens if u is below p. `p_plain` is an
        act's chance without any response.
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
    def matters(self) -> NDArray[np.uint64]:
        """What is still in hand at the end: entries on their way, listings that stand, appeals."""
        held = self.relived.organisations_docket if self.organisation else self.relived.docket
        mine: NDArray[np.uint64] = held[_agents(held) == self.relived.place.agent]
        return mine

    @cached_property
    def matches(self) -> bool:
        """Whether the whole circle ended exactly as recorded: every record and every matter in hand.

        Where the run keeps no states, all of the community is lived again and compared with its recorded digest.

        With overrides it is another life than the recorded one, so it seldom does.
        """
        place, society = self.relived.place, self._engine.settled.society
        if not self.run.keeps_states:
            said = self.run.frame("communities").filter(pl.col("community") == place.community)["digest"]
            return bool(digest_again(self.run.fields, self._engine, place.community) == said[0])
        state = self.run.state
        first, firm = int(society.start[place.community]), int(society.organisations[place.community])
        low = self.run.scenario.people + firm - place.people if self.organisation else first
        recorded = state.records[low + place.low : low + place.high]
        start, end = (int(state.docket_start[place.community + j]) for j in (0, 1))
        docket = state.docket[start:end]
        agents = _agents(docket)
        mine = docket[(agents >= place.low) & (agents < place.high)]
        lived = self.relived.organisations_docket if self.organisation else self.relived.docket
        return np.array_equal(recorded, self._circle()) and np.array_equal(mine, lived)

    def _circle(self) -> NDArray[np.uint16]:
        return self.relived.organisations if self.organisation else self.relived.circle

    def _record(self) -> NDArray[np.uint16]:
        place = self.relived.place.agent - self.relived.place.low
        return self._circle()[place : place + 1]

    def __repr__(self) -> str:
        who = self.attributes
        rows = [
            f"where: {who['region']}, community {self.relived.place.community}",
            f"diary: {len(self.relived.trace):,} happenings",
            *(f"{name}: {score:g}" for name, score in self.scores.items()),
            *([f"overrides: {len(self.overrides)}"] if self.overrides else []),
            ("ends as recorded" if self.matches else "does NOT end as recorded")
            if self.recorded
            else "nothing is recorded",
        ]
        if not self.organisation:
            rows[0] = rows[0].replace(",", f" ({who['stratum']}),", 1)
            rows.insert(0, f"who: {who['sex']}, {who['age']}, {who['role']} in a household of {who['household_size']}")
        heading = f"Life of {self.name} in “{self.run.scenario.name}”"
        return tree(heading, rows)


def replay(
    run: Run,
    person: int | None = None,
    *,
    organisation: int | None = None,
    overrides: Override | tuple[Override, ...] = (),
) -> Life:
    """Live one person's (or one organisation's) whole life again, with the circle around them.

    `overrides` turn decisions of that life round: no draw changes, and what follows from them is lived. The
    community and the region are those of the run. A number nobody has, and an override that the life never
    comes to, are a `Problem`. The first call compiles what is not compiled; after that a year takes some
    milliseconds.
    """
    if (person is None) == (organisation is None):
        raise Problem("one life is replayed at a time", mend="name one person or one organisation")
    number = person if person is not None else organisation
    if number is None or isinstance(number, bool) or not isinstance(number, int | np.integer):
        who = "person" if person is not None else "organisation"
        raise Problem(f"{number!r} is no {who}", mend=f"give the {who}'s number")
    turned = (overrides,) if isinstance(overrides, Override) else tuple(overrides)
    engine = run.engine
    find = place_of if person is not None else place_of_organisation
    return live_again(run, find(engine, int(number)), turned)


def live_again(run: Run, place: Place, turned: tuple[Override, ...] = (), recorded: bool = True) -> Life:
    """Live the life at a place again, with some decisions turned round."""
    pins = pins_of(run.scenario, place.number, turned)
    relived = relive(run.engine, run.fields, place, overrides=pins)
    check_met(run.scenario, pins, relived.trace)
    number = place.number if place.agent < place.people else place.number - ORGANISATION_KEYS
    return Life(run, number, relived, turned, recorded)


def _agents(docket: NDArray[np.uint64]) -> Ints:
    """Give the place in the community of each matter's agent."""
    return np.array([agent_of(item) for item in docket], dtype=np.int64)
