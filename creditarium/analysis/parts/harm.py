"""What a world did to people, as whole numbers by group: the measures that are decomposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from creditarium.engine.census import decoded
from creditarium.engine.compile.context import Row
from creditarium.engine.compile.world import cell_count
from creditarium.engine.run import Engine, History, State
from creditarium.model.scenario import Scenario
from creditarium.results.decoding import Ints
from creditarium.results.tally import WRONG_DAY


@dataclass(frozen=True)
class Harm:
    """One measure of harm: more of it is worse. Its counts are in parts of `divisor` to the unit."""

    name: str
    title: str
    unit: str
    divisor: int = 1


HARMS = (
    Harm("denied", "requests refused because of a scheme", "requests"),
    Harm("attempts", "tries of what was refused", "tries"),
    Harm("refused_persons", "persons ever refused something", "persons"),
    Harm("blameless", "requests refused to people who had done nothing listed", "requests"),
    Harm("blameless_persons", "persons ever refused something who did nothing listed", "persons"),
    Harm("money", "money taken by the consequences, less what they gave", "money"),
    Harm("wrong_days", "days that wrong entries stood", "days", WRONG_DAY),
    Harm("held_back", "lawful acts held back", "acts"),
)
"""Every measure, in the order in which they are told."""
BY_NAME = {harm.name: harm for harm in HARMS}
_TALLIED: dict[str, int] = {"denied": 1, "attempts": 1, "blameless": 1, "money": -1, "wrong_days": 1}
_STRETCH = 1 << 18


def harm_of(engine: Engine, state: State, history: History) -> Ints:
    """Count a world's harm to people by measure and group cell, int64[measures, cells].

    The last cell of a tally is the organisations': what they were refused is no harm to a person.
    """
    made = np.zeros((len(HARMS), cell_count()), dtype=np.int64)
    weights = _weights(engine)
    for counted in history.tallies:
        rows = counted.rows
        for m in range(len(HARMS)):
            weight = weights[m][rows["row"]]
            some = weight != 0
            np.add.at(made[m], rows["cell"][some], weight[some] * rows["count"][some])
    made = made[:, :-1]
    ever, blameless = _persons(engine, state)
    made[_place("refused_persons")] += ever
    made[_place("blameless_persons")] += blameless
    return made


def _place(name: str) -> int:
    return HARMS.index(BY_NAME[name])


def _weights(engine: Engine) -> Ints:
    """Give how much one count of each tally row adds to each measure, int64[measures, rows]."""
    told = _sign(engine.scenario)
    return np.array([[told(harm, row) for row in engine.compiled.rows] for harm in HARMS], dtype=np.int64)


def _sign(scenario: Scenario) -> Callable[[Harm, Row], int]:
    kinds = scenario.conduct.kinds

    def sign(harm: Harm, row: Row) -> int:
        if row.measure != harm.name:
            return 0
        if harm.name == "held_back":
            return int(kinds[row.item].lawful)
        return _TALLIED.get(harm.name, 0)

    return sign


def _persons(engine: Engine, state: State) -> tuple[Ints, Ints]:
    """Count the persons ever refused something by cell, and of them those who did nothing listed."""
    compiled, people = engine.compiled, engine.scenario.people
    marks = [name for name in compiled.layout.variables if name.startswith("refused.")]
    ever, blameless = np.zeros((2, cell_count() - 1), dtype=np.int64)
    for low in range(0, people if marks else 0, _STRETCH):
        records = state.records[low : min(low + _STRETCH, people)]
        cells = compiled.world.cell_of[engine.settled.profiles[low : low + len(records)]]
        refused = np.logical_or.reduce([decoded(compiled, records, name) > 0 for name in marks])
        clean = refused & ~(decoded(compiled, records, "blamed") > 0)
        ever += np.bincount(cells[refused], minlength=cell_count() - 1)
        blameless += np.bincount(cells[clean], minlength=cell_count() - 1)
    return ever, blameless
