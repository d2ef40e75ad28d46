"""Who lives the partitions of a people: a crew. Here it is the threads of this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from creditarium.engine.arrays import Cut, Ints
from creditarium.engine.counting import Measures
from creditarium.engine.partition import Left, Partition, before_of, cuts, own_cells
from creditarium.engine.state import State, joined, matters_of
from creditarium.engine.tallies import Counts, gathered
from creditarium.engine.world import Before

if TYPE_CHECKING:
    from creditarium.engine.run import Engine

PEOPLE_FOR_THREADS = 10_000


class Parts(Protocol):
    """A people at work: its partitions, in the order of their communities."""

    def live(self, window: int, before: Before) -> Sequence[Left]:
        """Live everybody through one window, given what the last one left for all."""

    def take_tally(self) -> list[Counts]:
        """Give the counts of the period, those of each slice by themselves, and begin another."""

    def open_rows(self) -> Counts:
        """Give the counts of the period that is not over, where there is one slice; they stay counted."""

    def state(self, window: int, before: Before, counts: Ints) -> State:
        """Give where every life stands, at the start of a window that reads `before`; `counts` as in `State`."""


class Crew(Protocol):
    """Whoever lives the partitions."""

    def at_work(self, engine: Engine, state: State, measures: Measures | None) -> AbstractContextManager[Parts]:
        """Take over all lives from a state; they end with the block."""


class Threads:
    """The threads of this process, each with one partition; they share the records of all."""

    def __init__(self, count: int) -> None:
        self.count = count

    @contextmanager
    def at_work(self, engine: Engine, state: State, measures: Measures | None = None) -> Iterator[Together]:
        """Take over all lives from a state; its records are lived on in place."""
        count = 1 if engine.scenario.people < PEOPLE_FOR_THREADS else max(self.count, 1)
        made = cuts(engine, count)
        with ThreadPoolExecutor(max_workers=len(made)) as pool:
            yield Together(engine, state, made, measures, pool)


class Together:
    """Partitions over the same records, a thread each."""

    def __init__(
        self, engine: Engine, state: State, made: list[Cut], measures: Measures | None, pool: ThreadPoolExecutor
    ) -> None:
        self._records, self._cuts, self._pool = state.records, made, pool
        cells = own_cells(engine)
        self.partitions = [_sharing(engine, state, cut, cells, measures) for cut in made]

    def live(self, window: int, before: Before) -> Sequence[Left]:
        """Live everybody through one window, given what the last one left for all."""
        return list(
            self._pool.map(lambda part, cut: part.live(window, before_of(before, cut)), self.partitions, self._cuts)
        )

    def take_tally(self) -> list[Counts]:
        """Give the counts of the period, those of each slice by themselves, and begin another."""
        return gathered([part.tally for part in self.partitions], self._pool.map)

    def open_rows(self) -> Counts:
        """Give the counts of the period that is not over, where there is one slice; they stay counted."""
        return gathered([part.tally for part in self.partitions], self._pool.map, keep=True)[0]

    def state(self, window: int, before: Before, counts: Ints) -> State:
        """Give where every life stands; the records go on being lived in place."""
        docket, starts = joined([(part.docket, part.docket_start) for part in self.partitions])
        return State(window, self._records, docket, starts, before, counts)


def _sharing(engine: Engine, state: State, cut: Cut, cells: Ints, measures: Measures | None) -> Partition:
    """Make a partition over the records of all, from its first person on; its organisations come after all persons."""
    society = engine.settled.society
    person, firm = int(society.start[cut[0]]), society.organisation_row + int(society.organisations[cut[0]])
    part = engine.part(cut, firm - person)
    own = None if measures is None else replace(measures, sums=measures.sums[person:])
    return Partition(part, state.records[person:], *matters_of(state.docket, state.docket_start, *cut), cells, own)
