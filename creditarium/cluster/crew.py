"""A crew of workers on a Ray cluster: each lives one partition, and a lost one costs what it lived since it was kept.

The driver keeps the records of all, as they were when it last fetched them, and what it asked of each worker since.
Where a worker is lost, another takes its partition as it was kept and is asked the same again: it draws the same fate.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.cluster.joining import OPTION, STORE_BYTES, Cluster, Machine
from creditarium.cluster.worker import Worker
from creditarium.engine.arrays import Cut, Ints, Items
from creditarium.engine.counting import Measures
from creditarium.engine.partition import Left, before_of, cuts
from creditarium.engine.run import Engine
from creditarium.engine.state import State, joined, matters_of
from creditarium.engine.tallies import COUNT, Counts, added
from creditarium.engine.threads import Parts
from creditarium.engine.world import Before
from creditarium.model.problem import Problem

PIECE_BYTES = STORE_BYTES // 4
"""How much of a large array is sent at a time."""
PATIENCE = 20
"""Lives are fetched after so many times as long as that took: less than 5 % of the time goes to it."""
MOST_LOSSES = 5
"""How often workers may be lost while one question is answered."""

Say = Callable[[str], None]
Ask = tuple[str, tuple[Any, ...]]
"""A method of a worker, and what it is given."""


class Workers:
    """The workers of a cluster as a crew; `say` hears of each loss. `divide` cuts the communities."""

    def __init__(
        self, cluster: Cluster, say: Say, divide: Callable[[Engine, int], list[Cut]] = cuts, *,
        keep: Callable[[int], bool] | None = None,
    ) -> None:  # fmt: skip
        self.cluster, self.say, self.divide, self.keep = cluster, say, divide, keep

    @contextmanager
    def at_work(self, engine: Engine, state: State, measures: Measures | None) -> Iterator[Parts]:
        """Send all lives to workers; the records of the state become those that the driver keeps."""
        assert measures is None, "agents are measured in one process"
        apart = _Apart(self, engine, state)
        try:
            yield apart
            apart.keep()
        finally:
            apart.end()


@dataclass
class _Share:
    """A partition on a worker: where it works, as it was when last fetched, and what was asked of it since."""

    cut: Cut
    part: Engine
    docket: Items
    docket_start: Ints
    rows: Counts
    machine: Machine | None = None
    actor: Any = None
    asked: list[Ask] = field(default_factory=list)


class _Apart:
    """Partitions on workers, and the records of all as they were kept."""

    def __init__(self, crew: Workers, engine: Engine, state: State) -> None:
        self._crew, self._ray = crew, crew.cluster.ray
        self._engine, self._records = engine, state.records
        self._kept_at, self._cost, self._last = state.window, 0.0, time.perf_counter()
        self._window = state.window
        self._matters = len(state.docket)
        self._shares = [
            _Share(cut, engine.part(cut), *_copied(matters_of(state.docket, state.docket_start, *cut)), _no_rows())
            for cut in crew.divide(engine, crew.cluster.workers)
        ]
        self._begin(self._shares)

    # What is asked of all ------------------------------------------------------------------------------

    def live(self, window: int, before: Before) -> Sequence[Left]:
        """Live everybody through one window, given what the last one left for all."""
        lefts: list[Left] = self._ask("live", [(window, before_of(before, share.cut)) for share in self._shares])
        self._matters = sum(left.matters for left in lefts)
        self._window = window + 1
        return lefts

    def take_tally(self) -> list[Counts]:
        """Give the counts of the period, those of each slice by themselves, and begin another."""
        parts: list[list[Counts]] = self._ask("take_tally", [() for _ in self._shares])
        return [added(*rows) for rows in zip(*parts, strict=True)]

    def open_rows(self) -> Counts:
        """Give the counts of the period that is not over, where there is one slice; they stay counted."""
        return added(*self._ask("open_rows", [() for _ in self._shares]))

    def state(self, window: int, before: Before, counts: Ints) -> State:
        """Give where every life stands: it is fetched when somebody looks, or now if that is due."""
        keep = self._crew.keep
        waited = time.perf_counter() - self._last
        if keep(window) if keep is not None else waited >= PATIENCE * self._cost:
            self.keep()
        size = self._records.nbytes + self._matters * np.dtype(np.uint64).itemsize
        return Distant(window, before, counts, self._whole, size)

    def keep(self) -> None:
        """Fetch where every life stands now, unless it is kept already."""
        if self._kept_at == self._window:
            return
        began = time.perf_counter()
        standing = self._ask("standing", [() for _ in self._shares])
        for share, (start, rows) in zip(self._shares, standing, strict=True):
            persons, firms = self._places(share)
            records, docket = self._fetched(share, len(self._records[persons]) + len(self._records[firms]), start[-1])
            self._records[persons], self._records[firms] = np.split(records, [share.part.settled.people])
            share.docket, share.docket_start, share.rows = docket, start.copy(), rows.copy()
            share.asked.clear()
        self._kept_at, self._last = self._window, time.perf_counter()
        self._cost = self._last - began

    def end(self) -> None:
        """Let the workers go."""
        for share in self._shares:
            self._dismiss(share)

    def _whole(self) -> tuple[NDArray[np.uint16], Items, Ints]:
        self.keep()
        return self._records, *joined([(share.docket, share.docket_start) for share in self._shares])

    def _ask(self, method: str, given: list[tuple[Any, ...]]) -> list[Any]:
        """Ask all workers the same, and give their answers; who is lost is replaced, and asked again."""
        for share, what in zip(self._shares, given, strict=True):
            share.asked.append((method, what))
        waiting = {j: self._call(share, share.asked[-1]) for j, share in enumerate(self._shares)}
        answers: dict[int, Any] = {}
        for _ in range(MOST_LOSSES):
            for j, call in waiting.items():
                with suppress(LookupError):
                    answers[j] = self._get(call)
            lost = [j for j in waiting if j not in answers]
            if not lost:
                return [answers[j] for j in range(len(self._shares))]
            waiting = dict(zip(lost, self._again([self._shares[j] for j in lost]), strict=True))
        raise self._too_many()

    def _fetched(self, share: _Share, agents: int, matters: int) -> tuple[NDArray[np.uint16], Items]:
        """Fetch the records and the matters in hand of a partition, piece by piece, or of who takes its place."""
        for _ in range(MOST_LOSSES):
            records = np.empty((agents, self._records.shape[1]), dtype=np.uint16)
            docket = np.empty(matters, dtype=np.uint64)
            try:
                for name, array in (("records", records), ("docket", docket)):
                    for piece in _pieces(array):
                        array[piece] = self._get(share.actor.piece.remote(name, piece.start, piece.stop))
                return records, docket
            except LookupError:
                self._again([share])
        raise self._too_many()

    def _too_many(self) -> Problem:
        what = f"workers were lost {MOST_LOSSES} times in window {self._window}"
        return Problem(what, place=OPTION, mend="see Ray's logs; memory may be short on the nodes")

    # One worker -----------------------------------------------------------------------------------------

    def _begin(self, shares: Sequence[_Share]) -> None:
        """Begin workers where the fewest are, not where one was lost just now if that can be, and send them lives."""
        cluster = self._crew.cluster
        machines = cluster.fit()
        for share in shares:
            share.machine = self._machine_for(share, machines)
            bare = replace(share.part.settled, given=share.part.settled.profiles[:0])
            worker = self._ray.remote(Worker).options(**cluster.on(share.machine))
            share.actor = worker.remote(share.part.scenario, share.part.compiled, bare, len(share.docket))
        for share in shares:
            with suppress(LookupError):  # lost already: it will not answer either
                self._send(share)

    def _machine_for(self, share: _Share, machines: Sequence[Machine]) -> Machine:
        others = [one for one in machines if share.machine is None or one.node != share.machine.node] or machines
        if not others:
            raise Problem("no node of the cluster is left", place=OPTION, mend="start others, and go on from there")
        taken = [one.machine.node for one in self._shares if one.machine is not None and one.actor is not None]
        return min(others, key=lambda one: (taken.count(one.node) / one.processors, one.node))

    def _send(self, share: _Share) -> None:
        """Send a worker its lives, one piece on its way at a time."""
        persons, firms = self._places(share)
        sent = None
        for name, first, array in (
            ("profiles", 0, share.part.settled.profiles),
            ("records", 0, self._records[persons]),
            ("records", share.part.settled.people, self._records[firms]),
            ("docket", 0, share.docket),
        ):
            for piece in _pieces(array):
                if sent is not None:
                    self._get(sent)
                sent = share.actor.fill.remote(name, first + piece.start, array[piece])
        share.actor.begin.remote(share.docket_start, share.rows)

    def _places(self, share: _Share) -> tuple[slice, slice]:
        """Give where the records of a partition's persons and organisations lie among those of all."""
        society, row = share.part.settled.society, self._engine.settled.society.organisation_row
        persons = slice(int(society.start[0]), int(society.start[-1]))
        return persons, slice(row + int(society.organisations[0]), row + int(society.organisations[-1]))

    def _again(self, shares: Sequence[_Share]) -> list[Any]:
        """Give what lost workers did to others; the answers are those to the last question."""
        for share in shares:
            assert share.machine is not None
            windows = sum(method == "live" for method, _ in share.asked)
            self._crew.say(
                f"a worker on {share.machine.address} was lost: {windows} windows of its part are lived again"
            )
            self._dismiss(share)
        self._begin(shares)
        return [[self._call(share, ask) for ask in share.asked][-1] for share in shares]

    def _call(self, share: _Share, ask: Ask) -> Any:
        method, given = ask
        return getattr(share.actor, method).remote(*given)

    def _get(self, call: Any) -> Any:
        """Wait for an answer; a worker that is lost is a `LookupError`, and bad input there a `Problem`."""
        errors = self._ray.exceptions
        try:
            return self._ray.get(call)
        except errors.RayTaskError as error:
            if isinstance(error.cause, Problem):
                raise error.cause from None
            raise
        except (
            errors.RayActorError, errors.ActorUnschedulableError, errors.ObjectLostError, errors.NodeDiedError,
            errors.WorkerCrashedError, errors.OutOfMemoryError,
        ) as error:  # fmt: skip
            raise LookupError(type(error).__name__) from error

    def _dismiss(self, share: _Share) -> None:
        if share.actor is not None:
            self._ray.kill(share.actor)
            share.actor = None


class Distant(State):
    """A state whose lives are with workers: they are fetched when somebody looks, as they stand then."""

    def __init__(
        self, window: int, before: Before, counts: Ints, fetch: Callable[[], tuple[NDArray[np.uint16], Items, Ints]],
        size: int,
    ) -> None:  # fmt: skip
        self.window, self.before, self.adaptive_records = window, before, counts
        self._fetch, self._size = fetch, size

    def __getattr__(self, name: str) -> Any:
        """Fetch the lives when one of their arrays is first asked for."""
        if name not in ("records", "docket", "docket_start"):
            raise AttributeError(name)
        self.records, self.docket, self.docket_start = self._fetch()
        return self.__dict__[name]

    @property
    def nbytes(self) -> int:
        """The bytes of the records and the docket, fetched or not."""
        return self._size


def _pieces(array: NDArray[Any]) -> Iterator[slice]:
    """Cut an array into pieces that may be sent."""
    step = max(PIECE_BYTES * len(array) // max(array.nbytes, 1), 1)
    for low in range(0, len(array), step):
        yield slice(low, min(low + step, len(array)))


def _copied(docket: tuple[Items, Ints]) -> tuple[Items, Ints]:
    return docket[0].copy(), docket[1].copy()


def _no_rows() -> Counts:
    return np.zeros(0, dtype=COUNT)
